"""Choosing an experiment for the lab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from studyapp.render.spans import Span, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import LAB_CATALOG, bindings
from studyapp.tui.messages import LabWanted
from studyapp.tui.rows.lab_catalog import experiment_row, summary_rows, title_cells
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, rows_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.explore import ExperimentInfo


class LabCatalogScreen(StudyScreen):
    """Every experiment of the simulator, and what the one under the cursor shows."""

    BINDINGS = [*bindings(LAB_CATALOG)]  # noqa: RUF012
    _found: tuple[ExperimentInfo, ...] = ()

    def compose(self) -> ComposeResult:
        yield Drawing((row(" ", Span("Lab", "strong")),), id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield Choices(id="experiments", compact=True, markup=False)
        yield Drawing(id="note")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#experiments").focus()
        self.in_background(self.study.explore.catalog, self._loaded, group="catalog")

    def _loaded(self, found: tuple[ExperimentInfo, ...]) -> None:
        self._found = found
        self.on_resize()
        self.refresh_bindings()

    def on_resize(self) -> None:
        if not self._found:
            return
        listed = self.query_one("#experiments", Choices)
        place, named = listed.highlighted or 0, title_cells(self._found)
        width = self.size.width - 6
        listed.set_options(
            Option(rows_content((experiment_row(info, named, width),)), id=info.name) for info in self._found
        )
        listed.highlighted = place

    @on(OptionList.OptionHighlighted, "#experiments")
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        most = 2 if self.size.height < 18 else 4
        rows = summary_rows(self._found[event.option_index], self.size.width - 2, most)
        self.query_one("#note", Drawing).draw(rows)

    @on(OptionList.OptionSelected, "#experiments")
    def _clicked(self, _event: OptionList.OptionSelected) -> None:
        self.action_open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self._found) if action == "open" else True

    def action_open(self) -> None:
        place = self.query_one("#experiments", Choices).highlighted
        if self._found and place is not None:
            self.post_message(LabWanted(self._found[place].name))
