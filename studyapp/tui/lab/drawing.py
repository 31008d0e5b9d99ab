"""What the lab draws: the controls, the chart with its variants, the measurements, the line below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from studyapp.core.controls import Control
from studyapp.tui.background import StudyScreen
from studyapp.tui.rows.lab import (
    chart_rows,
    control_cells,
    control_row,
    measure_rows,
    note_rows,
    running_rows,
    variant_rows,
    where_row,
)
from studyapp.tui.rows.lab_bench import SEED, Bench
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, rows_content

if TYPE_CHECKING:
    from studyapp.study.app import Study

NARROW, SHORT = 60, 18
TALL_PANE = 12
"""Rows beside the controls from which measurements stand below the chart."""
CHART_SHARE = 0.6


class Pane(VerticalScroll):
    """Where the chart and the measurements stand; it is drawn for its size."""

    class Resized(Message):
        """The pane has another size now."""

    def on_resize(self) -> None:
        self.post_message(self.Resized())


class DrawnLab(StudyScreen):
    """Draws the bench; says nothing of how it changes."""

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self.bench: Bench | None = None
        self.problem = ""
        """What is wrong with what was tried at the control under the cursor."""
        self.percent: int | None = None
        self.bar_shown = False
        self.all_measured = False
        """Whether the measurements are shown instead of the chart."""
        self._current = 0

    @property
    def controls(self) -> tuple[Control, ...]:
        return (*self.bench.controls, SEED) if self.bench else ()

    @property
    def control(self) -> Control:
        """The control under the cursor."""
        place = self.query_one("#controls", Choices).highlighted or 0
        return self.controls[min(place, len(self.controls) - 1)]

    @property
    def _narrow(self) -> bool:
        return self.size.width < NARROW

    @property
    def _left(self) -> int:
        """Cells of the controls; they take the whole width of a narrow screen."""
        if self.bench is None or self._narrow:
            return self.size.width - 3
        return min(self.size.width // 2, max(28, control_cells(self.bench))) - 3

    def on_resize(self) -> None:
        if self.bench is not None:
            self.draw_controls()
            self.draw_note()

    def draw_controls(self) -> None:
        assert self.bench is not None
        listed = self.query_one("#controls", Choices)
        place = listed.highlighted or 0
        listed.styles.width = "1fr" if self._narrow else self._left + 3
        listed.set_options(
            Option(self._line(control, at == place), id=control.name)
            for at, control in enumerate(self.controls)
        )
        listed.highlighted = place
        self.draw_note()

    def _line(self, control: Control, current: bool) -> Content:
        assert self.bench is not None
        return rows_content((control_row(self.bench, control, self._left, current=current),))

    def draw_line(self, control: Control, current: bool) -> None:
        listed = self.query_one("#controls", Choices)
        listed.replace_option_prompt(control.name, self._line(control, current))

    @on(Pane.Resized)
    def draw_shown(self) -> None:
        if self.bench is None or not self.is_attached:
            return
        pane = self.query_one("#shown")
        width, height = max(20, pane.size.width - 2), pane.size.height
        example = self.bench.now.example
        parts = (
            [f"variant {self.bench.at + 1} of {len(self.bench.settings)}"]
            if len(self.bench.settings) > 1
            else []
        )
        parts += [f"{example.seconds * 1000:.1f} ms a run"] if example and not self._narrow else []
        said = " · ".join(parts).replace("variant ", "") if self._narrow else " · ".join(parts)
        self.query_one("#where", Drawing).draw((where_row(self.bench.title, said, self.size.width),))
        variants = variant_rows(self.bench, width, listed=self.all_measured)
        if self.all_measured:
            rows = (*variants, *measure_rows(self.bench, width))
        else:
            room = height - len(variants)
            tall = room
            if height >= TALL_PANE:  # every curve has a line of the legend
                tall = min(room, max(8, int(room * CHART_SHARE), 6 + len(self.bench.curves())))
            chart = chart_rows(self.bench, width, tall, ascii=self.ascii)
            left = height - len(chart) - len(variants) - 1
            below = ((), *measure_rows(self.bench, width, left)) if left > 1 else ()
            rows = (
                (*chart, *variants, *below)
                if height >= TALL_PANE
                else (*chart, *variants[: max(0, height - len(chart))])
            )
        self.query_one("#chart", Drawing).draw(rows)

    def draw_note(self) -> None:
        if self.bench is None:
            return
        width = self.size.width - 1
        problem = self.problem or self.bench.now.problem
        if self.bar_shown and not self.problem:
            rows = running_rows(self.percent, width)
        else:
            rows = note_rows(
                self.control,
                self.bench.value(self.control),
                problem,
                width,
                1 if self.size.height < SHORT and not problem else 2,
            )
        self.query_one("#note", Drawing).draw(rows)

    @on(OptionList.OptionHighlighted, "#controls")
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        if self.bench is None or event.option_index != event.option_list.highlighted:
            return
        self.problem = ""
        self._drawn_current(event.option_index)
        self.draw_note()

    def _drawn_current(self, place: int) -> None:
        """Move the arrows to the line under the cursor."""
        before, self._current = self._current, place
        if before != place and before < len(self.controls):
            self.draw_line(self.controls[before], False)
        self.draw_line(self.controls[place], True)
