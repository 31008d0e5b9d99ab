"""The end page over the asking screen: looked up in a worker, and what the learner does after it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studyapp.study.endings import Ending
    from studyapp.tui.asking import Asking, Turn
    from studyapp.tui.screens.ask import AskScreen


class EndPage:
    """Shown when nothing is left to ask, a limit is reached, or a review is left after an answer."""

    def __init__(self, screen: AskScreen, asking: Asking) -> None:
        self._screen = screen
        self._asking = asking

    def show(self, turn: Turn | None, *, leaving: bool = False) -> None:
        """Tell how it went. `turn` is the end that was reached, or what would be asked next by one who leaves."""
        then = partial(self._show, turn, leaving)
        self._screen.in_background(self._asking.ending, then, group="end")

    def _show(self, turn: Turn | None, leaving: bool, ending: Ending | None) -> None:
        screen = self._screen
        if ending is None:
            if leaving:
                screen.dismiss(None)
            return
        if screen.app.screen is not screen or (not leaving and screen.attempt.stage != "over"):
            # Something else was opened, or the last answer was taken back meanwhile.
            if leaving:
                screen.continue_with(turn)
            return
        from studyapp.tui.screens.review_end import ReviewEndScreen

        over = turn is not None and turn.asked is None
        says = turn.ending if turn is not None and over else ""
        more = turn.more if turn is not None and over else True
        page = ReviewEndScreen(screen.study, ending, says, more=more)
        screen.app.push_screen(page, partial(self._left, turn if leaving else None))

    def _left(self, turn: Turn | None, how: str | None) -> None:
        if how == "more":
            self._screen.continue_with(turn)
        elif how == "undo":
            self._screen.take_back(turn)
        else:
            self._screen.dismiss(None)
