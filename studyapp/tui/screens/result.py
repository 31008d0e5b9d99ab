"""A quiz's result: the score, what was missed, and the code that gives others the same quiz."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studyapp.core.quiz import Feedback
from studyapp.core.text import one_line
from studyapp.render.spans import Span, row
from studyapp.tui.asking import Trying
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import RESULT, bindings
from studyapp.tui.messages import PageWanted
from studyapp.tui.rows.result import answer_rows, score_rows
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, rows_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.study.quiz import Answered, Result


class ResultScreen(StudyScreen):
    """How the quiz went; each question listed opens its page."""

    BINDINGS = [*bindings(RESULT)]  # noqa: RUF012

    def __init__(self, study: Study, result: Result) -> None:
        super().__init__(study)
        self._result = result
        self._listed: tuple[Answered, ...] = result.missed
        if result.quiz.options.feedback is Feedback.END:
            # Now is when the verdicts are shown: what was missed, then what was right.
            self._listed += tuple(answer for answer in result.first if answer.right)

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield Drawing(id="score")
        yield Static("", id="missed-head", classes="head", markup=False)
        yield Choices(id="missed", markup=False)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        result, quiz = self._result, self._result.quiz
        title = f"{quiz.title}, seed {quiz.seed}" if quiz.options.mode.graded else quiz.title
        self.query_one("#where", Drawing).draw(
            (row(" ", Span(one_line(title, max(20, self.size.width - 2)), "strong")),)
        )
        self.query_one("#score", Drawing).draw(score_rows(result, self.size.width, self.ascii))
        head = "Missed" if result.missed else "Nothing was missed."
        if len(self._listed) > len(result.missed):
            head = "Your answers"
        self.query_one("#missed-head", Static).update(Content(head))
        listed = self.query_one("#missed", Choices)
        listed.set_options(Option(rows_content(answer_rows(answer, self.ascii))) for answer in self._listed)
        if self._listed:
            listed.highlighted = 0
        listed.focus()

    @on(OptionList.OptionSelected, "#missed")
    def _chosen(self, _event: OptionList.OptionSelected) -> None:
        self.action_open_page()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "missed_again":
            return bool(self._result.missed)
        return bool(self._listed) if action == "open_page" else True

    def action_open_page(self) -> None:
        place = self.query_one("#missed", Choices).highlighted
        if place is not None and self._listed:
            self.post_message(PageWanted(self._listed[place].asked.card.question))

    def action_missed_again(self) -> None:
        from studyapp.tui.screens.ask import AskScreen

        again = [answer.asked for answer in self._result.missed]
        self.app.push_screen(AskScreen(self.study, Trying(again, "Missed again")))
