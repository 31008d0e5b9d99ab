"""The app: paints first, opens the store in a worker, and brings screens up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import on
from textual.binding import BindingType

from studyapp.core.errors import Refusal
from studyapp.core.settings import Settings
from studyapp.tui.commands import StudyCommands
from studyapp.tui.keys import APP, bindings
from studyapp.tui.messages import (
    BrowseWanted,
    ExamsWanted,
    GlossaryWanted,
    GuideWanted,
    JournalWanted,
    LabWanted,
    LearnWanted,
    PageWanted,
    ProgressWanted,
    QuizWanted,
    ReviewWanted,
    SettingsWanted,
    SpreadWanted,
    StudyReady,
    WorkRefused,
)
from studyapp.tui.preferring import Preferences, PreferringApp, in_memory
from studyapp.tui.screens.home import HomeScreen
from studyapp.tui.themes import DARK

if TYPE_CHECKING:
    from studyapp.core.quiz import QuizOptions
    from studyapp.study.app import Study


class Start(NamedTuple):
    """Where the app opens: home, review, quiz, learn or lab."""

    where: str = "home"
    packs: tuple[str, ...] = ()
    options: dict[str, Any] = {}  # noqa: RUF012
    select: str = ""


class StudyApp(PreferringApp):
    """Study deep learning in the terminal."""

    TITLE = "studyapp"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(APP)]
    COMMANDS = PreferringApp.COMMANDS | {StudyCommands}
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        open_study: Callable[[], Study],
        *,
        start: Start = Start(),  # noqa: B008
        theme: str = DARK.name,
        ascii_only: bool = False,
        reduced_motion: bool = False,
        asks_confidence: bool = False,
        preferences: Preferences | None = None,
        opened: Callable[[], None] | None = None,
    ) -> None:
        """Settings come one by one, or all of them with a way to keep what is changed. `opened` is called when the
        first screen has been used for a second.
        """
        given = Settings(theme, ascii_only, reduced_motion, asks_confidence)
        super().__init__(preferences or in_memory(given))
        self._open_study = open_study
        self._opened = opened
        self._start = start

    def on_mount(self) -> None:
        self.apply_settings(self.settings, first=True)
        self.push_screen(HomeScreen())
        # The screen is painted before the worker's imports take the interpreter.
        self.call_after_refresh(self.set_timer, 0.01, self._open)

    def _open(self) -> None:
        self.run_worker(self._opening, thread=True, group="open", exit_on_error=True)

    def _opening(self) -> None:
        try:
            study = self._open_study()
        except Refusal as refusal:
            self.post_message(WorkRefused(str(refusal), fatal=True))
        else:
            self.post_message(StudyReady(study, self._start.where == "home" and study.welcome.wanted()))

    @on(StudyReady)
    def _study_ready(self, message: StudyReady) -> None:
        self.study = message.study
        for problem in message.study.problems:
            self.notify(problem, title="A pack could not be read", severity="warning", markup=False)
        if message.welcome:
            self.open_welcome()
        if self._start.where == "review":
            try:
                self.open_review(self._start.packs, self._start.select, **self._start.options)
            except Refusal as refusal:
                self.post_message(WorkRefused(str(refusal), fatal=True))
        elif self._start.where == "quiz":
            self.take_quiz(**self._start.options)
        elif self._start.where == "learn":
            self.open_learning(next(iter(self._start.packs), None), **self._start.options)
        elif self._start.where == "lab":
            self.open_lab(**self._start.options)
        for screen in self.screen_stack:
            if isinstance(screen, HomeScreen):
                screen.receive(message.study, show=self._start.where == "home")
        if self._opened is not None:
            self.set_timer(1.0, self._opened)

    @on(WorkRefused)
    def _work_refused(self, message: WorkRefused) -> None:
        if message.fatal:
            self.exit(return_code=2, message=f"studyapp: {message.message}")
        else:
            self.notify(message.message, severity="warning", markup=False)

    # --- screens ----------------------------------------------------------------------------------------------

    def open_review(
        self,
        packs: Sequence[str] = (),
        select: str = "",
        count: int | None = None,
        minutes: int | None = None,
    ) -> None:
        """Study what is due, of the named packs or of all, and of what a search finds."""
        if self.study is None:
            return
        from studyapp.tui.asking import Reviewing
        from studyapp.tui.screens.ask import AskScreen

        reviewing = Reviewing(self.study, packs, select, count, minutes)
        self.push_screen(AskScreen(self.study, reviewing), self._refresh_home)

    def open_quiz(self, pack: str, count: int = 10, seed: int | None = None) -> None:
        """Give a quiz of one pack; its result page follows."""
        from studyapp.core.quiz import QuizOptions

        self.take_quiz(QuizOptions((pack,), count=count, seed=seed))

    def take_quiz(
        self, options: QuizOptions | None = None, challenge: str = "", resume: bool = False
    ) -> None:
        """Give a quiz, that of a challenge, or the one that was left; its result page follows."""
        if self.study is None:
            return
        from studyapp.tui.asking_modes import Quizzing, drawing
        from studyapp.tui.screens.ask import AskScreen

        draw = drawing(self.study, options, challenge, resume=resume)
        self.push_screen(AskScreen(self.study, Quizzing(self.study, draw)), self._quiz_left)

    def open_quiz_setup(self, pack: str | None = None) -> None:
        """Choose what a quiz is about, then take it."""
        if self.study is None:
            return
        from studyapp.tui.screens.quiz_setup import QuizSetupScreen

        self.push_screen(QuizSetupScreen(self.study, pack), self._quiz_left)

    def open_learning(self, pack: str | None = None, section: str | None = None) -> None:
        """Read a section of a pack's guide, then answer its new questions."""
        if self.study is None:
            return
        from studyapp.tui.screens.learn import LearnScreen

        self.push_screen(LearnScreen(self.study, pack, section), self._refresh_home)

    def _quiz_left(self, result: Any) -> None:
        if result is None or self.study is None:
            self._refresh_home()
            return
        from studyapp.tui.screens.result import ResultScreen

        self.push_screen(ResultScreen(self.study, result), self._refresh_home)

    def open_page(self, question: str) -> None:
        """A question's page."""
        if self.study is None:
            return
        from studyapp.tui.screens.page import PageScreen

        self.push_screen(PageScreen(self.study, question))

    def open_guide(self, pack: str, section: str | None = None) -> None:
        """The study guide of a pack."""
        if self.study is None:
            return
        from studyapp.tui.screens.guide import GuideScreen

        self.push_screen(GuideScreen(self.study, pack, section), self._refresh_home)

    def open_glossary(self, pack: str, term: str | None = None) -> None:
        """The glossary of a pack."""
        if self.study is None:
            return
        from studyapp.tui.screens.glossary import GlossaryScreen

        self.push_screen(GlossaryScreen(self.study, pack, term))

    def open_browse(self) -> None:
        """Search over everything."""
        if self.study is None:
            return
        from studyapp.tui.screens.browse import BrowseScreen

        self.push_screen(BrowseScreen(self.study))

    def open_progress(self) -> None:
        """How it goes."""
        if self.study is None:
            return
        from studyapp.tui.screens.progress import ProgressScreen

        self.push_screen(ProgressScreen(self.study))

    def open_exams(self) -> None:
        """The exams and their plans."""
        if self.study is None:
            return
        from studyapp.tui.screens.exams import ExamsScreen

        self.push_screen(ExamsScreen(self.study), self._refresh_home)

    def open_spread(self) -> None:
        """A backlog or a vacation."""
        if self.study is None:
            return
        from studyapp.tui.screens.spread import SpreadScreen

        self.push_screen(SpreadScreen(self.study), self._refresh_home)

    def open_journal(self) -> None:
        """What was done, and the way back."""
        if self.study is None:
            return
        from studyapp.tui.screens.journal import JournalScreen

        self.push_screen(JournalScreen(self.study), self._refresh_home)

    def open_welcome(self) -> None:
        """What this is, and how an answer proves itself; at the very first start."""
        if self.study is None:
            return
        from studyapp.tui.screens.welcome import WelcomeScreen

        self.push_screen(WelcomeScreen(self.study), lambda start: self.open_review() if start else None)

    def open_settings(self) -> None:
        """What can be set."""
        if self.study is None:
            return
        from studyapp.tui.screens.settings import SettingsScreen

        self.push_screen(SettingsScreen(self.study), self._refresh_home)

    def open_lab(
        self, experiment: str = "", parameters: Mapping[str, Any] | None = None, seed: int = 0
    ) -> None:
        """The lab: its catalog, or one experiment with the parameters of a run."""
        if self.study is None:
            return
        if not experiment:
            from studyapp.tui.screens.lab_catalog import LabCatalogScreen

            self.push_screen(LabCatalogScreen(self.study))
            return
        from studyapp.tui.screens.lab import LabScreen

        self.push_screen(LabScreen(self.study, experiment, parameters, seed))

    def action_new_card(self) -> None:
        """A new card of one's own, about what is on the screen."""
        from studyapp.tui.background import StudyScreen
        from studyapp.tui.screens.new_card import NewCardScreen

        if self.study is None or any(isinstance(screen, NewCardScreen) for screen in self.screen_stack):
            return
        topic, related = self.screen.new_card_about if isinstance(self.screen, StudyScreen) else ("", "")
        self.push_screen(NewCardScreen(self.study, topic, related), self._card_written)

    def _card_written(self, identity: str | None) -> None:
        if identity is not None:
            self.notify(f"Kept as {identity}; undo takes it back.", timeout=4, markup=False)
            self._refresh_home()

    @on(ReviewWanted)
    def _review_wanted(self, message: ReviewWanted) -> None:
        self.open_review(message.packs)

    @on(QuizWanted)
    def _quiz_wanted(self, message: QuizWanted) -> None:
        self.open_quiz_setup(message.pack)

    @on(LearnWanted)
    def _learn_wanted(self, message: LearnWanted) -> None:
        self.open_learning(message.pack)

    @on(PageWanted)
    def _page_wanted(self, message: PageWanted) -> None:
        self.open_page(message.question)

    @on(GuideWanted)
    def _guide_wanted(self, message: GuideWanted) -> None:
        self.open_guide(message.pack, message.section)

    @on(GlossaryWanted)
    def _glossary_wanted(self, message: GlossaryWanted) -> None:
        self.open_glossary(message.pack, message.term)

    @on(BrowseWanted)
    def _browse_wanted(self) -> None:
        self.open_browse()

    @on(ProgressWanted)
    def _progress_wanted(self) -> None:
        self.open_progress()

    @on(ExamsWanted)
    def _exams_wanted(self) -> None:
        self.open_exams()

    @on(SpreadWanted)
    def _spread_wanted(self) -> None:
        self.open_spread()

    @on(JournalWanted)
    def _journal_wanted(self) -> None:
        self.open_journal()

    @on(SettingsWanted)
    def _settings_wanted(self) -> None:
        self.open_settings()

    @on(LabWanted)
    def _lab_wanted(self, message: LabWanted) -> None:
        self.open_lab(message.experiment, message.parameters, message.seed)

    def _refresh_home(self, _result: Any = None) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, HomeScreen):
                screen.reload()
