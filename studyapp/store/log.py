"""The whole log, card by card: read as a stream, since it may have a million reviews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from studyapp.core.confidence import Confidence
from studyapp.core.fitting import Life, Rated, lives
from studyapp.core.memory import New, Rating
from studyapp.core.offers import Interval
from studyapp.core.records import Moved, Review
from studyapp.store.engine import Session
from studyapp.store.tables import NOT_TAKEN_BACK, journal, moves, reviews, undone

_AT_ONCE = 5_000
"""Rows."""
_NO_VALUES: Mapping[str, object] = {}
_NEW = New()
_REPLAYED = (
    reviews.c.card_id,
    reviews.c.id,
    reviews.c.at,
    reviews.c.day,
    reviews.c.rating,
    reviews.c.outcome,
    reviews.c.overridden,
    reviews.c.confidence,
    reviews.c.ideal,
    reviews.c.fuzzed,
    reviews.c.days,
)


def count_usable(session: Session) -> int:
    """Reviews that stand and that came at least a day after the card's last."""
    query = select(func.count()).where(reviews.c.elapsed > 0, NOT_TAKEN_BACK)
    return session.scalar(query) or 0


def count(session: Session) -> int:
    """Reviews, those taken back among them."""
    return session.scalar(select(func.count()).select_from(reviews)) or 0


def all_lives(session: Session, every: int = 1) -> Iterator[tuple[str, Life]]:
    """(card, life) of every card with reviews that stand, or of every n-th such card."""
    begun_anew: dict[str, list[int]] = {}
    rows = session.execute(
        select(moves.c.card_id, moves.c.after_review).where(moves.c.due_day.is_(None)).order_by(moves.c.id)
    )
    for row in rows:
        begun_anew.setdefault(row.card_id, []).append(row.after_review)
    query = (
        select(reviews.c.card_id, reviews.c.id, reviews.c.day, reviews.c.rating)
        .where(NOT_TAKEN_BACK)
        .order_by(reviews.c.card_id, reviews.c.id)
    )
    stream = session.execute(query, execution_options={"yield_per": _AT_ONCE})
    for place, (card_id, found) in enumerate(groupby(stream, key=lambda row: row[0])):
        if place % every == 0:
            rated = (Rated(number, day, rating) for _, number, day, rating in found)
            for life in lives(rated, begun_anew.get(card_id, ())):
                yield card_id, life


def histories(session: Session) -> Iterator[tuple[str, list[Review], list[Moved]]]:
    """(card, its reviews that stand, its moves), oldest first, of every card with reviews that stand.

    The reviews hold no more than their replay needs.
    """
    moved: dict[str, list[Moved]] = {}
    for row in session.execute(select(moves).order_by(moves.c.id)):
        move = Moved(row.card_id, row.after_review, row.at, row.due_day, row.id)
        moved.setdefault(row.card_id, []).append(move)
    query = select(*_REPLAYED).where(NOT_TAKEN_BACK).order_by(reviews.c.card_id, reviews.c.id)
    stream = session.execute(query, execution_options={"yield_per": _AT_ONCE})
    for card_id, rows in groupby(stream, key=lambda row: row[0]):
        yield card_id, [_review(row) for row in rows], moved.get(card_id, [])


def stamp(session: Session) -> tuple[object, ...]:
    """Differs whenever the log does: the newest review, move and action, and how many are undone."""
    newest = [session.scalar(select(func.max(table.c.id))) for table in (reviews, moves, journal)]
    taken_back = session.scalar(select(func.count()).select_from(undone))
    done = session.scalar(select(func.max(journal.c.id)).where(journal.c.state == "done"))
    return (*newest, taken_back, done)


def _review(row: Any) -> Review:
    card_id, number, at, day, rating, outcome, overridden, confidence, ideal, fuzzed, days = row
    return Review(
        card_id=card_id,
        at=at,
        day=day,
        rating=Rating(rating),
        outcome=outcome,
        response="",
        mistake=None,
        hinted=False,
        seconds=0.0,
        seed=0,
        variant=_NO_VALUES,
        version="",
        before=_NEW,
        interval=None if days is None else Interval(ideal, fuzzed, days),
        confidence=Confidence(confidence) if confidence else None,
        overridden=overridden,
        id=number,
    )
