"""The glossary of a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from studyapp.render.maths import in_text
from studyapp.render.spans import Span, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import GLOSSARY, bindings
from studyapp.tui.widgets.drawing import Drawing
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

    def compose(self) -> ComposeResult:
        yield Drawing((row(" ", Span("Glossary", "strong")),), id="where")
        yield Input(placeholder="Type to narrow", id="search", compact=True, max_length=100)
        with VerticalScroll(id="terms"):
            yield Static("", id="entries", markup=False)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        library, pack = self.study.library, self._pack
        self.in_background(lambda: library.glossary(pack), self._loaded, group="glossary")
        if self._term:
            self.query_one("#search", Input).value = self._term

    def _loaded(self, terms: tuple[Term, ...]) -> None:
        self._terms = terms
        self._show(self.query_one("#search", Input).value)

    @on(Input.Changed, "#search")
    def _narrowed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def action_scroll(self, by: int) -> None:
        self.query_one("#terms", VerticalScroll).scroll_relative(y=by, animate=False)

    def _show(self, wanted: str) -> None:
        wanted = wanted.strip().casefold()
        shown = [
            term
            for term in self._terms
            if any(wanted in name.casefold() for name in (term.term, *term.aliases))
        ]
        entries = [_entry(term) for term in shown]
        nothing = Content.styled(f"No term has {wanted!r} in it.", "$muted")
        self.query_one("#entries", Static).update(Content("\n\n").join(entries) if entries else nothing)


def _entry(term: Term) -> Content:
    aliases = f"  also {', '.join(term.aliases)}" if term.aliases else ""
    definition = " ".join(in_text(term.definition).replace("\\", "").split())
    return Content.assemble((term.term, "bold $accent"), (aliases, "$muted"), "\n", definition)
