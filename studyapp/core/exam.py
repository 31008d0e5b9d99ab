"""Days before an exam, planned so that as much as possible is recalled on it.

Each day goes to the cards whose review adds the most to the recall expected on the exam day, for each second it
takes; new cards are begun in time. Choosing day by day what adds the most comes close to the best schedule, which
cannot be computed for many cards (Hunziker et al., "Teaching Multiple Concepts to a Forgetful Learner", NeurIPS
2019).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from studyapp.core.exam_days import Budget, PlannedDay, Planning
from studyapp.core.exam_groups import Group, Stretch, groups_of, stretches
from studyapp.core.forecast import DEFAULT_PACE, Pace, forecast_of
from studyapp.core.memory import DEFAULT_MODEL, Model, Moment
from studyapp.core.planner import Card

LONGEST = 3_650
"""Days that an exam may be off."""


@dataclass(frozen=True, slots=True)
class Grain:
    """How finely a plan looks."""

    groups: int
    stretches: int


FINE = Grain(1_200, 45)
COARSE = Grain(250, 24)
"""For what compares many plans."""


class Cancelled(Exception):
    """Planning was stopped by the one who had asked for it."""


Heard = Callable[[float], bool]
"""Is told the share done, 0 to 1; False stops the work, which then raises Cancelled."""


@dataclass(frozen=True, slots=True)
class ExamPlan:
    """The days before an exam."""

    exam_day: date
    cards: int
    recall_now: float
    """Mean recall of all cards today; new ones count 0."""
    recall_untouched: float
    """Mean recall on the exam day, if nothing more is done."""
    recall: float
    """Mean recall on the exam day with the plan."""
    new_left: int
    """New cards for which there is no time."""
    days: tuple[PlannedDay, ...]
    """From today to the day before the exam; days without work are left out."""

    def on(self, day: date) -> PlannedDay:
        """What a day is to ask; nothing where the plan has no such day."""
        return next((each for each in self.days if each.day == day), PlannedDay(day))


def planned(
    cards: Iterable[Card],
    now: Moment,
    exam_day: date,
    budget: Budget,
    model: Model = DEFAULT_MODEL,
    pace: Pace = DEFAULT_PACE,
    *,
    grain: Grain = FINE,
    heard: Heard | None = None,
) -> ExamPlan:
    """The plan from today to the day before the exam. ValueError where the exam is not on a later day.

    Today's cards that were reviewed today are not asked again today.
    """
    begun = _begun(cards, now, exam_day, budget, model, pace, grain.groups)
    return _filled(begun, grain, heard)


def plans_of(
    cards: Iterable[Card],
    now: Moment,
    exam_day: date,
    model: Model = DEFAULT_MODEL,
    pace: Pace = DEFAULT_PACE,
    *,
    grain: Grain = COARSE,
) -> Callable[[Budget], ExamPlan]:
    """The plan for a budget, of cards that are looked at once: to compare many budgets."""
    begun = _begun(cards, now, exam_day, Budget(0), model, pace, grain.groups)

    def plan(budget: Budget) -> ExamPlan:
        groups = [Group(list(group.cards), group.outcomes, group.last) for group in begun.groups]
        planning = Planning(begun.today, begun.days, budget, begun.forecast, begun.pace, groups)
        return _filled(planning, grain, None)

    return plan


def _filled(planning: Planning, grain: Grain, heard: Heard | None) -> ExamPlan:
    days = planning.days
    exam_day = planning.today + timedelta(days=days)
    count = sum(len(group.cards) for group in planning.groups)
    recall_now, untouched = planning.recall_on(0), planning.recall_on(days)
    for stretch in stretches(days, grain.stretches):
        if heard is not None and not heard(stretch.first / days):
            raise Cancelled
        planning.plan(stretch)
    new_left = sum(len(group.cards) for group in planning.groups if not group.outcomes)
    made = tuple(map(planning.made, sorted(planning.seconds)))
    return ExamPlan(exam_day, count, recall_now, untouched, planning.recall_on(days), new_left, made)


def first_day(
    cards: Iterable[Card],
    now: Moment,
    exam_day: date,
    budget: Budget,
    model: Model = DEFAULT_MODEL,
    pace: Pace = DEFAULT_PACE,
) -> PlannedDay:
    """Today of the plan by itself, for which no other day need be looked at."""
    planning = _begun(cards, now, exam_day, budget, model, pace, FINE.groups)
    planning.plan(Stretch(0, 1))
    return planning.made(0)


def _begun(
    cards: Iterable[Card],
    now: Moment,
    exam_day: date,
    budget: Budget,
    model: Model,
    pace: Pace,
    most: int,
) -> Planning:
    forecast, days = forecast_of(model), days_until(exam_day, now)
    return Planning(now.day, days, budget, forecast, pace, groups_of(cards, now, forecast, most))


def days_until(exam_day: date, now: Moment) -> int:
    """Days from today to the exam, 1 to LONGEST; ValueError otherwise."""
    days = (exam_day - now.day).days
    if not 1 <= days <= LONGEST:
        raise ValueError(f"an exam lies 1 to {LONGEST} days ahead, got {days}")
    return days
