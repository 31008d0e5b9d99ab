"""Progress: one screen with a section for each key, of a period and of the cards of a selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input

from studyapp.core.selection import parse
from studyapp.core.statistics import DEFAULT_PERIOD, PERIODS
from studyapp.render.spans import Span, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import PROGRESS, bindings
from studyapp.tui.rows.progress import progress_rows, where_row
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.overview import Overview


class ProgressScreen(StudyScreen):
    """Everything here is computed from the log of reviews."""

    BINDINGS = [*bindings(PROGRESS)]  # noqa: RUF012
    _overview: Overview | None = None
    _selection = ""
    _view = "day"

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield Input(
            placeholder="topic:… pack:… is:due, or words; nothing for all cards",
            id="select",
            compact=True,
            max_length=200,
        )
        with VerticalScroll(id="progress"):
            yield Drawing((row(Span("Counting …", "dim")),), id="overview")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#select").display = False
        self.query_one("#progress").focus()
        self._draw()
        self._count(self._selection, DEFAULT_PERIOD)

    def _count(self, selection: str, days: int | None) -> None:
        """Count anew; what is on the screen stays until that is done, or if the selection cannot be read."""
        study = self.study

        def work() -> tuple[str, Overview, tuple[str, ...]]:
            meant = parse(selection)
            return selection, study.progress.overview(meant, days), study.search.hints(meant)

        self.in_background(work, self._loaded, group="progress")

    def _loaded(self, found: tuple[str, Overview, tuple[str, ...]]) -> None:
        self._selection, self._overview, hints = found
        for hint in hints:
            self.notify(hint, severity="warning", markup=False)
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        period = self._overview.period if self._overview is not None else DEFAULT_PERIOD
        where = where_row(self._view, self._selection, period, self.size.width, self.ascii)
        self.query_one("#where", Drawing).draw((where,))
        if self._overview is not None:
            cells = self.size.width - (3 if self.size.height < 18 else 5)
            rows = progress_rows(self._overview, self._view, max(20, cells), self.ascii)
            self.query_one("#overview", Drawing).draw(rows)

    def action_view(self, name: str) -> None:
        """Show a section, from its top."""
        self._view = name
        self._draw()
        self.query_one("#progress").scroll_home(animate=False)

    def action_period(self, by: int) -> None:
        """A shorter or a longer period."""
        if self._overview is None:
            return
        place = PERIODS.index(self._overview.period) + by
        if 0 <= place < len(PERIODS):
            self._count(self._selection, PERIODS[place])

    def action_select(self) -> None:
        """Type which cards are meant."""
        typed = self.query_one("#select", Input)
        typed.value = self._selection
        typed.display = True
        typed.focus()

    @on(Input.Submitted, "#select")
    def _selected(self, event: Input.Submitted) -> None:
        self._close()
        if self._overview is not None:
            self._count(event.value.strip(), self._overview.period)

    def _close(self) -> None:
        self.query_one("#select").display = False
        self.query_one("#progress").focus()

    def action_back(self) -> None:
        if self.query_one("#select").display:
            self._close()
        else:
            self.dismiss()
