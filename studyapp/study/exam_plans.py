"""The days before an exam: what will be recalled on it, what each day should ask, what a day off costs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from studyapp.core import exam as planning
from studyapp.core import exam_costs, planner, selection
from studyapp.core.errors import Refusal
from studyapp.core.exam import ExamPlan, Heard
from studyapp.core.exam_days import Budget
from studyapp.core.forecast import Pace, pace_of
from studyapp.core.habits import Habits
from studyapp.core.memory import Model, Moment
from studyapp.core.planner import Card
from studyapp.core.records import Exam
from studyapp.store import cards as card_queries
from studyapp.store import exams as queries
from studyapp.store import reviews
from studyapp.store.cards import Conditions
from studyapp.store.engine import Store
from studyapp.store.selecting import conditions
from studyapp.study.clock import Clock
from studyapp.study.rules import model_of


@dataclass(frozen=True, slots=True)
class ExamOutlook:
    """An exam and how it stands."""

    exam: Exam
    days_left: int
    """0 on its day, negative after it."""
    plan: ExamPlan | None
    """The days until then; None once the day has come."""
    problem: str = ""
    """Why its selection cannot be read."""


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a plan is made from."""

    cards: list[Card]
    now: Moment
    budget: Budget
    model: Model
    pace: Pace
    wanted: Conditions


class ExamPlans:
    """Plans of exams."""

    def __init__(self, store: Store, clock: Clock, habits: Habits) -> None:
        self._store = store
        self._clock = clock
        self._habits = habits

    def outlook(self, exam: Exam, *, heard: Heard | None = None) -> ExamOutlook:
        """How an exam stands."""
        days = (exam.day - self._clock.now().day).days
        if days < 1:
            return ExamOutlook(exam, days, None)
        try:
            basis = self._basis(exam)
        except selection.SelectionError as error:
            return ExamOutlook(exam, days, None, str(error))
        plan = planning.planned(
            basis.cards, basis.now, exam.day, basis.budget, basis.model, basis.pace, heard=heard
        )
        return ExamOutlook(exam, days, plan)

    def todays_cards_of(self, exam: Exam) -> tuple[str, ...]:
        """The same for one exam."""
        try:
            basis = self._basis(exam)
        except selection.SelectionError:
            return ()
        day = planning.first_day(basis.cards, basis.now, exam.day, basis.budget, basis.model, basis.pace)
        with self._store.reading() as session:
            seen = reviews.questions_seen_on(session, basis.now.day)
            new = card_queries.new_cards(session, basis.now, basis.wanted, seen, 4 * len(day.new))
        begun = iter(planner.one_of_each_question(new)[: len(day.new)])
        by_id = {card.id: card for card in basis.cards}
        # Which new card it is makes no difference to the plan: they come in the order of study.
        asked = [next(begun, None) if card in day.new else by_id[card] for card in day.cards]
        open_now = [card for card in asked if card is not None and _may_be_asked(card, basis.now, seen)]
        return tuple(card.id for card in planner.one_of_each_question(open_now))

    def cost_of_days_off(
        self, exam: Exam, days: Iterable[date], *, heard: Heard | None = None
    ) -> Mapping[date, float]:
        """By how much each day off lowers the recall expected on the exam day."""
        basis = self._basis(exam)
        self._to_come(exam)
        return exam_costs.cost_of_days_off(
            basis.cards, basis.now, exam.day, basis.budget, days, basis.model, basis.pace, heard=heard
        )

    def minutes_needed(self, exam: Exam, wish: float, *, heard: Heard | None = None) -> int | None:
        """Minutes a day that reach a recall, 0 to 1, on the exam day; None where no amount does."""
        basis = self._basis(exam)
        self._to_come(exam)
        return exam_costs.minutes_needed(
            basis.cards, basis.now, exam.day, wish, basis.model, basis.pace, heard=heard
        )

    def _to_come(self, exam: Exam) -> None:
        if exam.day <= self._clock.now().day:
            raise Refusal(f"the day of {exam.name} has come; nothing is left to plan")

    def _basis(self, exam: Exam) -> _Basis:
        now = self._clock.now()
        wish = selection.parse(exam.selection)
        with self._store.reading() as session:
            model = model_of(session, self._habits)
            wanted = conditions(wish, now, model)
            found = card_queries.cards_in_study(session, wanted)
            spent = queries.seconds_on(session, now.day, wanted)
            pace = pace_of(queries.pace(session))
        return _Basis(found, now, Budget(exam.minutes, spent), model, pace, wanted)


def _may_be_asked(card: Card, now: Moment, seen: Collection[str]) -> bool:
    hidden = card.marks.buried_until is not None and now.day < card.marks.buried_until
    return not hidden and card.question not in seen
