"""Axes of charts: what range is shown, where its marks stand, and how they are written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LARGEST = 1e300


class Axis(NamedTuple):
    """A range of values; on a log axis `low` and `high` are powers of ten."""

    low: float
    high: float
    log: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value has a place on the axis."""
        return math.isfinite(value) and abs(value) <= LARGEST and not (self.log and value <= 0)

    def share(self, value: float) -> float:
        """Where a value stands, from 0 at the low end to 1 at the high end."""
        place = math.log10(value) if self.log else value
        return min(max((place - self.low) / (self.high - self.low), 0.0), 1.0)


def power_of_ten(exponent: int, *, ascii: bool) -> str:
    """10⁻⁶, or 1e-6 in ASCII."""
    return f"1e{exponent}" if ascii else "10" + str(exponent).translate(_RAISED)


def fitted(values: Iterable[float], rows: int, *, log: bool, ascii: bool) -> tuple[Axis, dict[int, str]]:
    """The axis for a plot of so many rows, and the labels by row from the top; marks are evenly apart."""
    shown = [value for value in values if Axis(0.0, 1.0, log).holds(value)]
    low, high = _decades(shown) if log else _span(shown)
    best: tuple[float, float, float, int] | None = None
    wide = max(1, (rows - 1) // round(high - low)) if log else 1
    for apart in sorted({1, 2, 3, wide} if rows > 3 else {max(rows - 1, 1)}):
        step, start = _step(low, high, (rows - 1) / apart, whole=log)
        reach = step * (rows - 1) / apart
        cost = reach / (high - low) + (
            0.25 if apart == 1 and rows > 6 else 0.3 if apart == 3 and rows < 16 else 0.0
        )
        if best is None or cost < best[0] - 1e-9:
            best = cost, step, start, apart
    assert best is not None
    _, step, start, apart = best
    axis = Axis(start, start + step * (rows - 1) / apart, log)
    count = (rows - 1) // apart
    marks = [start + step * place for place in range(count + 1)]
    labels = [power_of_ten(round(mark), ascii=ascii) for mark in marks] if log else tick_labels(marks, step)
    return axis, {rows - 1 - place * apart: label for place, label in enumerate(labels)}


def _decades(values: Sequence[float]) -> tuple[float, float]:
    if not values:
        return -1.0, 0.0
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return float(low), float(high if high > low else low + 1)


def _span(values: Sequence[float]) -> tuple[float, float]:
    """The values' range, with zero where it is near, and never empty."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if 0 < low < high / 3:
        low = 0.0
    if high - low <= max(abs(low), abs(high)) * 1e-9 or high - low < 1e-290:
        half = abs(high) / 2 if abs(high) > 1e-280 else 0.5
        low, high = low - half, high + half
    return low, high


def _step(low: float, high: float, parts: float, *, whole: bool) -> tuple[float, float]:
    """The smallest round distance of marks that covers the range in so many parts, and the lowest mark."""
    unit = 1.0 if whole else 10.0 ** math.floor(math.log10((high - low) / parts))
    factors = range(1, 1000) if whole else (1, 2, 2.5, 5, 10, 20, 25, 50, 100)
    for factor in factors:
        step = unit * factor
        start = low if whole else math.floor(low / step + 1e-9) * step
        if start + step * parts >= high - step * 1e-9:
            return step, start
    return (high - low) / parts, low


def log_axis(values: Iterable[float]) -> Axis:
    """Whole decades around the values that a log axis can show."""
    return Axis(*_decades([value for value in values if Axis(0.0, 1.0, log=True).holds(value)]), log=True)


def tick_labels(values: Sequence[float], step: float) -> tuple[str, ...]:
    """Numbers with the same count of decimals, or with exponents where decimals would be many."""
    values = [0.0 if abs(value) < step * 1e-9 else value for value in values]
    largest = max((abs(value) for value in values), default=0.0)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    if decimals < 5 and abs(step * 10**decimals - round(step * 10**decimals)) > 1e-6:
        decimals += 1
    if decimals > 4 or largest >= 1e6:
        # As many digits as it takes to tell the marks apart.
        for digits in range(2, 8):
            labels = tuple(_exponent(value, digits) for value in values)
            if len(set(labels)) == len(set(values)):
                break
        return labels
    return tuple(f"{value:.{decimals}f}" for value in values)


def _exponent(value: float, places: int) -> str:
    if value == 0:
        return "0"
    digits, exponent = f"{value:.{places}e}".split("e")
    return f"{digits.rstrip('0').rstrip('.')}e{int(exponent)}"
