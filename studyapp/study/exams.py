"""Exams: their dates, and all of them together; each change is an action that can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from studyapp.core import selection
from studyapp.core.errors import Refusal
from studyapp.core.exam import LONGEST, Heard
from studyapp.core.habits import MOST_MINUTES, Habits
from studyapp.core.memory import Moment
from studyapp.core.records import ActionKind, Exam
from studyapp.core.text import one_line, safe
from studyapp.store import exams as queries
from studyapp.store import journal
from studyapp.store.engine import Session, Store
from studyapp.store.journal import Change
from studyapp.store.tables import exams
from studyapp.study.actions import Actions
from studyapp.study.clock import Clock
from studyapp.study.exam_plans import ExamOutlook, ExamPlans

LONGEST_NAME = 80
LONGEST_SELECTION = 1_000
MOST_EXAMS = 100
DEFAULT_MINUTES = 20


class ExamRefusal(Refusal):
    """What cannot be in an exam, and in which of its fields: name, day, selection or minutes."""

    def __init__(self, field: str, says: str) -> None:
        super().__init__(says)
        self.field = field


class Exams(ExamPlans):
    """The learner's exams."""

    def __init__(self, store: Store, clock: Clock, habits: Habits, actions: Actions) -> None:
        super().__init__(store, clock, habits)
        self._actions = actions
        self._planned: tuple[object, tuple[str, ...]] | None = None

    @property
    def usual_minutes(self) -> int:
        """Minutes a day of an exam for which none are given."""
        return self._habits.minutes_a_day or DEFAULT_MINUTES

    def add(self, name: str, day: date, selected: str = "", minutes: int | None = None) -> Exam:
        """Add an exam on the cards of a selection, all when empty. Refusal where something cannot be."""
        minutes = minutes if minutes is not None else self.usual_minutes
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

    def todays_cards(self) -> tuple[str, ...]:
        """Cards that the exams to come ask today, in order, which a session asks first; new ones among them.

        One card a question, none whose sibling was seen today, and no new card that waits for what it requires.
        """
        found: dict[str, None] = {}
        for exam in self.all():
            if exam.day > self._clock.now().day:
                found |= dict.fromkeys(self.todays_cards_of(exam))
        return tuple(found)

    def today(self) -> tuple[str, ...]:
        """`todays_cards`, planned once a day for the exams as they are: answers given since stand in the plan."""
        planned_for = (self._clock.now().day, self.all())
        if self._planned is None or self._planned[0] != planned_for:
            self._planned = (planned_for, self.todays_cards())
        return self._planned[1]

    def _checked(self, exam: Exam, was: Exam | None = None) -> Exam:
        """The exam with its texts made safe. Refusal where something cannot be."""
        name = " ".join(safe(exam.name).split())
        if not 1 <= len(name) <= LONGEST_NAME:
            raise ExamRefusal(
                "name", f"an exam needs a name of 1 to {LONGEST_NAME} characters, got {len(name)}"
            )
        if was is None or exam.day != was.day:
            days = (exam.day - self._clock.now().day).days
            if not 1 <= days <= LONGEST:
                raise ExamRefusal("day", f"an exam lies 1 to {LONGEST} days ahead; {exam.day} is {days} away")
        if not 1 <= exam.minutes <= MOST_MINUTES:
            raise ExamRefusal(
                "minutes", f"minutes a day must lie between 1 and {MOST_MINUTES}, got {exam.minutes}"
            )
        if len(exam.selection) > LONGEST_SELECTION:
            raise ExamRefusal("selection", f"a selection has at most {LONGEST_SELECTION} characters")
        try:
            selected = str(selection.parse(exam.selection))
        except selection.SelectionError as error:
            raise ExamRefusal("selection", str(error)) from None
        return Exam(exam.id, name, exam.day, selected, exam.minutes)


def _columns(exam: Exam) -> dict[str, object]:
    return {"name": exam.name, "day": exam.day, "selection": exam.selection, "minutes": exam.minutes}


def _unlike(exam: Exam, others: Iterable[Exam]) -> None:
    for other in others:
        if other.id != exam.id and other.name.casefold() == exam.name.casefold():
            raise ExamRefusal("name", f"there is an exam {other.name!r} already; choose another name")
