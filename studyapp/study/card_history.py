"""The history of the cards of a question: intervals, stability over time, and recall before each review."""

from __future__ import annotations

from studyapp.core.card_log import CardHistory, card_points
from studyapp.core.habits import Habits
from studyapp.core.items import split_card_id
from studyapp.core.memory import Reviewed
from studyapp.store import cards as card_queries
from studyapp.store import reviews
from studyapp.store.engine import Store
from studyapp.study.clock import Clock
from studyapp.study.rules import model_of


class CardHistories:
    """What the log says of single cards."""

    def __init__(self, store: Store, clock: Clock, habits: Habits) -> None:
        self._store = store
        self._clock = clock
        self._habits = habits

    def of(self, question: str) -> tuple[CardHistory, ...]:
        """The cards of a question, each with its reviews; none for a question that is not there."""
        today = self._clock.now().day
        with self._store.reading() as session:
            model = model_of(session, self._habits)
            found = []
            for card in card_queries.cards_of(session, question):
                known = card.state if isinstance(card.state, Reviewed) else None
                points = card_points(reviews.log_of(session, card.id), known.stability if known else None)
                recall = model.recall(known, today) if known else None
                found.append(CardHistory(card.id, split_card_id(card.id)[2], points, recall))
        return tuple(found)
