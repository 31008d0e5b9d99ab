"""What to ask next, and in which order: due first, the most at risk first, topics mixed, new ones in blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from studyapp.core.items import split_card_id
from studyapp.core.memory import Moment, Reviewed, State

LEARN_AHEAD = timedelta(minutes=20)
"""A card in a learning step may come up so much earlier when nothing else is left, so that nobody has to wait."""
LONGEST_STEP = timedelta(hours=1)
"""A step further off than this was set by a clock that ran ahead: the card is due."""
MIXED_AT_A_TIME = 12
"""Due cards so near to each other in risk are put in another order to mix topics."""
OVERDUE_PER_NEW = 5
"""So many overdue cards hold one new card back."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a learner decided about a card."""

    suspended: bool = False
    flagged: bool = False
    buried_until: date | None = None
    """The first study day on which it may come up again."""


NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class Card:
    """A card as the planner sees it."""

    id: str
    state: State
    marks: Marks = NO_MARKS

    @property
    def question(self) -> str:
        return self.id.partition("#")[0]

    @property
    def pack(self) -> str:
        return split_card_id(self.id)[0]

    def in_step(self, now: Moment) -> bool:
        """Whether it is in a learning step whose time has come."""
        due_at = self.state.due_at if isinstance(self.state, Reviewed) else None
        return due_at is not None and (due_at <= now.at or due_at > now.at + LONGEST_STEP)

    def due(self, now: Moment) -> bool:
        """Whether it is to be asked now; a new card is not due."""
        if self.marks.suspended or not isinstance(self.state, Reviewed):
            return False
        if self.marks.buried_until is not None and now.day < self.marks.buried_until:
            return False
        return self.in_step(now) if self.state.due_at is not None else self.state.due_day <= now.day


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

    @property
    def left(self) -> int:
        return self.due + self.new + self.ahead


def new_allowed(new_a_day: int, introduced_today: int, overdue: int) -> int:
    """How many new cards today still allows: fewer while cards are overdue."""
    return max(0, new_a_day - introduced_today - overdue // OVERDUE_PER_NEW)


def at_risk_first(cards: Sequence[Card], today: date) -> list[Card]:
    """Reviewed cards, the least likely recalled first: most days since the review for each day of stability.

    The store orders due cards by the same.
    """

    def place(card: Card) -> tuple[float, str]:
        assert isinstance(card.state, Reviewed)
        return -(today - card.state.last_day).days / card.state.stability, card.id

    return sorted(cards, key=place)


Topics = Mapping[str, Sequence[str]]
"""The topics of each question, the main one first."""


def one_of_each_question(cards: Sequence[Card]) -> list[Card]:
    """The first card of each question: its siblings would give the answer away, and wait for another day."""
    first: dict[str, Card] = {}
    for card in cards:
        first.setdefault(card.question, card)
    return list(first.values())


def mixed(cards: Sequence[Card], topics: Topics) -> list[Card]:
    """Cards in the order of risk, put so within each dozen that a topic is followed by a related other one.

    Telling related things apart is learned by meeting them side by side (Rohrer, "Interleaving Helps Students
    Distinguish among Similar Concepts", Educational Psychology Review 24, 2012).
    """
    ordered: list[Card] = []
    for start in range(0, len(cards), MIXED_AT_A_TIME):
        left = list(cards[start : start + MIXED_AT_A_TIME])
        while left:
            before = topics.get(ordered[-1].question, ()) if ordered else ()
            chosen = min(range(len(left)), key=lambda place: (_apart(before, topics, left[place]), place))
            ordered.append(left.pop(chosen))
    return ordered


def _apart(before: Sequence[str], topics: Topics, card: Card) -> int:
    """How badly a card follows: 0 another main topic that is related, 1 an unrelated one, 2 the same."""
    mine = topics.get(card.question, ())
    if before and mine and mine[0] == before[0]:
        return 2
    return 0 if set(mine) & set(before) else 1


def in_blocks(cards: Sequence[Card], topics: Topics) -> list[Card]:
    """New cards, those of one main topic together, in the order in which the topics first come up."""
    blocks: dict[str, list[Card]] = {}
    for card in cards:
        of = topics.get(card.question) or (card.question,)
        blocks.setdefault(of[0], []).append(card)
    return [card for block in blocks.values() for card in block]


def next_card(cards: Sequence[Card], *, last: str | None) -> Card | None:
    """The first card; the one just asked comes again only when nothing else is there."""
    return next((card for card in cards if card.id != last), cards[0] if cards else None)
