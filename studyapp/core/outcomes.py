"""A card whose next answers are not known: the ways it may have gone, each with its share.

Every review doubles the ways, so that those most alike are merged until KEPT are left. One alone would be too
hopeful: a card that is firm or forgotten is not one of middling stability, which a review helps more than either.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TypeAlias

from studyapp.core.forecast import Forecast, Pace, Trace

KEPT = 2

Outcomes: TypeAlias = tuple[tuple[float, Trace], ...]
"""(share, trace) of each way; the shares add up to 1. Empty for a card never reviewed."""

UNKNOWN: Outcomes = ()


def certain(trace: Trace) -> Outcomes:
    """A card of which everything is known."""
    return ((1.0, trace),)


def recall(forecast: Forecast, outcomes: Outcomes, days: float) -> float:
    """The probability of recall `days` after the last review, 0 for a card never reviewed."""
    return sum(share * forecast.recall(trace.stability, days) for share, trace in outcomes)


def gain(forecast: Forecast, outcomes: Outcomes, elapsed: float, days_left: float) -> tuple[float, float]:
    """(recall `elapsed` days after the last review, what another adds to recall `days_left` days later)."""
    now = added = 0.0
    for share, trace in outcomes:
        one, more = forecast.gain(trace, elapsed, days_left)
        now += share * one
        added += share * more
    return now, added


def introduced(forecast: Forecast, pace: Pace, days_left: float) -> Outcomes:
    """A new card after its learning steps."""
    right, wrong = forecast.learned(True), forecast.learned(False)
    return _merged(forecast, [(pace.right_at_first, right), (1.0 - pace.right_at_first, wrong)], days_left)


def reviewed(forecast: Forecast, outcomes: Outcomes, elapsed: float, days_left: float) -> Outcomes:
    """The card after a review `elapsed` days after its last, `days_left` days before it is to be known."""
    ways: list[tuple[float, Trace]] = []
    for share, trace in outcomes:
        now = forecast.recall(trace.stability, elapsed)
        ways.append((share * now, forecast.recalled(trace, now)))
        ways.append((share * (1.0 - now), forecast.relearned(trace, now)))
    return _merged(forecast, ways, days_left)


def _merged(forecast: Forecast, ways: list[tuple[float, Trace]], days_left: float) -> Outcomes:
    """At most KEPT ways: neighbors in stability joined, first those that lose the least by it."""
    ways = sorted((way for way in ways if way[0] > 0.0), key=lambda way: way[1].stability)
    while len(ways) > KEPT:
        gaps = [
            min(one[0], other[0]) * (other[1].stability / one[1].stability - 1.0)
            for one, other in pairwise(ways)
        ]
        at = gaps.index(min(gaps))
        (share, one), (more, other) = ways[at : at + 2]
        joined = forecast.merged(one, other, share / (share + more), days_left)
        ways[at : at + 2] = [(share + more, joined)]
    return tuple(ways)
