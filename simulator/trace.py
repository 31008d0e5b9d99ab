"""What a run hands back: steps to read, series to draw, measurements to make claims about. All plain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite, isnan
from typing import Any, Literal, TypeAlias

from simulator.arrays import Array, Plain
from simulator.latex import number

Direction: TypeAlias = Literal["forward", "backward", "update"]
Value: TypeAlias = "float | tuple[Value, ...]"
Measurements: TypeAlias = dict[str, Plain]

SHOWN_ENTRIES = 64
"""How many numbers the value of one step holds at most; the rest is left out and `shown` says so."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a pass, written for a learner."""

    title: str
    direction: Direction
    formula: str  # LaTeX
    substituted: str  # the same LaTeX with its numbers
    value: Value
    shape: tuple[int, ...]  # of the whole value, also where only a part is shown
    layer: int | None = None  # from 1; None where the step belongs to no layer
    shown: str | None = None  # what of the value is shown, where that is not all of it


@dataclass(frozen=True, slots=True)
class Series:
    """One curve. Curves of one `group` belong into one chart."""

    name: str
    x_label: str
    y_label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    scale: Literal["linear", "log"]  # of the y axis
    group: str


@dataclass(frozen=True)
class Run:
    """An experiment that was run. Same experiment, parameters and seed: same numbers."""

    experiment: str
    parameters: dict[str, Any]  # resolved: every parameter with its value
    seed: int
    steps: tuple[Step, ...]
    series: tuple[Series, ...]
    measurements: Measurements
    mutate: Callable[[], Mapping[str, Measurements]] = field(repr=False, compare=False)

    @cached_property
    def mutants(self) -> dict[str, Measurements]:
        """For each named mistake that fits this run, all the measurements that a pass with that mistake gives."""
        return dict(self.mutate())

    def to_dict(self, *, mutants: bool = True) -> dict[str, Any]:
        """Plain data for strict JSON: non-finite numbers are the strings "inf", "-inf" and "nan"."""
        data = {
            "experiment": self.experiment,
            "parameters": self.parameters,
            "seed": self.seed,
            "steps": [_fields(step) for step in self.steps],
            "series": [_fields(series) for series in self.series],
            "measurements": self.measurements,
        }
        if mutants:
            data["mutants"] = self.mutants
        converted: dict[str, Any] = strict_json(data)
        return converted


def _fields(record: Step | Series) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}


def strict_json(x: Any) -> Any:
    """The same nested data with lists for tuples and strings for the numbers that JSON does not have."""
    if isinstance(x, float):
        return x if isfinite(x) else "nan" if isnan(x) else "inf" if x > 0 else "-inf"
    if isinstance(x, list | tuple):
        return [strict_json(entry) for entry in x]
    if isinstance(x, Mapping):
        return {key: strict_json(entry) for key, entry in x.items()}
    return x


def value_of(x: Array) -> tuple[Value, str | None]:
    """An array as nested tuples of at most `SHOWN_ENTRIES` numbers, and what was left out (None if nothing)."""
    if x.size <= SHOWN_ENTRIES:
        return _tuples(x.tolist()), None
    limits = (4,) * (x.ndim - 1) + (8,) if x.ndim > 1 else (SHOWN_ENTRIES,)
    corner = x[tuple(slice(limit) for limit in limits)]
    size = " by ".join(str(n) for n in x.shape)
    return _tuples(corner.tolist()), f"the first {' by '.join(map(str, corner.shape))} entries of {size}"


def _tuples(x: Any) -> Value:
    return tuple(_tuples(entry) for entry in x) if isinstance(x, list) else float(x)


def norm_step(
    title: str,
    direction: Direction,
    formula: str,
    symbol: str,
    shape: tuple[int, ...],
    norm: float,
    layer: int,
) -> Step:
    """A step of a large net, told by the norm of its result alone."""
    size = " by ".join(str(n) for n in shape)
    substituted = rf"\lVert {symbol} \rVert = {number(norm)}"
    shown = f"the norm of all {size} entries"
    return Step(title, direction, formula, substituted, norm, shape, layer, shown)
