"""The steps of a run of the lab, on the whole screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import LAB_STEPS, bindings
from studyapp.tui.rows.lab import where_row
from studyapp.tui.screens.player import Scroll
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine
from studyapp.tui.widgets.player import Player

if TYPE_CHECKING:
    from studyapp.core.worked import WorkedExample
    from studyapp.study.app import Study


class LabStepsScreen(StudyScreen):
    """Walks a run that has been made: its numbers are those of the lab."""

    BINDINGS = [*bindings(LAB_STEPS)]  # noqa: RUF012

    def __init__(self, study: Study, title: str, example: WorkedExample) -> None:
        super().__init__(study)
        self._title = title
        self._example = example

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with Scroll(id="player"):
            yield Player(ascii=self.ascii, whole=True, gradients_first=True)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one(Player).show(self._example)

    def on_resize(self) -> None:
        said = f"seed {self._example.seed}   {self._example.seconds * 1000:.1f} ms"
        self.query_one("#where", Drawing).draw((where_row(self._title, said, self.size.width),))

    def action_step(self, by: int) -> None:
        self.query_one(Player).move(by)

    def action_jump(self, place: int) -> None:
        self.query_one(Player).jump(place)

    def action_jump_forward(self) -> None:
        self.query_one(Player).jump_forward()

    def action_jump_backward(self) -> None:
        self.query_one(Player).jump_backward()

    def action_next_chart(self) -> None:
        self.query_one(Player).next_chart()
