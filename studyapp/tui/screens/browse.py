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
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, row_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.core.records import Hit, QuestionRow
    from studyapp.study.app import Study

SIGNS = {"computed": "●", "checked": "◐", "cited": "○"}


class BrowseScreen(StudyScreen):
    """A search box over a list; Enter opens what is under the cursor."""

    BINDINGS = [*bindings(BROWSE)]  # noqa: RUF012

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._questions: dict[str, QuestionRow] = {}
        self._found: list[tuple[str, str, str]] = []

    def compose(self) -> ComposeResult:
        yield Drawing((row(" ", Span("Browse", "strong")),), id="where")
        yield Input(
            placeholder="Search questions, terms and the guide", id="search", compact=True, max_length=200
        )
        yield Choices(id="found", compact=True, markup=False)
        yield Static("", id="note", markup=False)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#found").can_focus = False
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
            self._show([("question", question.id, question.pack) for question in self._questions.values()])
            return
        library = self.study.library
        self.in_background(lambda: library.search(query), self._hits, group="search")

    def _hits(self, hits: tuple[Hit, ...]) -> None:
        self._show(
            [(hit.kind, hit.target, hit.pack) for hit in hits], {hit.target: hit.title for hit in hits}
        )

    def _show(self, found: list[tuple[str, str, str]], titles: dict[str, str] | None = None) -> None:
        self._found = found
        listed = self.query_one("#found", Choices)
        listed.set_options(
            Option(self._row(kind, target, (titles or {}).get(target, target))) for kind, target, _ in found
        )
        if found:
            listed.highlighted = 0
        count = f"{len(found)} found, Enter opens" if found else "Nothing found; try fewer words."
        self.query_one("#note", Static).update(Content.styled(f" {count}", "$muted"))

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
        kind, target, pack = self._found[place]
        if kind == "question":
            self.post_message(PageWanted(target))
        elif kind == "section":
            self.post_message(GuideWanted(pack, target))
        else:
            self.post_message(GlossaryWanted(pack, target))
