"""Which whole day of those that are as good: intervals spread out, days with many cards and chosen weekdays spared.

The range is the one that Anki and the `fsrs` package use: a day each way and 15 %, 10 % and 5 % more of what lies
above 2.5, 7 and 20 days. Within it the day is drawn with a number made from the card and its repetition, so that
the interval shown before a rating is the one given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta

from studyapp.core.memory import LONGEST_INTERVAL

SHORTEST = 2.5
"""Intervals below are not moved, in days."""
BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float("inf"), 0.05))
"""From, to (days), share of an interval's part within that is added each way."""
EVENNESS = 2.0
"""How strongly full days are avoided: a day's weight falls with this power of the cards it has."""
FAINTEST = 1e-6
"""Weight of a weekday that is to stay free: taken only where nothing else is in range."""

NO_LOAD: Mapping[date, int] = {}
EVERY_DAY_ALIKE = (1.0,) * 7


def fuzz_range(interval: int) -> tuple[int, int]:
    """The shortest and the longest interval that may be given in place of one, in days."""
    if interval < SHORTEST:
        return interval, interval
    spread = 1 + sum(share * max(min(interval, end) - start, 0.0) for start, end, share in BANDS)
    longest = min(round(interval + spread), LONGEST_INTERVAL)
    return min(max(2, round(interval - spread)), longest), longest


def number_of(card_id: str, reps: int) -> float:
    """A number from 0 up to 1 that belongs to a repetition of a card."""
    digest = hashlib.sha256(f"fuzz {card_id} {reps}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def fuzzed(shortest: int, longest: int, number: float) -> int:
    """The interval of a range at a number from 0 up to 1, every day as likely."""
    return shortest + int(number * (longest - shortest + 1))


def balanced(
    shortest: int,
    longest: int,
    number: float,
    today: date,
    load: Mapping[date, int] = NO_LOAD,
    weekdays: tuple[float, ...] = EVERY_DAY_ALIKE,
) -> int:
    """The same with days weighted: by the cards each has, and by the share its weekday (Monday first) may have."""
    days = range(shortest, longest + 1)
    weights = []
    for interval in days:
        day = today + timedelta(days=interval)
        share = max(weekdays[day.weekday()], FAINTEST)
        weights.append(share / (1 + load.get(day, 0)) ** EVENNESS)
    left = number * sum(weights)
    for interval, weight in zip(days, weights, strict=True):
        left -= weight
        if left < 0:
            return interval
    return longest
