"""Waits for one key, whatever it is."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.events import Click, Key
from textual.screen import ModalScreen

from studyapp.render.spans import Span, row
from studyapp.tui.widgets.drawing import Drawing


class PressKeyScreen(ModalScreen[str | None]):
    """Dismissed with the name of the key, or with None for Escape."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self._label = label

    def compose(self) -> ComposeResult:
        yield Drawing(
            (
                row(Span(f"Press the key for {self._label}", "accent")),
                row(Span("Esc leaves it as it is.", "dim")),
            ),
            id="press",
        )

    def on_key(self, event: Key) -> None:
        event.stop()
        event.prevent_default()
        self.dismiss(None if event.key == "escape" else event.key)

    def on_click(self, event: Click) -> None:
        event.stop()
        self.dismiss(None)
