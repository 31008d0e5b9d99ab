"""`activation`: a function and its slope, where it saturates, and what a chain of such slopes can reach."""

from collections.abc import Callable
from functools import partial
from math import sqrt
from typing import Annotated

import numpy as np
from pydantic import Field, model_validator

from simulator.arrays import Array, plain
from simulator.experiment import Experiment, Outcome
from simulator.latex import number
from simulator.ops.activations import Activation, ActivationName, activation
from simulator.parameters import Parameters, Real, Slope, Whole
from simulator.trace import Measurements, Series, Step

Coordinate = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e6, le=1e6)]


class ActivationParameters(Parameters):
    """Which function, where to look at it, and how finely."""

    activation: ActivationName = Field("sigmoid", description="The activation to look at.")
    slope: Slope = Field(0.01, description="Slope of leaky_relu and prelu below 0.")
    alpha: Real = Field(
        1.0, ge=0, le=10, description="Height of elu: it comes to -alpha far below 0. Default 1."
    )
    points: Annotated[tuple[Coordinate, ...], Field(min_length=1, max_length=200)] = Field(
        (-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0),
        description="Where value and derivative are told (1 to 200 points).",
    )
    low: Coordinate = Field(-8.0, description="Lower end of the range that is sampled.")
    high: Coordinate = Field(8.0, description="Upper end of the range that is sampled.")
    samples: Whole = Field(
        1601, ge=3, le=10_001, description="Evenly spaced samples; odd, so that a symmetric range includes 0."
    )
    saturation: Real = Field(
        0.05, ge=0, le=1, description="A sample counts as saturated where |f'| is below this. Default 0.05."
    )
    layers: Whole = Field(1, ge=1, le=1000, description="Layers of the chain whose ceiling is told.")

    @property
    def function(self) -> Activation:
        """The activation with its slope and alpha."""
        return activation(self.activation, self.slope, self.alpha)

    @model_validator(mode="after")
    def _agree(self) -> "ActivationParameters":
        if not self.low < self.high:
            raise ValueError(f"high must be above low ({self.low:g}), got {self.high:g}")
        if self.samples % 2 == 0:
            raise ValueError(f"samples must be odd, so that a symmetric range includes 0, got {self.samples}")
        return self


def measure(
    p: ActivationParameters, slope_of: Callable[[Array], Array], ceiling: Callable[[float, int], float]
) -> Measurements:
    """Values, slopes and their extremes over the range, with the given derivative and ceiling."""
    f = p.function
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


def _mutate(p: ActivationParameters) -> dict[str, Measurements]:
    f = p.function
    return {
        "derivative_at_activation": measure(p, lambda z: f.derivative(f.forward(z)[0]), _power),
        "value_for_derivative": measure(p, lambda z: f.forward(z)[0], _power),
        "sum_not_product": measure(p, f.derivative, lambda highest, layers: highest * layers),
    }


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
    """Look at an activation. Nothing is drawn, so that the seed changes nothing."""
    del seed
    f = p.function
    measured = measure(p, f.derivative, _power)
    grid = np.linspace(p.low, p.high, p.samples)
    x = tuple(grid.tolist())
    series = (
        Series("value", "z", "f(z)", x, tuple(f.forward(grid)[0].tolist()), "linear", "curve"),
        Series("derivative", "z", "f'(z)", x, tuple(f.derivative(grid).tolist()), "linear", "curve"),
    )
    return Outcome(_steps(p, f, measured), series, measured, partial(_mutate, p))


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
    },
    mistakes={
        "derivative_at_activation": "The derivative is taken at the activation, f'(f(z)), not at z.",
        "value_for_derivative": "The value f(z) is taken for the slope f'(z).",
        "sum_not_product": "The slopes of the layers are added where the chain rule multiplies them.",
    },
    function=experiment,
)
