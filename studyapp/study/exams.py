"""Exams: their dates, what will be recalled on them, and what each day should ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from studyapp.core import exam as planning
from studyapp.core import planner, selection
from studyapp.core.errors import Refusal
from studyapp.core.exam import Budget, ExamPlan, Heard
from studyapp.core.forecast import Pace, pace_of
from studyapp.core.habits import MOST_MINUTES, Habits
from studyapp.core.memory import Model, Moment
from studyapp.core.planner import Card
from studyapp.core.records import ActionKind, Exam
from studyapp.core.text import one_line, safe
from studyapp.store import cards as card_queries
from studyapp.store import exams as queries
from studyapp.store import journal, reviews
from studyapp.store.cards import Conditions
from studyapp.store.engine import Store
from studyapp.store.journal import Change
from studyapp.store.selecting import conditions
from studyapp.store.tables import exams
from studyapp.study.actions import Actions
from studyapp.study.clock import Clock
from studyapp.study.rules import model_of

LONGEST_NAME = 80
LONGEST_SELECTION = 1_000
MOST_EXAMS = 100
DEFAULT_MINUTES = 20


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


class Exams:
    """The learner's exams."""

    def __init__(self, store: Store, clock: Clock, habits: Habits, actions: Actions) -> None:
        self._store = store
        self._clock = clock
        self._habits = habits
        self._actions = actions

    def add(self, name: str, day: date, selected: str = "", minutes: int | None = None) -> Exam:
        """Add an exam on the cards of a selection, all when empty. Refusal where something cannot be."""
        minutes = minutes if minutes is not None else self._habits.minutes_a_day or DEFAULT_MINUTES
        made = self._checked(Exam(0, name, day, selected, minutes))
        given: list[Exam] = []

        def added(session: Session, _now: Moment) -> tuple[str, Sequence[Change]]:
            known = queries.all_exams(session)
            if len(known) >= MOST_EXAMS:
                raise Refusal(f"there are {len(known)} exams already; remove one first")
            _unlike(made, known)
            given.append(Exam(queries.next_number(session), made.name, day, made.selection, minutes))
            change = journal.put(session, exams, {"id": given[0].id}, _columns(given[0]))
            return f"Added exam {made.name}", journal.all_changes([change])

        self._actions.record(ActionKind.EXAM, added)
        return given[0]

    def change(
        self,
        name: str,
        *,
        new_name: str | None = None,
        day: date | None = None,
        selected: str | None = None,
        minutes: int | None = None,
    ) -> Exam:
        """Change what is given of an exam; the exam as it is now."""
        old = self.named(name)
        changed = self._checked(
            Exam(
                old.id,
                old.name if new_name is None else new_name,
                old.day if day is None else day,
                old.selection if selected is None else selected,
                old.minutes if minutes is None else minutes,
            ),
            was=old,
        )

        def put(session: Session, _now: Moment) -> tuple[str, Sequence[Change]]:
            _unlike(changed, queries.all_exams(session))
            change = journal.put(session, exams, {"id": old.id}, _columns(changed))
            return f"Changed exam {old.name}", journal.all_changes([change])

        self._actions.record(ActionKind.EXAM, put)
        return changed

    def remove(self, name: str) -> Exam:
        """Remove an exam; undo brings it back."""
        old = self.named(name)

        def removed(session: Session, _now: Moment) -> tuple[str, Sequence[Change]]:
            change = journal.put(session, exams, {"id": old.id}, None)
            return f"Removed exam {old.name}", journal.all_changes([change])

        self._actions.record(ActionKind.EXAM, removed)
        return old

    def all(self) -> tuple[Exam, ...]:
        """Every exam, the earliest first."""
        with self._store.reading() as session:
            return tuple(queries.all_exams(session))

    def named(self, name: str) -> Exam:
        """The exam of a name, whatever its case. Refusal where there is none."""
        found = self.all()
        for exam in found:
            if exam.name.casefold() == name.strip().casefold():
                return exam
        names = ", ".join(exam.name for exam in found) or "none yet"
        raise Refusal(f"there is no exam {one_line(name, 40)!r}; there are {one_line(names, 200)}")

    def outlooks(self, *, heard: Heard | None = None) -> tuple[ExamOutlook, ...]:
        """Every exam with its plan, the earliest first."""
        return tuple(self.outlook(exam, heard=heard) for exam in self.all())

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

    def todays_cards(self) -> tuple[str, ...]:
        """Cards that the exams to come ask today, in order, which a session asks first; new ones among them.

        One card a question, none whose sibling was seen today, and no new card that waits for what it requires.
        """
        found: dict[str, None] = {}
        for exam in self.all():
            if exam.day > self._clock.now().day:
                found |= dict.fromkeys(self.todays_cards_of(exam))
        return tuple(found)

    def todays_cards_of(self, exam: Exam) -> tuple[str, ...]:
        """The same for one exam."""
        try:
            basis = self._basis(exam)
        except selection.SelectionError:
            return ()
        day = planning.first_day(
            basis.cards, basis.now, exam.day, basis.budget, basis.model, basis.pace
        )
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
        return planning.cost_of_days_off(
            basis.cards, basis.now, exam.day, basis.budget, days, basis.model, basis.pace, heard=heard
        )

    def minutes_needed(self, exam: Exam, wish: float, *, heard: Heard | None = None) -> int | None:
        """Minutes a day that reach a recall, 0 to 1, on the exam day; None where no amount does."""
        basis = self._basis(exam)
        self._to_come(exam)
        return planning.minutes_needed(
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

    def _checked(self, exam: Exam, was: Exam | None = None) -> Exam:
        """The exam with its texts made safe. Refusal where something cannot be."""
        name = " ".join(safe(exam.name).split())
        if not 1 <= len(name) <= LONGEST_NAME:
            raise Refusal(f"an exam needs a name of 1 to {LONGEST_NAME} characters, got {len(name)}")
        if was is None or exam.day != was.day:
            days = (exam.day - self._clock.now().day).days
            if not 1 <= days <= planning.LONGEST:
                raise Refusal(f"an exam lies 1 to {planning.LONGEST} days ahead; {exam.day} is {days} away")
        if not 1 <= exam.minutes <= MOST_MINUTES:
            raise Refusal(f"minutes a day must lie between 1 and {MOST_MINUTES}, got {exam.minutes}")
        if len(exam.selection) > LONGEST_SELECTION:
            raise Refusal(f"a selection has at most {LONGEST_SELECTION} characters")
        selected = str(selection.parse(exam.selection))
        return Exam(exam.id, name, exam.day, selected, exam.minutes)


def _columns(exam: Exam) -> dict[str, object]:
    return {"name": exam.name, "day": exam.day, "selection": exam.selection, "minutes": exam.minutes}


def _unlike(exam: Exam, others: Iterable[Exam]) -> None:
    for other in others:
        if other.id != exam.id and other.name.casefold() == exam.name.casefold():
            raise Refusal(f"there is an exam {other.name!r} already; choose another name")


def _may_be_asked(card: Card, now: Moment, seen: Collection[str]) -> bool:
    hidden = card.marks.buried_until is not None and now.day < card.marks.buried_until
    return not hidden and card.question not in seen
