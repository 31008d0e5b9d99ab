"""The doctor: is the store sound, and does every card's state follow from its reviews?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import DatabaseError

from studyapp.core import memory
from studyapp.core.memory import Moment, New, State
from studyapp.core.records import Review
from studyapp.store import cards as card_queries
from studyapp.store import health, reviews
from studyapp.store.engine import Store


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and what to do about it."""

    what: str
    message: str


def replayed(log: list[Review]) -> State:
    """The state that a card's reviews lead to."""
    state: State = New()
    for review in log:
        moment = Moment(review.at, review.day)
        state = memory.review(state, review.rating, moment, sooner=review.sure_but_wrong)
    return state


def examine(store: Store) -> tuple[Finding, ...]:
    """Integrity of the file and of its references, and each card against the replay of its reviews."""
    findings: list[Finding] = []
    try:
        with store.reading() as session:
            findings += [Finding("store", message) for message in health.problems(session)]
            for card in card_queries.cards_with_history(session):
                if replayed(reviews.reviews_of(session, card.id)) != card.state:
                    message = "its state does not follow from its reviews; 'studyapp doctor --mend'"
                    findings.append(Finding(card.id, message))
    except DatabaseError as error:
        findings.append(Finding("store", f"the file is damaged ({error.orig}); restore a backup"))
    return tuple(findings)


def mend(store: Store) -> int:
    """Rebuild each card whose state does not follow from its reviews; how many."""
    mended = 0
    with store.writing() as session:
        for card in card_queries.cards_with_history(session):
            expected = replayed(reviews.reviews_of(session, card.id))
            if expected != card.state:
                card_queries.put_state(session, card.id, expected)
                mended += 1
    return mended
