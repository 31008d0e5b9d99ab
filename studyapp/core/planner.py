"""What to ask next, from the cards that are due, the new ones, and the limits of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from studyapp.core.items import split_card_id
from studyapp.core.memory import Moment, Reviewed, State, retrievability

NEW_A_DAY = 20
LEARN_AHEAD = timedelta(minutes=20)
"""A card in a learning step may come up so much earlier when nothing else is left, so that nobody has to wait."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card as the planner sees it."""

    id: str
    state: State

    @property
    def question(self) -> str:
        return self.id.partition("#")[0]

    @property
    def pack(self) -> str:
        return split_card_id(self.id)[0]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a session has in front of it."""

    due: int
    """Cards due now, those in a learning step included."""
    new: int
    """New cards that today still allows."""
    ahead: int
    """Cards in a learning step that come up soon and may be asked early."""
    waiting_until: datetime | None
    """When the next card in a learning step comes up."""


def at_risk_first(cards: Iterable[Card], now: Moment) -> list[Card]:
    """Due cards in the order to ask: learning steps whose time has come, then the least likely recalled."""

    def urgency(card: Card) -> tuple[int, float, str]:
        state = card.state
        in_step = isinstance(state, Reviewed) and state.due_at is not None
        return (0 if in_step else 1, retrievability(state, now.day), card.id)

    return sorted(cards, key=urgency)


def admitted(new: Sequence[Card], *, introduced_today: int, seen_today: frozenset[str]) -> list[Card]:
    """The new cards that today still allows: one card a question a day, up to the daily limit."""
    room = max(0, NEW_A_DAY - introduced_today)
    questions = set(seen_today)
    chosen: list[Card] = []
    for card in new:
        if len(chosen) >= room:
            break
        if card.question not in questions:
            questions.add(card.question)
            chosen.append(card)
    return chosen


def due_and_ahead(cards: Iterable[Card], now: Moment) -> tuple[list[Card], list[Card]]:
    """Cards that are due within LEARN_AHEAD, parted: due now, at risk first; and those to come, soonest first."""
    due: list[Card] = []
    ahead: list[tuple[datetime, Card]] = []
    for card in cards:
        state = card.state
        if isinstance(state, Reviewed) and state.due_at is not None and state.due_at > now.at:
            ahead.append((state.due_at, card))
        else:
            due.append(card)
    ahead.sort(key=lambda entry: (entry[0], entry[1].id))
    return at_risk_first(due, now), [card for _, card in ahead]


def next_card(cards: Sequence[Card], *, last: str | None) -> Card | None:
    """The first card; the one just asked comes again only when nothing else is there."""
    return next((card for card in cards if card.id != last), cards[0] if cards else None)
