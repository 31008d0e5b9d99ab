"""What the screens say of exams and of a backlog, computed once for each day and each state of the journal."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from studyapp.core.exam import Heard
from studyapp.core.habits import DESIRED_RETENTION
from studyapp.core.records import Exam
from studyapp.store import cards as card_queries
from studyapp.store import journal, reviews
from studyapp.store.engine import Store
from studyapp.study.clock import Clock
from studyapp.study.exam_plans import ExamOutlook
from studyapp.study.exams import Exams

WISH = DESIRED_RETENTION
"""The recall for which it is said how much time it takes."""
BACKLOG = 50
"""So many overdue questions are called a backlog."""
MOST_KEPT = 500

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class ExamHint:
    """The exam that comes next, and how it stands."""

    outlook: ExamOutlook
    needed: int | None
    """Minutes a day that reach the wish; None where no amount does, or nothing is left to plan."""


class ExamBoard:
    """Outlooks of exams, kept until something is done or a day is over."""

    def __init__(self, store: Store, clock: Clock, exams: Exams) -> None:
        self._store = store
        self._clock = clock
        self._exams = exams
        self._stamp: tuple[date, int] | None = None
        self._kept: dict[Hashable, Any] = {}

    def outlook(self, exam: Exam, heard: Heard | None = None) -> ExamOutlook:
        """How an exam stands."""
        return self._once(("outlook", exam), lambda: self._exams.outlook(exam, heard=heard))

    def needed(self, exam: Exam, heard: Heard | None = None) -> int | None:
        """Minutes a day that reach the wish on its day; None where no amount does."""
        return self._once(("needed", exam), lambda: self._exams.minutes_needed(exam, WISH, heard=heard))

    def cost_of_day_off(self, exam: Exam, day: date, heard: Heard | None = None) -> float:
        """By how much a day off lowers the recall expected on the exam day."""

        def cost() -> float:
            return self._exams.cost_of_days_off(exam, [day], heard=heard)[day]

        return self._once(("cost", exam, day), cost)

    def nearest(self, heard: Heard | None = None) -> ExamHint | None:
        """The exam that comes next; None where none is to come."""
        today = self._clock.now().day
        exam = next((exam for exam in self._exams.all() if exam.day >= today), None)
        if exam is None:
            return None
        outlook = self.outlook(exam, heard)
        plan = outlook.plan
        if plan is None or not plan.cards or plan.recall >= WISH:
            return ExamHint(outlook, None)
        return ExamHint(outlook, self.needed(exam, heard))

    def overdue(self) -> int:
        """Questions that were due before today and still wait."""
        now = self._clock.now()
        with self._store.reading() as session:
            return card_queries.count_due(session, now, [], reviews.questions_seen_on(session, now.day))[1]

    def _once(self, key: Hashable, value: Callable[[], Value]) -> Value:
        """What was computed since the newest action, or is computed now."""
        with self._store.reading() as session:
            stamp = (self._clock.now().day, journal.newest_id(session))
        if stamp != self._stamp or len(self._kept) > MOST_KEPT:
            self._stamp, self._kept = stamp, {}
        kept = self._kept
        if key not in kept:
            kept[key] = value()
        return kept[key]  # type: ignore[no-any-return]
