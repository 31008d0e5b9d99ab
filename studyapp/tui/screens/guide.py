"""The guide reader: a page a chapter, questions that interrupt the reading, terms told in place, the place kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Markdown, OptionList
from textual.widgets.option_list import Option

from studyapp.core.items import Guide
from studyapp.core.notes import NoteKind
from studyapp.tui.keys import GUIDE, bindings
from studyapp.tui.messages import GlossaryWanted
from studyapp.tui.reading import BESIDE, CONTENTS_WIDTH, ReadingScreen
from studyapp.tui.rows.guide import (
    Position,
    contents_row,
    pages_of,
    position_of,
)
from studyapp.tui.widgets.article import (
    Article,
    Interruption,
)
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, row_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.core.items import Section, Term
    from studyapp.core.mastery import Group
    from studyapp.study.asked import Asked


class Loaded(NamedTuple):
    """All that is read before the first page."""

    guide: Guide | None
    position: Position | None
    headings: dict[str, str]
    notes: dict[str, str]
    known: dict[str, Group]
    terms: tuple[Term, ...]


class GuideScreen(ReadingScreen):
    """Reads a pack's guide."""

    BINDINGS = [*bindings(GUIDE)]  # noqa: RUF012

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

        section = self._section_read()
        editor = NoteScreen(self.study, NoteKind.SECTION, f"{self._pack}/{section.id}", section.title)
        self.app.push_screen(editor, partial(self._noted, section.id))

    def _section_read(self) -> Section:
        """The section that is being read."""
        scroll = self.query_one("#section", VerticalScroll)
        # The line that is read: the first at the top of a page, the last at its end.
        share = scroll.scroll_y / scroll.max_scroll_y if scroll.max_scroll_y else 0.5
        line = scroll.scroll_y + share * max(0, scroll.size.height - 1)
        passed = sum(heading.virtual_region.y <= line for heading in self.query("Article > .heading"))
        return self._pages[self._place][passed]

    @property
    def new_card_about(self) -> tuple[str, str]:
        return (self._section_read().id, "") if self._pages else ("", "")

    def _noted(self, section: str, text: str | None) -> None:
        if text is not None:
            self._notes[section] = text
            self._open(self._place, *self._at)

    def action_glossary(self) -> None:
        told = self._strip.term
        self.post_message(GlossaryWanted(self._pack, told.term if told else None))
