"""The steps of `loss`: every term and every gradient of the first sample, and the penalties."""

from collections.abc import Iterator

import numpy as np

from simulator.arrays import Array
from simulator.experiments.loss_parameters import LossParameters
from simulator.experiments.loss_run import Pass, Problem
from simulator.latex import factor, left_out, number, product, total
from simulator.ops.activations import sigmoid
from simulator.ops.losses import softmax
from simulator.trace import Direction, Step, value_of


def prediction(p: LossParameters, done: Pass) -> Array:
    """What is predicted: for a cross-entropy the probabilities of the logits."""
    if p.loss == "binary_cross_entropy":
        return sigmoid(done.a)
    return softmax(done.a) if p.loss == "softmax_cross_entropy" else done.a


TERMS = {
    "squared_error": "(a_{%d} - t_{%d})^2",
    "half_squared_error": r"\tfrac12 (a_{%d} - t_{%d})^2",
    "binary_cross_entropy": r"-t_{%d} \ln \sigma(z_{%d}) - (1 - t_{%d}) \ln (1 - \sigma(z_{%d}))",
    "softmax_cross_entropy": r"-t_{%d} \ln \operatorname{softmax}(z)_{%d}",
    "hinge": r"\max(0, m - t_{%d} z_{%d})",
}
GRADIENTS = {
    "squared_error": r"2 \cdot (a_{%d} - t_{%d})",
    "half_squared_error": "(a_{%d} - t_{%d})",
    "binary_cross_entropy": r"(\sigma(z_{%d}) - t_{%d})",
    "softmax_cross_entropy": r"(\operatorname{softmax}(z)_{%d} - t_{%d})",
    "hinge": r"-t_{%d} \, [m > t_{%d} z_{%d}]",
}
MOST_TOLD = 6
"""Outputs of the first sample that are told."""


def steps(problem: Problem, done: Pass) -> Iterator[Step]:
    p, told = problem.p, range(min(problem.z.shape[1], MOST_TOLD))
    some = problem.z.size > len(told)
    shown = f"{len(told)} of {problem.z.size} entries are told, those of the first sample" if some else None
    a = prediction(p, done)
    if p.smoothing:
        yield from (_smoothed(problem, done, j, shown) for j in told)
    if p.loss != "hinge" and (p.loss.endswith("cross_entropy") or p.output_activation != "identity"):
        name = "softmax" if p.loss == "softmax_cross_entropy" else p.output_activation
        name = "sigmoid" if p.loss == "binary_cross_entropy" else name
        title, f = "Predictions", rf"\operatorname{{{name}}}"
        yield _entries(
            title,
            "forward",
            f"a = {f}(z)",
            f"a_1 = {f}(z)_1 = {number(float(a[0, 0]))}",
            a if not p.vector else a[0],
        )
    yield from (_term(problem, done, a, j, shown) for j in told)
    yield _data(done)
    if p.l1 or p.l2:
        yield from _penalties(problem, done)
    yield from (_gradient(problem, done, a, j, shown) for j in told)
    if p.l1 or p.l2:
        yield _penalty_gradient(problem, done)


def _fill(template: str, j: int) -> str:
    return template.replace("%d", str(j + 1))


def _smoothed(problem: Problem, done: Pass, j: int, shown: str | None) -> Step:
    p, t, now = problem.p, float(problem.target[0, j]), float(done.target[0, j])
    classes = 2 if p.loss == "binary_cross_entropy" else problem.z.shape[1]
    left = f"t_{{{j + 1}}}"
    formula = rf"{left} \leftarrow (1 - s) {left} + \frac{{s}}{{K}}"
    written = rf"{left} = (1 - {number(p.smoothing)}) \cdot {number(t)} + {number(p.smoothing)} / {classes}"
    title = f"Smoothed target of output {j + 1}"
    return Step(title, "forward", formula, f"{written} = {number(now)}", now, (), None, shown)


def _term(problem: Problem, done: Pass, a: Array, j: int, shown: str | None) -> Step:
    p, t, term = problem.p, float(done.target[0, j]), float(done.cache.terms[0, j])
    z, one = float(problem.z[0, j]), float(a[0, j])
    written = {
        "squared_error": f"({number(one)} - {factor(t)})^2",
        "half_squared_error": rf"\tfrac12 ({number(one)} - {factor(t)})^2",
        "binary_cross_entropy": rf"-{number(t)} \ln {number(one)} - (1 - {number(t)}) \ln (1 - {number(one)})",
        "softmax_cross_entropy": rf"-{number(t)} \ln {number(one)}",
        "hinge": rf"\max(0, {number(p.margin)} - {product((t, z))})",
    }[p.loss]
    left = f"C_{{{j + 1}}}"
    formula, numbers = f"{left} = {_fill(TERMS[p.loss], j)}", f"{left} = {written} = {number(term)}"
    return Step(f"Term of output {j + 1}", "forward", formula, numbers, term, (), None, shown)


def _data(done: Pass) -> Step:
    terms, count = done.cache.terms.ravel(), done.cache.divisor
    mean, written = (
        (rf"\tfrac{{1}}{{{count}}} ", rf"\left({total(terms)}\right)") if count > 1 else ("", total(terms))
    )
    numbers = f"C = {mean}{written} = {number(done.data)}"
    return Step("Loss", "forward", rf"C = {mean}\sum C_j", numbers, done.data, (), None, left_out(terms.size))


def _penalties(problem: Problem, done: Pass) -> Iterator[Step]:
    p, w, rest = problem.p, problem.w, left_out(problem.w.size)
    if p.l1:
        written = rf"R_1 = {number(p.l1)} \cdot ({total(np.abs(w))}) = {number(done.l1)}"
        formula = r"R_1 = \lambda_1 \sum \lvert w \rvert"
        yield Step("L1 penalty", "forward", formula, written, done.l1, (), None, rest)
    if p.l2:
        half, dotted = (r"\tfrac12 ", r"\cdot ") if p.l2_half else ("", "")
        squares = " + ".join(f"{factor(float(x))}^2" for x in w[:4]) + (r" + \cdots" if w.size > 4 else "")
        written = rf"R_2 = {half}{dotted}{number(p.l2)} \cdot ({squares}) = {number(done.l2)}"
        formula = rf"R_2 = {half}\lambda_2 \sum w^2"
        yield Step("L2 penalty", "forward", formula, written, done.l2, (), None, rest)
    whole = done.data + done.l1 + done.l2
    written = f"{number(done.data)} + {number(done.l1)} + {number(done.l2)} = {number(whole)}"
    yield Step("Loss with penalties", "forward", "L = C + R_1 + R_2", f"L = {written}", whole, ())


def _gradient(problem: Problem, done: Pass, a: Array, j: int, shown: str | None) -> Step:
    p, t, dz = problem.p, float(done.target[0, j]), float(done.dz[0, j])
    count, slope = done.cache.divisor, float(done.slope[0, j])
    left = rf"\frac{{\partial C}}{{\partial z_{{{j + 1}}}}}"
    mean = rf"\tfrac{{1}}{{{count}}} " if count > 1 else ""
    dot = r"\cdot " if count > 1 else ""
    formula = f"{left} = {mean}{dot}{_fill(GRADIENTS[p.loss], j)}"
    if p.loss == "hinge":
        written = factor(float(done.cache.gradient[0, j]))
    else:
        written = f"({number(float(a[0, j]))} - {factor(t)})"
        if p.loss == "squared_error":
            written = rf"2 \cdot {written}"
    if count > 1:
        written = rf"\tfrac{{1}}{{{count}}} \cdot {written}"
    if p.output_activation != "identity":
        formula += rf" \, f'(z_{{{j + 1}}})"
        written += rf" \cdot {number(slope)}"
    title = f"Gradient at output {j + 1}"
    return Step(title, "backward", formula, f"{left} = {written} = {number(dz)}", dz, (), None, shown)


def _penalty_gradient(problem: Problem, done: Pass) -> Step:
    p, w, dw = problem.p, float(problem.w[0]), float(done.dw[0])
    two = "" if p.l2_half else "2 "
    left = r"\frac{\partial R}{\partial w}"
    formula = rf"{left} = \lambda_1 \operatorname{{sign}}(w) + {two}\lambda_2 w"
    l2 = product((p.l2, w) if p.l2_half else (2.0, p.l2, w))
    written = f"{left} = {product((p.l1, float(np.sign(w))))} + {l2} = {number(dw)}"
    return _entries("Gradient of the penalties", "backward", formula, written, done.dw)


def _entries(title: str, direction: Direction, formula: str, written: str, x: Array) -> Step:
    value, rest = value_of(x)
    first = "numbers put in for the first entry" if x.size > 1 else None
    shown = "; ".join(note for note in (first, rest) if note) or None
    return Step(title, direction, formula, written, value, x.shape, None, shown)
