"""Asks what becomes of a text that was not saved."""

from __future__ import annotations

from typing import cast

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import ModalScreen

from studyapp.render.spans import Span, row
from studyapp.tui.key_map import rebind
from studyapp.tui.keys import LEAVE, bindings
from studyapp.tui.messages import Host
from studyapp.tui.widgets.drawing import Drawing
from studyapp.tui.widgets.key_line import KeyLine


class LeaveScreen(ModalScreen[str | None]):
    """Dismissed with `save`, `later` or `drop`; with None to stay."""

    BINDINGS = [*bindings(LEAVE)]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        key = cast(Host, self.app).key_map.name
        with Container(id="asks"):
            yield Drawing(
                (
                    row(Span("This is not saved.", "strong")),
                    row(),
                    row(Span(key("leave.save"), "accent"), "  save it"),
                    row(Span(key("leave.later"), "accent"), "  leave it, to go on later"),
                    row(Span(key("leave.drop"), "accent"), "  drop what was typed"),
                )
            )
        yield KeyLine(ascii=cast(Host, self.app).ascii_only)

    def on_mount(self) -> None:
        rebind(self, cast(Host, self.app).key_map)

    def action_choose(self, what: str) -> None:
        self.dismiss(what)

    def action_back(self) -> None:
        self.dismiss(None)
