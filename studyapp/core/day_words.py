"""A day as a learner types it: 2027-03-31, today, tomorrow, in 19 days, in 3 weeks."""

from __future__ import annotations

import re
from datetime import date, timedelta

from studyapp.core.errors import Refusal
from studyapp.core.text import one_line

FURTHEST = 36_500
"""Days ahead that can be typed."""
_WRITTEN = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_AHEAD = re.compile(r"(?:in )?(\d{1,6}) ?(d|days?|w|weeks?)", re.ASCII)
_NAMED = {"today": 0, "tomorrow": 1}


def day_of(text: str, today: date) -> date:
    """The day that a text names, as seen from today. Refusal where it names none."""
    words = " ".join(text[:60].casefold().split())
    if words in _NAMED:
        return today + timedelta(days=_NAMED[words])
    if written := _WRITTEN.fullmatch(words):
        try:
            return date(*map(int, written.groups()))
        except ValueError:
            raise Refusal(f"there is no day {words}; write it as 2027-03-31") from None
    if ahead := _AHEAD.fullmatch(words):
        days = int(ahead[1]) * (7 if ahead[2].startswith("w") else 1)
        if days > FURTHEST or today > date.max - timedelta(days=days):
            raise Refusal(f"a day lies at most {FURTHEST} days ahead, got {days}")
        return today + timedelta(days=days)
    if not words:
        raise Refusal("write 2027-03-31 or in 19 days")
    raise Refusal(f"write 2027-03-31 or in 19 days, not {one_line(text, 30)}")


def ahead_words(days: int) -> str:
    """How far off a day is: today, tomorrow, in 19 days, 3 days ago."""
    if days < 0:
        return "yesterday" if days == -1 else f"{-days:,} days ago"
    return ("today", "tomorrow")[days] if days < 2 else f"in {days:,} days"
