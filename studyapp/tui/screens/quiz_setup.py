"""Choosing a quiz: Enter takes it as it stands, the arrows change it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from studyapp.core.errors import Refusal
from studyapp.core.text import safe
from studyapp.render.spans import Span, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import QUIZ_SETUP, bindings
from studyapp.tui.messages import WorkRefused
from studyapp.tui.rows.quiz_setup import WRITTEN, Setup, line_row, note_rows, options_or_problem
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, rows_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.core.records import TopicCount
    from studyapp.study.app import Study
    from studyapp.study.quiz import Unfinished


class QuizSetupScreen(StudyScreen):
    """Dismissed with the result of the quiz, or with None."""

    BINDINGS = [*bindings(QUIZ_SETUP)]  # noqa: RUF012

    def __init__(self, study: Study, pack: str | None = None) -> None:
        super().__init__(study)
        self._pack = pack
        self._setup: Setup | None = None
        self._topics: tuple[TopicCount, ...] = ()
        self._fitting: int | None = None

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield Choices(id="lines", compact=True, markup=False)
        yield Drawing(id="note")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#where", Drawing).draw((row(" ", Span("Quiz", "strong")),))
        self.query_one("#lines", Choices).focus()
        self._load()

    def _load(self) -> None:
        quizzes = self.study.quizzes
        self.in_background(lambda: (quizzes.packs(), quizzes.unfinished()), self._loaded, group="setup")
        # Counting them takes longer where there are many cards; Enter need not wait for it.
        self.in_background(quizzes.topics, self._topics_loaded, group="topics")

    def _loaded(self, found: tuple[dict[str, str], Unfinished | None]) -> None:
        packs, unfinished = found
        if self._setup is None:
            chosen = {"pack": self._pack} if self._pack in packs and self._pack else {}
            self._setup = Setup(packs, self._topics, unfinished, chosen)
        else:
            self._setup = replace(self._setup, packs=packs, unfinished=unfinished)
        self._count()
        self._draw(first=True)

    def _topics_loaded(self, topics: tuple[TopicCount, ...]) -> None:
        self._topics = topics
        if self._setup is not None:
            self._setup = replace(self._setup, topics=topics)
            self._draw()

    def on_resize(self) -> None:
        self._draw()

    @property
    def _line(self) -> str:
        """The line under the cursor."""
        assert self._setup is not None
        place = self.query_one("#lines", Choices).highlighted or 0
        return self._setup.lines[min(place, len(self._setup.lines) - 1)]

    def _draw(self, *, first: bool = False) -> None:
        if self._setup is None:
            return
        listed = self.query_one("#lines", Choices)
        # At first on what Enter is to take, not on the quiz that was left.
        current = "mode" if first and listed.highlighted is None else self._line
        lines, width = self._setup.lines, self.size.width
        place = lines.index(current) if current in lines else 0
        listed.set_options(
            Option(
                rows_content((line_row(self._setup, line, width, self.ascii, current=at == place),)), id=line
            )
            for at, line in enumerate(lines)
        )
        listed.highlighted = place
        self._draw_note()

    def _draw_note(self) -> None:
        assert self._setup is not None
        problem = options_or_problem(self._setup)[1]
        self.query_one("#note", Drawing).draw(note_rows(self._setup, self._line, self._fitting, problem))
        # What can be changed depends on the line.
        self.refresh_bindings()

    def _count(self) -> None:
        """Ask how many questions fit; what was asked before is old news then."""
        assert self._setup is not None
        options, _ = options_or_problem(self._setup)
        if options is not None:
            self._fitting = None
            self.in_background(partial(self.study.quizzes.matching, options), self._counted, group="count")

    def _counted(self, fitting: int) -> None:
        self._fitting = fitting
        self._draw_note()

    def _set(self, setup: Setup) -> None:
        if setup != self._setup:
            self._setup = setup
            self._count()
            self._draw()

    # --- actions ----------------------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """What is typed goes into the line under the cursor, where that is written."""
        if self._setup is not None and event.character and event.is_printable and self._line in WRITTEN:
            event.stop()
            event.prevent_default()
            self._set(self._setup.written(self._line, safe(event.character)))

    def on_paste(self, event: Any) -> None:
        """A code is often pasted."""
        setup = self._setup
        for sign in safe(event.text)[: WRITTEN["search"]] if setup is not None else "":
            assert setup is not None
            setup = setup.written(self._line, sign)
        if setup is not None:
            self._set(setup)

    @on(OptionList.OptionHighlighted, "#lines")
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        if self._setup is not None and event.option_index == event.option_list.highlighted:
            self._redraw_lines()
            self._draw_note()

    def _redraw_lines(self) -> None:
        assert self._setup is not None
        listed, current = self.query_one("#lines", Choices), self._line
        for line in self._setup.lines:
            drawn = line_row(self._setup, line, self.size.width, self.ascii, current=line == current)
            listed.replace_option_prompt(line, rows_content((drawn,)))

    @on(OptionList.OptionSelected, "#lines")
    def _clicked(self, _event: OptionList.OptionSelected) -> None:
        self.action_change(1)

    @on(WorkRefused)
    def _refused(self, message: WorkRefused) -> None:
        """What is typed half-way is no search yet; the line below says so, not a notice."""
        if message.group == "count" and self._setup is not None:
            message.stop()
            self.query_one("#note", Drawing).draw((row("  ", Span(message.message, "wrong")),))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "change":
            return self._setup is not None and bool(self._setup.values(self._line))
        if action == "erase":
            return self._setup is not None and self._line in WRITTEN
        return True

    def action_change(self, by: int) -> None:
        if self._setup is not None:
            self._set(self._setup.changed(self._line, by))

    def action_erase(self) -> None:
        if self._setup is not None:
            self._set(self._setup.erased(self._line))

    def action_start(self) -> None:
        from studyapp.tui.asking import Reviewing
        from studyapp.tui.asking_modes import Quizzing, drawing
        from studyapp.tui.screens.ask import AskScreen

        if self._setup is None:
            return
        resume = self._line == "open"
        options, problem = options_or_problem(self._setup)
        if problem and not resume and not self._setup.code:
            self.notify(problem, severity="warning", markup=False)
            return
        if self._setup.review is not None and not resume:
            try:
                some = Reviewing(self.study, (), self._setup.review)
            except Refusal as refusal:
                self.notify(str(refusal), severity="warning", markup=False)
            else:
                self.app.push_screen(AskScreen(self.study, some), self._taken)
            return
        draw = drawing(self.study, options, self._setup.code, resume=resume)
        self.app.push_screen(AskScreen(self.study, Quizzing(self.study, draw)), self._taken)

    def _taken(self, result: Any) -> None:
        """Back from the quiz: its result follows; without one the choice can be mended."""
        if result is not None:
            self.dismiss(result)
        else:
            self._load()
