"""`activation`: a function and its slope, where it saturates, and what a chain of such slopes can reach."""

from collections.abc import Callable
from functools import partial
from math import sqrt

import numpy as np

from simulator.arrays import Array, plain
from simulator.experiment import Experiment, Outcome
from simulator.experiments.activation_depth import (
    DESCRIPTIONS,
    Layers,
    by_unit,
    follow,
    histograms,
    measure_layers,
    normal_moments,
    steps_of_layers,
)
from simulator.experiments.activation_parameters import ActivationParameters
from simulator.latex import number
from simulator.ops.activations import Activation
from simulator.trace import Measurements, Series, Step


def measure(
    p: ActivationParameters,
    layers: Layers,
    slope_of: Callable[[Array], Array],
    ceiling: Callable[[float, int], float],
    dead: Callable[[Array], Array] = by_unit,
) -> Measurements:
    """Values, slopes and their extremes over the range and through the layers, by the given rules."""
    f = p.function
    mean, variance = normal_moments(f)
    points = np.array(p.points)
    grid = np.linspace(p.low, p.high, p.samples)
    values, slopes = f.forward(grid)[0], slope_of(grid)
    at, highest = maximum(slope_of, grid)
    return {
        "value": plain(f.forward(points)[0]),
        "derivative": plain(slope_of(points)),
        "slope_gradient": plain(_slope_gradient(f, points)),
        "derivative_maximum": highest,
        "derivative_maximum_at": at,
        "derivative_minimum": -maximum(lambda z: -slope_of(z), grid)[1],
        "saturated_share": float(np.mean(np.abs(slopes) < p.saturation)),
        "ceiling": ceiling(highest, p.layers),
        "range_low": float(values.min()),
        "range_high": float(values.max()),
        "limit_low": float(f.forward(np.array(-np.inf))[0]),
        "limit_high": float(f.forward(np.array(np.inf))[0]),
        "flat_share": float(np.mean(slopes == 0)),
        "normal_mean": mean,
        "normal_variance": variance,
        **measure_layers(layers, slope_of, p.saturation, dead),
    }


def _slope_gradient(f: Activation, points: Array) -> Array:
    """How f moves with its learned slope, at each point; 0 where it learns none. points (points,) -> (points,)."""
    learns = f.slope_backward
    if learns is None:
        return np.zeros_like(points)
    return np.array([learns(np.array(1.0), f.forward(z)[1]) for z in points])


def maximum(f: Callable[[Array], Array], grid: Array) -> tuple[float, float]:
    """Where f is largest on the range of the grid, and how large: the best sample, then golden-section search.

    The search narrows the two cells around the best sample (Kiefer 1953); a sample that is as good, to rounding, as
    what the search finds is kept, so that a maximum at a sample is told exactly. grid (samples,), increasing.
    """
    values = f(grid)
    best = int(np.argmax(values))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, grid.size - 1)])
    golden = (sqrt(5.0) - 1.0) / 2.0
    for _ in range(80):
        left, right = high - golden * (high - low), low + golden * (high - low)
        if float(f(np.array(left))) < float(f(np.array(right))):
            low = left
        else:
            high = right
    middle = (low + high) / 2.0
    found = float(f(np.array(middle)))
    if found - float(values[best]) > 1e-12 * abs(found):
        return middle, found
    return float(grid[best]), float(values[best])


def _power(highest: float, layers: int) -> float:
    return float(np.power(highest, layers))


def _mutate(p: ActivationParameters, layers: Layers) -> dict[str, Measurements]:
    f = p.function
    wrong = {
        "derivative_at_activation": measure(p, layers, lambda z: f.derivative(f.forward(z)[0]), _power),
        "value_for_derivative": measure(p, layers, lambda z: f.forward(z)[0], _power),
        "sum_not_product": measure(p, layers, f.derivative, lambda highest, n: highest * n),
    }
    if layers:
        wrong["zeros_for_dead_units"] = measure(p, layers, f.derivative, _power, lambda a: a == 0)
    return wrong


def _steps(p: ActivationParameters, f: Activation, measured: Measurements) -> tuple[Step, ...]:
    steps = []
    values, slopes = np.array(measured["value"]), np.array(measured["derivative"])
    for z, a, d in zip(p.points, values.tolist(), slopes.tolist(), strict=True):
        at = number(z)
        steps.append(
            Step(f"Value at {z:g}", "forward", f"a = {f.latex}(z)", f"{f.latex}({at}) = {number(a)}", a, ())
        )
        steps.append(
            Step(
                f"Slope at {z:g}",
                "backward",
                rf"\frac{{da}}{{dz}} = {f.latex_derivative}(z)",
                f"{f.latex_derivative}({at}) = {number(d)}",
                d,
                (),
            )
        )
    highest, ceiling = measured["derivative_maximum"], measured["ceiling"]
    assert isinstance(highest, float)
    assert isinstance(ceiling, float)
    steps.append(
        Step(
            f"Ceiling of the product of {p.layers} slope{'s' if p.layers > 1 else ''}",
            "backward",
            rf"\prod_{{l=1}}^{{L}} {f.latex_derivative}(z_l) \le \left(\max {f.latex_derivative}\right)^{{L}}",
            f"{number(highest)}^{{{p.layers}}} = {number(ceiling)}",
            ceiling,
            (),
        )
    )
    return tuple(steps)


def experiment(p: ActivationParameters, seed: int) -> Outcome:
    """Look at an activation. Only the layers are drawn: without them the seed changes nothing."""
    f = p.function
    layers = follow(p, seed)
    measured = measure(p, layers, f.derivative, _power)
    grid = np.linspace(p.low, p.high, p.samples)
    x = tuple(grid.tolist())
    series = (
        Series("value", "z", "f(z)", x, tuple(f.forward(grid)[0].tolist()), "linear", "curve"),
        Series("derivative", "z", "f'(z)", x, tuple(f.derivative(grid).tolist()), "linear", "curve"),
        *histograms(layers),
    )
    told = (*_steps(p, f, measured), *steps_of_layers(f, layers, measured))
    return Outcome(told, series, measured, partial(_mutate, p, layers))


EXPERIMENT = Experiment(
    name="activation",
    title="An activation and its slope",
    summary="Values, derivatives, the largest derivative, and the share of a range where the function is flat.",
    parameters=ActivationParameters,
    measurements={
        "value": "f at each point (points,)",
        "derivative": "f' at each point (points,); at a kink that of the left: of relu 0, of leaky_relu its slope",
        "slope_gradient": "df/dslope at each point for prelu, which learns its slope: min(z, 0); else 0 (points,)",
        "derivative_maximum": "largest f' on the range",
        "derivative_maximum_at": "where it is; the lowest such sample where it is reached more than once",
        "derivative_minimum": "smallest f' on the range",
        "saturated_share": "share of the samples where |f'| is below `saturation`",
        "ceiling": "derivative_maximum to the power `layers`: the most that this many slopes can multiply to",
        "range_low": "smallest f among the samples",
        "range_high": "largest f among the samples",
        "limit_low": "f at minus infinity",
        "limit_high": "f at plus infinity",
        "flat_share": "share of the samples where f' is exactly 0: nothing is learned there",
        "normal_mean": "mean of f(z) for a standard normal z; 0 for a function that is zero-centered",
        "normal_variance": "variance of f(z) for a standard normal z",
        **DESCRIPTIONS,
    },
    mistakes={
        "derivative_at_activation": "The derivative is taken at the activation, f'(f(z)), not at z.",
        "value_for_derivative": "The value f(z) is taken for the slope f'(z).",
        "sum_not_product": "The slopes of the layers are added where the chain rule multiplies them.",
        "zeros_for_dead_units": "Each activation of 0 counts as dead; a unit is dead if it is 0 for every sample.",
    },
    function=experiment,
)
