"""Writing a note on a question, a term or a section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studyapp.core.errors import Refusal
from studyapp.core.notes import Note, NoteKind
from studyapp.tui.keys import NOTE, bindings
from studyapp.tui.screens.writing import WritingScreen

if TYPE_CHECKING:
    from studyapp.study.app import Study


class NoteScreen(WritingScreen):
    """Keeps the note when it is left, whichever way; hands back the text that is kept."""

    BINDINGS = [*bindings(NOTE)]  # noqa: RUF012

    def __init__(self, study: Study, kind: NoteKind, target: str, title: str) -> None:
        super().__init__(study, title, f"Your note on this {kind}; an empty one is taken away.")
        self._kind = kind
        self._target = target
        self._before: str | None = None

    def on_mount(self) -> None:
        super().on_mount()
        notes, kind, target = self.study.notes, self._kind, self._target
        self.in_background(lambda: notes.of(kind, target), self._loaded, group="note")

    def _loaded(self, note: Note | None) -> None:
        self._before = note.text if note else ""
        self.begin(self._before)

    def keep(self, text: str) -> None:
        if self._before is None:  # nothing can have been typed yet
            self.dismiss(None)
            return
        notes, kind, target = self.study.notes, self._kind, self._target

        def write() -> str:
            notes.write(kind, target, text)
            note = notes.of(kind, target)
            return note.text if note else ""

        self.in_background(write, self._kept, group="commit")

    def _kept(self, text: str) -> None:
        self._before = text
        self.dismiss(text)

    def action_back(self) -> None:
        self.action_keep()

    def on_unmount(self) -> None:
        """The app is left from here: the note is kept before the store closes."""
        if self._before is not None and not self._keeping:
            try:
                self.study.notes.write(self._kind, self._target, self.text)
            except Refusal:
                return  # too long to be kept; the learner has been told nothing, since nobody is there
