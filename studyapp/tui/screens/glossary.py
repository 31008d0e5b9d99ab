"""The glossary of a pack."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from studyapp.core.notes import NoteKind
from studyapp.render.maths import in_text
from studyapp.render.spans import Span, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import GLOSSARY, bindings
from studyapp.tui.rows.note import note_rows
from studyapp.tui.widgets.drawing import Drawing, rows_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.core.items import Term
    from studyapp.study.app import Study


class GlossaryScreen(StudyScreen):
    """Every term with its definition; typing narrows the list."""

    BINDINGS = [*bindings(GLOSSARY)]  # noqa: RUF012

    def __init__(self, study: Study, pack: str, term: str | None = None) -> None:
        super().__init__(study)
        self._pack = pack
        self._term = term
        self._terms: tuple[Term, ...] = ()
        self._listed: tuple[Term, ...] = ()
        self._notes: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        yield Drawing((row(" ", Span("Glossary", "strong")),), id="where")
        yield Input(placeholder="Type to narrow", id="search", compact=True, max_length=100)
        with VerticalScroll(id="terms"):
            yield Static("", id="entries", markup=False)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        study, pack = self.study, self._pack

        def work() -> tuple[tuple[Term, ...], dict[str, str]]:
            return study.library.glossary(pack), study.notes.within(NoteKind.TERM, pack)

        self.in_background(work, self._loaded, group="glossary")
        if self._term:
            self.query_one("#search", Input).value = self._term

    def _loaded(self, found: tuple[tuple[Term, ...], dict[str, str]]) -> None:
        self._terms, self._notes = found
        self._show(self.query_one("#search", Input).value)

    @on(Input.Changed, "#search")
    def _narrowed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def action_scroll(self, by: int) -> None:
        self.query_one("#terms", VerticalScroll).scroll_relative(y=by, animate=False)

    def _show(self, wanted: str) -> None:
        wanted = wanted.strip().casefold()
        self._listed = tuple(
            term
            for term in self._terms
            if any(wanted in name.casefold() for name in (term.term, *term.aliases))
        )
        entries = [_entry(term, self._notes.get(term.term, "")) for term in self._listed]
        nothing = Content.styled(f"No term has {wanted!r} in it.", "$muted")
        self.query_one("#entries", Static).update(Content("\n\n").join(entries) if entries else nothing)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self._listed) if action == "note" else True

    def action_note(self) -> None:
        """Write a note on the first term that is listed."""
        from studyapp.tui.screens.note import NoteScreen

        term = self._listed[0].term
        editor = NoteScreen(self.study, NoteKind.TERM, f"{self._pack}/{term}", term)
        self.app.push_screen(editor, partial(self._noted, term))

    def _noted(self, term: str, text: str | None) -> None:
        if text is not None:
            self._notes[term] = text
            self._show(self.query_one("#search", Input).value)


def _entry(term: Term, note: str) -> Content:
    aliases = f"  also {', '.join(term.aliases)}" if term.aliases else ""
    definition = " ".join(in_text(term.definition).replace("\\", "").split())
    parts = [Content.assemble((term.term, "bold $accent"), (aliases, "$muted")), Content(definition)]
    return Content("\n").join([*parts, *([rows_content(note_rows(note))] if note else [])])
