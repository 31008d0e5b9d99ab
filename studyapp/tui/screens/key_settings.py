"""The page of keys: every action with its keys, each changed by pressing the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from studyapp.tui.key_map import KeyMap, checked
from studyapp.tui.keys import KEY_SETTINGS, Key, bindings
from studyapp.tui.rows.exams import where_row
from studyapp.tui.rows.key_settings import Entry, entries, entry_row, note_rows, with_key, without_change
from studyapp.tui.screens.press_key import PressKeyScreen
from studyapp.tui.screens.settings import KeepingScreen
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, row_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.app import Study


class KeySettingsScreen(KeepingScreen):
    """What is changed here works at once, on this screen too."""

    BINDINGS = [*bindings(KEY_SETTINGS)]  # noqa: RUF012

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._entries: tuple[Entry, ...] = tuple(entries())
        self._problem = ""

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        listed = (Option("", id=str(at), disabled=each.key is None) for at, each in enumerate(self._entries))
        yield Choices(*listed, id="lines", compact=True, markup=False)
        yield Drawing(id="note")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        lines = self.query_one("#lines", Choices)
        lines.highlighted = 1
        lines.focus()
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    @property
    def _keys(self) -> KeyMap:
        """The keys in force with what is still being written."""
        return checked(self.meant.keys)[0]

    @property
    def _entry(self) -> Entry:
        return self._entries[self.query_one("#lines", Choices).highlighted or 0]

    def redraw(self) -> None:
        width, keys = self.size.width, self._keys
        self.query_one("#where", Drawing).draw((where_row("Settings › Keys", "", width),))
        lines = self.query_one("#lines", Choices)
        for at, entry in enumerate(self._entries):
            lines.replace_option_prompt(str(at), row_content(entry_row(entry, keys, width, self.ascii)))
        self._draw_note()

    def _draw_note(self) -> None:
        note = note_rows(self._entry, self._keys, self._problem, self.size.width)
        self.query_one("#note", Drawing).draw(note)
        self.refresh_bindings()

    def refused(self, problem: str) -> None:
        self._problem = problem
        self.redraw()

    @on(OptionList.OptionHighlighted, "#lines")
    def _moved(self) -> None:
        self._problem = ""
        self._draw_note()

    @on(OptionList.OptionSelected, "#lines")
    def _clicked(self) -> None:
        self.action_change()

    # --- actions ----------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        key = self._entry.key
        if action in ("change", "add"):
            return key is not None
        if action == "default":
            return key is not None and key.id in self.meant.keys
        return bool(self.meant.keys) if action == "all_defaults" else True

    def action_change(self) -> None:
        self._press(add=False)

    def action_add(self) -> None:
        self._press(add=True)

    def _press(self, *, add: bool) -> None:
        if (key := self._entry.key) is not None:
            self.app.push_screen(
                PressKeyScreen(key.label), lambda pressed: self._pressed(key, pressed, add=add)
            )

    def _pressed(self, key: Key, pressed: str | None, *, add: bool) -> None:
        if pressed is None:
            return
        wanted, problem = with_key(key, self._keys, pressed, add=add)
        self._set(key, wanted, problem)

    def _set(self, key: Key, wanted: str | None, problem: str) -> None:
        self._problem = problem
        if problem:
            self._draw_note()
        else:
            self.keep({f"keys.{key.id}": None if wanted == key.keys else wanted})

    def action_default(self) -> None:
        if (key := self._entry.key) is not None:
            self._set(key, None, without_change(key, self._keys))

    def action_all_defaults(self) -> None:
        self._problem = ""
        self.keep({f"keys.{identity}": None for identity in self.meant.keys})
