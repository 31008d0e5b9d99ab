"""A calendar of days: weeks side by side, five levels that read without color."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from studyapp.render.spans import Role, Rows, Span, row

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEVELS = ("·░▒▓█", ".:+*#")


def calendar(days: Mapping[date, int], *, end: date, weeks: int, ascii: bool = False) -> Rows:
    """The weeks up to the one of `end`, Monday to Sunday; darker means more. Days after `end` stay blank."""
    weeks = max(weeks, 1)
    first = end - timedelta(days=end.weekday() + 7 * (weeks - 1))
    most = max((days.get(first + timedelta(days=place), 0) for place in range(weeks * 7)), default=0)
    rows = [row(Span("   " + _months(first, weeks), "dim"))]
    for weekday, name in enumerate(_DAYS):
        parts: list[str | Span] = [Span(f"{name} ", "dim")]
        for week in range(weeks):
            day = first + timedelta(days=7 * week + weekday)
            parts.append(_day(days.get(day, 0), most, ascii) if day <= end else Span(" "))
        rows.append(row(*parts))
    levels = _LEVELS[ascii]
    rows.append(
        row(Span("   none ", "dim"), Span(levels, "accent"), Span(f" {most} a day" if most else "", "dim"))
    )
    return tuple(rows)


def level(count: int, most: int) -> int:
    """0 for none, then 1 to 4 in quarters of the busiest day."""
    if count <= 0 or most <= 0:
        return 0
    return min(4, 1 + (4 * count - 1) // most) if count < most else 4


def _day(count: int, most: int, ascii: bool) -> Span:
    step = level(count, most)
    role: Role = "accent" if step else "dim"
    return Span(_LEVELS[ascii][step], role)


def _months(first: date, weeks: int) -> str:
    """Month names over the week in which the month begins, where there is room."""
    line = ""
    for week in range(weeks):
        monday = first + timedelta(days=7 * week)
        name = _MONTHS[(monday + timedelta(days=6)).month - 1]
        starts = week == 0 or (monday + timedelta(days=6)).day <= 7
        if starts and len(line) <= week and week + len(name) <= weeks:
            line = line.ljust(week) + name + " "
    return line.rstrip()[:weeks]
