"""The guide reader: a page a chapter, questions that interrupt the reading, terms told in place, the place kept."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Markdown, OptionList
from textual.widgets.option_list import Option

from studyapp.core.errors import Refusal
from studyapp.core.items import Guide
from studyapp.core.notes import NoteKind
from studyapp.render.glossed import link_terms
from studyapp.render.markdown import Prose, prepare
from studyapp.render.spans import Span, clip, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import GUIDE, bindings
from studyapp.tui.messages import GlossaryWanted
from studyapp.tui.rows.guide import (
    Page,
    Position,
    contents_row,
    line_of,
    pages_of,
    position_at,
    position_of,
)
from studyapp.tui.rows.note import note_rows
from studyapp.tui.telling import TermStrip
from studyapp.tui.widgets.article import (
    Article,
    Glossed,
    Heading,
    Interruption,
    Piece,
    Question,
    Rows,
)
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, row_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.core.items import Term
    from studyapp.core.mastery import Group
    from studyapp.study.app import Study
    from studyapp.study.asked import Asked

CONTENTS_WIDTH = 38
READING_WIDTH = 96
BESIDE = 60
"""Cells from which on the contents stand beside the text."""
KEPT_AFTER = 0.5
"""Seconds after the last scrolling when the position is kept."""


class Loaded(NamedTuple):
    """All that is read before the first page."""

    guide: Guide | None
    position: Position | None
    headings: dict[str, str]
    notes: dict[str, str]
    known: dict[str, Group]
    terms: tuple[Term, ...]


class GuideScreen(StudyScreen):
    """Reads a pack's guide."""

    BINDINGS = [*bindings(GUIDE)]  # noqa: RUF012

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

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with Horizontal(id="reading"):
            yield Choices(id="contents", compact=True, markup=False)
            with VerticalScroll(id="section"):
                yield Article()
        yield Drawing(id="term")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#contents").display = self.size.width >= 110
        self.query_one("#term").display = False
        library, notes, pack, wanted = self.study.library, self.study.notes, self._pack, self._wanted

        def work() -> Loaded:
            guide = library.guide(pack)
            sections = guide.sections if guide else ()
            asked = [self._identity(each) for section in sections for each in section.questions]
            return Loaded(
                guide,
                Position(wanted) if wanted else position_of(library.place(f"guide/{pack}")),
                library.headings(asked),
                notes.within(NoteKind.SECTION, pack),
                library.known_by_section(pack),
                library.glossary(pack),
            )

        self.in_background(work, self._loaded, group="guide")

    def _loaded(self, found: Loaded) -> None:
        guide, position, self._headings, self._notes, self._known, self._strip.terms = found
        if guide is None:
            self.notify("This pack has no guide.", severity="warning")
            self.dismiss()
            return
        self._pages = pages_of(guide.sections)
        self.query_one("#contents", Choices).set_options(
            Option(row_content(contents_row(section, self._known, CONTENTS_WIDTH - 3)))
            for page in self._pages
            for section in page
        )
        self.watch(self.query_one("#section"), "scroll_y", self._scrolled, init=False)
        for page, sections in enumerate(self._pages):
            for place, section in enumerate(sections):
                if position is not None and section.id == position.section:
                    self._open(page, place, position.share)
                    return
        self._open(0)

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

    # --- the contents -----------------------------------------------------------------------------------------

    def _go_to(self, index: int) -> None:
        """Read a section by its place in the contents."""
        for place, page in enumerate(self._pages):
            if index < len(page):
                if place == self._place and not self._laying_out:
                    self._at = (index, 0.0)
                    self._to_position()
                else:
                    self._open(place, index)
                return
            index -= len(page)

    @on(OptionList.OptionSelected, "#contents")
    def _contents_chosen(self, event: OptionList.OptionSelected) -> None:
        self._go_to(event.option_index)

    @on(OptionList.OptionHighlighted, "#contents")
    def _contents_moved(self, event: OptionList.OptionHighlighted) -> None:
        # A message about a place that was left meanwhile is old news; following it would never end.
        current = event.option_list.highlighted == event.option_index
        here = sum(map(len, self._pages[: self._place])) + self._at[0]
        if current and self.focused is event.option_list and event.option_index != here:
            self._go_to(event.option_index)

    # --- questions --------------------------------------------------------------------------------------------

    @on(Interruption.Opened)
    def _asked_for(self, event: Interruption.Opened) -> None:
        library, identity = self.study.library, self._identity(event.question)
        self.in_background(lambda: library.asked(identity), self._try, group="try")

    def _try(self, asked: Asked | None) -> None:
        from studyapp.tui.asking import Trying
        from studyapp.tui.screens.ask import AskScreen

        if asked is not None:
            self.app.push_screen(AskScreen(self.study, Trying((asked,), "Check yourself")))

    # --- terms ------------------------------------------------------------------------------------------------

    @on(Markdown.LinkClicked)
    def _term_clicked(self, event: Markdown.LinkClicked) -> None:
        self._strip.follow(event.href)

    def action_term(self) -> None:
        """Tell the next term in sight."""
        if not self._strip.next():
            self.notify("No term of the glossary is underlined here.", timeout=3)

    # --- keys -------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "ask":
            return bool(self._pages) and any(section.questions for section in self._pages[self._place])
        if action == "read":
            contents = self.query_one("#contents")
            return contents.display and self.focused is contents
        if action == "note":
            return bool(self._pages) and self.query_one("#section").display
        if action == "term":
            return bool(self._strip.terms) and bool(self._pages) and self.query_one("#section").display
        if action == "turn":
            by = cast("int", parameters[0])
            return 0 <= self._place + by < len(self._pages)
        return True

    def action_turn(self, by: int) -> None:
        self._open(self._place + by)

    def action_contents(self) -> None:
        contents, section = self.query_one("#contents"), self.query_one("#section")
        contents.display = not contents.display
        # On a narrow screen there is room for one of the two.
        section.display = not contents.display or self.size.width >= BESIDE
        self._strip.close()
        self._open(self._place, *self._at)
        if contents.display:
            contents.focus()

    def action_read(self) -> None:
        if self.size.width < BESIDE:
            self.action_contents()
        else:
            self.query_one("#section").focus()

    def action_ask(self) -> None:
        """Open the question under the cursor, or the first that can be seen, or the next below."""
        if isinstance(self.focused, Interruption):
            self.focused.action_open()
            return
        top = self.query_one("#section", VerticalScroll).scroll_y
        offered = list(self.query(Interruption))
        below = [offer for offer in offered if offer.virtual_region.y >= top]
        (below or offered)[0].action_open()

    def action_note(self) -> None:
        """Write a note on the section that is being read."""
        from studyapp.tui.screens.note import NoteScreen

        scroll = self.query_one("#section", VerticalScroll)
        # The line that is read: the first at the top of a page, the last at its end.
        share = scroll.scroll_y / scroll.max_scroll_y if scroll.max_scroll_y else 0.5
        line = scroll.scroll_y + share * max(0, scroll.size.height - 1)
        passed = sum(heading.virtual_region.y <= line for heading in self.query("Article > .heading"))
        section = self._pages[self._place][passed]
        editor = NoteScreen(self.study, NoteKind.SECTION, f"{self._pack}/{section.id}", section.title)
        self.app.push_screen(editor, partial(self._noted, section.id))

    def _noted(self, section: str, text: str | None) -> None:
        if text is not None:
            self._notes[section] = text
            self._open(self._place, *self._at)

    def action_glossary(self) -> None:
        told = self._strip.term
        self.post_message(GlossaryWanted(self._pack, told.term if told else None))
