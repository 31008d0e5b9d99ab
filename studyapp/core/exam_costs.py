"""What a day off costs before an exam, and how much time a day a wished recall takes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from studyapp.core.exam import Cancelled, Heard, plans_of
from studyapp.core.exam_days import Budget
from studyapp.core.forecast import DEFAULT_PACE, Pace
from studyapp.core.memory import DEFAULT_MODEL, Model, Moment
from studyapp.core.planner import Card


def cost_of_days_off(
    cards: Iterable[Card],
    now: Moment,
    exam_day: date,
    budget: Budget,
    days: Iterable[date],
    model: Model = DEFAULT_MODEL,
    pace: Pace = DEFAULT_PACE,
    *,
    heard: Heard | None = None,
) -> Mapping[date, float]:
    """For each day, by how much the recall on the exam day falls when that day is taken off; never below 0.

    A plan without a day's minutes is one that the plan with them could have had too.
    """
    plan = plans_of(cards, now, exam_day, model, pace)

    def recall(off: Collection[date]) -> float:
        return plan(Budget(budget.minutes, budget.spent_today, {*budget.off, *off})).recall

    wanted = list(days)
    full, costs = recall(()), {}
    for number, day in enumerate(wanted):
        if heard is not None and not heard(number / len(wanted)):
            raise Cancelled
        costs[day] = max(0.0, full - recall((day,)))
    return costs


def minutes_needed(
    cards: Iterable[Card],
    now: Moment,
    exam_day: date,
    wish: float,
    model: Model = DEFAULT_MODEL,
    pace: Pace = DEFAULT_PACE,
    *,
    most: int = 480,
    heard: Heard | None = None,
) -> int | None:
    """The fewest whole minutes a day that reach a mean recall on the exam day; None where not even `most` do."""
    plan = plans_of(cards, now, exam_day, model, pace)

    def reaches(minutes: int) -> bool:
        if heard is not None and not heard(0.0):
            raise Cancelled
        return plan(Budget(minutes)).recall >= wish

    if reaches(0):
        return 0
    lowest, highest = 0, 1
    while not reaches(highest):
        if highest >= most:
            return None
        lowest, highest = highest, min(2 * highest, most)
    while highest - lowest > 1:
        middle = (lowest + highest) // 2
        lowest, highest = (lowest, middle) if reaches(middle) else (middle, highest)
    return highest
