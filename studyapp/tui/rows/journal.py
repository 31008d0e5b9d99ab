"""The lines of the journal, as a pure function of its entries."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from studyapp.core.text import one_line
from studyapp.render.progress_words import counted
from studyapp.render.spans import Row, Span, pad, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studyapp.study.actions import Entry


def entry_row(entry: Entry, next_key: str, now: datetime, cells: int, ascii: bool) -> Row:
    """Whether it stands, when it was done, what it was; the key that would change it, if one would."""
    at = entry.action.at.astimezone(now.tzinfo)
    when = f"{at:%H:%M}" if at.date() == now.date() else f"{at.day} {at:%b}"
    if cells >= 60 and at.date() != now.date():
        when = f"{at:%a} {at.day} {at:%b} {at:%H:%M}"
    done, undone = ("+", "-") if ascii else ("✓", "↶")
    sign = Span(done) if entry.done else Span(undone, "dim")
    right = f"{'' if entry.done else 'undone'}  {next_key}".rstrip() if cells >= 60 else next_key
    right = f"  {right}" if right.strip() else ""
    room = max(8, cells - (18 if cells >= 60 else 8) - len(right) - 3)
    return row(
        sign,
        " ",
        Span(pad(when, 18 if cells >= 60 else 8), "dim"),
        Span(pad(one_line(entry.says), room), "" if entry.done else "dim"),
        Span(right, "accent"),
    )


def next_keys(entries: Sequence[Entry]) -> list[str]:
    """By entry: `u` at the newest that stands, `U` at the oldest that was undone."""
    keys = [""] * len(entries)
    stands = next((place for place, entry in enumerate(entries) if entry.done), None)
    if stands is not None:
        keys[stands] = "u"
    undone = [place for place, entry in enumerate(entries) if not entry.done]
    if undone:
        keys[undone[-1]] = "U"
    return keys


def note_row(entries: Sequence[Entry], more: bool) -> Row:
    """How many there are."""
    if not entries:
        return row("Nothing was done yet; every answer and every change will be listed here.")
    shown = f"the newest {len(entries):,} actions" if more else counted(len(entries), "action")
    undone = sum(not entry.done for entry in entries)
    return row(Span(shown + (f", {undone:,} undone" if undone else ""), "dim"))
