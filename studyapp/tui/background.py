"""What every screen shares: work in threads whose result is handled on the screen's own loop."""

from __future__ import annotations

from collections.abc import Callable
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual import on
from textual.events import DescendantFocus
from textual.screen import Screen
from textual.worker import get_current_worker

from studyapp.core.errors import Refusal
from studyapp.tui.key_map import rebind
from studyapp.tui.messages import WorkDone, WorkRefused
from studyapp.tui.uncollected import uncollected

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.tui.messages import Host

Result = TypeVar("Result")


class StudyScreen(Screen[Any]):
    """A screen over the study; it is handed the study by its constructor, or later where it came first."""

    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-medium"), (30, "-tall")]  # noqa: RUF012
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (110, "-wide")]  # noqa: RUF012

    def __init__(self, study: Study | None = None) -> None:
        super().__init__()
        self._given_study = study

    @property
    def study(self) -> Study:
        assert self._given_study is not None
        return self._given_study

    @property
    def ascii(self) -> bool:
        """Whether to draw with ASCII only."""
        return cast("Host", self.app).ascii_only

    def on_mount(self) -> None:
        rebind(self, cast("Host", self.app).key_map)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Where nothing shall move, the cursor of what is typed into stands still too."""
        # Asked by name, since the widgets with a cursor are not loaded before the first frame.
        if self.app.animation_level == "none" and hasattr(event.widget, "cursor_blink"):
            event.widget.cursor_blink = False

    @property
    def new_card_about(self) -> tuple[str, str]:
        """The topic of a new card that is begun here, and the question it belongs to; both may be empty."""
        return "", ""

    def key(self, identity: str) -> str:
        """The key of an action, as the learner has set it, to be named in a sentence."""
        return cast("Host", self.app).key_map.name(identity)

    def in_background(
        self, work: Callable[[], Result], then: Callable[[Result], Any], *, group: str = "work"
    ) -> None:
        """Run `work` in a thread, then `then` with its value here; a newer call of the group replaces it."""

        def run() -> None:
            worker = get_current_worker()
            try:
                with uncollected():
                    value = work()
            except Refusal as refusal:
                message: WorkDone | WorkRefused = WorkRefused(str(refusal), group=group)
            else:
                message = WorkDone(then, value)
            if not worker.is_cancelled:
                self.post_message(message)

        self.run_worker(run, thread=True, group=group, exclusive=group != "commit")

    @on(WorkDone)
    async def _work_done(self, message: WorkDone) -> None:
        message.stop()
        result: object = message.then(message.value)
        if isawaitable(result):
            await result

    def action_back(self) -> None:
        self.dismiss()
