"""Runs of the lab: one at a time, in a thread. A newer one of the same variant stops it and takes its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from studyapp.core.errors import Refusal
from studyapp.core.worked import WorkedExample
from studyapp.tui.messages import WorkDone, WorkHeard

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

    from studyapp.study.explore import Explore

GROUP = "lab"


class Wanted(NamedTuple):
    """A run that is wanted for a variant."""

    key: int
    experiment: str
    parameters: Mapping[str, object]
    seed: int


class Ended(NamedTuple):
    """How a run ended: with its example, with a refusal, or stopped with neither."""

    wanted: Wanted
    example: WorkedExample | None = None
    refusal: str = ""


class _Stopped(Exception):
    """Raised inside a run that is no longer wanted."""


class Runs:
    """Keeps the newest run that is wanted of each variant. All of it is called on the screen's own loop."""

    def __init__(
        self,
        explore: Explore,
        screen: MessagePump,
        start: Callable[[Callable[[], None]], object],
        ended: Callable[[Ended], None],
    ) -> None:
        self._explore = explore
        self._screen = screen
        self._start = start
        self._tell = ended
        self._waiting: dict[int, Wanted] = {}
        self._now: Wanted | None = None
        self._stop = Event()

    @property
    def busy(self) -> bool:
        """Whether a run is under way whose result is still wanted, or one waits."""
        return bool(self._waiting) or (self._now is not None and not self._stop.is_set())

    def want(self, wanted: Wanted) -> None:
        """Run this, at once or as soon as what runs has stopped."""
        self._waiting[wanted.key] = wanted
        if self._now is not None and self._now.key == wanted.key:
            self._stop.set()
        self._next()

    def stop(self) -> None:
        """Nothing is wanted any more. A run that reports no progress ends by itself, unheard."""
        self._waiting.clear()
        self._stop.set()

    def _next(self) -> None:
        if self._now is not None or not self._waiting:
            return
        key = next(iter(self._waiting))
        self._now, self._stop = self._waiting.pop(key), Event()
        wanted, stop = self._now, self._stop

        def work() -> None:
            self._screen.post_message(WorkDone(self._done, self._run(wanted, stop)))

        self._start(work)

    def _run(self, wanted: Wanted, stop: Event) -> Ended:
        """In the thread."""

        def progress(share: float) -> None:
            if stop.is_set():
                raise _Stopped
            if share < 1:
                self._screen.post_message(WorkHeard(GROUP, int(share * 100)))

        try:
            return Ended(
                wanted, self._explore.run(wanted.experiment, wanted.parameters, wanted.seed, progress)
            )
        except _Stopped:
            return Ended(wanted)
        except Refusal as refusal:
            return Ended(wanted, refusal=str(refusal).removeprefix(f"{wanted.experiment}: "))

    def _done(self, ended: Ended) -> None:
        stopped, self._now = self._stop.is_set(), None
        if not stopped:
            self._tell(ended)
        self._next()
