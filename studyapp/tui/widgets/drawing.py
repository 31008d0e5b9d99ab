"""Rows of spans on the screen."""

from __future__ import annotations

from typing import Any

from textual.content import Content
from textual.widgets import Static

from studyapp.render.spans import Row, Rows
from studyapp.tui.widgets.ascii_signs import AsciiSigns

STYLES = {
    "": "",
    "dim": "$muted",
    "accent": "bold $accent",
    "strong": "bold",
    "forward": "$forward",
    "backward": "$backward",
    "update": "$update",
    "right": "bold $success",
    "wrong": "bold $error",
}


def row_content(row: Row) -> Content:
    """One row; its text is never read as markup."""
    return Content.assemble(*((span.text, STYLES[span.role]) for span in row))


def rows_content(rows: Rows) -> Content:
    return Content("\n").join(row_content(row) for row in rows)


class Drawing(Static):
    """A static picture made of rows."""

    DEFAULT_CSS = "Drawing { width: 1fr; height: auto; }"

    def __init__(self, rows: Rows = (), **options: Any) -> None:
        super().__init__(rows_content(rows), markup=False, **options)

    def draw(self, rows: Rows) -> None:
        self.update(rows_content(rows))


RULES = {True: ("=", "-"), False: ("━", "─")}
"""What is done and what is left of a rule, in ASCII and in Unicode."""


class HorizontalLine(AsciiSigns):
    """A thin rule across the screen; hidden on a short one. Filled from the left it shows how far something is."""

    DEFAULT_CSS = "HorizontalLine { height: 1; color: $rule; }"

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__("", markup=False)
        self._share = 0.0
        self._signs = RULES[ascii]

    def fill(self, share: float) -> None:
        """Show the share that is done, from 0 to 1."""
        if share != self._share:
            self._share = share
            self.refresh()

    def use_ascii(self, ascii: bool) -> None:
        self._signs = RULES[ascii]
        self.refresh()

    def render(self) -> Content:
        cells = max(0, self.size.width - 2)
        done = round(min(1.0, max(0.0, self._share)) * cells)
        return Content.assemble(" ", (self._signs[0] * done, "$accent"), self._signs[1] * (cells - done))
