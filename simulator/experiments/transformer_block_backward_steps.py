"""The first transformer block backward, from its output to its input, written for a learner."""

from collections.abc import Iterator

from simulator.arrays import Array
from simulator.experiments.transformer_block_forward_steps import (
    HALVES,
    MOST_KEYS,
    fed_letter,
    summed_letter,
)
from simulator.experiments.transformer_block_halves import HalfGradient, HalfTape
from simulator.experiments.transformer_block_telling import Story, d, told_norm_back
from simulator.latex import MOST_TERMS, dot, factor, number, product
from simulator.ops.attention import split_heads
from simulator.trace import Step


def backward_steps(story: Story) -> Iterator[Step]:
    """All of the block: the second sum, feed-forward, the first sum, attention, the input."""
    entry, gradient = story.done.tape[0], story.done.gradients[0]
    out = gradient.second.out
    yield story.matrix(
        "gradient at its output",
        "backward",
        d("H_1"),
        f"{d(story.at('h'))} = {number(story.first(out))}",
        out,
    )
    yield from _into_branch(story, 2, entry.second, gradient.second)
    yield from _feed(story)
    yield from _join(story, 2, entry.second, gradient.second)
    yield from _into_branch(story, 1, entry.first, gradient.first)
    yield from _attention(story)
    yield from _join(story, 1, entry.first, gradient.first)


def _into_branch(story: Story, half: int, tape: HalfTape, gradient: HalfGradient) -> Iterator[Step]:
    """Back through the norm of a post-norm block, and into the branch."""
    name, _, _, summed, out = HALVES[half]
    if story.form == "post" and tape.norm is not None and gradient.norm is not None:
        yield from told_norm_back(
            story, f"norm after {name}", summed, out, tape.norm, gradient.norm, gradient.out
        )
    left, alpha = d(story.at(f"F^{{{half}}}")), story.problem.alpha
    above = d(story.at(summed_letter(story, half)))
    written = product((alpha, story.first(gradient.summed)))
    yield story.matrix(
        f"gradient at the branch of {name}",
        "backward",
        rf"{left} = \alpha {above}",
        f"{left} = {written} = {number(story.first(gradient.branch))}",
        gradient.branch,
    )


def _join(story: Story, half: int, tape: HalfTape, gradient: HalfGradient) -> Iterator[Step]:
    """Back through the norm of a pre-norm block, and to where skip and branch meet."""
    name, into, fed, _, _ = HALVES[half]
    if story.form == "pre" and tape.norm is not None and gradient.norm is not None:
        inner = story.done.gradients[0].attention.fed if half == 1 else story.done.gradients[0].feed.fed
        yield from told_norm_back(story, f"norm before {name}", into, fed, tape.norm, gradient.norm, inner)
    left, above = d(story.at(into)), d(story.at(summed_letter(story, half)))
    by_skip, by_branch, value = (story.first(a) for a in (gradient.by_skip, gradient.by_branch, gradient.x))
    yield story.matrix(
        f"gradient where skip and {name} meet",
        "backward",
        rf"{left} = {above} + \left. {left} \right|_{{F^{{{half}}}}}",
        f"{left} = {factor(by_skip)} + {factor(by_branch)} = {number(value)}",
        gradient.x,
    )


def _of_weight(story: Story, name: str, into: str, out: str, x: Array, dy: Array, dw: Array) -> Step:
    """The gradient of a matrix: what came in, transposed, times what comes back."""
    written = dot(x[0, :, 0], dy[0, :, 0], MOST_TERMS)
    left, label = d(f"w^{name}_{{11}}"), f"W_{name}"
    return story.matrix(
        f"gradient of {label}",
        "backward",
        rf"{d(label)} = {into}^\top {d(out)}",
        f"{left} = {written} = {number(float(dw[0, 0, 0]))}",
        dw,
        "numbers put in for the first entry; summed over the positions",
    )


def _passed_back(story: Story, title: str, left: str, above: str, name: str, dy: Array, dx: Array) -> Step:
    """A gradient passed back through a matrix: times the matrix, transposed."""
    w = getattr(story.w, f"w{name.lower()}")[0]
    return story.matrix(
        title,
        "backward",
        rf"{d(left.upper())} = {d(above)} W_{name}^\top",
        f"{d(story.at(left))} = {dot(story.row(dy), w[0], MOST_TERMS)} = {number(story.first(dx))}",
        dx,
    )


def _feed(story: Story) -> Iterator[Step]:
    entry, gradient = story.done.tape[0], story.done.gradients[0]
    tape, inside, branch, f = entry.feed, gradient.feed, gradient.second.branch, story.problem.f
    yield _of_weight(story, "2", "R", "F^{2}", tape.inner.a, branch, gradient.weights.w2)
    yield _passed_back(story, "gradient at the activation", "r", "F^{2}", "2", branch, inside.a)
    z = story.row(tape.inner.z)[:1]
    slope, left = float(f.derivative(z)[0]), d(story.at("z"))
    yield story.matrix(
        "gradient at the net input",
        "backward",
        f"{left} = {d(story.at('r'))} {f.latex_derivative}({story.at('z')})",
        f"{left} = {product((story.first(inside.a), slope))} = {number(story.first(inside.z))}",
        inside.z,
    )
    letter = fed_letter(story, 2)
    yield _of_weight(story, "1", letter.upper(), "Z", entry.second.fed, inside.z, gradient.weights.w1)
    title = "gradient that feed-forward passes back"
    yield _passed_back(story, title, letter, "Z", "1", inside.z, inside.fed)


def _attention(story: Story) -> Iterator[Step]:
    entry, gradient = story.done.tape[0], story.done.gradients[0]
    tape, inside, branch, t = entry.attention, gradient.attention, gradient.first.branch, story.position
    heads, n = tape.score.shape[1], t + 1
    where = ", head 1" if heads > 1 else ""
    yield _of_weight(story, "O", "O", "F^{1}", tape.mixed, branch, gradient.weights.wo)
    yield _passed_back(story, "gradient at the mix", "o", "F^{1}", "O", branch, inside.mixed)
    do, v = (split_heads(x, heads)[0, 0] for x in (inside.mixed, tape.value))
    a, da, ds = (x[0, 0, t] for x in (tape.softmax.a, inside.weight, inside.score))
    for j in range(min(MOST_KEYS, a.size)):
        left, value = d(f"a_{{{n}{j + 1}}}"), float(da[j])
        yield story.scalar(
            f"gradient at the attention weight of {n} on {j + 1}{where}",
            "backward",
            rf"{left} = {d(f'o_{n}')} \cdot v_{{{j + 1}}}",
            f"{left} = {dot(do[t], v[j], MOST_TERMS)} = {number(value)}",
            value,
        )
    mean = float(a @ da)
    for j in range(min(MOST_KEYS, a.size)):
        left, value = d(f"s_{{{n}{j + 1}}}"), float(ds[j])
        yield story.scalar(
            f"gradient at the score of {n} looking at {j + 1}{where}",
            "backward",
            rf"{left} = a_{{{n}{j + 1}}} \left( {d(f'a_{{{n}{j + 1}}}')} - "
            rf"\sum_l a_{{{n}l}} {d(f'a_{{{n}l}}')} \right)",
            rf"{left} = {number(float(a[j]))} \cdot ({number(float(da[j]))} - {factor(mean)}) = {number(value)}",
            value,
        )
    yield from _projections(story)


def _projections(story: Story) -> Iterator[Step]:
    """Back through queries, keys and values to what attention was fed."""
    entry, gradient = story.done.tape[0], story.done.gradients[0]
    tape, inside, t = entry.attention, gradient.attention, story.position
    heads, scale, fed = tape.score.shape[1], factor(tape.dot.scale), entry.first.fed
    q, k = (split_heads(x, heads)[0, 0] for x in (tape.query, tape.key))
    do = split_heads(inside.mixed, heads)[0, 0]
    ds, a = inside.score[0, 0], tape.softmax.a[0, 0]
    letter = fed_letter(story, 1)
    for name, formula, written, dy, dw in (
        ("Q", r"c \, \partial S \, K", rf"{scale} \cdot ({dot(ds[t], k[:, 0])})", inside.query, "wq"),
        ("K", r"c \, \partial S^\top Q", rf"{scale} \cdot ({dot(ds[:, t], q[:, 0])})", inside.key, "wk"),
        ("V", r"A^\top \partial O", dot(a[:, t], do[:, 0]), inside.value, "wv"),
    ):
        word = {"Q": "queries", "K": "keys", "V": "values"}[name]
        left = d(story.at(name.lower()))
        yield story.matrix(
            f"gradient at the {word}",
            "backward",
            rf"\partial {name} = {formula}",
            f"{left} = {written} = {number(story.first(dy))}",
            dy,
        )
        yield _of_weight(story, name, letter.upper(), name, fed, dy, getattr(gradient.weights, dw))
    left = d(story.at(letter))
    paths = " + ".join(factor(story.first(path)) for path in inside.paths)
    yield story.matrix(
        "gradient that attention passes back, by queries, keys and values",
        "backward",
        rf"{d(letter.upper())} = \partial Q \, W_Q^\top + \partial K \, W_K^\top + \partial V \, W_V^\top",
        f"{left} = {paths} = {number(story.first(inside.fed))}",
        inside.fed,
    )
