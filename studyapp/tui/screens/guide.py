"""The guide reader: a page a chapter, questions that interrupt the reading, the place kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from studyapp.core.items import Guide, Section
from studyapp.core.notes import NoteKind
from studyapp.core.text import one_line
from studyapp.render.markdown import prepare
from studyapp.render.spans import Span, clip, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import GUIDE, bindings
from studyapp.tui.messages import GlossaryWanted
from studyapp.tui.rows.note import note_rows
from studyapp.tui.widgets.article import Article, Heading, Interruption, Piece, Question, Rows
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.study.asked import Asked

CONTENTS_WIDTH = 34
READING_WIDTH = 96
BESIDE = 60
"""Cells from which on the contents stand beside the text."""


def pages_of(sections: tuple[Section, ...]) -> tuple[tuple[Section, ...], ...]:
    """Sections gathered into pages: a chapter (a heading of the first two levels) with all below it."""
    pages: list[list[Section]] = []
    for section in sections:
        if section.level <= 2 or not pages:
            pages.append([section])
        else:
            pages[-1].append(section)
    return tuple(tuple(page) for page in pages)


class GuideScreen(StudyScreen):
    """Reads a pack's guide."""

    BINDINGS = [*bindings(GUIDE)]  # noqa: RUF012

    def __init__(self, study: Study, pack: str, section: str | None = None) -> None:
        super().__init__(study)
        self._pack = pack
        self._wanted = section
        self._pages: tuple[tuple[Section, ...], ...] = ()
        self._place = 0
        self._headings: dict[str, str] = {}
        self._notes: dict[str, str] = {}
        self._laid_out_for = 0

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with Horizontal(id="reading"):
            yield Choices(id="contents", compact=True, markup=False)
            with VerticalScroll(id="section"):
                yield Article()
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#contents").display = self.size.width >= 110
        library, notes, pack, wanted = self.study.library, self.study.notes, self._pack, self._wanted

        def work() -> tuple[Guide | None, object, dict[str, str], dict[str, str]]:
            headings = {question.id: question.heading for question in library.questions()}
            written = notes.within(NoteKind.SECTION, pack)
            return library.guide(pack), wanted or library.place(f"guide/{pack}"), headings, written

        self.in_background(work, self._loaded, group="guide")

    def _loaded(self, found: tuple[Guide | None, object, dict[str, str], dict[str, str]]) -> None:
        guide, wanted, self._headings, self._notes = found
        if guide is None:
            self.notify("This pack has no guide.", severity="warning")
            self.dismiss()
            return
        self._pages = pages_of(guide.sections)
        places = {section.id: place for place, page in enumerate(self._pages) for section in page}
        self.query_one("#contents", Choices).set_options(
            Option(Content(one_line(page[0].title, CONTENTS_WIDTH - 6))) for page in self._pages
        )
        self._open(places.get(str(wanted), 0))

    def _open(self, place: int) -> None:
        self._place = place
        page = self._pages[place]
        self.query_one("#contents", Choices).highlighted = place
        said = f"{place + 1} of {len(self._pages)}"
        where = row(" ", Span(page[0].title, "strong"), "   ", Span(said, "dim"))
        self.query_one("#where", Drawing).draw((clip(where, self.size.width - 1),))
        room = self._laid_out_for = self._room()
        self.in_background(lambda: self._pieces(page, room), self._show, group="page")

    def _room(self) -> int:
        """Cells for the text beside the contents."""
        beside = self.query_one("#contents").display and self.size.width >= BESIDE
        room = self.size.width - (CONTENTS_WIDTH if beside else 0) - 6
        return max(24, min(room, READING_WIDTH))

    def _pieces(self, page: tuple[Section, ...], width: int) -> list[Piece]:
        """A page laid out, each section's questions after its text."""
        pieces: list[Piece] = []
        for section in page:
            if section is not page[0]:
                pieces.append(Heading(section.title))
            pieces += prepare(section.text, width=width, ascii=self.ascii)
            pieces += [
                Question(question, self._headings.get(self._identity(question), question))
                for question in section.questions
            ]
            if note := self._notes.get(section.id):
                pieces.append(Rows(note_rows(note)))
        return pieces

    async def _show(self, pieces: list[Piece]) -> None:
        await self.query_one(Article).show(pieces)
        scroll = self.query_one("#section", VerticalScroll)
        scroll.scroll_home(animate=False)
        if self.focused is not self.query_one("#contents"):
            scroll.focus()
        self.refresh_bindings()
        library, key, value = self.study.library, f"guide/{self._pack}", self._pages[self._place][0].id
        self.in_background(lambda: library.remember_place(key, value), lambda _: None, group="place")

    def _identity(self, question: str) -> str:
        return question if "/" in question else f"{self._pack}/{question}"

    @on(OptionList.OptionSelected, "#contents")
    def _contents_chosen(self, event: OptionList.OptionSelected) -> None:
        self._open(event.option_index)

    @on(OptionList.OptionHighlighted, "#contents")
    def _contents_moved(self, event: OptionList.OptionHighlighted) -> None:
        # A message about a place that was left meanwhile is old news; following it would never end.
        current = event.option_list.highlighted == event.option_index
        if current and self.focused is event.option_list and event.option_index != self._place:
            self._open(event.option_index)

    @on(Interruption.Opened)
    def _asked_for(self, event: Interruption.Opened) -> None:
        library, identity = self.study.library, self._identity(event.question)
        self.in_background(lambda: library.asked(identity), self._try, group="try")

    def _try(self, asked: Asked | None) -> None:
        from studyapp.tui.asking import Trying
        from studyapp.tui.screens.ask import AskScreen

        if asked is not None:
            self.app.push_screen(AskScreen(self.study, Trying((asked,), "Check yourself")))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "ask":
            return bool(self._pages) and any(section.questions for section in self._pages[self._place])
        if action == "read":
            return self.focused is self.query_one("#contents")
        if action == "note":
            return bool(self._pages) and self.query_one("#section").display
        if action == "turn":
            by = cast("int", parameters[0])
            return 0 <= self._place + by < len(self._pages)
        return True

    def action_turn(self, by: int) -> None:
        self._open(self._place + by)

    def on_resize(self) -> None:
        """Formulas and diagrams are laid out for the width that there is."""
        if self._pages and self._room() != self._laid_out_for:
            self._open(self._place)

    def action_contents(self) -> None:
        contents, section = self.query_one("#contents"), self.query_one("#section")
        contents.display = not contents.display
        # On a narrow screen there is room for one of the two.
        section.display = not contents.display or self.size.width >= BESIDE
        self._open(self._place)
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
            self._open(self._place)

    def action_glossary(self) -> None:
        self.post_message(GlossaryWanted(self._pack))
