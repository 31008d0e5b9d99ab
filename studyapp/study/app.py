"""All use cases in one place, as the front ends are handed them. Each is loaded when it is first wanted: a first
question waits for nothing that it does not need.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from studyapp.core.habits import DEFAULT_HABITS, Habits
from studyapp.core.selection import ALL, Selection
from studyapp.store import exams as exam_queries
from studyapp.store.engine import Store
from studyapp.study.actions import Actions
from studyapp.study.agenda import nothing_first
from studyapp.study.clock import Clock
from studyapp.study.pack_files import PackFiles
from studyapp.study.session import UNLIMITED, Limits, ReviewSession
from studyapp.study.today import Today

if TYPE_CHECKING:
    from studyapp.study.card_history import CardHistories
    from studyapp.study.doctor import Finding
    from studyapp.study.editing import Editing
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
    from studyapp.study.pack_install import PackInstalls
    from studyapp.study.progress import Progress
    from studyapp.study.quiz import Quizzes
    from studyapp.study.report import Reports
    from studyapp.study.search import Search
    from studyapp.study.sources import Sources
    from studyapp.study.spreading import Spreading
    from studyapp.study.tags import Tags
    from studyapp.study.welcome import Welcome
    from studyapp.study.why import Explain


class Study:
    """The use cases over one store."""

    def __init__(
        self,
        store: Store,
        packs_root: Path,
        clock: Clock,
        habits: Habits = DEFAULT_HABITS,
        reports: Path | None = None,
        lab: Path | None = None,
        own_packs: Path | None = None,
    ) -> None:
        self._store = store
        self._packs_root = packs_root
        self._reports = reports
        self._lab = lab
        self._own_packs = own_packs
        self.clock = clock
        self.problems: tuple[str, ...] = ()
        """Packs that could not be read at the start, and why."""
        self.pack_roots: tuple[Path, ...] = (packs_root,)
        """Folders of packs whose files can be opened in an editor."""
        self.bundled_packs: Path | None = None
        """Which of them came with an installed app, and is not for editing."""
        self.schemas: Path | None = None
        """The folder of the schemas that editors read."""
        self.adopt(habits)

    def adopt(self, habits: Habits) -> None:
        """Study by new habits from the next session on; what is under way goes on by those it began with."""
        self._habits = habits
        self.pack_files = PackFiles(self._store, self.clock, self._packs_root, self._own_packs)
        self.actions = Actions(self._store, self.clock, habits, self.pack_files)
        for name, made in vars(type(self)).items():
            if isinstance(made, cached_property):
                self.__dict__.pop(name, None)

    @cached_property
    def library(self) -> Library:
        """Packs, questions, guides and glossaries."""
        from studyapp.study.library import Library

        return Library(self._store, self._packs_root, self.clock, self._habits, self._own_packs)

    @cached_property
    def pack_installs(self) -> PackInstalls:
        """Packs installed, brought up to date and removed."""
        from studyapp.study.pack_install import PackInstalls

        return PackInstalls(self._store, self.pack_files)

    @cached_property
    def quizzes(self) -> Quizzes:
        """Quizzes and challenges."""
        from studyapp.study.quiz import Quizzes

        return Quizzes(self._store, self.clock, self._habits)

    @cached_property
    def learning(self) -> Learning:
        """Sections of a guide with their new questions."""
        from studyapp.study.learning import Learning

        return Learning(self._store, self.clock, self._habits, self.actions)

    @cached_property
    def sources(self) -> Sources:
        """Where questions are written."""
        from studyapp.study.sources import Sources

        return Sources(self.pack_roots, self.bundled_packs)

    @cached_property
    def editing(self) -> Editing:
        """Questions changed in the app, and cards of the learner's own."""
        from studyapp.study.editing import Editing

        return Editing(self._store, self.pack_files, self.sources, self.schemas)

    @cached_property
    def explore(self) -> Explore:
        """The lab."""
        from studyapp.study.explore import Explore

        return Explore()

    @cached_property
    def lab_files(self) -> LabFiles:
        """What the lab saves."""
        from studyapp.study.lab_files import LabFiles

        return LabFiles(self._lab)

    @cached_property
    def fitting(self) -> Fitting:
        """The memory model, fitted to the learner."""
        from studyapp.study.fitting import Fitting

        return Fitting(self._store, self._habits, self.actions)

    @cached_property
    def progress(self) -> Progress:
        """How it goes."""
        from studyapp.study.progress import Progress

        return Progress(self._store, self.clock, self._habits)

    @cached_property
    def card_history(self) -> CardHistories:
        """One card's memory over time."""
        from studyapp.study.card_history import CardHistories

        return CardHistories(self._store, self.clock, self._habits)

    @cached_property
    def history(self) -> History:
        """Past reviews as they were."""
        from studyapp.study.history import History

        return History(self._store, self.clock)

    @cached_property
    def notes(self) -> Notes:
        """The learner's notes."""
        from studyapp.study.notes import Notes

        return Notes(self._store, self.actions)

    @cached_property
    def tags(self) -> Tags:
        """The learner's tags."""
        from studyapp.study.tags import Tags

        return Tags(self._store, self.actions, self._habits)

    @cached_property
    def explain(self) -> Explain:
        """Why a card is asked now."""
        from studyapp.study.why import Explain

        return Explain(self._store, self.clock, self._habits)

    @cached_property
    def search(self) -> Search:
        """Finding cards."""
        from studyapp.study.search import Search

        return Search(self._store, self.clock, self._habits)

    @cached_property
    def exams(self) -> Exams:
        """Exams and what they need today."""
        from studyapp.study.exams import Exams

        return Exams(self._store, self.clock, self._habits, self.actions)

    @cached_property
    def exam_board(self) -> ExamBoard:
        """The nearest exam and the backlog."""
        from studyapp.study.exam_board import ExamBoard

        return ExamBoard(self._store, self.clock, self.exams)

    @cached_property
    def endings(self) -> Endings:
        """What the end page of a review says."""
        from studyapp.study.endings import Endings

        return Endings(self._store, self.clock)

    @cached_property
    def spreading(self) -> Spreading:
        """A backlog or a vacation, spread over days."""
        from studyapp.study.spreading import Spreading

        return Spreading(self._store, self.clock, self._habits, self.actions)

    @cached_property
    def welcome(self) -> Welcome:
        """What is shown at the very first start."""
        from studyapp.study.welcome import Welcome

        return Welcome(self._store, self.explore)

    @cached_property
    def reports(self) -> Reports:
        """Reports of mistakes."""
        from studyapp.study.report import Reports

        return Reports(self._store, self.clock, self._reports)

    def review(
        self, packs: Sequence[str] = (), selection: Selection = ALL, limits: Limits = UNLIMITED
    ) -> ReviewSession:
        """A review session of a selection, only of the named packs where any are named."""
        wanted = selection.of_packs(tuple(packs))
        first = self._exams_first if wanted == ALL else nothing_first
        return ReviewSession(
            self._store,
            self.clock,
            self._habits,
            wanted,
            limits=limits,
            first=first,
            actions=self.actions,
        )

    def _exams_first(self) -> Sequence[str]:
        """What the exams ask first today. Where there is none, what plans them is not even loaded."""
        with self._store.reading() as session:
            if not exam_queries.any_exam(session):
                return ()
        return self.exams.today()

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
        from studyapp.study import doctor

        return doctor.examine(self._store, self._habits)

    def mend(self) -> int:
        from studyapp.study import doctor

        return doctor.mend(self._store, self._habits)

    def close(self) -> None:
        self._store.close()
