"""Help, made from the table of keys."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from studyapp.render.spans import Row, Rows, Span, pad, row
from studyapp.tui.keys import HELP, SCREENS, bindings, key_names
from studyapp.tui.widgets.drawing import Drawing
from studyapp.tui.widgets.key_line import KeyLine


def help_rows() -> Rows:
    """Every key of every screen."""
    rows: list[Row] = []
    for title, keys in SCREENS.values():
        rows += [row(Span(title, "strong"))]
        for key in keys:
            rows.append(row("  ", Span(pad(key_names(key.keys), 16), "accent"), key.says))
        rows.append(row())
    return tuple(rows)


class HelpScreen(ModalScreen[None]):
    """The keys of every screen."""

    BINDINGS = [*bindings(HELP)]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Drawing(help_rows())
        yield KeyLine(ascii=bool(getattr(self.app, "ascii_only", False)))

    def on_mount(self) -> None:
        self.query_one("#help").focus()

    def action_back(self) -> None:
        self.dismiss()
