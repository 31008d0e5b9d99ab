"""Work that may take seconds: it says how far it is, and stops when its screen is left or wants something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual import on
from textual.worker import get_current_worker

from studyapp.tui.background import StudyScreen
from studyapp.tui.messages import WorkHeard

if TYPE_CHECKING:
    from studyapp.core.exam import Heard

Result = TypeVar("Result")


class PlanningScreen(StudyScreen):
    """A screen that has plans made."""

    def plan(
        self, work: Callable[[Heard], Result], then: Callable[[Result], Any], *, group: str = "plan"
    ) -> None:
        """Run `work` in a thread, with what it tells its progress to; a newer call of the group stops it."""

        def run() -> Any:
            from studyapp.core.exam import Cancelled  # not before the first frame

            try:
                return work(self._hearing(group))
            except Cancelled:
                return None  # nobody is told: what a canceled worker found is dropped

        self.in_background(run, then, group=group)

    def stop_planning(self, group: str = "plan") -> None:
        """Stop what is under way."""
        self.workers.cancel_group(self, group)

    def _hearing(self, group: str) -> Heard:
        worker = get_current_worker()
        told = -1

        def heard(share: float) -> bool:
            nonlocal told
            if worker.is_cancelled:
                return False
            if (percent := int(100 * share)) != told:
                told = percent
                self.post_message(WorkHeard(group, percent))
            return True

        return heard

    @on(WorkHeard)
    def _work_heard(self, message: WorkHeard) -> None:
        message.stop()
        self.heard(message.group, message.percent)

    def heard(self, group: str, percent: int) -> None:
        """The work of a group has come so far."""
