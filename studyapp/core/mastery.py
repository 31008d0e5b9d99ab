"""Mastery: how much of a pack, a topic or a section of the guide is recalled now, by the memory model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from studyapp.core.memory import Model


class Standing(NamedTuple):
    """A card as it stands, and where it belongs."""

    question: str
    pack: str
    topic: str
    """Its question's main topic."""
    section: str | None
    stability: float | None
    """None for a card never reviewed."""
    difficulty: float | None
    last_day: str | None
    """Day of its last review, in ISO form."""


@dataclass(frozen=True, slots=True)
class Mastery:
    """How well a pack, a topic or a section is known."""

    name: str
    """The pack's id, the topic, or pack/section."""
    cards: int
    seen: int
    known: float
    """Mean predicted recall now over all its cards; a card never reviewed counts as 0."""
    weakest: str
    """The question least likely recalled among those seen; its heading, once it was looked up."""

    @property
    def seen_share(self) -> float:
        return self.seen / self.cards


@dataclass(slots=True)
class _Group:
    """Cards that belong to one pack, topic and section."""

    cards: int = 0
    recalls: list[float] = field(default_factory=list)
    least: float = 2.0
    weakest: str = ""


Place = tuple[str, str, str | None]
"""Pack, topic and section of a card."""


@dataclass(frozen=True, slots=True)
class Masteries:
    """The same cards by pack, topic and section, each the least known first and what is not begun last."""

    packs: tuple[Mastery, ...]
    topics: tuple[Mastery, ...]
    sections: tuple[Mastery, ...]
    """Cards without a section are left out."""


def masteries(standings: Iterable[Standing], model: Model, today: date) -> Masteries:
    """What is known today of the cards."""
    groups: dict[Place, _Group] = {}
    elapsed: dict[str, int] = {}
    for question, pack, topic, section, stability, _, last in standings:
        group = groups.get((pack, topic, section))
        if group is None:
            group = groups[pack, topic, section] = _Group()
        group.cards += 1
        if stability is None or last is None:
            continue
        if (days := elapsed.get(last)) is None:
            days = elapsed[last] = max(0, (today - date.fromisoformat(last)).days)
        recall = model.recall_after(stability, days)
        group.recalls.append(recall)
        if recall < group.least:
            group.least, group.weakest = recall, question
    return Masteries(
        _gathered(groups, lambda place: place[0]),
        _gathered(groups, lambda place: place[1]),
        _gathered(groups, lambda place: f"{place[0]}/{place[2]}" if place[2] else None),
    )


def _gathered(groups: dict[Place, _Group], name_of: Callable[[Place], str | None]) -> tuple[Mastery, ...]:
    """The groups of one name put together."""
    gathered: dict[str, list[_Group]] = {}
    for place, group in groups.items():
        if name := name_of(place):
            gathered.setdefault(name, []).append(group)
    found = [_together(name, parts) for name, parts in gathered.items()]
    return tuple(sorted(found, key=lambda one: (one.seen == 0, one.known, one.name)))


def _together(name: str, parts: list[_Group]) -> Mastery:
    cards = sum(part.cards for part in parts)
    seen = sum(len(part.recalls) for part in parts)
    known = sum(sum(part.recalls) for part in parts) / cards
    weakest = min(parts, key=lambda part: part.least).weakest
    return Mastery(name, cards, seen, known, weakest)
