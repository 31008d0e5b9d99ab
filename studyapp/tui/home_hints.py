"""The exam and the backlog on the home screen: computed in the background, once the day is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from studyapp.tui.planning import PlanningScreen
from studyapp.tui.undoing import UndoingScreen

if TYPE_CHECKING:
    from studyapp.study.exam_board import ExamHint


class HintedScreen(PlanningScreen, UndoingScreen):
    """Shows them in its `#hints`; what was found before stays until there is something newer."""

    _hint: ExamHint | None = None
    _overdue = 0

    def ask_hints(self) -> None:
        """Look at the backlog, which takes a moment, and at the exam, which may take seconds."""
        board = self.study.exam_board
        self.in_background(board.overdue, self._overdue_found, group="backlog")
        self.plan(board.nearest, self._hint_found)

    def _overdue_found(self, overdue: int) -> None:
        self._overdue = overdue
        self.draw_hints()

    def _hint_found(self, hint: ExamHint | None) -> None:
        self._hint = hint
        self.draw_hints()

    def draw_hints(self) -> None:
        """Draw what is known; before the study is open nothing is."""
        if self._given_study is None:
            return
        from studyapp.study.exam_board import BACKLOG, WISH
        from studyapp.tui.rows.home_hints import hint_rows
        from studyapp.tui.widgets.drawing import rows_content

        rows = hint_rows(self._hint, self._overdue, BACKLOG, WISH, self.size.width)
        self.set_class(bool(rows), "-hinted")
        self.query_one("#hints", Static).update(rows_content(rows))
