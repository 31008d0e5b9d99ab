"""Why a card is asked: its schedule in words, for the asking screen, a question's page and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from studyapp.core.habits import Habits
from studyapp.core.leeches import is_leech
from studyapp.core.memory import Rating, Reviewed
from studyapp.core.offers import Interval, Offer, offers
from studyapp.core.planner import Card
from studyapp.core.why import Why, card_words, why
from studyapp.store import cards as card_queries
from studyapp.store import reviews
from studyapp.store.engine import Session, Store
from studyapp.study.clock import Clock
from studyapp.study.rules import model_of


@dataclass(frozen=True, slots=True)
class CardPage:
    """Everything about the schedule of a card."""

    card: Card
    recall: float
    """Probability of recall today; 0 for a new card."""
    leech: bool
    given: Interval | None
    """How its last interval came about; None for a card in its steps or without a review."""
    offered: dict[Rating, Offer]
    why: Why
    lines: tuple[str, ...]
    """The same in words."""


class Explain:
    """Tells why."""

    def __init__(self, store: Store, clock: Clock, habits: Habits) -> None:
        self._store = store
        self._clock = clock
        self._habits = habits

    def why(self, card: Card, offered: dict[Rating, Offer]) -> Why:
        """The words for a card that is asked, from what its session offers."""
        with self._store.reading() as session:
            return why(card.state, offered, self._clock.now(), model_of(session, self._habits))

    def cards(self, question: str) -> tuple[CardPage, ...]:
        """The cards of a question with their schedule."""
        with self._store.reading() as session:
            load = card_queries.count_by_due_day(session)
            return tuple(self._page(session, card, load) for card in card_queries.cards_of(session, question))

    def _page(self, session: Session, card: Card, load: dict[date, int]) -> CardPage:
        now, lapses = self._clock.now(), self._habits.leech_lapses
        model = model_of(session, self._habits)
        log = reviews.reviews_of(session, card.id) if isinstance(card.state, Reviewed) else []
        given = log[-1].interval if log else None
        offered = offers(card.id, card.state, now, model, load=load, weekdays=self._habits.weekdays)
        return CardPage(
            card,
            model.recall(card.state, now.day),
            is_leech(card.state, lapses),
            given,
            offered,
            why(card.state, offered, now, model),
            card_words(card.state, card.marks, given, now, model, lapses),
        )
