"""What the apps over a pack's folder share: they paint first, and open no store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from studyapp.core.text import one_line
from studyapp.tui.commands import StudyCommands
from studyapp.tui.keys import APP, bindings
from studyapp.tui.preferring import Preferences, PreferringApp

First = Callable[[], Screen[Any]]
"""Makes the first screen, once its modules are there."""


class PackApp(PreferringApp):
    """Paints a line, loads the first screen in a worker, and ends when that is left."""

    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(tuple(key for key in APP if key.id != "app.new-card"))]
    COMMANDS = PreferringApp.COMMANDS | {StudyCommands}
    ENABLE_COMMAND_PALETTE = True

    class Loaded(Message):
        """The modules of the first screen are there."""

        def __init__(self, first: First) -> None:
            super().__init__()
            self.first = first

    def __init__(self, opens: str, *, preferences: Preferences) -> None:
        """`opens` names what is opened, for the first line."""
        super().__init__(preferences)
        self._opens = opens

    def compose(self) -> ComposeResult:
        yield Static(f"  Opening {one_line(self._opens, 60)} …", markup=False)

    def on_mount(self) -> None:
        self.apply_settings(self.settings, first=True)
        # The screen is painted before the worker's imports take the interpreter.
        self.call_after_refresh(self.set_timer, 0.01, self._open)

    def _open(self) -> None:
        self.run_worker(self._opening, thread=True, group="open", exit_on_error=True)

    def _opening(self) -> None:
        self.post_message(self.Loaded(self.load()))

    def load(self) -> First:
        """Load what the first screen needs; called in a worker."""
        raise NotImplementedError

    @on(Loaded)
    def _loaded(self, message: Loaded) -> None:
        self.push_screen(message.first(), lambda _result: self.exit())
