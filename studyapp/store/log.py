"""The whole log, card by card: read as a stream, since it may have a million reviews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyapp.core.confidence import Confidence
from studyapp.core.fitting import Life, Rated, lives
from studyapp.core.memory import New, Rating
from studyapp.core.offers import Interval
from studyapp.core.records import Moved, Review
from studyapp.store.tables import journal, moves, reviews, undone

_AT_ONCE = 5_000
"""Rows."""
_NO_VALUES: Mapping[str, object] = {}
_NEW = New()


def count_usable(session: Session) -> int:
    """Reviews that stand and that came at least a day after the card's last."""
    query = select(func.count()).where(reviews.c.elapsed > 0, _stands())
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
        .where(_stands())
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

    The reviews are without what was shown: enough to replay them.
    """
    moved: dict[str, list[Moved]] = {}
    for row in session.execute(select(moves).order_by(moves.c.id)):
        move = Moved(row.card_id, row.after_review, row.at, row.due_day, row.id)
        moved.setdefault(row.card_id, []).append(move)
    query = select(reviews).where(_stands()).order_by(reviews.c.card_id, reviews.c.id)
    stream = session.execute(query, execution_options={"yield_per": _AT_ONCE})
    for card_id, rows in groupby(stream, key=lambda row: row.card_id):
        yield card_id, [_narrow(row) for row in rows], moved.get(card_id, [])


def stamp(session: Session) -> tuple[object, ...]:
    """Differs whenever the log does: the newest review, move and action, and how many are undone."""
    newest = [session.scalar(select(func.max(table.c.id))) for table in (reviews, moves, journal)]
    taken_back = session.scalar(select(func.count()).select_from(undone))
    done = session.scalar(select(func.max(journal.c.id)).where(journal.c.state == "done"))
    return (*newest, taken_back, done)


def _stands() -> Any:
    return reviews.c.id.not_in(select(undone.c.review_id))


def _narrow(row: Any) -> Review:
    return Review(
        card_id=row.card_id,
        at=row.at,
        day=row.day,
        rating=Rating(row.rating),
        outcome=row.outcome,
        response="",
        mistake=row.mistake,
        hinted=row.hinted,
        seconds=row.seconds,
        seed=0,
        variant=_NO_VALUES,
        version="",
        before=_NEW,
        interval=None if row.days is None else Interval(row.ideal, row.fuzzed, row.days),
        confidence=Confidence(row.confidence) if row.confidence else None,
        overridden=row.overridden,
        id=row.id,
    )
