"""The doctor: is the store sound, and does every card's state follow from its reviews?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import DatabaseError

from studyapp.core.habits import Habits
from studyapp.core.memory import Model, State
from studyapp.core.planner import Card
from studyapp.core.replay import replayed
from studyapp.store import cards as card_queries
from studyapp.store import health, moves, reviews
from studyapp.store.engine import Session, Store
from studyapp.study.rules import model_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and what to do about it."""

    what: str
    message: str


def _expected(session: Session, card: Card, model: Model) -> State:
    log, moved = reviews.reviews_of(session, card.id), moves.moves_of(session, card.id)
    return replayed(log, moved, model)


def examine(store: Store, habits: Habits) -> tuple[Finding, ...]:
    """Integrity of the file and of its references, and each card against the replay of its log."""
    findings: list[Finding] = []
    try:
        with store.reading() as session:
            findings += [Finding("store", message) for message in health.problems(session)]
            model = model_of(session, habits)
            for card in card_queries.cards_with_history(session):
                if _expected(session, card, model) != card.state:
                    message = "its state does not follow from its reviews; 'studyapp doctor --mend'"
                    findings.append(Finding(card.id, message))
    except DatabaseError as error:
        findings.append(Finding("store", f"the file is damaged ({error.orig}); restore a backup"))
    return tuple(findings)


def mend(store: Store, habits: Habits) -> int:
    """Rebuild each card whose state does not follow from its reviews; how many."""
    mended = 0
    with store.writing() as session:
        model = model_of(session, habits)
        for card in card_queries.cards_with_history(session):
            expected = _expected(session, card, model)
            if expected != card.state:
                card_queries.put_state(session, card.id, expected)
                mended += 1
    return mended
