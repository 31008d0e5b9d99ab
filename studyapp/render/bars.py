"""Bars in eighths of a cell: horizontal bars, a progress meter, small columns and a sparkline."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from studyapp.core.text import measured, safe
from studyapp.render.axes import log_axis, power_of_ten
from studyapp.render.spans import Role, Rows, Span, ascii_rows, clip, pad, row
from studyapp.render.spans import width as cells

_ACROSS = " ▏▎▍▌▋▊▉█"
_UP = " ▁▂▃▄▅▆▇█"
_UP_ASCII = " ..:-=+*#"


def bar(share: float, width: int, *, ascii: bool) -> str:
    """A bar of at most `width` cells, without blanks after it; anything above zero shows."""
    share = min(max(share, 0.0), 1.0) if math.isfinite(share) else 0.0
    if ascii:
        return "#" * max(round(share * width), int(share > 0))
    eighths = max(round(share * width * 8), int(share > 0))
    full, rest = divmod(eighths, 8)
    return "█" * full + (_ACROSS[rest] if rest else "")


def meter(share: float, *, width: int, ascii: bool = False) -> str:
    """A progress meter of exactly `width` cells."""
    drawn = bar(share, max(width, 0), ascii=ascii)
    return drawn + ("-" if ascii else " ") * (width - cells(drawn))


def bar_chart(
    rows: Sequence[tuple[str, float]],
    *,
    width: int,
    log: bool = False,
    ascii: bool = False,
    highlight: int | None = None,
    digits: int = 4,
) -> Rows:
    """One bar a row, its label to the left and its number to the right; a log scale is said in a last row."""
    if not rows:
        return (clip(row(Span("nothing to draw", "dim")), width),)
    labels = [" ".join(safe(label).split()) for label, _ in rows]
    numbers = [measured(value, digits) for _, value in rows]
    mark_width = 2 if highlight is not None else 0
    number_width = max(map(cells, numbers))
    label_width = min(max(map(cells, labels)), max(width - number_width - mark_width - 6, 1))
    room = width - label_width - number_width - mark_width - 3
    shares, note = _shares([value for _, value in rows], log=log, ascii=ascii)
    drawn = []
    for place, (label, number, share) in enumerate(zip(labels, numbers, shares, strict=True)):
        lit = place == highlight
        role: Role = "accent" if lit else ""
        full = pad(bar(share, room, ascii=ascii), room) if room > 0 else ""
        if rows[place][1] < 0:
            full = full.translate(str.maketrans("█▏▎▍▌▋▊▉#", "▒▒▒▒▒▒▒▒="))
        drawn.append(
            row(Span(pad(label, label_width) + " ", "strong" if lit else ""), Span(full, role))
            + row(Span(f"  {pad(number, number_width, 'right')}" + (" ◂" if lit else ""), role))
        )
    if note:
        drawn.append(row(Span(note, "dim")))
    chart = tuple(clip(row(*line), width) for line in drawn)
    return ascii_rows(chart) if ascii else chart


def _shares(values: Sequence[float], *, log: bool, ascii: bool) -> tuple[list[float], str]:
    """How long each bar is, and what has to be said about the scale."""
    if log:
        axis = log_axis(abs(value) for value in values)
        shown = [axis.holds(abs(value)) for value in values]
        shares = [
            max(axis.share(abs(value)), 0.01) if good else float(value == math.inf)
            for value, good in zip(values, shown, strict=True)
        ]
        ends = [power_of_ten(round(end), ascii=ascii) for end in (axis.low, axis.high)]
        note = f"log scale from {ends[0]} to {ends[1]}"
    else:
        finite = [abs(value) for value in values if math.isfinite(value)]
        largest = max(finite, default=0.0)
        shares = [
            abs(value) / largest if largest and math.isfinite(value) else float(value == math.inf)
            for value in values
        ]
        note = ""
    negative = f"{'=' if ascii else '▒'} negative" if any(value < 0 for value in values) else ""
    return shares, " · ".join(part for part in (note, negative) if part)


def sparkline(values: Sequence[float], *, width: int, ascii: bool = False) -> str:
    """One character a value, or a mean of neighbors where there are more values than cells."""
    means = resampled(values, width)
    finite = [value for value in means if math.isfinite(value)]
    low, high = min([0.0, *finite]), max(finite, default=0.0)
    glyphs = _UP_ASCII if ascii else _UP
    return "".join(_level(value, low, high, glyphs) for value in means)


def _level(value: float, low: float, high: float, glyphs: str) -> str:
    if not math.isfinite(value):
        return " "
    share = (value / 2 - low / 2) / (high / 2 - low / 2) if high / 2 - low / 2 > 0 else 0.0
    return glyphs[1 + min(max(round(share * 7), 0), 7)]


def resampled(values: Sequence[float], width: int) -> list[float]:
    """At most `width` values: each the mean of a stretch of neighbors."""
    if len(values) <= width:
        return [float(value) for value in values]
    found = []
    for place in range(max(width, 0)):
        part = [
            v
            for v in values[place * len(values) // width : (place + 1) * len(values) // width]
            if math.isfinite(v)
        ]
        found.append(sum(value / len(part) for value in part) if part else math.nan)
    return found


def columns(
    values: Sequence[float], *, height: int, width: int, ascii: bool = False, top: float | None = None
) -> Rows:
    """Columns side by side from zero up; `top`, or else the largest, is as high as there are rows."""
    means = resampled(values, width)
    largest = max((value for value in means if math.isfinite(value)), default=0.0) if top is None else top
    thick = max(1, min(3, width // max(len(means), 1))) if means else 1
    lines = []
    for level in range(height - 1, -1, -1):
        cells_of = [_column_cell(value, largest, level, height, ascii) for value in means]
        lines.append(row("".join(cell * max(thick - 1, 1) + (" " if thick > 1 else "") for cell in cells_of)))
    return tuple(clip(line, width) for line in lines)


def labelled_columns(
    values: Sequence[float], marks: Mapping[int, str], *, height: int, width: int, ascii: bool = False
) -> Rows:
    """The same with a row below that names some of the values, by their places, where there is room."""
    drawn = columns(values, height=height, width=width, ascii=ascii)
    count = min(len(values), max(width, 1))
    thick = max(1, min(3, width // count)) if count else 1
    line = ""
    for place, mark in sorted(marks.items()):
        at = place * count // max(len(values), 1) * thick
        if (not line or at > cells(line)) and at + cells(mark) <= width:
            line = pad(line, at) + mark
    return (*drawn, row(Span(line, "dim")))


def _column_cell(value: float, largest: float, level: int, height: int, ascii: bool) -> str:
    if not math.isfinite(value) or largest <= 0 or value <= 0:
        return ("_" if ascii else "▁") if level == 0 and math.isfinite(value) and largest > 0 else " "
    eighths = max(round(value / largest * height * 8), 1) - level * 8
    glyphs = " ____::::"[:8] + "#" if ascii else _UP
    return glyphs[min(max(eighths, 0), 8)]
