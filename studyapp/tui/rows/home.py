"""The home screen's lines, as pure functions of the day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from studyapp.core.text import one_line
from studyapp.render.charts import meter, sparkline
from studyapp.render.spans import Row, Rows, Span, pad, row, width, wrap

if TYPE_CHECKING:
    from studyapp.study.library import PackSummary
    from studyapp.study.today import Today

REASONS = 3
"""Lines for the reasons."""
NUMBERS = 24
"""Cells to the right of a pack's name and meter: known, due, new."""


def where_row(today: Today, cells: int, ascii: bool) -> Row:
    """The app's name, the date, the streak."""
    days = f"{today.streak} day{'' if today.streak == 1 else 's'}" if today.streak else ""
    week = [today.day - timedelta(days=back) for back in range(6, -1, -1)]
    signs = ("*", ".") if ascii else ("●", "○")
    dots = "".join(signs[0] if today.days.get(day) else signs[1] for day in week)
    name = (
        f"{today.day:%A} {today.day.day} {today.day:%B}" if cells >= 60 else f"{today.day.day} {today.day:%b}"
    )
    right = "  ".join(part for part in (name, days, dots) if part)
    return row(" ", Span("studyapp", "strong"), " " * max(2, cells - 10 - width(right)), Span(right, "dim"))


def today_rows(today: Today, cells: int, keys: tuple[str, str, str] = ("Enter", "z", "g")) -> Rows:
    """What is due, and what to do about it; `keys` start, take a quiz and open the guide."""
    start_key, quiz_key, guide_key = keys
    head = Span(pad("Today", 9), "strong")
    if today.due or today.new or today.ahead:
        about = f"   about {max(1, today.recipe.minutes)} min" if cells >= 60 else ""
        steps = f"   {today.ahead} in learning" if today.ahead else ""
        counts = f"{today.due} due   {today.new} new{steps}{about}"
        start = Span(f"Press {start_key} to start", "accent")
        if cells < 60:
            return (row("  ", head, counts), row("  ", " " * 9, start))
        space = " " * max(2, cells - 13 - width(counts) - width(start.text))
        return (row("  ", head, counts, space, start), *_reasons(today, cells))
    done = f"all {today.answers} done" if today.answers else "nothing is due"
    narrow = cells < 60
    if today.waiting_until is not None:
        said = f"{'next card' if narrow else 'the next card comes up'} at {today.waiting_until:%H:%M}"
    else:
        said = (
            f"{quiz_key} quiz, {guide_key} guide"
            if narrow
            else f"{quiz_key} takes a quiz, {guide_key} opens the guide"
        )
    return (row("  ", head, done), row("  ", " " * 9, Span(said, "dim")))


def _reasons(today: Today, cells: int) -> Rows:
    """Why the day is as it is: as many whole sentences as there are lines for."""
    said: list[str] = []
    for line in today.recipe.lines()[1:]:
        told = wrap(line, cells - 13)
        if len(said) + len(told) <= REASONS:
            said += told
    return tuple(row("  ", " " * 9, Span(line, "dim")) for line in said)


def pack_head(cells: int) -> Row:
    """The head of the list of packs."""
    return row("  ", Span(pad("Pack", _name(cells) + _bar(cells) + 1) + "  known    due    new", "dim"))


def pack_row(pack: PackSummary, cells: int, ascii: bool) -> Row:
    """A pack with its meter and numbers, aligned under the head."""
    bar = _bar(cells)
    drawn = meter(pack.known, width=bar, ascii=ascii) if bar else ""
    numbers = f"  {pack.known * 100:3.0f} %  {pack.due:5d}  {pack.new:5d}"
    title = pad(one_line(pack.manifest.title), _name(cells) - 1) + " "
    return row(" ", title, Span(pad(drawn, bar) + " ", "accent"), numbers)


def _name(cells: int) -> int:
    """Cells for a pack's name: what the numbers and the meter leave."""
    return max(10, cells - NUMBERS - _bar(cells) - 5)


def _bar(cells: int) -> int:
    """Cells for the meter: none on a narrow screen."""
    return 0 if cells < 60 else min(24, cells // 6)


def weeks_rows(today: Today, weeks: int, cells: int, ascii: bool) -> Rows:
    """Answers a day over the last weeks; nothing before the first answer."""
    if not today.days:
        return (row("  ", Span("Your answers a day will be drawn here.", "dim")),)
    days = min(weeks * 7, max(14, cells - 20))
    counts = [today.days.get(today.day - timedelta(days=back), 0) for back in range(days - 1, -1, -1)]
    label = "Twelve weeks  " if days == weeks * 7 and cells >= weeks * 7 + 18 else f"{days} days  "
    return (row("  ", Span(label, "dim"), Span(sparkline(counts, width=days, ascii=ascii), "accent")),)
