"""The learner's tags on questions."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from studyapp.store import journal
from studyapp.store.engine import Session
from studyapp.store.journal import Change
from studyapp.store.tables import cards, tags


def tags_of(session: Session, question_id: str) -> list[str]:
    """The tags of a question, in alphabetical order."""
    query = select(tags.c.tag).where(tags.c.question_id == question_id).order_by(tags.c.tag)
    return list(session.scalars(query))


def counts(session: Session) -> list[tuple[str, int]]:
    """(tag, questions that have it), in alphabetical order."""
    rows = session.execute(select(tags.c.tag, func.count()).group_by(tags.c.tag).order_by(tags.c.tag))
    return [(row[0], row[1]) for row in rows]


def questions_with(session: Session, tag: str) -> list[str]:
    """The questions that have a tag."""
    return list(
        session.scalars(select(tags.c.question_id).where(tags.c.tag == tag).order_by(tags.c.question_id))
    )


def put(session: Session, question_id: str, wanted: str, *, present: bool) -> Change | None:
    """Give a question a tag or take it away; the change, None where there is none."""
    return journal.put(session, tags, {"question_id": question_id, "tag": wanted}, {} if present else None)


def forgotten_often(session: Session, lapses: int, among: Collection[str] = ()) -> list[str]:
    """Questions in study with a card that lapsed so often; of these alone, or of all."""
    often = [~cards.c.retired, cards.c.lapses >= lapses]
    if among:
        often.append(cards.c.question_id.in_(among))
    return list(
        session.scalars(select(cards.c.question_id).distinct().where(*often).order_by(cards.c.question_id))
    )
