"""The settings: arrows move a value, digits are typed, and what is changed is kept and in force at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from studyapp.core.settings import DEFAULTS, Settings, Value, value_of, with_value
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import SETTINGS, bindings
from studyapp.tui.messages import WorkRefused
from studyapp.tui.rows.exams import where_row
from studyapp.tui.rows.settings import KEYS, LINES, Editing, line_row, note_rows
from studyapp.tui.themes import NAMES
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, row_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.tui.messages import Host


class KeepingScreen(StudyScreen):
    """Keeps what is set in a worker, one change after the other; a newer value of a setting overtakes an older."""

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._waiting: dict[str, Value] = {}
        self._under_way: dict[str, Value] = {}

    @property
    def host(self) -> Host:
        return cast("Host", self.app)

    @property
    def meant(self) -> Settings:
        """The settings with what is still being written."""
        settings = self.host.settings
        for name, value in (self._under_way | self._waiting).items():
            settings = with_value(settings, name, value)
        return settings

    def keep(self, values: dict[str, Value]) -> None:
        """Write new values to the file, then put them in force."""
        self._waiting |= values
        self._go_on()
        self.redraw()

    def _go_on(self) -> None:
        if self._waiting and not self._under_way:
            self._under_way, self._waiting = self._waiting, {}
            work = partial(self.host.change_settings, self._under_way)
            self.in_background(work, self._kept, group="commit")

    def _kept(self, settings: Settings) -> None:
        self._under_way = {}
        self.host.apply_settings(settings)
        self._go_on()
        self.redraw()

    @on(WorkRefused)
    def _not_kept(self, message: WorkRefused) -> None:
        if message.group == "commit":
            message.stop()
            self._under_way, self._waiting = {}, {}
            self.refused(message.message)

    def redraw(self) -> None:
        """Something was set."""
        raise NotImplementedError

    def refused(self, problem: str) -> None:
        """It could not be kept; everything is as it was."""
        raise NotImplementedError


class SettingsScreen(KeepingScreen):
    """Every setting, with a word on the one under the cursor."""

    BINDINGS = [*bindings(SETTINGS)]  # noqa: RUF012

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._buffer = ""
        self._problem = ""

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield Choices(*(Option("", id=line) for line in LINES), id="lines", compact=True, markup=False)
        yield Drawing(id="note")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        lines = self.query_one("#lines", Choices)
        lines.highlighted = 0
        lines.focus()
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    def on_screen_resume(self) -> None:
        self.redraw()

    @property
    def _line(self) -> str:
        return LINES[self.query_one("#lines", Choices).highlighted or 0]

    @property
    def _editing(self) -> Editing:
        return Editing(self.meant, self._buffer, self._problem)

    def _put(self, editing: Editing) -> None:
        self._buffer, self._problem = editing.buffer, editing.problem
        self.redraw()

    def redraw(self) -> None:
        width, editing, current = self.size.width, self._editing, self._line
        self.query_one("#where", Drawing).draw(
            (where_row("Settings", "kept at once in settings.toml" if width >= 60 else "", width),)
        )
        lines = self.query_one("#lines", Choices)
        for line in LINES:
            drawn = line_row(editing, line, width, self.ascii, current=line == current)
            lines.replace_option_prompt(line, row_content(drawn))
        self.query_one("#note", Drawing).draw(note_rows(editing, current, width))
        self.refresh_bindings()

    def refused(self, problem: str) -> None:
        self._put(Editing(self.meant, "", problem))

    # --- actions ----------------------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """Digits go into the line under the cursor, where that is a number."""
        if event.character is None or not event.is_printable:
            return
        editing = self._editing.typing(self._line, event.character)
        if editing != self._editing:
            event.stop()
            event.prevent_default()
            self._put(editing)

    @on(OptionList.OptionHighlighted, "#lines")
    def _moved(self) -> None:
        self._put(Editing(self.meant))

    @on(OptionList.OptionSelected, "#lines")
    def _clicked(self) -> None:
        if self._line == KEYS:
            self.action_keep()
        else:
            self.action_change(1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "keep":
            return bool(self._buffer) or self._line == KEYS
        if action == "erase":
            return bool(self._buffer)
        if action == "change":
            return self._line != KEYS
        if action == "default":
            line = self._line
            return line != KEYS and value_of(self.meant, line) != value_of(DEFAULTS, line)
        return True

    def action_change(self, by: int) -> None:
        self._buffer = self._problem = ""
        self.keep({self._line: self._editing.step(self._line, by, NAMES)})

    def action_keep(self) -> None:
        if self._line == KEYS:
            from studyapp.tui.screens.key_settings import KeySettingsScreen

            self.app.push_screen(KeySettingsScreen(self.study))
            return
        editing, value = self._editing.kept(self._line)
        self._put(editing)
        if value is not None:
            self.keep({self._line: value})

    def action_erase(self) -> None:
        self._put(self._editing.erased())

    def action_default(self) -> None:
        self._buffer = self._problem = ""
        self.keep({self._line: value_of(DEFAULTS, self._line)})
