"""The welcome: two screens at the very first start, left by Enter or Escape, and never shown again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import WELCOME, bindings
from studyapp.tui.rows.welcome import about_rows, proof_rows
from studyapp.tui.widgets.drawing import Drawing
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.core.worked import WorkedExample
    from studyapp.study.app import Study

PAGES = 2
WIDEST = 72


class WelcomeScreen(StudyScreen):
    """Dismissed with whether to ask the first question."""

    BINDINGS = [*bindings(WELCOME)]  # noqa: RUF012

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._page = 0
        self._example: WorkedExample | None = None

    def compose(self) -> ComposeResult:
        yield Drawing(id="welcome")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.in_background(self.study.welcome.shown, lambda _: None, group="commit")
        self.in_background(self.study.welcome.proof, self._ran)

    def _ran(self, example: WorkedExample) -> None:
        self._example = example
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        low = self.size.height < 18
        cells, room = min(WIDEST, self.size.width - (2 if low else 6)), self.size.height - (1 if low else 4)
        start = self.key("welcome.start")
        if self._page == 0:
            rows = about_rows(start, self.key("welcome.next"), cells)
        else:
            rows = proof_rows(self._example, start, cells, self.ascii, room)
        self.query_one("#welcome", Drawing).draw(rows)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "turn":
            return 0 <= self._page + int(str(parameters[0])) < PAGES
        return True

    def action_turn(self, by: int) -> None:
        self._page += by
        self._draw()
        self.refresh_bindings()

    def action_start(self) -> None:
        self.dismiss(True)

    def action_back(self) -> None:
        self.dismiss(False)
