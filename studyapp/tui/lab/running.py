"""How the lab runs what its controls stand at, and shows that a run takes longer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on

from studyapp.tui.lab.drawing import DrawnLab
from studyapp.tui.lab.runs import GROUP, Ended, Runs, Wanted
from studyapp.tui.messages import WorkHeard

if TYPE_CHECKING:
    from textual.timer import Timer

    from studyapp.study.app import Study

BAR_AFTER = 0.15
"""Seconds after which a run shows its bar."""


class RunningLab(DrawnLab):
    """Keeps the chart at what the controls say."""

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._runs = Runs(study.explore, self, self.in_thread, self.ended)
        self._bar: Timer | None = None

    def on_unmount(self) -> None:
        self._runs.stop()

    def in_thread(self, work: Callable[[], None]) -> None:
        self.run_worker(work, thread=True, group=GROUP)

    def want(self) -> None:
        """Run the variant that the controls move."""
        assert self.bench is not None
        now = self.bench.now
        self._runs.want(Wanted(now.key, self.bench.experiment, now.changed, now.seed))
        if self._bar is None:
            self._bar = self.set_timer(BAR_AFTER, self._show_bar)

    def _show_bar(self) -> None:
        self._bar = None
        if self._runs.busy:
            self.bar_shown = True
            self.draw_note()

    def ended(self, ended: Ended) -> None:
        if self.bench is None or not self.is_attached:
            return
        key = ended.wanted.key
        self._hide_bar()
        if ended.example is not None:
            self.bench = self.bench.ran(key, ended.example)
        else:
            self.bench = self.bench.failed(key, ended.refusal)
        self.draw_shown()
        self.draw_note()
        self.refresh_bindings()

    def _hide_bar(self) -> None:
        if self._bar is not None:
            self._bar.stop()
        self._bar, self.bar_shown, self.percent = None, False, None

    @on(WorkHeard)
    def _heard(self, message: WorkHeard) -> None:
        message.stop()
        self.percent = message.percent
        if self.bar_shown and self._runs.busy:
            self.draw_note()

    def stop_running(self) -> bool:
        """Stop a run that shows its bar; whether there was one."""
        if not (self.bar_shown and self._runs.busy and self.bench is not None):
            return False
        self._runs.stop()
        self._hide_bar()
        self.bench = self.bench.failed(self.bench.now.key, "stopped; the chart shows the run before")
        self.draw_note()
        return True
