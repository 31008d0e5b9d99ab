"""The steps of attention: the first query number by number, the rest as matrices."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.attention_pass import Gradients, Problem, Tape
from simulator.latex import dot, factor, left_out, number, product
from simulator.ops.attention import AdditiveCache, split_heads
from simulator.trace import Direction, Step, value_of

MOST_KEYS, MOST_TERMS = 8, 4


class Story(NamedTuple):
    """One pass, and what of it is written out: the first head."""

    problem: Problem
    tape: Tape
    found: Gradients

    @property
    def head(self) -> str:
        """What titles say of the head that is written out."""
        return ", head 1" if self.problem.heads > 1 else ""


def steps(problem: Problem, tape: Tape, found: Gradients) -> tuple[Step, ...]:
    """Forward pass, then the backward pass from the output to queries, keys and values."""
    story = Story(problem, tape, found)
    return (*_forward(story), *_backward(story))


def _forward(story: Story) -> Iterator[Step]:
    problem, tape = story.problem, story.tape
    for name, symbol, x, w, y in (
        ("Queries", "Q", problem.queries, problem.w_query, tape.query),
        ("Keys", "K", problem.keys, problem.w_key, tape.key),
        ("Values", "V", problem.values, problem.w_value, tape.value),
    ):
        if w is None:
            yield _matrix(name, "forward", rf"{symbol} = X_{symbol}", _first(symbol, y), y, "as they come in")
        else:
            written = f"{symbol.lower()}_{{11}} = {dot(x[0], w[:, 0], MOST_TERMS)} = {number(float(y[0, 0]))}"
            yield _matrix(name, "forward", rf"{symbol} = X_{symbol} W_{symbol}", written, y)
    yield from _scores(story)
    yield from _weights(story)
    a, v = tape.weight[0, 0], split_heads(tape.value, tape.weight.shape[0])[0]
    value = float(a @ v[:, 0])
    yield Step(
        f"First feature of the output of query 1{story.head}",
        "forward",
        r"o_{11} = \sum_j a_{1j} v_{j1}",
        f"o_{{11}} = {dot(a, v[:, 0], MOST_TERMS)} = {number(value)}",
        value,
        (),
        None,
        left_out(a.size, MOST_TERMS),
    )
    formula = "O = A V" if problem.w_output is None else r"O = \left[ A^{(1)} V^{(1)} \cdots \right] W_O"
    yield _matrix("Output", "forward", formula, _first("O", tape.output), tape.output)


def _scores(story: Story) -> Iterator[Step]:
    tape = story.tape
    heads = tape.weight.shape[0]
    q, k = (split_heads(x, heads)[0] for x in (tape.query, tape.key))
    additive = isinstance(tape.score_cache, AdditiveCache)
    scale = factor(tape.scale)
    of_scale = None if additive or story.problem.scale is not None else "c = 1 / the square root of d_k"
    for j in range(min(MOST_KEYS, k.shape[0])):
        value = float(tape.score[0, 0, j])
        left = f"s_{{1{j + 1}}}"
        if isinstance(tape.score_cache, AdditiveCache):
            inner = dot(tape.score_cache.w[0], tape.score_cache.hidden[0, 0, j], MOST_TERMS)
            formula = rf"{left} = c \; w \cdot \tanh(q_1 + k_{{{j + 1}}})"
        else:
            inner = dot(q[0], k[j], MOST_TERMS)
            formula = rf"{left} = c \; q_1 \cdot k_{{{j + 1}}}"
        yield Step(
            f"Score of query 1 and key {j + 1}{story.head}",
            "forward",
            formula,
            rf"{left} = {scale} \cdot ({inner}) = {number(value)}",
            value,
            (),
            None,
            "; ".join(filter(None, (of_scale, left_out(k.shape[1], MOST_TERMS)))) or None,
        )
    shown = np.where(story.problem.allowed, tape.score, -np.inf)
    if not story.problem.allowed.all():
        title = "Scores, masked ones at minus infinity"
        yield _matrix(title, "forward", r"S_{ij} = -\infty", _first("S", shown[0]), _squeezed(shown))
    else:
        formula = r"S = c \, Q K^\top" if not additive else r"S_{ij} = c \; w \cdot \tanh(q_i + k_j)"
        yield _matrix("All scores", "forward", formula, _first("S", shown[0]), _squeezed(shown))


def _weights(story: Story) -> Iterator[Step]:
    s, a, allowed = story.tape.score[0, 0], story.tape.weight[0, 0], story.problem.allowed[0]
    top = float(np.max(s, where=allowed, initial=-np.inf))
    total = float(np.exp(np.where(allowed, s - top, -np.inf)).sum())
    for j in range(min(MOST_KEYS, s.size)):
        value, left = float(a[j]), f"a_{{1{j + 1}}}"
        part = float(np.exp(s[j] - top)) if allowed[j] else 0.0
        yield Step(
            f"Weight of query 1 on key {j + 1}{story.head}",
            "forward",
            rf"{left} = \frac{{e^{{s_{{1{j + 1}}} - m}}}}{{\sum_l e^{{s_{{1l}} - m}}}}, \quad m = \max_l s_{{1l}}",
            f"{left} = {number(part)} / {number(total)} = {number(value)}",
            value,
            (),
        )
    yield _matrix(
        "All weights",
        "forward",
        r"A = \operatorname{softmax}(S)",
        _first("A", story.tape.weight[0]),
        _squeezed(story.tape.weight),
    )


def _backward(story: Story) -> Iterator[Step]:
    problem, tape, found = story
    heads = tape.weight.shape[0]
    yield _matrix(
        "Gradient at the output",
        "backward",
        r"\frac{\partial C}{\partial O} = G",
        _first("G", problem.upstream),
        problem.upstream,
    )
    upstream = problem.upstream if problem.w_output is None else problem.upstream @ problem.w_output.T
    do, v = split_heads(upstream, heads)[0], split_heads(tape.value, heads)[0]
    a, da, ds = tape.weight[0, 0], found.weight[0, 0], found.score[0, 0]
    for j in range(min(MOST_KEYS, a.size)):
        left = rf"\frac{{\partial C}}{{\partial a_{{1{j + 1}}}}}"
        yield Step(
            f"Gradient at the weight of query 1 on key {j + 1}{story.head}",
            "backward",
            rf"{left} = \frac{{\partial C}}{{\partial o_1}} \cdot v_{{{j + 1}}}",
            f"{left} = {dot(do[0], v[j], MOST_TERMS)} = {number(float(da[j]))}",
            float(da[j]),
            (),
            None,
            left_out(v.shape[1], MOST_TERMS),
        )
    mean = float(a @ da)
    for j in range(min(MOST_KEYS, a.size)):
        left = rf"\frac{{\partial C}}{{\partial s_{{1{j + 1}}}}}"
        yield Step(
            f"Gradient at the score of query 1 and key {j + 1}{story.head}",
            "backward",
            rf"{left} = a_{{1{j + 1}}} \left( \frac{{\partial C}}{{\partial a_{{1{j + 1}}}}} - "
            r"\sum_l a_{1l} \frac{\partial C}{\partial a_{1l}} \right)",
            rf"{left} = {number(float(a[j]))} \cdot ({number(float(da[j]))} - {factor(mean)}) "
            f"= {number(float(ds[j]))}",
            float(ds[j]),
            (),
        )
    yield from _last(story)


def _last(story: Story) -> Iterator[Step]:
    """What reaches queries, keys and values, and their weights."""
    problem, tape, found = story
    q, k = (split_heads(x, tape.weight.shape[0])[0] for x in (tape.query, tape.key))
    at_mixed = problem.upstream if problem.w_output is None else problem.upstream @ problem.w_output.T
    sent = dot(tape.weight[0, :, 0], at_mixed[:, 0], MOST_TERMS)
    yield _matrix(
        "Gradient at the values",
        "backward",
        r"\frac{\partial C}{\partial V} = A^\top \frac{\partial C}{\partial O}",
        rf"\partial V_{{11}} = {sent} = {number(float(found.value[0, 0]))}",
        found.value,
    )
    first = number(float(found.query[0, 0]))
    left = r"\frac{\partial C}{\partial q_{11}}"
    if isinstance(tape.score_cache, AdditiveCache):
        written, of_key = f"{left} = {first}", _first(r"\partial K", found.key)
    else:
        c, last = factor(tape.scale), number(float(found.key[0, 0]))
        written = rf"{left} = {c} \cdot ({dot(found.score[0, 0], k[:, 0], MOST_TERMS)}) = {first}"
        of_key = rf"\partial K_{{11}} = {c} \cdot ({dot(found.score[0, :, 0], q[:, 0], MOST_TERMS)}) = {last}"
    formulas = (
        (r"\partial Q = c \, \partial S \, K", r"\partial K = c \, \partial S^\top Q")
        if problem.w_score is None
        else (
            r"\partial q_i = \sum_j \partial S_{ij} \cdots",
            r"\partial k_j = \sum_i \partial S_{ij} \cdots",
        )
    )
    yield _matrix("Gradient at the queries", "backward", formulas[0], written, found.query)
    yield _matrix("Gradient at the keys", "backward", formulas[1], of_key, found.key)
    for symbol, x, dy, dw in (
        ("Q", problem.queries, found.query, found.w_query),
        ("K", problem.keys, found.key, found.w_key),
        ("V", problem.values, found.value, found.w_value),
    ):
        if dw is not None:
            written = rf"\partial w_{{11}} = {dot(x[:, 0], dy[:, 0], MOST_TERMS)} = {number(float(dw[0, 0]))}"
            yield _matrix(
                f"Gradient of W_{symbol}",
                "backward",
                rf"\partial W_{symbol} = X_{symbol}^\top \partial {symbol}",
                written,
                dw,
            )


def _first(symbol: str, x: Array) -> str:
    return f"{symbol}_{{11}} = {product([float(x[0, 0])]).strip('()')}"


def _squeezed(x: Array) -> Array:
    return x[0] if x.shape[0] == 1 else x


def _matrix(
    title: str, direction: Direction, formula: str, substituted: str, x: Array, note: str = ""
) -> Step:
    value, left_out = value_of(x)
    told = "; ".join(part for part in (note or "numbers put in for the first entry", left_out) if part)
    return Step(title, direction, formula, substituted, value, x.shape, None, told)
