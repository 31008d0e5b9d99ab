"""A day that has so many minutes: how many new cards fit beside the due ones, and what spare time is good for.

The figures were found by measurement (`python -m tests.benchmarks.learner`): with little time, new cards that wait
until nothing is due are learned too late, and ones that never wait leave too little time for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from studyapp.core.forecast import DEFAULT_PACE, Pace, Trace, forecast_of
from studyapp.core.memory import DEFAULT_MODEL, Model, Reviewed
from studyapp.core.planner import Card

NEW_SHARE = 0.5
"""New cards take at most this share of a day's time; due cards have the rest, and what new ones leave."""
KEPT_UP = 0.85
"""New cards wait while due ones would stay below this recall after half a day's time."""
HORIZON = 60
"""Days after which a review in spare time is to show."""


def new_in_time(
    new_a_day: int,
    introduced_today: int,
    seconds: float,
    recalls: Sequence[float],
    pace: Pace = DEFAULT_PACE,
) -> int:
    """How many new cards fit into a day of so many seconds.

    `recalls` has the probability of recall of each due card, the most at risk first. Where half of the time is not
    enough for those below KEPT_UP, no new card is begun.
    """
    room = seconds * NEW_SHARE
    taken = 0.0
    for recall in recalls:
        if recall >= KEPT_UP:
            break
        taken += pace.review(recall)
        if taken > room:
            return 0
    return max(0, min(new_a_day - introduced_today, int(room / pace.new)))


def before_new(seconds: float, new: int, pace: Pace = DEFAULT_PACE) -> float:
    """Seconds of a day for due cards before its new ones begin; due cards go on after them."""
    return max(0.0, seconds - new * pace.new)


def brought_forward(
    cards: Iterable[Card], today: date, model: Model = DEFAULT_MODEL, pace: Pace = DEFAULT_PACE
) -> list[Card]:
    """Cards that are not due, for time that is left at the end of a day: first those whose review gives the most.

    That is the recall it adds HORIZON days from now for each second it takes. A card reviewed today is left out, so
    is one that is suspended, buried or new.
    """
    forecast = forecast_of(model)
    ranked: list[tuple[float, str, Card]] = []
    for card in cards:
        state, marks = card.state, card.marks
        if not isinstance(state, Reviewed) or state.last_day >= today or marks.suspended:
            continue
        if marks.buried_until is not None and today < marks.buried_until:
            continue
        trace = Trace(state.stability, state.difficulty)
        now, added = forecast.gain(trace, (today - state.last_day).days, HORIZON)
        ranked.append((-added / pace.review(now), card.id, card))
    return [card for *_, card in sorted(ranked, key=lambda entry: entry[:2])]
