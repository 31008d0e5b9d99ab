"""Reporting a mistake in a question: the learner's words, then a file for the author."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from studyapp.tui.keys import REPORT, bindings
from studyapp.tui.screens.writing import WritingScreen

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.study.report import Shown

SAYS = "What is wrong? Your words go into a file with the question, its numbers and your answer."


class ReportScreen(WritingScreen):
    """Writes the report of what `shown` gives; hands back its file, None where nothing was reported."""

    BINDINGS = [*bindings(REPORT)]  # noqa: RUF012

    def __init__(self, study: Study, title: str, shown: Callable[[], Shown]) -> None:
        super().__init__(study, title, SAYS)
        self._shown = shown

    def on_mount(self) -> None:
        super().on_mount()
        self.begin("")

    def keep(self, text: str) -> None:
        reports, shown = self.study.reports, self._shown
        self.in_background(lambda: reports.write(shown(), text), self._written, group="commit")

    def _written(self, path: Path) -> None:
        self.notify(f"Written to {path}. Send it to the author of the pack.", timeout=8, markup=False)
        self.dismiss(path)

    def action_back(self) -> None:
        """Leave; what was typed is not lost."""
        if self.text.strip():
            self.action_keep()
        elif not self._keeping:
            self.dismiss(None)
