"""A long piece of work: how far it is, and whether it is still wanted."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import TypeAlias

from studyapp.core.errors import Refusal

LOOK_EVERY = 500
"""Reviews between looks: some hundredths of a second."""

Progress: TypeAlias = Callable[[float, str], None]
"""Told the share of the work that is done, 0 to 1, and what is being done."""
Cancelled: TypeAlias = Callable[[], bool]
"""Whether the work is no longer wanted."""


class Stopped(Refusal):
    """The work was not wanted any longer."""

    def __init__(self) -> None:
        super().__init__("stopped; nothing was changed")


class Watch:
    """Counts reviews, reports the share of them that is done, and raises Stopped when asked to stop."""

    def __init__(self, progress: Progress, cancelled: Cancelled) -> None:
        self._progress = progress
        self.cancelled = cancelled
        self._doing = ""
        self._total = inf
        self._done = self._looked = 0

    def begin(self, doing: str, total: float = inf) -> None:
        """Start counting anew; a total that is not known counts as endless."""
        self._total = total
        self._done = self._looked = 0
        self.say(doing)

    def say(self, doing: str) -> None:
        self._doing = doing
        self._look()

    def tick(self, reviews: int) -> None:
        self._done += reviews
        if self._done - self._looked >= LOOK_EVERY:
            self._look()

    def end(self) -> None:
        self._progress(1.0, "Done")

    def _look(self) -> None:
        if self.cancelled():
            raise Stopped
        self._looked = self._done
        self._progress(min(1.0, self._done / self._total) if self._total else 1.0, self._doing)
