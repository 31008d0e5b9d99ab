"""The lines of a question's page, as pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from studyapp.render.spans import Rows, Span, row

if TYPE_CHECKING:
    from studyapp.study.why import CardPage


def card_rows(cards: Sequence[CardPage]) -> Rows:
    """The schedule of each card in words; which one it is, where a question has several."""
    rows: list[Rows] = []
    for card in cards:
        facet = card.card.id.partition("#")[2]
        head = (row(Span(facet.capitalize(), "strong")),) if len(cards) > 1 else ()
        rows.append((*head, *(row(Span(line, "dim")) for line in card.lines)))
    return tuple(line for lines in rows for line in lines)
