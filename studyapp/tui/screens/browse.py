"""Browse: every card, term and section, searched as you type; sorted, filtered, marked and acted on."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from studyapp.core.selection import filtered
from studyapp.render.spans import Span, clip, row
from studyapp.tui.bulk import BulkScreen, Cards, give_tags, put_on
from studyapp.tui.keys import BROWSE, bindings
from studyapp.tui.messages import GlossaryWanted, GuideWanted, PageWanted
from studyapp.tui.previewing import Previewing
from studyapp.tui.rows.browse import ORDERS, PAGE, Item, Listing, Place, look_on, look_up, note_text
from studyapp.tui.rows.browse_columns import Look, card_row, filter_row, head_row, marks_words, place_row
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, row_content
from studyapp.tui.widgets.key_line import KeyLine
from studyapp.tui.widgets.preview import Preview

if TYPE_CHECKING:
    from studyapp.core.records import FoundCard
    from studyapp.study.app import Study

PAUSE = 0.04
"""Seconds without a key before a search begins."""
BESIDE = 110
"""Cells from which on the preview stands beside the list."""
SHORT = 18
AHEAD = 30
"""Rows before the last one at which the next cards are read."""
STRIPS: dict[str, tuple[str, Callable[[Study, Cards, str], str]]] = {
    "due": ("Due: tomorrow, in 3 days, 2027-03-31", put_on),
    "tag": ("Tags to give; -tag takes one away", give_tags),
}


class BrowseScreen(BulkScreen):
    """A search line over a list; Tab goes from one to the other, and each key of the list is one letter."""

    BINDINGS = [*bindings(BROWSE)]  # noqa: RUF012

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._listing = Listing()
        self._order = ORDERS[0]
        self._marked: set[str] = set()
        self._all = False
        """Whether all that the search finds is marked, shown or not."""
        self._search_number = 0
        self._open_found = False
        """Whether Enter was pressed while a search was under way."""
        self._searching = self._reading_on = False
        self._strip = ""
        self._preview_wanted: bool | None = None
        """What the learner said of the preview; None for what the width gives."""
        self._previewing = Previewing(self, lambda: self._preview_cells)

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

    # --- the size ---------------------------------------------------------------------------------------------

    @property
    def _previewed(self) -> bool:
        return self.size.width >= BESIDE if self._preview_wanted is None else self._preview_wanted

    @property
    def _beside(self) -> int:
        """Cells of a preview beside the list; 0 where there is none."""
        return self.size.width * 36 // 100 if self._previewed and self.size.width >= BESIDE else 0

    @property
    def _preview_cells(self) -> int:
        return max(20, (self._beside or self.size.width) - 4)

    @property
    def _cells(self) -> int:
        """Cells of a row of the list, beside its margins and the scroll bar."""
        return max(16, self.size.width - self._beside - 3)

    def _lay_out(self) -> None:
        preview, found = self.query_one("#preview"), self.query_one("#found")
        preview.display = self._previewed
        self.query_one("#body HorizontalLine").display = self._previewed and not self._beside
        preview.styles.width = self._beside or "1fr"
        # On a short screen there is room for one of the two.
        found.display = not self._previewed or bool(self._beside) or self.size.height >= SHORT
        self.query_one("#head").display = found.display
        self.query_one("#filters").display = self.size.height >= SHORT
        self._draw_lines()
        self.refresh_bindings()

    # --- searching --------------------------------------------------------------------------------------------

    @property
    def _query(self) -> str:
        return self.query_one("#search", Input).value

    @on(Input.Changed, "#search")
    def _changed(self) -> None:
        self._marked.clear()
        self._all = False
        self._search(pause=PAUSE)

    def changed(self) -> None:
        """Cards were changed: the same rows as they stand now."""
        self._search(keep=True)

    def _search(self, *, pause: float = 0.0, keep: bool = False) -> None:
        study, query, order = self.study, self._query, self._order
        limit = max(PAGE, self._listing.shown) if keep else PAGE
        self._search_number += 1
        self._searching = True

        def work() -> Listing | None:
            time.sleep(pause)
            return None if get_current_worker().is_cancelled else look_up(study, query, order, limit)

        self.in_background(work, partial(self._found, self._search_number, keep), group="search")

    def _found(self, number: int, keep: bool, listing: Listing | None) -> None:
        if listing is None or number != self._search_number:
            return
        self._searching = False
        says = self.query_one("#says", Static)
        says.update(Content.styled(listing.says, "$warning" if listing.refused else "$muted"))
        says.display = bool(listing.says)
        if not listing.refused:
            self._listing = listing
            self._marked &= {item.id for item in listing.items if not isinstance(item, Place)}
            self._list(self.query_one("#found", Choices).highlighted if keep else 0)
            self._preview(again=keep)
        self._draw_lines()
        if self._open_found:
            self._open_found = False
            self.action_open()

    def _read_on(self, place: int) -> None:
        """Read the next cards while the cursor nears the end of those that are listed."""
        listing, order, study = self._listing, self._order, self.study
        near = place >= len(listing.items) - AHEAD and listing.shown < listing.count
        if listing.wide or not near or self._searching or self._reading_on:
            return
        self._reading_on = True
        then = partial(self._read, listing)
        self.in_background(lambda: look_on(study, listing, order), then, group="read-on")

    def _read(self, listing: Listing, more: tuple[FoundCard, ...]) -> None:
        self._reading_on = False
        if listing is not self._listing or not more:
            return
        after = len(listing.items) - sum(isinstance(item, Place) for item in listing.items[listing.shown :])
        items = (*listing.items[:after], *more, *listing.items[after:])
        self._listing = Listing(items, listing.count, listing.selection, listing.says)
        self._list(self.query_one("#found", Choices).highlighted)

    # --- the rows ---------------------------------------------------------------------------------------------

    @property
    def _look(self) -> Look:
        return Look(self.study.clock.now().day, self._order, self.study.search.leech_lapses, self.ascii)

    def _prompt(self, item: Item, look: Look) -> Content:
        if isinstance(item, Place):
            return row_content(place_row(item, self._cells))
        return row_content(card_row(item, self._cells, look, marked=self._all or item.id in self._marked))

    def _list(self, at: int | None) -> None:
        """Draw the rows again, the cursor on one of them."""
        listed, look, items = self.query_one("#found", Choices), self._look, self._listing.items
        listed.set_options(Option(self._prompt(item, look)) for item in items)
        listed.highlighted = min(at or 0, len(items) - 1) if items else None
        self._draw_lines()

    def _draw_lines(self) -> None:
        """The filters, the names of the columns, and how much there is."""
        self.query_one("#filters", Drawing).draw((filter_row(self._query, self.size.width - 2),))
        self.query_one("#head", Drawing).draw((head_row(self._cells, self._order),))
        marked = None if self._all else len(self._marked)
        note = clip(row(" ", note_text(self._listing, self._order, marked)), self.size.width - 1)
        self.query_one("#note", Static).update(row_content(note).stylize("$muted"))

    @property
    def _item(self) -> Item | None:
        place = self.query_one("#found", Choices).highlighted
        return self._listing.items[place] if place is not None and self._listing.items else None

    @property
    def _card(self) -> FoundCard | None:
        return None if isinstance(self._item, Place) else self._item

    @on(OptionList.OptionHighlighted, "#found")
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        self._read_on(event.option_index)
        self._preview()

    def _preview(self, *, again: bool = False) -> None:
        card = self._card
        if self._previewed:
            self._previewing.look_at(card, marks_words(card, self._look) if card else "", again=again)
        self.refresh_bindings()

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
            case "history":
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

    def meant(self) -> Cards | None:
        study, selection = self.study, self._listing.selection
        if self._all:
            return lambda: study.actions.selected(selection)
        card = self._card
        cards = [item.id for item in self._listing.items if not isinstance(item, Place)]
        chosen = [identity for identity in cards if identity in self._marked] or ([card.id] if card else [])
        return (lambda: chosen) if chosen else None

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
