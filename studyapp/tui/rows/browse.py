"""What the browse screen lists for what was typed, and the lines that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from studyapp.core.selection import SelectionError, parse

if TYPE_CHECKING:
    from studyapp.core.records import FoundCard
    from studyapp.study.app import Study


class Place(NamedTuple):
    """Where a row leads: a question, a term or a section."""

    kind: str
    target: str
    pack: str
    title: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows for a search, how many, and what is wrong with it."""

    places: tuple[Place, ...] = ()
    note: str = ""
    says: str = ""
    """A line on names that nothing has, or why it cannot be read; then the rows stay as they were."""
    refused: bool = False


def look_up(study: Study, text: str) -> Listing:
    """Plain words find questions, terms and sections; a selection finds the questions of its cards."""
    try:
        selection = parse(text)
    except SelectionError as refusal:
        return Listing(says=str(refusal), refused=True)
    if selection.plain and not {'"', "*"} & set(text):
        hits = study.library.search(text)
        places = tuple(Place(hit.kind, hit.target, hit.pack, hit.title) for hit in hits)
        return Listing(places, found_note(len(places)))
    found = study.search.matching(selection)
    places = questions_of(found.cards)
    note = cards_note(found.count, len(found.cards), len(places))
    return Listing(places, note, "; ".join(found.hints))


def questions_of(cards: tuple[FoundCard, ...]) -> tuple[Place, ...]:
    """A row for each question of the cards, in their order."""
    return tuple(
        {card.question: Place("question", card.question, card.pack, card.heading) for card in cards}.values()
    )


def found_note(count: int) -> str:
    return f"{count} found, Enter opens" if count else "Nothing found; try fewer words."


def cards_note(count: int, shown: int, questions: int) -> str:
    """How many cards a selection has, and of how many questions the rows are."""
    if not count:
        return "No card is like that."
    cards = f"{count:,} card{'' if count == 1 else 's'}"
    if shown < count:
        return f"{cards}, the first {shown} shown, Enter opens"
    return f"{cards} of {questions} question{'' if questions == 1 else 's'}, Enter opens"
