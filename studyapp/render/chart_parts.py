"""What stands around the curves of a chart: marks and names, the foot with its x values, the legend."""

from __future__ import annotations

import math
from collections.abc import Sequence

from studyapp.core.text import measured, safe
from studyapp.core.worked import Series
from studyapp.render.axes import LARGEST, Axis
from studyapp.render.spans import Role, Row, Span, clip, head, row, row_width
from studyapp.render.spans import width as cells

ROLES: tuple[Role, ...] = ("accent", "forward", "backward", "update", "strong", "right")
MARKS = ("●■▲◆○□△◇", "o#^*+x@%")
"""Marks of the curves, and in ASCII."""
PATTERNS = ("1", "1111000", "1100", "111110010", "11", "11110000", "1000", "11100100")
"""Which dots of a curve are drawn: the first is solid."""


def points(one: Series) -> list[tuple[float, float]]:
    """The points of a curve that have a place on the x axis."""
    return [(x, y) for x, y in zip(one.x, one.y, strict=False) if math.isfinite(x) and abs(x) <= LARGEST]


def across_axis(curves: Sequence[Series]) -> Axis:
    """The x axis of curves that share a chart; never empty."""
    xs = [x for one in curves for x, _ in points(one)]
    low, high = min(xs), max(xs)
    if high - low <= max(abs(low), abs(high), 1e-280) * 1e-12:
        reach = max(abs(high) * 1e-3, 0.5)
        return Axis(low - reach, high + reach)
    return Axis(low, high)


def curve_name(one: Series) -> str:
    """The curve's name on one line."""
    return " ".join(safe(one.name).split())


def foot(one: Series, across: Axis, margin: int, columns: int, width: int, cursor: float | None) -> Row:
    """The x axis: values under the plot, the cursor's first, and what x is."""
    line = [" "] * columns
    for value in ([] if cursor is None else [cursor]) + x_marks(one, across, columns):
        label = ("▴" if value is cursor else "") + measured(value)
        start = round(across.share(value) * (columns - 1)) - (len(label) - 1) // 2
        start = min(max(start, 0), columns - len(label))
        if start >= 0 and not "".join(line[max(start - 2, 0) : start + len(label) + 2]).strip():
            line[start : start + len(label)] = label
    axis = " " * margin + "".join(line).rstrip()
    label = " ".join(safe(one.x_label).split())
    room = width - cells(axis) - 1
    if label and cells(label) <= room:
        axis += " " * min(max(margin + columns - cells(axis), 0), room - cells(label)) + f" {label}"
    return row(Span(head(axis, width), "dim"))


def x_marks(one: Series, across: Axis, columns: int) -> list[float]:
    """Values to write under the plot: the ends, then a few between them."""
    xs = [x for x, _ in points(one)]
    if len(set(xs)) == 1:
        return xs[:1]
    low, high = across.low, across.high
    count = max(1, min(4, columns // 12))
    between = [low + (high - low) * part / count for part in range(1, count)]
    whole = all(x.is_integer() for x in map(float, xs))
    return [low, high, *(float(round(value)) if whole else float(f"{value:.2g}") for value in between)]


def legend(curves: Sequence[Series], width: int, *, ascii: bool) -> list[Row]:
    """The curves' marks and names, as many to a row as fit."""
    rows: list[list[Span]] = [[]]
    for place, one in enumerate(curves):
        mark = MARKS[ascii][place % len(MARKS[0])]
        entry = Span(f"{mark} {curve_name(one)}", ROLES[place % len(ROLES)])
        if rows[-1] and row_width(tuple(rows[-1])) + 3 + cells(entry.text) > width:
            rows.append([])
        rows[-1] += [Span("   "), entry] if rows[-1] else [entry]
    return [clip(row(*line), width) for line in rows]
