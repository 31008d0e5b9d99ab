"""Shares with their intervals on one axis, each held against what was expected."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from studyapp.core.text import one_line
from studyapp.render.spans import Role, Rows, Span, ascii_rows, clip, pad, row
from studyapp.render.spans import width as cells


class Measured(NamedTuple):
    """A share with its interval, and the share that was expected."""

    label: str
    share: float
    low: float
    high: float
    expected: float | None
    note: str
    """What stands to the right."""


def interval_chart(rows: Sequence[Measured], *, width: int, ascii: bool = False) -> Rows:
    """One row a share: ● what was measured, ├─┤ its interval, ┃ what was expected; the axis in a last row."""
    if not rows:
        return (clip(row(Span("nothing to draw", "dim")), width),)
    label_width = min(max(cells(one.label) for one in rows), max(width // 3, 4))
    note_width = max(cells(one.note) for one in rows)
    room = width - label_width - note_width - 4
    if room < 12:
        note_width, room = 0, max(width - label_width - 2, 8)
    low = _start(rows)
    drawn = [_row(one, low, room, label_width, note_width) for one in rows]
    drawn.append(row(" " * (label_width + 1), Span(_axis(low, room), "dim")))
    chart = tuple(clip(line, width) for line in drawn)
    return ascii_rows(chart) if ascii else chart


def _start(rows: Sequence[Measured]) -> float:
    """Where the axis begins: a whole tenth below everything that is drawn."""
    least = min(min(one.low, one.share, 1.0 if one.expected is None else one.expected) for one in rows)
    return min(max(math.floor(least * 10 + 1e-9) / 10, 0.0), 0.9)


def _row(one: Measured, low: float, room: int, label_width: int, note_width: int) -> tuple[Span, ...]:
    def at(share: float) -> int:
        return round((min(max(share, low), 1.0) - low) / (1 - low) * (room - 1))

    signs = [" "] * room
    for place in range(at(one.low), at(one.high) + 1):
        signs[place] = "─"
    signs[at(one.low)], signs[at(one.high)] = "├", "┤"
    if one.expected is not None:
        signs[at(one.expected)] = "┃"
    signs[at(one.share)] = "●"
    inside = one.expected is None or one.low <= one.expected <= one.high
    role: Role = "accent" if inside else "wrong"
    note = f"  {pad(one.note, note_width)}" if note_width else ""
    label = pad(one_line(one.label), label_width)
    return row(label + " ", Span("".join(signs), role), note)


def _axis(low: float, room: int) -> str:
    """Percents under the axis: its ends, and its middle where there is room."""
    ends = (f"{low * 100:.0f} %", "100 %")
    middle = f"{(1 + low) * 50:.0f} %"
    gap = room - len(ends[0]) - len(ends[1])
    if gap < len(middle) + 4:
        return ends[0] + " " * max(gap, 1) + ends[1]
    left = (room - len(middle)) // 2 - len(ends[0])
    return ends[0] + " " * left + middle + " " * (gap - left - len(middle)) + ends[1]
