"""Charts in words: a sentence for a curve, a small table, and what a drawing had to leave out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from studyapp.core.text import measured, safe
from studyapp.core.worked import Series
from studyapp.render.spans import Align, pad, width


def describe_series(series: Series) -> str:
    """A curve in a sentence: where it starts and ends, whether it rises or falls, and its extremes."""
    points = [(x, y) for x, y in zip(series.x, series.y, strict=False) if math.isfinite(y)]
    name = _called(series)
    if not points:
        return f"{name}: nothing to draw."
    where = safe(series.x_label) or "x"
    (first_x, first), (last_x, last) = points[0], points[-1]
    if len(points) == 1:
        sentence = f"{name} is {measured(first)} at {where} {measured(first_x)}"
    elif max(y for _, y in points) == min(y for _, y in points):
        sentence = f"{name} is {measured(first)} from {where} {measured(first_x)} to {measured(last_x)}"
    else:
        verb = "rises" if last > first else "falls" if last < first else "goes"
        sentence = (
            f"{name} {verb} from {measured(first)} at {where} {measured(first_x)} "
            f"to {measured(last)} at {where} {measured(last_x)}"
        ) + _extremes(points, where)
    notes = missing_notes(series, log=False, named=False)
    return (
        "; ".join(
            [
                sentence,
                *(note.removesuffix(", above the axis").removesuffix(", below the axis") for note in notes),
            ]
        )
        + "."
    )


def _called(series: Series) -> str:
    label, name = safe(series.y_label), safe(series.name)
    return name if not label or label == name else label if not name else f"{name}: {label}"


def _extremes(points: Sequence[tuple[float, float]], where: str) -> str:
    low, high = min(points, key=lambda point: point[1]), max(points, key=lambda point: point[1])
    ends = (points[0][1], points[-1][1])
    parts = []
    for word, (x, y) in (("smallest", low), ("largest", high)):
        if y not in ends:
            parts.append(f"; {word} {measured(y)} at {where} {measured(x)}")
    return "".join(parts)


def missing_notes(series: Series, *, log: bool, named: bool) -> tuple[str, ...]:
    """What has no place on the axis, with its x: zeros and negatives on a log axis, infinities, no numbers."""
    notes: list[str] = []
    start = 0
    pairs = list(zip(series.x, series.y, strict=False))
    kinds = [_missing(y, log) for _, y in pairs]
    for place in range(1, len(pairs) + 1):
        if place < len(pairs) and kinds[place] == kinds[start]:
            continue
        if kinds[start]:
            first, last = measured(pairs[start][0]), measured(pairs[place - 1][0])
            span = first if start == place - 1 else f"{first}–{last}"
            name = f"{' '.join(safe(series.name).split())}, " if named else ""
            notes.append(f"{name}{safe(series.x_label) or 'x'} {span}: {kinds[start]}")
        start = place
    return tuple(notes)


def _missing(value: float, log: bool) -> str:
    if math.isnan(value):
        return "not a number"
    if math.isinf(value) or abs(value) > 1e300:
        return "infinite, above the axis" if value > 0 else "infinite, below the axis"
    if log and value == 0:
        return "0, below the axis"
    return "negative, below the axis" if log and value < 0 else ""


def table(rows: Sequence[Sequence[str | float]], header: Sequence[str] = ()) -> str:
    """Rows as text in columns; columns of numbers stand to the right."""
    texts = [[_cell(value) for value in line] for line in rows]
    count = max([len(header), *(len(line) for line in texts)], default=0)
    every = [[*header, *[""] * (count - len(header))]] if header else []
    every += [[*line, *[""] * (count - len(line))] for line in texts]
    widths = [max((width(line[place]) for line in every), default=0) for place in range(count)]
    aligns: list[Align] = [_align(rows, place) for place in range(count)]
    lines = [
        "  ".join(pad(*cell) for cell in zip(line, widths, aligns, strict=True)).rstrip() for line in every
    ]
    return "\n".join(lines)


def _align(rows: Sequence[Sequence[str | float]], place: int) -> Align:
    column = [line[place] for line in rows if place < len(line)]
    return "right" if column and all(isinstance(value, int | float) for value in column) else "left"


def _cell(value: str | float) -> str:
    return " ".join(safe(value).split()) if isinstance(value, str) else measured(value)
