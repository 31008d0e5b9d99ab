"""What the browse screen lists for what was typed: cards, terms and sections, and the lines beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from studyapp.core.selection import ALL, Selection, SelectionError, unfinished

if TYPE_CHECKING:
    from studyapp.core.records import FoundCard
    from studyapp.study.app import Study

PAGE = 200
"""Cards read at once."""
BEST = 20
"""Questions that come first for plain words, the best match first."""
PLACES = 5
"""Terms and sections listed for plain words."""
ORDERS = ("study", "due", "recall", "difficulty", "name", "lapses")
"""Orders of the list, in the order in which a key goes through them."""
ORDER_NAMES = {
    "study": "",
    "due": "by due day",
    "recall": "least recalled first",
    "difficulty": "hardest first",
    "name": "by name",
    "lapses": "most forgotten first",
}
FILTERS = ("due", "new", "flagged", "leech", "suspended", "missed")
"""Marks that one key each puts into the search."""


class Place(NamedTuple):
    """A row that leads to a term or a section."""

    kind: str
    target: str
    pack: str
    title: str


Item: TypeAlias = "Place | FoundCard"


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows for a search, how many cards there are, and what is wrong with it."""

    items: tuple[Item, ...] = ()
    count: int = 0
    """All cards that it finds."""
    selection: Selection = ALL
    says: str = ""
    """A line on names that nothing has, or why it cannot be read; then the rows stay as they were."""
    refused: bool = False
    wide: bool = False
    """Whether there are more cards than were counted, of which no more are listed."""

    @property
    def shown(self) -> int:
        """How many cards are among the rows."""
        return sum(not isinstance(item, Place) for item in self.items)


def look_up(study: Study, text: str, order: str = "study", limit: int = PAGE) -> Listing:
    """The first cards that a search finds; for plain words terms and sections too, before the cards where they fit
    better and after them otherwise.
    """
    try:
        selection = unfinished(text)
    except SelectionError as refusal:
        return Listing(says=str(refusal), refused=True)
    from studyapp.study.search import WIDE

    if order == "study" and (first_cards := study.search.of_wide_words(selection, limit=PAGE)) is not None:
        return Listing(first_cards, WIDE, selection, wide=True)
    before: list[Place] = []
    after: list[Place] = []
    best: list[str] = []
    if text.strip() and selection.plain and not {'"', "*"} & set(text):
        for hit in study.library.search(text):
            if hit.kind == "question":
                best.append(hit.target)
            elif len(before) + len(after) < PLACES:
                (after if best else before).append(Place(hit.kind, hit.target, hit.pack, hit.title))
    first = best[:BEST] if order == "study" else []
    found = study.search.matching(selection, limit=limit, order=order, best=first)
    return Listing(
        (*before, *found.cards, *after), found.count, selection, "; ".join(found.hints) if not before else ""
    )


def look_on(study: Study, listing: Listing, order: str) -> tuple[FoundCard, ...]:
    """The cards after those that are listed already."""
    best: dict[str, None] = {}
    if order == "study" and listing.selection.plain and listing.selection.where is not None:
        hits = study.library.search(listing.selection.text)
        best = {hit.target: None for hit in hits if hit.kind == "question"}
    return study.search.matching(
        listing.selection, limit=PAGE, order=order, offset=listing.shown, best=list(best)[:BEST]
    ).cards


def note_text(listing: Listing, order: str, marked: int | None) -> str:
    """How many cards there are, how they are ordered, and how many are marked; None marked means all."""
    places = len(listing.items) - listing.shown
    parts: list[str] = []
    if listing.count:
        cards = f"{listing.count:,} card{'' if listing.count == 1 else 's'}"
        cards = f"more than {cards}" if listing.wide else cards
        parts.append(cards + (f", {listing.shown:,} shown" if listing.shown < listing.count else ""))
    if places:
        parts.append(f"{places} in guide and glossary")
    if not parts:
        return "Nothing found; try fewer words." if listing.selection.plain else "No card is like that."
    if ORDER_NAMES[order] and listing.count:
        parts.append(ORDER_NAMES[order])
    if marked is None:
        parts.append("all marked" if listing.wide else f"all {listing.count:,} marked")
    elif marked:
        parts.append(f"{marked:,} marked")
    return " · ".join(parts)


def done_text(says: str, count: int, unit: str = "card") -> str:
    """What a bulk action did, with its count and the way back."""
    units = f"{count:,} {unit}{'' if count == 1 else 's'}"
    return f"{says}: {units}; u takes it back." if count else f"{says}: nothing to change."
