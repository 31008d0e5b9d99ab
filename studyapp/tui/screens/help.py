"""Help, made from the table of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from studyapp.render.spans import Row, Rows, Span, pad, row, width, wrap
from studyapp.tui.key_map import TABLE_KEYS, KeyMap, rebind
from studyapp.tui.keys import HELP, SCREENS, bindings, key_names
from studyapp.tui.widgets.drawing import Drawing
from studyapp.tui.widgets.key_line import KeyLine

NAMES_WIDTH = 16

if TYPE_CHECKING:
    from studyapp.tui.messages import Host


def help_rows(cells: int, chosen: KeyMap = TABLE_KEYS) -> Rows:
    """Every key of every screen, as the learner has set it."""
    rows: list[Row] = []
    for title, keys in SCREENS.values():
        rows += [row(Span(title, "strong"))]
        for key in keys:
            names = key_names(chosen.keys(key))
            if width(names) > NAMES_WIDTH:
                rows += [row("  ", Span(line, "accent")) for line in wrap(names, cells - 2)]
                names = ""
            for line in wrap(key.says, cells - NAMES_WIDTH - 2):
                rows.append(row("  ", Span(pad(names, NAMES_WIDTH), "accent"), line))
                names = ""
        rows.append(row())
    return tuple(rows)


class HelpScreen(ModalScreen[None]):
    """The keys of every screen."""

    BINDINGS = [*bindings(HELP)]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Drawing(id="keys")
        yield KeyLine(ascii=cast("Host", self.app).ascii_only)

    def on_mount(self) -> None:
        rebind(self, cast("Host", self.app).key_map)
        self.query_one("#help").focus()

    def on_resize(self) -> None:
        self.query_one("#keys", Drawing).draw(help_rows(self.size.width - 5, cast("Host", self.app).key_map))

    def action_back(self) -> None:
        self.dismiss()
