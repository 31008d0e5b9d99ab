"""The log of reviews: append-only; a review taken back stays, and is marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from studyapp.core.confidence import Confidence
from studyapp.core.memory import New, Rating, Reviewed, State
from studyapp.core.offers import Interval
from studyapp.core.records import DayTally, MistakeCount, Overrides, Review
from studyapp.store.mistakes import mistake_count
from studyapp.store.tables import cards, reviews, showings, undone

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


def _live() -> Any:
    """Reviews that were not taken back."""
    return reviews.c.id.not_in(select(undone.c.review_id))


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
    rows = session.execute(_whole().where(reviews.c.card_id == card_id, _live()).order_by(reviews.c.id))
    return [_review(row) for row in rows]


def last_variables(session: Session, card_id: str) -> dict[str, object] | None:
    """The numbers that a card was last asked with; None for a card without a review that stands."""
    query = (
        select(showings.c.variant)
        .join(reviews, reviews.c.id == showings.c.review_id)
        .where(reviews.c.card_id == card_id, _live())
        .order_by(reviews.c.id.desc())
        .limit(1)
    )
    variant = session.scalar(query)
    return None if variant is None else dict(variant.get("variables", {}))


def counts_as_right() -> ColumnElement[bool]:
    """Found right, or counted as right by the learner."""
    return or_(reviews.c.outcome == "right", reviews.c.overridden)


def clean_answers(session: Session, card_id: str) -> list[bool]:
    """For each review of a card that stands, oldest first, whether it was right and without a hint."""
    query = (
        select(counts_as_right().label("right"), reviews.c.hinted)
        .where(reviews.c.card_id == card_id, _live())
        .order_by(reviews.c.id)
    )
    return [bool(row.right) and not row.hinted for row in session.execute(query)]


def review(session: Session, review_id: int) -> Review | None:
    """One review by its number, taken back or not."""
    row = session.execute(_whole().where(reviews.c.id == review_id)).one_or_none()
    return _review(row) if row else None


def recent(session: Session, limit: int = 20) -> list[Review]:
    """The newest reviews that stand."""
    rows = session.execute(_whole().where(_live()).order_by(reviews.c.id.desc()).limit(limit))
    return [_review(row) for row in rows]


def introduced_on(session: Session, day: date) -> int:
    """How many cards had their first review on a study day."""
    query = select(func.count()).where(reviews.c.day == day, reviews.c.phase == "new", _live())
    return session.scalar(query) or 0


def questions_seen_on(session: Session, day: date) -> frozenset[str]:
    """Questions of which a card was reviewed on a study day."""
    rows = session.execute(
        select(cards.c.question_id)
        .distinct()
        .join(reviews, reviews.c.card_id == cards.c.id)
        .where(reviews.c.day == day, _live())
    )
    return frozenset(row.question_id for row in rows)


def tallies(session: Session, since: date | None = None) -> list[DayTally]:
    """Answers, recalled ones and seconds by study day, oldest first."""
    query = (
        select(
            reviews.c.day,
            func.count().label("answers"),
            func.sum(case((reviews.c.rating > int(Rating.AGAIN), 1), else_=0)).label("recalled"),
            func.sum(reviews.c.seconds).label("seconds"),
        )
        .where(_live())
        .group_by(reviews.c.day)
        .order_by(reviews.c.day)
    )
    if since is not None:
        query = query.where(reviews.c.day >= since)
    return [
        DayTally(row.day, row.answers, int(row.recalled or 0), float(row.seconds or 0))
        for row in session.execute(query)
    ]


def mistakes(session: Session) -> list[MistakeCount]:
    """How often each named mistake was made in each card, the commonest first; not what was counted as right."""
    made = (
        select(
            reviews.c.card_id,
            reviews.c.mistake,
            func.count().label("times"),
            func.max(reviews.c.id).label("newest"),
        )
        .where(reviews.c.mistake.is_not(None), ~reviews.c.overridden, _live())
        .group_by(reviews.c.card_id, reviews.c.mistake)
        .subquery()
    )
    rows = session.execute(
        select(made, showings.c.version, showings.c.variant, showings.c.said)
        .join(showings, showings.c.review_id == made.c.newest)
        .order_by(made.c.times.desc(), made.c.newest.desc())
    )
    return [mistake_count(row) for row in rows]


def confidences(session: Session) -> list[tuple[str, int, int]]:
    """(how sure the learner was, answers, right ones) of the reviews before which they were asked."""
    right = func.sum(case((counts_as_right(), 1), else_=0)).label("right")
    rows = session.execute(
        select(reviews.c.confidence, func.count().label("answers"), right)
        .where(reviews.c.confidence.is_not(None), _live())
        .group_by(reviews.c.confidence)
    )
    return [(row.confidence, row.answers, int(row.right)) for row in rows]


def overrides(session: Session) -> Overrides:
    """Answers counted as right by the learner, among those that were found wrong."""
    row = session.execute(
        select(
            func.sum(case((reviews.c.overridden, 1), else_=0)).label("count"), func.count().label("wrong")
        ).where(reviews.c.outcome == "wrong", _live())
    ).one()
    return Overrides(int(row._mapping["count"] or 0), row.wrong)


def reviews_of_question(session: Session, question_id: str) -> list[Review]:
    """The reviews of all cards of a question that stand, oldest first."""
    of_question = select(cards.c.id).where(cards.c.question_id == question_id)
    rows = session.execute(_whole().where(reviews.c.card_id.in_(of_question), _live()).order_by(reviews.c.id))
    return [_review(row) for row in rows]


def retention(session: Session) -> tuple[int, int]:
    """(recalled, tested): reviews of cards that had left their learning steps."""
    rows = session.execute(
        select(
            func.sum(case((reviews.c.rating > int(Rating.AGAIN), 1), else_=0)).label("recalled"),
            func.count().label("tested"),
        ).where(_live(), reviews.c.phase == "review")
    ).one()
    return int(rows.recalled or 0), int(rows.tested)
