"""Browse: every question, term and section, searched as you type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from studyapp.render.spans import Span, pad, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import BROWSE, bindings
from studyapp.tui.messages import GlossaryWanted, GuideWanted, PageWanted
from studyapp.tui.rows.browse import Listing, Place, found_note, look_up
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, row_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.core.records import QuestionRow
    from studyapp.study.app import Study

SIGNS = {"computed": "●", "checked": "◐", "cited": "○"}


class BrowseScreen(StudyScreen):
    """A search box over a list; Enter opens what is under the cursor."""

    BINDINGS = [*bindings(BROWSE)]  # noqa: RUF012

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._questions: dict[str, QuestionRow] = {}
        self._found: tuple[Place, ...] = ()

    def compose(self) -> ComposeResult:
        yield Drawing((row(" ", Span("Browse", "strong")),), id="where")
        yield Input(
            placeholder="Search questions, terms and the guide", id="search", compact=True, max_length=500
        )
        yield Static("", id="says", markup=False)
        yield Choices(id="found", compact=True, markup=False)
        yield Static("", id="note", markup=False)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#found").can_focus = False
        self.query_one("#says").display = False
        self.query_one("#search").focus()
        self.in_background(self.study.library.questions, self._loaded, group="questions")

    def _loaded(self, questions: tuple[QuestionRow, ...]) -> None:
        self._questions = {question.id: question for question in questions}
        self._search(self.query_one("#search", Input).value)

    @on(Input.Changed, "#search")
    def _changed(self, event: Input.Changed) -> None:
        self._search(event.value)

    def _search(self, query: str) -> None:
        if not query.strip():
            all_of_them = self._questions.values()
            places = tuple(Place("question", each.id, each.pack, each.heading) for each in all_of_them)
            # Taken up like any other search, so that one under way does not come after it.
            self.in_background(lambda: Listing(places, found_note(len(places))), self._show, group="search")
            return
        self.in_background(lambda: look_up(self.study, query), self._show, group="search")

    def _show(self, listing: Listing) -> None:
        says = self.query_one("#says", Static)
        says.update(Content.styled(listing.says, "$warning" if listing.refused else "$muted"))
        says.display = bool(listing.says)
        if listing.refused:
            return
        self._found = listing.places
        listed = self.query_one("#found", Choices)
        listed.set_options(Option(self._row(place.kind, place.target, place.title)) for place in self._found)
        if self._found:
            listed.highlighted = 0
        self.query_one("#note", Static).update(Content.styled(f" {listing.note}", "$muted"))

    def _row(self, kind: str, target: str, title: str) -> Content:
        question = self._questions.get(target)
        width = self.size.width
        if question is None:
            return row_content(row(" ", pad(title, max(10, width - 22)), Span(f"  {kind}", "dim")))
        right = f"{question.kind.replace('_', ' '):<11} {question.difficulty:<6} {question.backing}"
        if width < 60:
            return row_content(row(" ", question.heading))
        return row_content(row(" ", pad(question.heading, width - 37), Span(f"  {right}", "dim")))

    @on(OptionList.OptionSelected, "#found")
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self._open(event.option_index)

    @on(Input.Submitted, "#search")
    def _submitted(self, _event: Input.Submitted) -> None:
        self.action_open()

    def action_open(self) -> None:
        place = self.query_one("#found", Choices).highlighted
        if place is not None:
            self._open(place)

    def action_move(self, by: int) -> None:
        listed = self.query_one("#found", Choices)
        if by > 0:
            listed.action_cursor_down()
        else:
            listed.action_cursor_up()

    def _open(self, place: int) -> None:
        kind, target, pack, _ = self._found[place]
        if kind == "question":
            self.post_message(PageWanted(target))
        elif kind == "section":
            self.post_message(GuideWanted(pack, target))
        else:
            self.post_message(GlossaryWanted(pack, target))
