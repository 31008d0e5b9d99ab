"""A past review as it was: the question with its numbers, the answer, the verdict, and the run behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from studyapp.render.question import question_text
from studyapp.render.spans import Span, clip, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import PAST, bindings
from studyapp.tui.rows.history import past_verdict_rows
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine
from studyapp.tui.widgets.player import Player
from studyapp.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.study.history import PastShowing


class PastScreen(StudyScreen):
    """Nothing can be changed here."""

    BINDINGS = [*bindings(PAST)]  # noqa: RUF012

    def __init__(self, study: Study, identity: str, number: int) -> None:
        super().__init__(study)
        self._identity = identity
        self._number = number
        self._shown: PastShowing | None = None

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with VerticalScroll(id="past"):
            yield Prose(id="prompt")
            yield Drawing(id="found")
            yield Prose(id="says")
            yield Static("Worked example", id="example-head", classes="head", markup=False)
            yield Player(ascii=self.ascii)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#past").display = False
        history, identity, number = self.study.history, self._identity, self._number
        self.in_background(lambda: history.shown(identity, number), self._loaded, group="past")

    def _loaded(self, shown: PastShowing | None) -> None:
        if shown is None:
            self.notify("This review was taken back.", severity="warning")
            self.dismiss()
            return
        self._shown = shown
        past = self.query_one("#past")
        past.display = True
        past.focus()
        player = self.query_one(Player)
        self.query_one("#example-head").display = player.display = shown.example is not None
        if shown.example is not None:
            player.show(shown.example)
        self._draw(shown)
        self.refresh_bindings()

    def on_resize(self) -> None:
        if self._shown is not None:
            self._draw(self._shown)

    def _draw(self, shown: PastShowing) -> None:
        width = max(20, self.size.width - 6)
        when = f"{shown.review.at:%d %b %Y, %H:%M} · seed {shown.review.seed}"
        where = row(" ", Span(shown.question.heading, "strong"), "   ", Span(when, "dim"))
        self.query_one("#where", Drawing).draw((clip(where, self.size.width - 1),))
        text = question_text(shown.question, shown.review.facet, shown.variant)
        listed = "\n".join(f"- {line}" for line in (*text.lines, *text.options))
        conventions = "\n\n".join(f"*{line}*" for line in text.conventions)
        parts = (text.prompt, listed, conventions)
        prompt = "\n\n".join(part for part in parts if part)
        self.query_one("#prompt", Prose).show(prompt, width=width, ascii=self.ascii)
        found = past_verdict_rows(shown, width)
        self.query_one("#found", Drawing).draw(found)
        says = self.query_one("#says", Prose)
        said = shown.verdict.says if shown.verdict else ""
        says.display = bool(said)
        says.show(said, width=width, ascii=self.ascii)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("step", "next_chart"):
            return self._shown is not None and self._shown.example is not None
        return True

    def action_report(self) -> None:
        """Report a mistake in the question as it was then."""
        from studyapp.tui.screens.report import ReportScreen

        if self._shown is not None:
            reports, identity, number = self.study.reports, self._identity, self._number
            title = f"A mistake in {self._shown.question.heading}?"
            self.app.push_screen(ReportScreen(self.study, title, lambda: reports.of_review(identity, number)))

    def action_step(self, by: int) -> None:
        self.query_one(Player).move(by)

    def action_next_chart(self) -> None:
        self.query_one(Player).next_chart()
