"""The steps of `clipping`: norms, factors, clipped gradients and updates, layer by layer."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from simulator.arrays import Array
from simulator.experiments.clipping_mistakes import Gradients
from simulator.experiments.clipping_parameters import ClippingParameters
from simulator.latex import left_out, number, product
from simulator.trace import Direction, Step, value_of

MOST_TERMS = 4
"""How many squares of a norm are written out."""

MOST_TOLD = 12
"""How many layers are told step by step."""


NORMS = {
    "l2": (
        r"\lVert g%s \rVert = \sqrt{\sum (g%s)^2}",
        r"\lVert g \rVert = \sqrt{\sum_l \lVert g^{(l)} \rVert^2}",
    ),
    "l1": (
        r"\lVert g%s \rVert_1 = \sum \lvert g%s \rvert",
        r"\lVert g \rVert_1 = \sum_l \lVert g^{(l)} \rVert_1",
    ),
    "max": (
        r"\lVert g%s \rVert_\infty = \max \lvert g%s \rvert",
        r"\lVert g \rVert_\infty = \max_l \lVert g^{(l)} \rVert_\infty",
    ),
}


def steps(gradients: Gradients, p: ClippingParameters, m: dict[str, Any]) -> Iterator[Step]:
    told = range(1, min(len(gradients), MOST_TOLD) + 1)
    rest = f"layers {MOST_TOLD + 1} to {len(gradients)} are left out" if len(gradients) > MOST_TOLD else None
    if p.mode != "by_value":
        for k in told:
            yield _norm(gradients[k - 1], k, p, m["norm"][k - 1], rest)
    if p.mode == "global":
        of_all, size = NORMS[p.norm][1], m["global_norm"]
        symbol = of_all.split(" = ")[0]
        written = f"{symbol} = {_written(np.array(m['norm']), p.norm)} = {number(size)}"
        rest_of_it = left_out(len(m["norm"]), MOST_TERMS)
        yield Step("Global norm", "backward", of_all, written, size, (), None, rest_of_it)
        yield _factor(p, size, m["factor"][0], None)
    for k in told:
        if p.mode == "by_norm":
            yield _factor(p, m["norm"][k - 1], m["factor"][k - 1], k)
        yield _clipped(gradients[k - 1], k, p, m, rest)
    for k in told:
        yield _update(k, p, m, rest)


def _written(x: Array, kind: str) -> str:
    """A norm of numbers written out."""
    shown = [number(abs(v)) for v in x.ravel()[:MOST_TERMS].tolist()]
    dots = [r"\cdots"] if x.size > MOST_TERMS else []
    if kind == "max":
        return rf"\max({', '.join(shown + dots)})"
    if kind == "l1":
        return " + ".join(shown + dots)
    squares = [f"({v})^2" if "times" in v else f"{v}^2" for v in shown]
    return rf"\sqrt{{{' + '.join(squares + dots)}}}"


def _norm(g: Array, k: int, p: ClippingParameters, size: float, rest: str | None) -> Step:
    at = f"^{{({k})}}"
    formula = NORMS[p.norm][0] % (at, at)
    symbol = formula.split(" = ")[0]
    written = f"{symbol} = {_written(g, p.norm)} = {number(size)}"
    return Step(f"Norm of the gradient of layer {k}", "backward", formula, written, size, (), k, rest)


def _factor(p: ClippingParameters, size: float, value: float, k: int | None) -> Step:
    at = "" if k is None else f"^{{({k})}}"
    epsilon, added = (r" + \varepsilon", f" + {number(p.epsilon)}") if p.epsilon else ("", "")
    left = rf"s{at} = \min\left(1, \frac"
    formula = rf"{left}{{c}}{{\lVert g{at} \rVert{epsilon}}}\right)"
    written = rf"{left}{{{number(p.limit)}}}{{{number(size)}{added}}}\right) = {number(value)}"
    title = "Factor for all layers" if k is None else f"Factor for layer {k}"
    return Step(title, "backward", formula, written, value, (), k)


def _clipped(g: Array, k: int, p: ClippingParameters, m: dict[str, Any], rest: str | None) -> Step:
    clipped = np.array(m["clipped"][k - 1])
    before, now, left = float(g.ravel()[0]), float(clipped.ravel()[0]), rf"\hat g^{{({k})}}"
    if p.mode == "by_value":
        formula = rf"{left} = \min(\max(g^{{({k})}}, -c), c)"
        written = rf"\min(\max({number(before)}, {number(-p.limit)}), {number(p.limit)})"
    else:
        formula = rf"{left} = s{f'^{{({k})}}' if p.mode == 'by_norm' else ''} \, g^{{({k})}}"
        written = product((m["factor"][k - 1], before))
    title = f"Clipped gradient of layer {k}"
    return _entries(title, "backward", formula, f"{left} = {written} = {number(now)}", clipped, k, rest)


def _update(k: int, p: ClippingParameters, m: dict[str, Any], rest: str | None) -> Step:
    update, clipped = np.array(m["update"][k - 1]), float(np.array(m["clipped"][k - 1]).ravel()[0])
    left = rf"\Delta w^{{({k})}}"
    formula, now = rf"{left} = -\eta \, \hat g^{{({k})}}", float(update.ravel()[0])
    written = f"{left} = {product((-p.learning_rate, clipped))} = {number(now)}"
    return _entries(f"Update of layer {k}", "update", formula, written, update, k, rest)


def _entries(
    title: str, direction: Direction, formula: str, written: str, x: Array, layer: int, rest: str | None
) -> Step:
    value, left_out = value_of(x)
    first = "numbers put in for the first entry" if x.size > 1 else None
    shown = "; ".join(note for note in (first, left_out, rest) if note) or None
    return Step(title, direction, formula, written, value, x.shape, layer, shown)
