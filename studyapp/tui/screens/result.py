"""A quiz's result: the score, and what was missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studyapp.core.grading import right_answer
from studyapp.core.text import one_line
from studyapp.render.charts import meter
from studyapp.render.maths import in_text
from studyapp.render.question import question_text
from studyapp.render.spans import Span, row
from studyapp.tui.asking import Trying
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import RESULT, bindings
from studyapp.tui.messages import PageWanted
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.study.quiz import Answered, Result


class ResultScreen(StudyScreen):
    """How the quiz went; each missed question opens its page."""

    BINDINGS = [*bindings(RESULT)]  # noqa: RUF012

    def __init__(self, study: Study, result: Result) -> None:
        super().__init__(study)
        self._result = result

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield Drawing(id="score")
        yield Static("", id="missed-head", classes="head", markup=False)
        yield Choices(id="missed", markup=False)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        result = self._result
        asked, answered = len(result.quiz.questions), len(result.answers)
        self.query_one("#where", Drawing).draw((row(" ", Span(f"Quiz, seed {result.quiz.seed}", "strong")),))
        share = result.right / asked
        bar = meter(share, width=min(30, max(10, self.size.width - 30)), ascii=self.ascii)
        unanswered = f", {asked - answered} left unanswered" if answered < asked else ""
        self.query_one("#score", Drawing).draw(
            (
                row(),
                row("  ", Span(f"{result.right} of {asked} right", "strong"), "  ", Span(bar, "accent")),
                row("  ", Span(f"{share * 100:.0f} %{unanswered}", "dim")),
            )
        )
        missed = result.missed
        self.query_one("#missed-head", Static).update(Content("Missed" if missed else "Nothing was missed."))
        listed = self.query_one("#missed", Choices)
        listed.set_options(Option(_missed(answer)) for answer in missed)
        if missed:
            listed.highlighted = 0
        listed.focus()

    @on(OptionList.OptionSelected, "#missed")
    def _chosen(self, _event: OptionList.OptionSelected) -> None:
        self.action_open_page()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self._result.missed) if action in ("missed_again", "open_page") else True

    def action_open_page(self) -> None:
        place = self.query_one("#missed", Choices).highlighted
        if place is not None and self._result.missed:
            self.post_message(PageWanted(self._result.missed[place].asked.card.question))

    def action_missed_again(self) -> None:
        from studyapp.tui.screens.ask import AskScreen

        again = [answer.asked for answer in self._result.missed]
        self.app.push_screen(AskScreen(self.study, Trying(again, "Missed again")))


def _missed(answer: Answered) -> Content:
    asked = answer.asked
    prompt = one_line(in_text(question_text(asked.question, asked.facet, asked.variant).prompt), 300)
    key = one_line(in_text(right_answer(asked.question, asked.facet, asked.variant)), 200)
    return Content.assemble(
        (prompt.replace("\\", ""), "bold"),
        "\n  you: ",
        (one_line(answer.response, 60), "$error"),
        "   answer: ",
        (key.replace("\\", ""), "$success"),
        "\n",
    )
