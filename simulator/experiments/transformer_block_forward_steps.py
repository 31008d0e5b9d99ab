"""The first transformer block forward, written for a learner."""

from collections.abc import Iterator

import numpy as np

from simulator.arrays import Array
from simulator.experiments.transformer_block_build import Gain
from simulator.experiments.transformer_block_halves import HalfTape
from simulator.experiments.transformer_block_telling import Story, told_norm
from simulator.latex import MOST_TERMS, dot, factor, number, product
from simulator.ops.attention import split_heads
from simulator.trace import Step

MOST_KEYS = 4
"""Keys whose score and weight are told one by one."""

HALVES = {1: ("attention", "x", "u", "m", "y"), 2: ("feed-forward", "y", "p", "n", "h")}
"""Of each half: its name, and the letters of what comes in, what the branch is fed, the sum, and what goes out."""


def forward_steps(story: Story) -> Iterator[Step]:
    """All of the block: its norms where they are, attention, the first sum, feed-forward, the second sum."""
    entry, w = story.done.tape[0], story.w
    gains = Gain(w.scale1, w.shift1), Gain(w.scale2, w.shift2)
    yield from _before(story, 1, entry.first, gains[0])
    yield from _attention(story)
    yield from _after(story, 1, entry.first, gains[0])
    yield from _before(story, 2, entry.second, gains[1])
    yield from _feed(story)
    yield from _after(story, 2, entry.second, gains[1])


def fed_letter(story: Story, half: int) -> str:
    """The letter of what a branch is fed: without a norm before it, that of what comes in."""
    return HALVES[half][2] if story.form == "pre" else HALVES[half][1]


def summed_letter(story: Story, half: int) -> str:
    """The letter of a sum: without a norm after it, that of what goes out."""
    return HALVES[half][3] if story.form == "post" else HALVES[half][4]


def _before(story: Story, half: int, tape: HalfTape, gain: Gain) -> Iterator[Step]:
    name, into, fed, _, _ = HALVES[half]
    if story.form == "pre" and tape.norm is not None:
        yield from told_norm(story, f"norm before {name}", into, fed, tape.norm, gain)


def _after(story: Story, half: int, tape: HalfTape, gain: Gain) -> Iterator[Step]:
    """The sum of skip and branch, and the norm of a post-norm block."""
    name, into, _, summed, out = HALVES[half]
    left, alpha = story.at(summed_letter(story, half)), story.problem.alpha
    x, branch, value = (story.first(a) for a in (tape.x, tape.branch, tape.summed))
    formula = rf"{left} = {story.at(into)} + \alpha {story.at(f'F^{{{half}}}')}"
    yield story.matrix(
        f"skip plus {name}",
        "forward",
        formula,
        f"{left} = {factor(x)} + {product((alpha, branch))} = {number(value)}",
        tape.summed,
    )
    if story.form == "post" and tape.norm is not None:
        yield from told_norm(story, f"norm after {name}", summed, out, tape.norm, gain)


def _attention(story: Story) -> Iterator[Step]:
    entry = story.done.tape[0]
    tape, fed, t = entry.attention, entry.first.fed, story.position
    letter, heads = fed_letter(story, 1).upper(), tape.score.shape[1]
    yield story.affine("queries", "Q", letter, "q", fed, tape.query)
    yield story.affine("keys", "K", letter, "k", fed, tape.key)
    yield story.affine("values", "V", letter, "v", fed, tape.value)
    q, k, v = (split_heads(x, heads)[0, 0] for x in (tape.query, tape.key, tape.value))
    where, n = (", head 1" if heads > 1 else ""), t + 1
    s, a = tape.score[0, 0, t], tape.softmax.a[0, 0, t]
    for j in range(min(MOST_KEYS, s.size)):
        left, value = f"s_{{{n}{j + 1}}}", float(s[j])
        yield story.scalar(
            f"score of position {n} looking at {j + 1}{where}",
            "forward",
            rf"{left} = c \; q_{n} \cdot k_{{{j + 1}}}",
            rf"{left} = {factor(tape.dot.scale)} \cdot ({dot(q[t], k[j], MOST_TERMS)}) = {number(value)}",
            value,
        )
    yield from _weights(story, s, a, where)
    value = float(a @ v[:, 0])
    yield story.scalar(
        f"mix of the values, feature 1{where}",
        "forward",
        rf"o_{{{n}1}} = \sum_j a_{{{n}j}} v_{{j1}}",
        f"o_{{{n}1}} = {dot(a, v[:, 0], MOST_TERMS)} = {number(value)}",
        value,
    )
    yield story.affine("attention's branch", "F^{1}", "O", "o", tape.mixed, tape.branch)


def _weights(story: Story, s: Array, a: Array, where: str) -> Iterator[Step]:
    """The softmax of one position, which sees every other, and the weights of all."""
    n = story.position + 1
    top = float(s.max())
    total = float(np.exp(s - top).sum())
    for j in range(min(MOST_KEYS, s.size)):
        left, part = f"a_{{{n}{j + 1}}}", float(np.exp(s[j] - top))
        yield story.scalar(
            f"attention weight of position {n} on {j + 1}{where}",
            "forward",
            rf"{left} = \frac{{e^{{s_{{{n}{j + 1}}} - m}}}}{{\sum_l e^{{s_{{{n}l}} - m}}}}, "
            rf"\quad m = \max_l s_{{{n}l}}",
            f"{left} = {number(part)} / {number(total)} = {number(float(a[j]))}",
            float(a[j]),
        )
    every = story.done.tape[0].attention.softmax.a
    each = every[:, 0] if every.shape[1] == 1 else every
    notes = ["a matrix for each head"] if every.shape[1] > 1 else []
    notes += [] if story.problem.allowed.all() else ["masked ones are 0"]
    title, formula = "all attention weights", r"A = \operatorname{softmax}(S)"
    yield story.matrix(
        title, "forward", formula, f"a_{{{n}1}} = {number(float(a[0]))}", each, "; ".join(notes)
    )


def _feed(story: Story) -> Iterator[Step]:
    entry = story.done.tape[0]
    tape, f, n = entry.feed, story.problem.f, story.position + 1
    yield story.affine(
        "net input of the feed-forward layer",
        "Z",
        fed_letter(story, 2).upper(),
        "1",
        entry.second.fed,
        tape.inner.z,
    )
    z, value = story.first(tape.inner.z), story.first(tape.inner.a)
    yield story.matrix(
        "activation",
        "forward",
        f"r_{{{n}1}} = {f.latex}(z_{{{n}1}})",
        f"r_{{{n}1}} = {f.latex}({number(z)}) = {number(value)}",
        tape.inner.a,
    )
    yield story.affine("feed-forward branch", "F^{2}", "R", "2", tape.inner.a, tape.branch)
