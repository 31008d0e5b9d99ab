"""Messages that workers post; the handlers of screens and of the app own the state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from studyapp.study.app import Study


class StudyReady(Message):
    """The store is open and the packs are in place."""

    def __init__(self, study: Study) -> None:
        super().__init__()
        self.study = study


class WorkDone(Message):
    """A worker has finished; `then` is called with its value by the screen that asked."""

    bubble = False

    def __init__(self, then: Callable[[Any], Any], value: Any) -> None:
        super().__init__()
        self.then = then
        self.value = value


class WorkRefused(Message):
    """A worker could not do what was asked; the message says what to do instead."""

    def __init__(self, message: str, fatal: bool = False, group: str = "") -> None:
        super().__init__()
        self.message = message
        self.fatal = fatal
        self.group = group
