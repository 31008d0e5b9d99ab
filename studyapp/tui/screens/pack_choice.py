"""Choosing a pack to preview."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from studyapp.core.text import one_line
from studyapp.render.spans import Span, clip, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import PACK_CHOICE, bindings
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, rows_content
from studyapp.tui.widgets.key_line import KeyLine


class PackChoiceScreen(StudyScreen):
    """The packs that are built in or installed, by their folders' names."""

    BINDINGS = [*bindings(PACK_CHOICE)]  # noqa: RUF012

    class Chosen(Message):
        """A pack was chosen."""

        def __init__(self, folder: Path) -> None:
            super().__init__()
            self.folder = folder

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__()
        self._folders = tuple(folders)

    def compose(self) -> ComposeResult:
        yield Drawing((row(" ", Span("Preview a pack", "strong")),), id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield Choices(id="packs", compact=True, markup=False)
        yield Drawing(id="note")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        listed = self.query_one("#packs", Choices)
        listed.set_options(
            Option(rows_content((clip(row(one_line(folder.name)), self.app.size.width - 4),)))
            for folder in self._folders
        )
        listed.highlighted = 0 if self._folders else None
        listed.focus()
        if not self._folders:
            said = "There is no pack yet; 'studyapp pack new ID' writes one."
            self.query_one("#note", Drawing).draw((row(Span(said, "dim")),))

    @on(OptionList.OptionSelected, "#packs")
    def _clicked(self, _event: OptionList.OptionSelected) -> None:
        self.action_open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self._folders) if action == "open" else True

    def action_open(self) -> None:
        place = self.query_one("#packs", Choices).highlighted
        if place is not None:
            self.post_message(self.Chosen(self._folders[place]))
