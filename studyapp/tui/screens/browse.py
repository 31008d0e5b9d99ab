"""Browse: every card, term and section, searched as you type; sorted, filtered, marked and acted on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Input, OptionList, Static

from studyapp.core.selection import filtered
from studyapp.render.spans import Span, row
from studyapp.tui.bulk import Cards, give_tags, put_on
from studyapp.tui.found_list import FoundScreen
from studyapp.tui.keys import BROWSE, bindings
from studyapp.tui.messages import GlossaryWanted, GuideWanted, PageWanted
from studyapp.tui.rows.browse import ORDERS, Place
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine
from studyapp.tui.widgets.preview import Preview

if TYPE_CHECKING:
    from studyapp.study.app import Study

STRIPS: dict[str, tuple[str, Callable[[Study, Cards, str], str]]] = {
    "due": ("Due: tomorrow, in 3 days, 2027-03-31", put_on),
    "tag": ("Tags to give; -tag takes one away", give_tags),
}


class BrowseScreen(FoundScreen):
    """A search line over a list; Tab goes from one to the other, and each key of the list is one letter."""

    BINDINGS = [*bindings(BROWSE)]  # noqa: RUF012

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._strip = ""
        """What a line asks for: the day or the tags."""

    def compose(self) -> ComposeResult:
        yield Drawing((row(" ", Span("Browse", "strong")),), id="where")
        yield Input(
            placeholder="Search questions, terms and the guide", id="search", compact=True, max_length=500
        )
        yield Static("", id="says", markup=False)
        yield Drawing(id="filters")
        yield Drawing(id="head")
        with Container(id="body"):
            yield Choices(id="found", compact=True, markup=False)
            yield HorizontalLine(ascii=self.ascii)
            yield Preview(ascii=self.ascii, id="preview")
        yield Input(id="strip", compact=True, max_length=200)
        yield Static("", id="note", markup=False)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#says").display = self.query_one("#strip").display = False
        self._lay_out()
        self.query_one("#search").focus()
        self._search()

    def on_resize(self) -> None:
        self._lay_out()
        self._list(self.query_one("#found", Choices).highlighted)
        self._previewing.draw()

    # --- keys -------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "back":
            return True
        if self._strip:
            return action == "open"
        typing = isinstance(self.focused, Input)
        match action:
            case "switch" | "reset" | "ask":
                return not typing and (self._card is not None or self._all or bool(self._marked))
            case "history" | "edit":
                return not typing and self._card is not None
            case "mark" | "mark_all":
                return not typing and bool(self._listing.shown)
            case "undo" | "redo" | "preview" | "search":
                return not typing
            case "answer":
                return not typing and self._previewed and self._previewing.there
            case "list":
                return typing and bool(self._listing.items)
            case "open":
                return bool(self._listing.items) or self._searching
        return True

    def action_list(self) -> None:
        self.query_one("#found").focus()

    def action_search(self) -> None:
        self.query_one("#search").focus()

    def action_filter(self, name: str) -> None:
        """Write a mark into the search, or take it out."""
        search = self.query_one("#search", Input)
        search.value = filtered(search.value, f"is:{name}")
        search.cursor_position = len(search.value)

    def action_order(self) -> None:
        self._order = ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)]
        self._search()

    def action_move(self, by: int) -> None:
        listed = self.query_one("#found", Choices)
        if self._listing.items:
            listed.highlighted = max(0, min(len(self._listing.items) - 1, (listed.highlighted or 0) + by))

    def action_mark(self) -> None:
        """Mark the row under the cursor, or no longer, and go on to the next."""
        card = self._card
        if card is not None:
            self._marked = set() if self._all else self._marked
            self._marked ^= {card.id}
            listed, place = self.query_one("#found", Choices), self._listing.items.index(card)
            if self._all:
                self._all = False
                self._list(place)
            listed.replace_option_prompt_at_index(place, self._prompt(card, self._look))
        self.action_move(1)
        self._draw_lines()

    def action_mark_all(self) -> None:
        """Mark all that the search finds, also what is not shown; again takes every mark away."""
        self._all = not (self._all or self._marked)
        self._marked.clear()
        self._list(self.query_one("#found", Choices).highlighted)

    def action_ask(self, what: str) -> None:
        """Ask in a line for the day or the tags."""
        self._strip = what
        strip = self.query_one("#strip", Input)
        strip.value, strip.placeholder = "", STRIPS[what][0]
        strip.display = True
        strip.focus()

    @on(Input.Submitted, "#strip")
    def _written(self, event: Input.Submitted) -> None:
        does = STRIPS[self._strip][1]
        self.act(lambda study, cards: does(study, cards, event.value))
        self._close_strip()

    def _close_strip(self) -> None:
        self._strip = ""
        self.query_one("#strip").display = False
        self.query_one("#found").focus()

    def action_preview(self) -> None:
        self._preview_wanted = not self._previewed
        self._lay_out()
        self._list(self.query_one("#found", Choices).highlighted)
        self._preview(again=True)

    def action_answer(self) -> None:
        self._previewing.show_answer()

    def action_history(self) -> None:
        """The past reviews of the question under the cursor."""
        from studyapp.tui.screens.history import HistoryScreen

        if (card := self._card) is not None:
            self.app.push_screen(HistoryScreen(self.study, card.question, card.heading))

    def action_edit(self) -> None:
        """Open the file of the question under the cursor in the learner's editor, then search again."""
        from studyapp.tui.editing import edit_question

        if (card := self._card) is not None:
            edit_question(self, card.question, self.changed)

    @on(OptionList.OptionSelected, "#found")
    def _clicked(self, _event: OptionList.OptionSelected) -> None:
        self.action_open()

    @on(Input.Submitted, "#search")
    def _submitted(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        if self._searching:
            self._open_found = True
            return
        match self._item:
            case None:
                return
            case Place(kind, target, pack, _):
                wanted = GuideWanted if kind == "section" else GlossaryWanted
                self.post_message(wanted(pack, target))
            case card:
                self.post_message(PageWanted(card.question))

    def action_back(self) -> None:
        """Close what is open above the list, then leave."""
        if self._strip:
            self._close_strip()
        elif self._preview_wanted and not self._beside:
            self.action_preview()
        else:
            self.dismiss()
