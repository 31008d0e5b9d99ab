"""The journal: what was done, the newest first; undo and redo go through it step by step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from studyapp.tui.keys import JOURNAL, bindings
from studyapp.tui.rows.exams import where_row
from studyapp.tui.rows.journal import entry_row, next_keys, note_row
from studyapp.tui.undoing import UndoingScreen
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, row_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.actions import Entry
    from studyapp.study.app import Study

AT_ONCE = 100
"""Entries that are read; as many more when the cursor comes to the last."""


class JournalScreen(UndoingScreen):
    """Undo takes back the newest action that stands, wherever the cursor is."""

    BINDINGS = [*bindings(JOURNAL)]  # noqa: RUF012

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._entries: tuple[Entry, ...] | None = None
        self._most = AT_ONCE

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield Drawing(id="note")
        yield Choices(id="entries", compact=True, markup=False)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#entries").focus()
        self.changed()

    def changed(self) -> None:
        self.in_background(partial(self.study.actions.journal, self._most), self._loaded, group="journal")

    def _loaded(self, entries: tuple[Entry, ...]) -> None:
        self._entries = entries
        self._draw()
        self.refresh_bindings()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        self.query_one("#where", Drawing).draw((where_row("Journal", "", self.size.width),))
        if self._entries is None:
            return
        entries, cells, now = self._entries, self.size.width - 4, self.study.clock.local()
        self.query_one("#note", Drawing).draw((note_row(entries, len(entries) >= self._most),))
        listed = self.query_one("#entries", Choices)
        at = listed.highlighted or 0
        listed.set_options(
            Option(row_content(entry_row(entry, key, now, cells, self.ascii)))
            for entry, key in zip(entries, next_keys(entries), strict=True)
        )
        listed.highlighted = min(at, len(entries) - 1) if entries else None

    @on(OptionList.OptionHighlighted, "#entries")
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        if self._entries and event.option_index + 1 == len(self._entries) >= self._most:
            self._most += AT_ONCE
            self.changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        entries = self._entries or ()
        if action == "undo":
            return any(entry.done for entry in entries)
        return any(not entry.done for entry in entries) if action == "redo" else True
