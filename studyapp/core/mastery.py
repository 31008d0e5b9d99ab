"""Mastery: how much of a pack, a topic or a section of the guide is recalled now, by the memory model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Group(NamedTuple):
    """Cards of one place: a topic, or a section of a pack."""

    place: tuple[str | None, ...]
    cards: int
    seen: int
    recall: float
    """Predicted recall of those seen, added up."""
    least: float
    """The smallest of them."""
    weakest: str
    """The question that has it; empty when none was seen."""


@dataclass(frozen=True, slots=True)
class Mastery:
    """How well a pack, a topic or a section is known."""

    name: str
    """The pack's id, the topic, or pack/section."""
    title: str
    """What a person reads."""
    cards: int
    seen: int
    known: float
    """Mean predicted recall now over all its cards; a card never reviewed counts as 0."""
    weakest: str
    """The question least likely recalled among those seen, empty when there is none."""


def of_packs(groups: Iterable[Group]) -> tuple[Mastery, ...]:
    """Sections of packs put together by pack, the least known first and what is not begun last."""
    return _gathered(groups, lambda place: place[0])


def of_sections(groups: Iterable[Group]) -> tuple[Mastery, ...]:
    """The sections in the same order; cards without one are left out."""
    return _gathered(groups, lambda place: f"{place[0]}/{place[1]}" if place[1] else None)


def of_topics(groups: Iterable[Group]) -> tuple[Mastery, ...]:
    """The topics in the same order."""
    return _gathered(groups, lambda place: place[0])


def _gathered(
    groups: Iterable[Group], name_of: Callable[[tuple[str | None, ...]], str | None]
) -> tuple[Mastery, ...]:
    gathered: dict[str, list[Group]] = {}
    for group in groups:
        if name := name_of(group.place):
            gathered.setdefault(name, []).append(group)
    found = [_together(name, parts) for name, parts in gathered.items()]
    return tuple(sorted(found, key=lambda one: (one.seen == 0, one.known, one.name)))


def _together(name: str, parts: list[Group]) -> Mastery:
    cards, seen = sum(part.cards for part in parts), sum(part.seen for part in parts)
    known = sum(part.recall for part in parts) / cards
    least = min((part for part in parts if part.seen), key=lambda part: part.least, default=None)
    title = name.rpartition("/")[2].replace("-", " ")
    return Mastery(name, title, cards, seen, known, least.weakest if least else "")
