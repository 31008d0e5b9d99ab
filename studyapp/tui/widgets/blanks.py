"""Lines to fill in: a label beside its numbers, or beside an input where they are blank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.events import Key, Resize
from textual.message import Message
from textual.widgets import Input, Static

from studyapp.render.answering import BlankLine
from studyapp.render.spans import to_ascii, width

ONE_LINE = 60
"""Cells from which on a label stands beside its blank."""


class NumberInput(Input):
    """An input for numbers. No number holds a w, so that key stays what it is elsewhere: the full run."""

    FREE = "w"

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return key != self.FREE and super().check_consume_key(key, character)

    async def _on_key(self, event: Key) -> None:
        """Keys that move are obeyed at once, so that what is typed right after them meets the next blank."""
        if event.key == self.FREE:
            event.prevent_default()  # the base class would type it; the key goes on to the screen
            return
        blanks = next(above for above in self.ancestors if isinstance(above, Blanks))
        focused = self.screen.focused
        if isinstance(focused, NumberInput) and focused is not self:
            focused.post_message(Key(event.key, event.character))  # typed ahead: the cursor had left before
        elif event.key in ("enter", "up", "down"):
            blanks.leave(self, event.key)
        else:
            return
        event.stop()
        event.prevent_default()


class BlankRow(Container):
    """One line."""

    DEFAULT_CSS = """
    BlankRow { layout: horizontal; height: auto; }
    BlankRow > Static { height: auto; }
    BlankRow > .label { padding-right: 1; }
    BlankRow > NumberInput { width: 1fr; max-width: 40; border: none; height: 1; padding: 0 1; }
    BlankRow > .unit { width: auto; padding-left: 1; }
    """

    def __init__(self, line: BlankLine, *, ascii: bool) -> None:
        super().__init__()
        self._line = line
        self._ascii = ascii
        self.input: NumberInput | None = None
        if line.value is None:
            # The low line shows the place of a blank where colors do not.
            self.input = NumberInput(placeholder=line.place, compact=True, select_on_focus=False)

    def compose(self) -> ComposeResult:
        yield Static(self._written(self._line.label), classes="label", markup=False)
        if self.input is not None:
            yield self.input
            if self._line.unit:
                yield Static(self._written(self._line.unit), classes="unit", markup=False)
        else:
            yield Static(self._written(self._line.value or ""), classes="value", markup=False)

    def _written(self, text: str) -> Content:
        return Content(to_ascii(text) if self._ascii else text)

    def align(self, label_width: int | None) -> None:
        """Put the label beside the rest, in so many cells, or above it."""
        self.styles.layout = "vertical" if label_width is None else "horizontal"
        self.query_one(".label", Static).styles.width = "1fr" if label_width is None else label_width
        for value in self.query(".value, NumberInput"):
            value.styles.margin = (0, 0, 0, 2 if label_width is None else 0)
            if value.has_class("value"):
                value.styles.width = "1fr"


class Blanks(VerticalScroll, inherit_bindings=False):
    """The lines of parts or of a trace. Enter, Tab and the arrows move; Enter in the last blank hands all in.

    Without a blank the arrows scroll; Page Up and Page Down stay with the question.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", "Up", show=False),
        Binding("down", "scroll_down", "Down", show=False),
    ]

    class Filled(Message):
        """The learner is done."""

        def __init__(self, texts: tuple[str, ...]) -> None:
            super().__init__()
            self.texts = texts

    def __init__(self, *, ascii: bool, id: str) -> None:
        super().__init__(id=id)
        self._ascii = ascii
        self._label_width = 0
        self.inputs: list[NumberInput] = []
        """The blanks in their order."""

    def ask(self, lines: Sequence[BlankLine]) -> None:
        """Show the lines, their blanks empty, and put the cursor into the first."""
        self._label_width = max((width(line.label) for line in lines), default=0) + 2
        rows = [BlankRow(line, ascii=self._ascii) for line in lines]
        self.inputs = [each.input for each in rows if each.input is not None]
        self.call_later(self._show, rows)

    async def _show(self, rows: list[BlankRow]) -> None:
        await self.remove_children()
        await self.mount(*rows)
        self._align()
        self.scroll_home(animate=False)
        self.begin()

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(one.value for one in self.inputs)

    def begin(self, place: int = 0) -> None:
        """Put the cursor into a blank; lines without one take it themselves, to be scrolled."""
        self.can_focus = not self.inputs
        self.screen.set_focus(self.inputs[place] if self.inputs else self)

    def on_resize(self, _event: Resize) -> None:
        self._align()

    def _align(self) -> None:
        cells = self.size.width
        beside = cells >= ONE_LINE or self._label_width + 14 <= cells
        room = min(self._label_width, cells * 3 // 5)
        for line in self.query(BlankRow):
            if line.is_mounted and line.query(".label"):
                line.align(room if beside else None)

    def leave(self, blank: NumberInput, key: str) -> None:
        """Up and down move from blank to blank, and so does Enter up to the last; the ends hold."""
        place = next(place for place, one in enumerate(self.inputs) if one is blank)
        last = len(self.inputs) - 1
        if key == "enter" and place == last:
            self.post_message(self.Filled(self.texts))
        else:
            self.begin(max(0, place - 1) if key == "up" else min(last, place + 1))
