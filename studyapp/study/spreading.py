"""Backlogs and vacations: previewed, then applied as one action that can be undone."""

from __future__ import annotations

from datetime import date
from math import floor

from studyapp.core import selection, spread
from studyapp.core.errors import Refusal
from studyapp.core.forecast import pace_of
from studyapp.core.habits import MOST_MINUTES, Habits
from studyapp.core.memory import Model, Moment
from studyapp.core.planner import Card
from studyapp.core.spread import Spread
from studyapp.store import cards as card_queries
from studyapp.store import exams as queries
from studyapp.store.engine import Store
from studyapp.store.selecting import conditions
from studyapp.study.actions import Actions
from studyapp.study.clock import Clock
from studyapp.study.rules import model_of

TYPICAL_RECALL = 0.8
"""Of a card that has waited, for how long its review takes."""


class Spreading:
    """New days for cards that are too many, or fall into a vacation."""

    def __init__(self, store: Store, clock: Clock, habits: Habits, actions: Actions) -> None:
        self._store = store
        self._clock = clock
        self._habits = habits
        self._actions = actions

    def backlog(
        self,
        *,
        days: int | None = None,
        per_day: int | None = None,
        minutes: int | None = None,
        selected: str = "",
    ) -> Spread:
        """How what is due would be spread: over so many days, at so many cards or minutes a day; nothing moves."""
        if sum(each is not None for each in (days, per_day, minutes)) != 1:
            raise Refusal("give one of: days to spread over, cards a day, minutes a day")
        cards, now, model, seconds = self._basis(selected)
        if minutes is not None:
            per_day = _cards_in(minutes, seconds)
        return spread.backlog(cards, now.day, days=days, per_day=per_day, model=model)

    def vacation(
        self,
        first: date,
        last: date,
        *,
        per_day: int | None = None,
        minutes: int | None = None,
        selected: str = "",
    ) -> Spread:
        """How what falls due from the first to the last day would be put before and after; nothing is done."""
        if per_day is not None and minutes is not None:
            raise Refusal("give cards a day or minutes a day, not both")
        cards, now, model, seconds = self._basis(selected)
        if minutes is not None:
            per_day = _cards_in(minutes, seconds)
        return spread.vacation(cards, now.day, first, last, per_day=per_day, model=model)

    def apply(self, plan: Spread) -> int:
        """Put each card on the day that the preview showed; how many moved."""
        return self._actions.spread(plan.moves, "Spread") if plan.moves else 0

    def _basis(self, selected: str) -> tuple[list[Card], Moment, Model, float]:
        now, wish = self._clock.now(), selection.parse(selected)
        with self._store.reading() as session:
            model = model_of(session, self._habits)
            cards = card_queries.cards_in_study(session, conditions(wish, now, model))
            pace = pace_of(queries.pace(session))
        return cards, now, model, pace.review(TYPICAL_RECALL)


def _cards_in(minutes: int, seconds: float) -> int:
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refusal(f"minutes a day must lie between 1 and {MOST_MINUTES}, got {minutes}")
    return max(1, floor(60 * minutes / seconds))
