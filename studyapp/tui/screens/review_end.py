"""The end of a review: how it went, what was missed and why, and one key to practise exactly that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studyapp.render.spans import Span, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import REVIEW_END, bindings
from studyapp.tui.messages import PageWanted
from studyapp.tui.rows.review_end import ending_rows, missed_rows
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, rows_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.study.endings import Ending


class ReviewEndScreen(StudyScreen):
    """Hands back `more` or `undo`, or nothing to leave."""

    BINDINGS = [*bindings(REVIEW_END)]  # noqa: RUF012

    def __init__(self, study: Study, ending: Ending, says: str, *, more: bool) -> None:
        super().__init__(study)
        self._ending = ending
        self._says = says
        self._more = more

    def compose(self) -> ComposeResult:
        yield Drawing((row(" ", Span("Review", "strong")),), id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield Drawing(id="score")
        yield Static("", id="missed-head", classes="head", markup=False)
        yield Choices(id="missed", markup=False)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        missed = len(self._ending.missed)
        head = f"Missed: {missed}, r practises exactly {'this' if missed == 1 else 'these'}"
        self.query_one("#missed-head", Static).update(Content(head if missed else "Nothing was missed."))
        self._draw()
        self.query_one("#missed", Choices).focus()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        cells = self.size.width - (6 if self.size.height >= 18 else 3)
        self.query_one("#score", Drawing).draw(ending_rows(self._ending, self._says, cells, self.ascii))
        listed = self.query_one("#missed", Choices)
        at = listed.highlighted or 0
        listed.set_options(
            Option(rows_content(missed_rows(answer, cells, self.ascii))) for answer in self._ending.missed
        )
        listed.highlighted = at if self._ending.missed else None

    @on(OptionList.OptionSelected, "#missed")
    def _chosen(self, _event: OptionList.OptionSelected) -> None:
        self.action_open_page()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("missed", "open_page"):
            return bool(self._ending.missed)
        return self._more if action == "more" else True

    def action_home(self) -> None:
        self.dismiss(None)

    def action_more(self) -> None:
        self.dismiss("more")

    def action_undo(self) -> None:
        self.dismiss("undo")

    def action_missed(self) -> None:
        """Practise what was missed; nothing is stored."""
        from studyapp.tui.asking import Trying
        from studyapp.tui.screens.ask import AskScreen

        again = [answer.asked for answer in self._ending.missed]
        self.app.push_screen(AskScreen(self.study, Trying(again, "Missed again")))

    def action_open_page(self) -> None:
        place = self.query_one("#missed", Choices).highlighted
        if place is not None:
            self.post_message(PageWanted(self._ending.missed[place].asked.card.question))
