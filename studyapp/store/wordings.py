"""Every text that a question had, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Integer, func, literal_column, select
from sqlalchemy.dialects.sqlite import insert as upsert

from studyapp.core.records import Wording
from studyapp.store.engine import Session
from studyapp.store.tables import cards, reviews, showings, versions, wordings

_ADD = upsert(wordings).on_conflict_do_nothing()


def add(session: Session, texts: Sequence[tuple[str, str]], at: datetime | None) -> None:
    """Note (question, version) as seen at a time, those that were not seen before."""
    if texts:
        rows = [
            {"question_id": question, "version": version, "first_seen": at} for question, version in texts
        ]
        session.execute(_ADD, rows)


def of_question(session: Session, question_id: str) -> list[Wording]:
    """The texts of a question, the first one first; also those it had under another id, where they were asked."""
    seen: dict[str, datetime | None] = {}
    place: dict[str, int] = {}
    """In the order in which they were noted."""
    rowid = literal_column("wordings.rowid", Integer)
    noted = select(wordings).where(wordings.c.question_id == question_id).order_by(rowid)
    for number, row in enumerate(session.execute(noted), start=1):
        seen[row.version], place[row.version] = row.first_seen, number
    asked = session.execute(
        select(showings.c.version, func.min(reviews.c.at).label("at"))
        .join(reviews, reviews.c.id == showings.c.review_id)
        .join(cards, cards.c.id == reviews.c.card_id)
        .where(cards.c.question_id == question_id)
        .group_by(showings.c.version)
    )
    for row in asked:
        known = seen.get(row.version)
        seen[row.version] = min(known, row.at) if known else row.at
    bodies = session.execute(select(versions).where(versions.c.digest.in_(seen)))
    found = [Wording(row.digest, seen[row.digest], row.body) for row in bodies]
    return sorted(
        found,
        key=lambda each: (each.first_seen is not None, each.first_seen or 0, place.get(each.version, 0)),
    )
