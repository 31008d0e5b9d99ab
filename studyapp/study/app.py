"""All use cases in one place, as the front ends are handed them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from studyapp.core.habits import DEFAULT_HABITS, Habits
from studyapp.core.selection import ALL, Selection
from studyapp.store.engine import Store
from studyapp.study import doctor
from studyapp.study.actions import Actions
from studyapp.study.agenda import nothing_first
from studyapp.study.card_history import CardHistories
from studyapp.study.clock import Clock
from studyapp.study.doctor import Finding
from studyapp.study.endings import Endings
from studyapp.study.exam_board import ExamBoard
from studyapp.study.exams import Exams
from studyapp.study.explore import Explore
from studyapp.study.fitting import Fitting
from studyapp.study.history import History
from studyapp.study.lab_files import LabFiles
from studyapp.study.learning import Learning
from studyapp.study.library import Library
from studyapp.study.notes import Notes
from studyapp.study.progress import Progress
from studyapp.study.quiz import Quizzes
from studyapp.study.search import Search
from studyapp.study.session import UNLIMITED, Limits, ReviewSession
from studyapp.study.sources import Sources
from studyapp.study.spreading import Spreading
from studyapp.study.tags import Tags
from studyapp.study.today import Today
from studyapp.study.welcome import Welcome
from studyapp.study.why import Explain

if TYPE_CHECKING:
    from studyapp.study.report import Reports


class Study:
    """The use cases over one store."""

    sources = Sources()
    """Where questions are written; none is known until the wiring says where packs are."""

    def __init__(
        self,
        store: Store,
        packs_root: Path,
        clock: Clock,
        habits: Habits = DEFAULT_HABITS,
        reports: Path | None = None,
        lab: Path | None = None,
    ) -> None:
        self._store = store
        self._packs_root = packs_root
        self._reports = reports
        self._lab = lab
        self.clock = clock
        self.problems: tuple[str, ...] = ()
        """Packs that could not be read at the start, and why."""
        self.adopt(habits)

    def adopt(self, habits: Habits) -> None:
        """Study by new habits from the next session on; what is under way goes on by those it began with."""
        store, clock = self._store, self.clock
        self._habits = habits
        self.actions = Actions(store, clock, habits)
        self.library = Library(store, self._packs_root, clock, habits)
        self.quizzes = Quizzes(store, clock, habits)
        self.learning = Learning(store, clock, habits)
        self.explore = Explore()
        self.lab_files = LabFiles(self._lab)
        self.fitting = Fitting(store, habits, self.actions)
        self.progress = Progress(store, clock, habits)
        self.card_history = CardHistories(store, clock, habits)
        self.history = History(store, clock)
        self.notes = Notes(store, self.actions)
        self.tags = Tags(store, self.actions, habits)
        self.explain = Explain(store, clock, habits)
        self.search = Search(store, clock, habits)
        self.exams = Exams(store, clock, habits, self.actions)
        self.exam_board = ExamBoard(store, clock, self.exams)
        self.endings = Endings(store, clock)
        self.spreading = Spreading(store, clock, habits, self.actions)
        self.welcome = Welcome(store, self.explore)

    @cached_property
    def reports(self) -> Reports:
        """Reports of mistakes; their format takes longer to load than a first question should wait."""
        from studyapp.study.report import Reports

        return Reports(self._store, self.clock, self._reports)

    def review(
        self, packs: Sequence[str] = (), selection: Selection = ALL, limits: Limits = UNLIMITED
    ) -> ReviewSession:
        """A review session of a selection, only of the named packs where any are named."""
        wanted = selection.of_packs(tuple(packs))
        first = self.exams.today if wanted == ALL else nothing_first
        return ReviewSession(self._store, self.clock, self._habits, wanted, limits=limits, first=first)

    def today(self) -> Today:
        """What the home screen says."""
        session = self.review()
        outlook, recipe = session.outlook(), session.recipe()
        streak, days, _ = self.progress.pace()
        day = self.clock.now().day
        waiting = outlook.waiting_until
        return Today(
            day=day,
            due=outlook.due,
            new=outlook.new,
            ahead=outlook.ahead,
            waiting_until=waiting.astimezone(self.clock.local().tzinfo) if waiting else None,
            answers=days.get(day, 0),
            recipe=recipe,
            streak=streak,
            days=days,
            packs=self.library.packs(),
        )

    def examine(self) -> tuple[Finding, ...]:
        return doctor.examine(self._store, self._habits)

    def mend(self) -> int:
        return doctor.mend(self._store, self._habits)

    def close(self) -> None:
        self._store.close()
