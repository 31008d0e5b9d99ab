"""The asking screen: a question, then its answer in the same place. Reviews, quizzes and single tries share it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from studyapp.tui.ask.attempt import Attempt
from studyapp.tui.ask.beside import BesideActions
from studyapp.tui.ask.marking import Marking
from studyapp.tui.ask.view import AskView
from studyapp.tui.ask.worked import WorkedRun
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import ASK, bindings

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.tui.asking import Asking


class AskScreen(BesideActions, StudyScreen):
    """Asks until its source has nothing left."""

    BINDINGS = [*bindings(ASK)]  # noqa: RUF012
    AUTO_FOCUS = ""

    def __init__(self, study: Study, asking: Asking) -> None:
        super().__init__(study)
        self._asking = asking
        self.attempt = Attempt(None, time.monotonic)
        """The question on the screen, and what has been done with it."""
        self._view = AskView(self, rates=asking.rates)
        self._worked = WorkedRun(self, self._view, lambda: self.attempt)
        self._marking = Marking(self, self._view, lambda: self.attempt, self._judged)
