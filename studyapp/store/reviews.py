"""The log of reviews: append-only; a review taken back stays, and is marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select

from studyapp.core.card_log import Logged
from studyapp.core.confidence import Confidence
from studyapp.core.memory import New, Rating, Reviewed, State
from studyapp.core.offers import Interval
from studyapp.core.records import Review
from studyapp.store.engine import Session
from studyapp.store.statistics import counts_as_right
from studyapp.store.tables import NOT_TAKEN_BACK, cards, reviews, showings, undone

_NARROW = (
    "card_id",
    "at",
    "day",
    "hour",
    "outcome",
    "mistake",
    "hinted",
    "seconds",
    "confidence",
    "overridden",
)
_WIDE = ("response", "seed", "version", "said")
# Built once: an answer is felt.
_ADD = insert(reviews).returning(reviews.c.id)
_ADD_SHOWING = insert(showings)


def packed(state: State) -> dict[str, object] | None:
    """A card's state as plain JSON; None for a new card."""
    if isinstance(state, New):
        return None
    values = {field.name: getattr(state, field.name) for field in fields(state)}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if value is not None
    }


def unpacked(value: Mapping[str, Any] | None) -> State:
    """The state that `packed` wrote."""
    if value is None:
        return New()
    known = dict(value)
    for name in ("last_day", "due_day"):
        known[name] = date.fromisoformat(known[name])
    if known.get("due_at"):
        known["due_at"] = datetime.fromisoformat(known["due_at"])
    return Reviewed(**known)


def phase(state: State) -> str:
    """Where a card stands: new, learning, review or relearning."""
    if isinstance(state, New):
        return "new"
    if state.step is None:
        return "review"
    return "relearning" if state.relearning else "learning"


def add(session: Session, review: Review) -> int:
    """Append a review; its number."""
    values: dict[str, object] = {name: getattr(review, name) for name in _NARROW}
    values |= {"rating": int(review.rating), "score": review.score, "recall": review.recall}
    before = review.before
    values["phase"] = phase(before)
    if isinstance(before, Reviewed):
        values |= {"stability": before.stability, "elapsed": max(0, (review.day - before.last_day).days)}
    if review.interval is not None:
        values |= {name: getattr(review.interval, name) for name in ("ideal", "fuzzed", "days")}
    number: int = session.execute(_ADD, values).scalar_one()
    wide: dict[str, object] = {name: getattr(review, name) for name in _WIDE}
    wide |= {"variant": dict(review.variant), "before": packed(before), "review_id": number}
    session.execute(_ADD_SHOWING, wide)
    return number


def _whole() -> Select[Any]:
    """Reviews with what was shown."""
    return select(reviews, *(column for column in showings.c if column.name != "review_id")).join(
        showings, showings.c.review_id == reviews.c.id
    )


def _review(row: Any) -> Review:
    return Review(
        **{name: getattr(row, name) for name in (*_NARROW, *_WIDE, "id", "score", "recall", "variant")}
        | {
            "rating": Rating(row.rating),
            "before": unpacked(row.before),
            "confidence": Confidence(row.confidence) if row.confidence else None,
            "interval": None if row.days is None else Interval(row.ideal, row.fuzzed, row.days),
        }
    )


def take_back(session: Session, review_id: int, at: datetime) -> None:
    """Mark a review as taken back."""
    session.execute(insert(undone).values(review_id=review_id, at=at))


def give_again(session: Session, review_id: int) -> None:
    """A review that was taken back stands again."""
    session.execute(delete(undone).where(undone.c.review_id == review_id))


def newest_id(session: Session) -> int:
    """The number of the newest review, taken back or not; 0 when there is none."""
    return session.scalar(select(func.max(reviews.c.id))) or 0


def reviews_of(session: Session, card_id: str) -> list[Review]:
    """The reviews of a card that stand, oldest first."""
    rows = session.execute(
        _whole().where(reviews.c.card_id == card_id, NOT_TAKEN_BACK).order_by(reviews.c.id)
    )
    return [_review(row) for row in rows]


def log_of(session: Session, card_id: str) -> list[Logged]:
    """The reviews of a card that stand, oldest first, without what was shown."""
    rows = session.execute(
        select(
            reviews.c.id,
            reviews.c.day,
            reviews.c.rating,
            reviews.c.phase,
            reviews.c.elapsed,
            reviews.c.stability,
            reviews.c.recall,
            reviews.c.days,
        )
        .where(reviews.c.card_id == card_id, NOT_TAKEN_BACK)
        .order_by(reviews.c.id)
    )
    return [Logged(number, day, Rating(rating), *rest) for number, day, rating, *rest in rows]


def last_variables(session: Session, card_id: str) -> dict[str, object] | None:
    """The numbers that a card was last asked with; None for a card without a review that stands."""
    query = (
        select(showings.c.variant)
        .join(reviews, reviews.c.id == showings.c.review_id)
        .where(reviews.c.card_id == card_id, NOT_TAKEN_BACK)
        .order_by(reviews.c.id.desc())
        .limit(1)
    )
    variant = session.scalar(query)
    return None if variant is None else dict(variant.get("variables", {}))


def clean_answers(session: Session, card_id: str) -> list[bool]:
    """For each review of a card that stands, oldest first, whether it was right and without a hint."""
    query = (
        select(counts_as_right().label("right"), reviews.c.hinted)
        .where(reviews.c.card_id == card_id, NOT_TAKEN_BACK)
        .order_by(reviews.c.id)
    )
    return [bool(row.right) and not row.hinted for row in session.execute(query)]


def review(session: Session, review_id: int) -> Review | None:
    """One review by its number, taken back or not."""
    row = session.execute(_whole().where(reviews.c.id == review_id)).one_or_none()
    return _review(row) if row else None


def introduced_on(session: Session, day: date) -> int:
    """How many cards had their first review on a study day."""
    query = select(func.count()).where(reviews.c.day == day, reviews.c.phase == "new", NOT_TAKEN_BACK)
    return session.scalar(query) or 0


def questions_seen_on(session: Session, day: date) -> frozenset[str]:
    """Questions of which a card was reviewed on a study day."""
    rows = session.execute(
        select(cards.c.question_id)
        .distinct()
        .join(reviews, reviews.c.card_id == cards.c.id)
        .where(reviews.c.day == day, NOT_TAKEN_BACK)
    )
    return frozenset(row.question_id for row in rows)


def reviews_after(session: Session, review_id: int) -> list[Review]:
    """The reviews that stand and were given after one, oldest first."""
    rows = session.execute(_whole().where(reviews.c.id > review_id, NOT_TAKEN_BACK).order_by(reviews.c.id))
    return [_review(row) for row in rows]


def reviews_of_question(session: Session, question_id: str) -> list[Review]:
    """The reviews of all cards of a question that stand, oldest first."""
    of_question = select(cards.c.id).where(cards.c.question_id == question_id)
    rows = session.execute(
        _whole().where(reviews.c.card_id.in_(of_question), NOT_TAKEN_BACK).order_by(reviews.c.id)
    )
    return [_review(row) for row in rows]
