"""The steps of `initialization`: the factor of each layer by theory, with what the networks showed beside it."""

from collections.abc import Iterator
from math import isnan

from simulator.experiments.initialization_parameters import InitializationParameters
from simulator.experiments.initialization_pass import Theory, theory
from simulator.latex import number, product
from simulator.trace import Measurements, Step

MOST_LAYERS, END_LAYERS = 12, 4
"""Of more layers than this, so many at either end are told."""

UNTOLD = "measured; theory is for weights that are drawn with mean 0"


def steps(p: InitializationParameters, measured: Measurements) -> tuple[Step, ...]:
    """The first scheme's layers from the first to the last, then back."""
    return tuple(_told(p, measured, theory(p, p.initialization)))


def _told(p: InitializationParameters, measured: Measurements, expected: Theory) -> Iterator[Step]:
    count = len(expected.forward)
    told = list(range(1, count + 1))
    gap = ""
    if count > MOST_LAYERS:
        told = [*told[:END_LAYERS], *told[-END_LAYERS:]]
        gap = f"; layers {END_LAYERS + 1} to {count - END_LAYERS} are left out"
    for k in told:
        yield _forward(p, k, measured, expected, gap)
    for k in reversed(told):
        yield _backward(p, k, measured, expected, gap)


def _seen(p: InitializationParameters, measured: Measurements, name: str, k: int) -> tuple[float, str]:
    values, errors = measured[name], measured[f"{name}_error"]
    assert isinstance(values, list)
    assert isinstance(errors, list)
    value, error = values[k - 1], errors[k - 1]
    assert isinstance(value, float)
    assert isinstance(error, float)
    networks = f"{p.drawn} networks: " if p.drawn > 1 else "one network: "
    return value, f"theory; {networks}{value:.4g}" + (f" ± {error:.2g}" if p.drawn > 1 else "")


def _forward(p: InitializationParameters, k: int, measured: Measurements, expected: Theory, gap: str) -> Step:
    value, seen = _seen(p, measured, "forward_variance", k)
    source = "x" if k == 1 else f"a_{{{k - 1}}}"
    left = f"q_{{{k}}}"
    formula = rf"{left} = n_{{{k - 1}}} \, E[w_{{{k}}}^2] \, E[{source}^2]"
    title, result = f"Mean square of the net inputs of layer {k}", expected.forward[k - 1]
    if isnan(result):
        return Step(title, "forward", left, f"{left} = {number(value)}", value, (), k, UNTOLD + gap)
    before = result / (p.all_sizes[k - 1] * expected.weight[k - 1]) if expected.weight[k - 1] else 1.0
    before = expected.activation[k - 2] if k > 1 else before
    numbers = product((float(p.all_sizes[k - 1]), expected.weight[k - 1], before))
    return Step(
        title, "forward", formula, f"{left} = {numbers} = {number(result)}", result, (), k, seen + gap
    )


def _backward(
    p: InitializationParameters, k: int, measured: Measurements, expected: Theory, gap: str
) -> Step:
    value, seen = _seen(p, measured, "backward_variance", k)
    left, title = f"d_{{{k}}}", f"Mean square of the gradient at the net inputs of layer {k}"
    result = expected.backward[k - 1]
    if k == len(expected.backward):
        formula = rf"{left} = E\left[\left(\frac{{\partial C}}{{\partial z_{{{k}}}}}\right)^2\right]"
        return Step(title, "backward", formula, f"{left} = {number(result)}", result, (), k, seen + gap)
    formula = rf"{left} = n_{{{k + 1}}} \, E[w_{{{k + 1}}}^2] \, d_{{{k + 1}}} \, E[f'(z_{{{k}}})^2]"
    if isnan(result):
        return Step(title, "backward", left, f"{left} = {number(value)}", value, (), k, UNTOLD + gap)
    numbers = product(
        (
            float(p.all_sizes[k + 1]),
            expected.weight[k],
            expected.backward[k],
            expected.slope[k - 1],
        )
    )
    return Step(
        title, "backward", formula, f"{left} = {numbers} = {number(result)}", result, (), k, seen + gap
    )
