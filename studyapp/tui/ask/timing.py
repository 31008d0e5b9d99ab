"""The time left of a quiz on the screen: it is shown, and when it is over nothing more is asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.timer import Timer

    from studyapp.tui.ask.attempt import Attempt
    from studyapp.tui.ask.view import AskView
    from studyapp.tui.asking import Turn
    from studyapp.tui.background import StudyScreen


class Timing:
    """Counts down beside the attempt on the screen, which `current` gives; `over` asks the source again."""

    def __init__(
        self, screen: StudyScreen, view: AskView, current: Callable[[], Attempt], over: Callable[[], None]
    ) -> None:
        self._screen = screen
        self._view = view
        self._current = current
        self._over = over
        self._ends = 0.0
        self._timer: Timer | None = None

    def start(self, turn: Turn) -> None:
        """A new question; the source says how much time is left."""
        if turn.seconds_left is None:
            return
        self._ends = time.monotonic() + turn.seconds_left
        if self._timer is None:
            self._timer = self._screen.set_interval(1.0, self.tick)

    def tick(self) -> None:
        """A second has passed. An answer that has its verdict was given in time and is still stored."""
        attempt = self._current()
        if attempt.question is None or attempt.turn is None or attempt.stage == "loading":
            return
        left = max(0.0, self._ends - time.monotonic())
        attempt.turn = replace(attempt.turn, seconds_left=left)
        self._view.show_time(attempt)
        if left == 0.0 and attempt.stage in ("asking", "ticking", "sure", "grading"):
            attempt.stage = "loading"
            self._over()
