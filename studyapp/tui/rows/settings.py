"""The lines of the settings, as pure functions of what is set."""

from __future__ import annotations

from typing import NamedTuple

from studyapp.core.settings import (
    BY_NAME,
    DEFAULTS,
    SETTINGS,
    Setting,
    SettingError,
    Settings,
    Value,
    bounds,
    moved,
    said,
    typed,
    value_of,
)
from studyapp.core.text import one_line
from studyapp.render.spans import Row, Rows, Span, pad, row, width, wrap

KEYS = "keys"
"""The line that opens the page of the keys."""
LINES = (*(setting.name for setting in SETTINGS), KEYS)
LABEL = 15
VALUE = 18
DIGITS = "0123456789.%"
LONGEST = 8


class Editing(NamedTuple):
    """What is set, and what is being typed into the line under the cursor."""

    settings: Settings
    buffer: str = ""
    """What was typed and not kept yet."""
    problem: str = ""
    """Why the last thing typed could not be kept."""

    def typing(self, line: str, sign: str) -> Editing:
        """One more sign, on a line with a number."""
        if line == KEYS or not BY_NAME[line].written or sign not in DIGITS or len(self.buffer) >= LONGEST:
            return self
        return self._replace(buffer=self.buffer + sign, problem="")

    def erased(self) -> Editing:
        return self._replace(buffer=self.buffer[:-1], problem="")

    def kept(self, line: str) -> tuple[Editing, Value]:
        """The number that was typed, or why it is none; then the value is None."""
        try:
            value = typed(BY_NAME[line], self.buffer)
        except SettingError as error:
            return self._replace(buffer="", problem=str(error)), None
        return Editing(self.settings), value

    def step(self, line: str, by: int, themes: tuple[str, ...]) -> Value:
        """The value an arrow leads to."""
        return moved(BY_NAME[line], value_of(self.settings, line), by, themes)


def line_row(editing: Editing, line: str, cells: int, ascii: bool, *, current: bool) -> Row:
    """A setting with its value between arrows; what is typed has a cursor behind it."""
    if line == KEYS:
        count = len(editing.settings.keys)
        return row(pad("Keys", LABEL), f"{count} changed" if count else "none changed")
    setting = BY_NAME[line]
    label, room = pad(setting.label, LABEL), max(8, cells - LABEL - 8)
    if current and editing.buffer:
        return row(label, editing.buffer, Span("_", "accent"))
    value, default = value_of(editing.settings, line), value_of(DEFAULTS, line)
    before, after = ("< ", " >") if ascii else ("◂ ", " ▸")
    shown = one_line(value_text(setting, value), room)
    changed = value != default and cells >= 60
    gap = " " * max(2, VALUE - width(shown)) if changed else ""
    told = f"{gap}default {value_text(setting, default)}" if changed else ""
    return row(label, Span(before, "dim"), shown, Span(after, "dim"), Span(told, "dim"))


def value_text(setting: Setting, value: Value) -> str:
    """A value in words; a theme of ours without the name of the app before it."""
    text = said(setting, value)
    return text.removeprefix("studyapp-").replace("-", " ") if setting.kind == "theme" else text


def note_rows(editing: Editing, line: str, cells: int) -> Rows:
    """What the setting does, its default, and what was wrong with what was typed."""
    if editing.problem:
        return tuple(row("  ", Span(each, "wrong")) for each in wrap(editing.problem, cells - 4))
    if line == KEYS:
        says = "Every action with its keys; Enter opens the page on which you change them."
        return tuple(row("  ", Span(each, "dim")) for each in wrap(says, cells - 4))
    setting = BY_NAME[line]
    default = f"Default: {value_text(setting, value_of(DEFAULTS, line))}."
    range_says = f" Type a number between {bounds(setting)}." if setting.written else ""
    told = (*wrap(setting.says, cells - 4), *wrap(default + range_says, cells - 4))
    return tuple(row("  ", Span(each, "dim")) for each in told)
