"""The list of the browse screen: what a search finds, read page by page, marked, and laid out for its size."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from studyapp.render.spans import clip, row
from studyapp.tui.bulk import BulkScreen, Cards
from studyapp.tui.previewing import Previewing
from studyapp.tui.rows.browse import ORDERS, PAGE, Item, Listing, Place, look_on, look_up, note_text
from studyapp.tui.rows.browse_columns import Look, card_row, filter_row, head_row, marks_words, place_row
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, row_content

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


class FoundScreen(BulkScreen):
    """Searches as `#search` changes, and lists what is found in `#found`; the screen says what its keys do."""

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
        self._preview_wanted: bool | None = None
        """What the learner said of the preview; None for what the width gives."""
        self._previewing = Previewing(self, lambda: self._preview_cells)

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

    def meant(self) -> Cards | None:
        study, selection = self.study, self._listing.selection
        if self._all:
            return lambda: study.actions.selected(selection)
        card = self._card
        cards = [item.id for item in self._listing.items if not isinstance(item, Place)]
        chosen = [identity for identity in cards if identity in self._marked] or ([card.id] if card else [])
        return (lambda: chosen) if chosen else None

    def action_open(self) -> None:
        """Open what is under the cursor."""
        raise NotImplementedError
