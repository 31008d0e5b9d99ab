"""A guide cut into lessons: what is read, then the questions that belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from studyapp.core.items import Section

REST = "more-questions"
"""Id of the lesson of the questions that no section has."""

MOST_CARDS = 500
"""So many cards of a lesson at a time; a pack without a guide may have any number."""


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card as a lesson sees it."""

    id: str
    section: str | None
    new: bool
    waits: bool
    """Whether a question that it requires is not known yet."""

    @property
    def question(self) -> str:
        return self.id.partition("#")[0]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A part of the guide with its questions."""

    id: str
    """That of its last section, the one that has the questions."""
    title: str
    place: int
    """Counted from 1."""
    sections: tuple[Section, ...]
    """What is read: sections without questions of their own lead up to the one that has them."""
    cards: tuple[str, ...]
    """The new ones, in the order in which they are asked."""
    questions: int
    """How many questions it has, learned ones included."""
    new: int
    """New questions that may be asked."""
    waiting: int
    """New questions that wait for one they require."""


def lessons(sections: Sequence[Section], cards: Iterable[NewCard], pack: str) -> tuple[Lesson, ...]:
    """The lessons of a pack, in the order of its guide; cards are given in the order of study.

    A section's own questions are asked in the order in which the guide asks them, then the others. What comes after
    the last section with questions belongs to no lesson; questions without a section make the last one.
    """
    of_section: dict[str | None, list[NewCard]] = {}
    for card in cards:
        of_section.setdefault(card.section, []).append(card)
    made: list[Lesson] = []
    leading: list[Section] = []
    for section in sections:
        leading.append(section)
        if found := of_section.pop(section.id, []):
            asked = {
                question if "/" in question else f"{pack}/{question}": place
                for place, question in enumerate(section.questions)
            }
            made.append(_lesson(len(made) + 1, section.id, section.title, leading, found, asked))
            leading = []
    if rest := [card for found in of_section.values() for card in found]:
        made.append(_lesson(len(made) + 1, REST, "More questions", [], rest, {}))
    return tuple(made)


def _lesson(
    place: int,
    identity: str,
    title: str,
    sections: Sequence[Section],
    cards: Sequence[NewCard],
    asked: Mapping[str, int],
) -> Lesson:
    ordered = sorted(cards, key=lambda card: asked.get(card.question, len(asked)))  # a stable sort
    new = {card.question for card in cards if card.new and not card.waits}
    waiting = {card.question for card in cards if card.new and card.waits}
    return Lesson(
        identity,
        title,
        place,
        tuple(sections),
        tuple(card.id for card in ordered if card.new)[:MOST_CARDS],
        len({card.question for card in cards}),
        len(new),
        len(waiting),
    )
