"""The lab: an experiment with its controls, its variants in one chart, and its measurements side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Input

from studyapp.core.controls import Control
from studyapp.core.controls_typed import MOST_TYPED
from studyapp.core.errors import Refusal
from studyapp.tui.keys import LAB, bindings
from studyapp.tui.lab.drawing import Pane
from studyapp.tui.lab.moving import MovedLab
from studyapp.tui.rows.lab import where_row
from studyapp.tui.rows.lab_bench import MOST_VARIANTS, Bench, Setting
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.app import Study

ON_A_RUN = ("steps", "export", "card", "copy", "measurements")
"""Actions on a run that has been made."""


class LabScreen(MovedLab):
    """One experiment. Opened with the parameters of a worked example, it begins from those."""

    BINDINGS = [*bindings(LAB)]  # noqa: RUF012

    def __init__(
        self, study: Study, experiment: str, parameters: Mapping[str, object] | None = None, seed: int = 0
    ) -> None:
        super().__init__(study)
        self._experiment = experiment
        self._given = parameters or {}
        self._seed = seed

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with Container(id="bench"):
            yield Choices(id="controls", compact=True, markup=False)
            with Pane(id="shown", can_focus=False):
                yield Drawing(id="chart")
        yield Input(id="typed", compact=True, max_length=MOST_TYPED, select_on_focus=False)
        yield Drawing(id="note")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#typed").display = False
        self.query_one("#controls").focus()
        self.query_one("#where", Drawing).draw((where_row(self._experiment, "", self.size.width),))
        explore, name = self.study.explore, self._experiment

        def work() -> tuple[str, tuple[Control, ...]] | str:
            try:
                controls = explore.controls(name)
            except Refusal as refusal:
                return str(refusal)
            return next(info.title for info in explore.catalog() if info.name == name), controls

        self.in_background(work, self._found, group="catalog")

    def _found(self, found: tuple[str, tuple[Control, ...]] | str) -> None:
        if isinstance(found, str):
            self.notify(found, severity="warning", markup=False)
            self.dismiss()
            return
        title, controls = found
        known = {control.name: control for control in controls}
        changed = {
            name: value
            for name, value in self._given.items()
            if name in known and repr(value) != repr(known[name].default)
        }
        self.bench = Bench(self._experiment, title, controls, (Setting(0, changed, self._seed),), made=1)
        self.draw_controls()
        self.want()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        bench = self.bench
        if action == "back":
            return True
        if bench is None or self.typing:
            return False
        if action == "change":
            return self.control.moves
        if action in ("remove", "turn"):
            return len(bench.settings) > 1
        if action == "add":
            return len(bench.settings) < MOST_VARIANTS
        if action == "next_chart":
            return len(bench.groups) > 1 and not self.all_measured
        if action in ON_A_RUN:
            return bench.now.example is not None
        return True

    # --- variants -----------------------------------------------------------------------------------------------

    def action_add(self) -> None:
        if self.bench is not None and len(self.bench.settings) < MOST_VARIANTS:
            self._set(self.bench.added())

    def action_remove(self) -> None:
        if self.bench is not None and len(self.bench.settings) > 1:
            self._set(self.bench.removed())

    def action_turn(self, by: int) -> None:
        if self.bench is not None:
            self._set(self.bench.turned(by))

    def _set(self, bench: Bench) -> None:
        self.bench, self.problem = bench, ""
        self.draw_controls()
        self.draw_shown()
        self.refresh_bindings()

    # --- what is shown ------------------------------------------------------------------------------------------

    def action_next_chart(self) -> None:
        if self.bench is not None:
            self.bench = replace(self.bench, chart=(self.bench.chart + 1) % max(1, len(self.bench.groups)))
            self.draw_shown()

    def action_measurements(self) -> None:
        """All measurements in place of the chart, and back."""
        self.all_measured = not self.all_measured
        self.query_one("#shown").scroll_home(animate=False)
        self.draw_shown()
        self.refresh_bindings()

    def action_scroll(self, by: int) -> None:
        pane = self.query_one("#shown")
        pane.scroll_relative(y=by * max(1, pane.size.height - 1), animate=False)

    def action_steps(self) -> None:
        """Walk the steps of this run."""
        from studyapp.tui.screens.lab_steps import LabStepsScreen

        if self.bench is not None and self.bench.now.example is not None:
            self.app.push_screen(LabStepsScreen(self.study, self.bench.title, self.bench.now.example))

    # --- saving -------------------------------------------------------------------------------------------------

    def action_export(self) -> None:
        """Save the picture as SVG and the run of each variant as JSON."""
        from studyapp.tui.lab.saving import picture_and_runs

        if self.bench is not None:
            work = picture_and_runs(self.study, self.bench)
            self.in_background(work, self._saved, group="commit")

    def action_card(self) -> None:
        """Save a question about this run."""
        from studyapp.tui.lab.saving import card

        if self.bench is not None:
            self.notify("Running it on more seeds, then saving the card …", markup=False, timeout=3)
            self.in_background(card(self.study, self.bench), self._saved, group="commit")

    def action_copy(self) -> None:
        """Show the example for a pack, copy it and save it."""
        from studyapp.tui.screens.lab_text import LabTextScreen

        if self.bench is not None:
            self.app.push_screen(LabTextScreen(self.study, self.bench))

    def _saved(self, said: str) -> None:
        self.notify(said, markup=False, timeout=8)

    def action_back(self) -> None:
        """Leave what is typed, stop what runs, or go back."""
        if self.typing:
            self.close_typing()
        elif not self.stop_running():
            self.dismiss()
