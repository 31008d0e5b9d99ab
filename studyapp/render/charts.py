"""Charts as rows of text; every chart reads without color and in ASCII."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from studyapp.core.text import safe
from studyapp.core.worked import Series
from studyapp.render.axes import Axis, fitted
from studyapp.render.bars import bar_chart, columns, labelled_columns, meter, sparkline
from studyapp.render.calendars import calendar
from studyapp.render.canvas import Canvas
from studyapp.render.chart_parts import MARKS, PATTERNS, ROLES, across_axis, curve_name, foot, legend, points
from studyapp.render.chart_words import describe_series, missing_notes, table
from studyapp.render.spans import Row, Rows, Span, ascii_rows, clip, pad, row
from studyapp.render.spans import width as cells

__all__ = [
    "bar_chart", "calendar", "columns", "describe_series", "labelled_columns", "line_chart", "meter",
    "sparkline", "table",
]  # fmt: skip

_SMALLEST = (16, 4)


class _Frame(NamedTuple):
    """How the cells of a chart are shared out."""

    plot_height: int
    beside: int
    """Cells right of the plot for the curves' names; 0 puts the names below."""
    titled: bool
    notes: tuple[str, ...]


def line_chart(
    series: Sequence[Series], *, width: int, height: int, ascii: bool = False, cursor: float | None = None
) -> Rows:
    """Curves over one x axis in at most `width` by `height` cells; decades where the first curve asks for log."""
    width, height = max(width, _SMALLEST[0]), max(height, _SMALLEST[1])
    curves = [one for one in series if points(one)]
    if not curves:
        return (clip(row(Span("nothing to draw", "dim")), width),)
    frame = _frame(curves, width, height)
    values = [y for one in curves for _, y in points(one)]
    log = curves[0].scale == "log"
    up, labels = fitted(values, frame.plot_height, log=log, ascii=ascii)
    margin = max(map(cells, labels.values())) + 1
    across = across_axis(curves)
    canvas = Canvas(max(width - margin - frame.beside, 4), frame.plot_height, ascii=ascii)
    ends = [_draw(canvas, one, place, across, up, len(curves) > 1) for place, one in enumerate(curves)]
    if cursor is not None and not across.low <= cursor <= across.high:
        cursor = None
    rows = _title(curves) if frame.titled else []
    left = [
        Span(pad(labels.get(place, ""), margin - 1, "left" if log else "right") + " ", "dim")
        for place in range(canvas.rows)
    ]
    rows += _body(
        curves,
        canvas,
        left,
        _names_by_row(ends, canvas) if frame.beside else {},
        _column(cursor, across, canvas),
    )
    rows.append(foot(curves[0], across, margin, canvas.columns, width, cursor))
    if len(curves) > 1 and not frame.beside:
        rows += legend(curves, width, ascii=ascii)[: max(height - len(rows) - len(frame.notes), 0)]
    rows += [row(Span(note, "dim")) for note in frame.notes]
    drawn = tuple(clip(line, width) for line in rows[:height])
    return ascii_rows(drawn) if ascii else drawn


def _frame(curves: Sequence[Series], width: int, height: int) -> _Frame:
    titled = height >= 6
    room = height - 1 - titled
    notes = tuple(
        note
        for one in curves
        for note in missing_notes(one, log=curves[0].scale == "log", named=len(curves) > 1)
    )
    notes = notes[: max(0, min(3, room - 4))]
    room -= len(notes)
    longest = max(cells(curve_name(one)) for one in curves) + 3
    beside = longest if len(curves) > 1 and longest <= width // 3 and len(curves) <= room else 0
    if len(curves) > 1 and not beside and room > 2:
        room -= min(len(legend(curves, width, ascii=False)), room - 2)
    return _Frame(room, beside, titled, notes)


def _title(curves: Sequence[Series]) -> list[Row]:
    label = safe(curves[0].y_label) or curve_name(curves[0])
    by = f" by {safe(curves[0].x_label)}" if curves[0].x_label else ""
    name = curve_name(curves[0]) if len(curves) == 1 else ""
    return [row(Span(label + by, "strong"), Span(f": {name}" if name not in (label, "") else "", "strong"))]


def _draw(
    canvas: Canvas, one: Series, place: int, across: Axis, up: Axis, named: bool
) -> tuple[int, int] | None:
    """Draws a curve and returns the dot at its end."""
    role = ROLES[place % len(ROLES)]
    spots = [
        (round(across.share(x) * (canvas.width - 1)), round((1 - up.share(y)) * (canvas.height - 1)))
        if up.holds(y)
        else None
        for x, y in points(one)
    ]
    phase = 0
    for start, end in pairwise(spots):
        if start and end:
            phase = canvas.line(start, end, role, PATTERNS[place % len(PATTERNS)], phase)
    shown = [spot for spot in spots if spot]
    few = len(shown) * 6 <= canvas.columns or len(shown) == 1
    for spot in shown if few else shown[-1:] if named else []:
        canvas.put(*spot, MARKS[canvas.ascii][place % len(MARKS[0])], role)
    return shown[-1] if shown else None


def _column(cursor: float | None, across: Axis, canvas: Canvas) -> int | None:
    if cursor is None:
        return None
    return round(across.share(cursor) * (canvas.width - 1)) // canvas.across


def _body(
    curves: Sequence[Series], canvas: Canvas, left: Sequence[Span], names: dict[int, int], cursor: int | None
) -> list[Row]:
    behind = {cursor: Span("┊", "dim")} if cursor is not None else {}
    rows = []
    for place in range(canvas.rows):
        parts = [left[place], *canvas.row(place, behind)]
        if (curve := names.get(place)) is not None:
            mark = MARKS[canvas.ascii][curve % len(MARKS[0])]
            parts.append(Span(f" {mark} {curve_name(curves[curve])}", ROLES[curve % len(ROLES)]))
        rows.append(row(*parts))
    return rows


def _names_by_row(ends: Sequence[tuple[int, int] | None], canvas: Canvas) -> dict[int, int]:
    """Which curve is named in which row: beside its end, or the nearest free row."""
    taken: dict[int, int] = {}
    heights = [end[1] if end else canvas.height for end in ends]
    for place in sorted(range(len(ends)), key=heights.__getitem__):
        near = min(heights[place] // canvas.down, canvas.rows - 1)
        free = [spot for spot in range(canvas.rows) if spot not in taken]
        taken[min(free, key=lambda spot: (abs(spot - near), spot))] = place
    return taken
