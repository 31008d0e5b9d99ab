"""The strip that tells a term of the glossary below the text in which it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll

from studyapp.tui.rows.guide import term_rows
from studyapp.tui.widgets.article import Passage
from studyapp.tui.widgets.drawing import Drawing

if TYPE_CHECKING:
    from studyapp.core.items import Term
    from studyapp.tui.background import StudyScreen

SHORT = 18


class TermStrip:
    """Goes through the terms that can be seen in a text; the screen has `#section`, which scrolls, and `#term`."""

    def __init__(self, screen: StudyScreen) -> None:
        self._screen = screen
        self._told: int | None = None
        self.terms: Sequence[Term] = ()

    @property
    def term(self) -> Term | None:
        """The term that is told."""
        return self.terms[self._told] if self._told is not None else None

    def in_sight(self) -> list[int]:
        """The terms of the text that can be seen, in their order."""
        scroll = self._screen.query_one("#section", VerticalScroll)
        top, bottom = scroll.scroll_y, scroll.scroll_y + scroll.size.height
        return [
            number
            for passage in self._screen.query(Passage)
            if passage.virtual_region.bottom > top and passage.virtual_region.y < bottom
            for number in passage.terms
        ]

    def next(self) -> bool:
        """Tell the next term in sight, the first after the last; whether there is any."""
        there = self.in_sight()
        if not there:
            return False
        after = there.index(self._told) + 1 if self._told in there else 0
        self._tell(there[after % len(there)])
        return True

    def follow(self, link: str) -> None:
        """Tell the term that a link of the text leads to; other links lead nowhere."""
        kind, _, number = link.partition(":")
        if kind == "term" and number.isascii() and number.isdecimal() and int(number) < len(self.terms):
            self._tell(int(number))

    def close(self) -> None:
        self._tell(None)

    def _tell(self, number: int | None) -> None:
        self._told = number
        self.draw()

    def draw(self) -> None:
        """Draw it in the size that there is."""
        strip, size = self._screen.query_one("#term", Drawing), self._screen.size
        strip.display = self.term is not None
        if self.term is not None:
            there = self.in_sight()
            place = there.index(self._told) + 1 if self._told in there else 1
            short = size.height < SHORT
            lines = max(2, size.height // (2 if short else 3) - 1)
            strip.draw(term_rows(self.term, place, len(there), size.width - (2 if short else 4), lines))
