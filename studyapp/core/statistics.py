"""Numbers about a learner, from counts of the log: how sure one can be of a share, streaks, distributions."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

PERIODS: tuple[int | None, ...] = (30, 90, 365, None)
"""Days that statistics may look back, today included; None for the whole log."""
DEFAULT_PERIOD = 90
Z_95 = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""
FORGIVEN_EVERY = 7
"""Days from one forgiven day to the next, at least."""
STABILITY_EDGES = (0.0, 1.0, 3.0, 7.0, 21.0, 60.0, 180.0, 365.0, math.inf)
DIFFICULTY_EDGES = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, math.inf)
SECONDS_EDGES = (0.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, math.inf)


def first_day(today: date, days: int | None) -> date | None:
    """The first day of the last so many, today included; None for the whole log."""
    return None if days is None else today - timedelta(days=days - 1)


def wilson(successes: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """The interval of a share: (low, high), 95 % unless another quantile is given; (0, 1) without trials.

    Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927): it keeps its
    level where shares are near 0 or 1 and trials are few.
    """
    if not trials:
        return 0.0, 1.0
    share, square = successes / trials, z * z / trials
    center = share + square / 2
    reach = z * math.sqrt(share * (1 - share) / trials + square / (4 * trials))
    low, high = (center - reach) / (1 + square), (center + reach) / (1 + square)
    return (0.0 if not successes else low), (1.0 if successes == trials else high)


class Streak(NamedTuple):
    """Days of study in a row; a day off between two of them may be forgiven."""

    days: int
    """Days with at least one answer."""
    forgiven: tuple[date, ...] = ()
    """Days off that did not break it, the newest first."""


def streak(days: Iterable[date], today: date) -> Streak:
    """The streak up to today.

    One missed day between days of study does not break it, two in a row do; of any seven days at most one is
    forgiven. Today does not count against it before it is over, so a streak whose next day off would be forgiven
    still stands.
    """
    studied = set(days)
    day = today if today in studied else today - timedelta(days=1)
    length, forgiven = 0, list[date]()
    while True:
        if day in studied:
            length += 1
        elif _forgiven(day, studied, forgiven):
            forgiven.append(day)
        else:
            break
        day -= timedelta(days=1)
    return Streak(length, tuple(forgiven))


def _forgiven(day: date, studied: set[date], forgiven: Sequence[date]) -> bool:
    if day - timedelta(days=1) not in studied:
        return False
    return not forgiven or (forgiven[-1] - day).days >= FORGIVEN_EVERY


class Tally(NamedTuple):
    """The answers of an hour of a study day."""

    day: date
    hour: int
    answers: int
    recalled: int
    seconds: float
    wrong: int
    """Found wrong, whatever the learner said of it."""
    overridden: int
    """Those of them that the learner counted as right."""


class Part(NamedTuple):
    """The answers of an hour of the day or of a weekday."""

    answers: int
    recalled: int


def by_hour(tallies: Iterable[Tally]) -> tuple[Part, ...]:
    """The answers of each hour of the day, 24 of them."""
    return _parts(((tally.hour, tally) for tally in tallies), 24)


def by_weekday(tallies: Iterable[Tally]) -> tuple[Part, ...]:
    """The answers of each weekday, Monday first."""
    return _parts(((tally.day.weekday(), tally) for tally in tallies), 7)


def _parts(placed: Iterable[tuple[int, Tally]], count: int) -> tuple[Part, ...]:
    answers, recalled = [0] * count, [0] * count
    for place, tally in placed:
        answers[place] += tally.answers
        recalled[place] += tally.recalled
    return tuple(map(Part, answers, recalled))


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many values lie between which edges."""

    edges: tuple[float, ...]
    """One more than there are counts; each is counted with what lies above it."""
    counts: tuple[int, ...]
    median: float | None
    """None without values."""


def counted_distribution(counted: Mapping[int, int], edges: Sequence[float]) -> Distribution:
    """From how often each whole number occurs; those below the first edge count with it. The median is the smallest
    that at least half of them do not exceed.
    """
    counts, total, passed = [0] * (len(edges) - 1), sum(counted.values()), 0
    median: float | None = None
    for value in sorted(counted):
        counts[place_in(value, edges)] += counted[value]
        passed += counted[value]
        if median is None and 2 * passed >= total:
            median = float(value)
    return Distribution(tuple(edges), tuple(counts), median)


def place_in(value: float, edges: Sequence[float]) -> int:
    """The range that a value falls into; the last edge belongs to the last range."""
    return min(max(bisect_right(edges, value) - 1, 0), len(edges) - 2)
