"""Progress: today, the calendar, what comes, and what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from studyapp.render.spans import Span, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import PROGRESS, bindings
from studyapp.tui.rows.progress import progress_rows
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.progress import Overview


class ProgressScreen(StudyScreen):
    """Everything here is computed from the log of reviews."""

    BINDINGS = [*bindings(PROGRESS)]  # noqa: RUF012
    _overview: Overview | None = None

    def compose(self) -> ComposeResult:
        yield Drawing((row(" ", Span("Progress", "strong")),), id="where")
        yield HorizontalLine(ascii=self.ascii)
        with VerticalScroll(id="progress"):
            yield Drawing(id="overview")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#progress").focus()
        self.in_background(self.study.progress.overview, self._loaded, group="progress")

    def _loaded(self, overview: Overview) -> None:
        self._overview = overview
        self.on_resize()

    def on_resize(self) -> None:
        if self._overview is not None:
            rows = progress_rows(self._overview, self.size.width - 4, self.ascii)
            self.query_one("#overview", Drawing).draw(rows)
