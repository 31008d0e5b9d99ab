"""A guide as it is read: its pages laid out for the size that there is, and the line that is read kept."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from studyapp.core.errors import Refusal
from studyapp.render.glossed import link_terms
from studyapp.render.markdown import Prose, prepare
from studyapp.render.spans import Span, clip, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.rows.guide import Page, line_of, position_at
from studyapp.tui.rows.note import note_rows
from studyapp.tui.telling import TermStrip
from studyapp.tui.widgets.article import Article, Glossed, Heading, Piece, Question, Rows
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing

if TYPE_CHECKING:
    from studyapp.core.mastery import Group
    from studyapp.study.app import Study

CONTENTS_WIDTH = 38
READING_WIDTH = 96
BESIDE = 60
"""Cells from which on the contents stand beside the text."""
KEPT_AFTER = 0.5
"""Seconds after the last scrolling when the position is kept."""


class ReadingScreen(StudyScreen):
    """Shows the pages of a guide in `#section`, beside its `#contents`; the screen says what its keys do."""

    def __init__(self, study: Study, pack: str, section: str | None = None) -> None:
        super().__init__(study)
        self._pack = pack
        self._wanted = section
        self._pages: tuple[Page, ...] = ()
        self._place = 0
        self._at = (0, 0.0)
        """The section of the page that is read, and how far into it."""
        self._laying_out = False
        self._headings: dict[str, str] = {}
        self._notes: dict[str, str] = {}
        self._known: dict[str, Group] = {}
        self._strip = TermStrip(self)
        self._laid_out_for = 0

    # --- pages ------------------------------------------------------------------------------------------------

    def _open(self, place: int, section: int = 0, share: float = 0.0) -> None:
        """Open a page at one of its sections, so far into it."""
        if place != self._place:
            self._strip.close()
        self._place = place
        self._at = (section, share)
        self._laying_out = True
        page = self._pages[place]
        self._highlight()
        said = f"{place + 1} of {len(self._pages)}"
        where = row(" ", Span(page[0].title, "strong"), "   ", Span(said, "dim"))
        self.query_one("#where", Drawing).draw((clip(where, self.size.width - 1),))
        room = self._laid_out_for = self._room()
        self.in_background(lambda: self._pieces(page, room), self._show, group="page")

    def _highlight(self) -> None:
        """The cursor of the contents follows the reading."""
        before = sum(map(len, self._pages[: self._place]))
        self.query_one("#contents", Choices).highlighted = before + self._at[0]

    def _room(self) -> int:
        """Cells for the text beside the contents."""
        beside = self.query_one("#contents").display and self.size.width >= BESIDE
        room = self.size.width - (CONTENTS_WIDTH if beside else 0) - 6
        return max(24, min(room, READING_WIDTH))

    def _pieces(self, page: Page, width: int) -> list[Piece]:
        """A page laid out, its terms linked, each section's questions after its text."""
        pieces: list[Piece] = []
        names, seen = [(term.term, *term.aliases) for term in self._strip.terms], set[int]()
        for section in page:
            if section is not page[0]:
                pieces.append(Heading(section.title))
            for part in prepare(section.text, width=width, ascii=self.ascii):
                if isinstance(part, Prose):
                    pieces.append(Glossed(*link_terms(part.text, names, seen)))
                else:
                    pieces.append(part)
            pieces += [
                Question(question, self._headings.get(self._identity(question), question))
                for question in section.questions
            ]
            if note := self._notes.get(section.id):
                pieces.append(Rows(note_rows(note)))
        return pieces

    async def _show(self, pieces: list[Piece]) -> None:
        await self.query_one(Article).show(pieces, width=self._laid_out_for, ascii=self.ascii)
        if self.focused is not self.query_one("#contents"):
            self.query_one("#section").focus()
        self.refresh_bindings()
        self.call_after_refresh(self._to_position)

    def _identity(self, question: str) -> str:
        return question if "/" in question else f"{self._pack}/{question}"

    # --- the position -----------------------------------------------------------------------------------------

    def _starts(self) -> tuple[list[float], float]:
        """The lines at which the sections of the page begin, and the last line."""
        headings = [float(each.virtual_region.y) for each in self.query("Article > .heading")]
        return [0.0, *headings], float(self.query_one(Article).virtual_region.height)

    def _to_position(self) -> None:
        """Scroll to where the reading is."""
        self.query_one("#section").scroll_to(y=round(line_of(*self._at, *self._starts())), animate=False)
        self._laying_out = False
        self._keep()

    def _scrolled(self) -> None:
        if self._laying_out or self._room() != self._laid_out_for or not self._pages:
            return  # the text moved, not the reader
        self._at = position_at(self.query_one("#section").scroll_y, *self._starts())
        if self.focused is not self.query_one("#contents"):
            self._highlight()
        self.set_timer(KEPT_AFTER, partial(self._keep, self._at))

    def _keep(self, at: tuple[int, float] | None = None) -> None:
        """Keep the position, unless the reading has gone on since it was `at` one."""
        if at is not None and at != self._at:
            return
        library, key, value = self.study.library, f"guide/{self._pack}", self._position
        self.in_background(lambda: library.remember_place(key, value), lambda _: None, group="place")

    @property
    def _position(self) -> list[object]:
        page = self._pages[self._place]
        return [page[min(self._at[0], len(page) - 1)].id, round(self._at[1], 4)]

    def action_back(self) -> None:
        """Close the term that is told; else leave, with the position kept."""
        if self._strip.term is not None:
            self._strip.close()
            return
        if self._pages:
            library, key, value = self.study.library, f"guide/{self._pack}", self._position

            def keep() -> None:
                with suppress(Refusal):
                    library.remember_place(key, value)

            # The app's own, since those of a screen end with it.
            self.app.run_worker(keep, thread=True, group="place")
        self.dismiss()

    def on_resize(self) -> None:
        """Formulas and diagrams are laid out for the width that there is."""
        if self._pages and self._room() != self._laid_out_for:
            self._open(self._place, *self._at)
        self._strip.draw()
