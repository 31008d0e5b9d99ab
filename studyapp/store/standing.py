"""What the store has of a pack's questions, and what the learner has of each: what an update is planned by."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import exists, func, or_, select

from studyapp.core.records import CardStanding, QuestionStanding
from studyapp.store.engine import Session
from studyapp.store.tables import NOT_TAKEN_BACK, cards, moves, packs, questions, reviews, versions

_CHUNK = 500


def of_pack(session: Session, pack_id: str) -> dict[str, QuestionStanding]:
    """Every question that a pack ever had, by its id inside the pack."""
    count = (
        select(func.count())
        .where(reviews.c.card_id == cards.c.id, NOT_TAKEN_BACK)
        .correlate(cards)
        .scalar_subquery()
    )
    moved = exists(select(1).where(moves.c.card_id == cards.c.id).correlate(cards))
    begun = or_(cards.c.stability.is_not(None), moved).label("begun")
    rows = session.execute(
        select(cards.c.id, cards.c.question_id, cards.c.retired, count.label("reviews"), begun)
        .where(cards.c.pack_id == pack_id)
        .order_by(cards.c.position)
    )
    of: dict[str, list[CardStanding]] = {}
    for row in rows:
        one = CardStanding(row.id, row.retired, row.reviews, bool(row.begun or row.reviews))
        of.setdefault(row.question_id, []).append(one)
    found = session.execute(
        select(questions).where(questions.c.pack_id == pack_id).order_by(questions.c.position)
    )
    return {
        row.id.partition("/")[2]: QuestionStanding(row.version, row.retired, tuple(of.get(row.id, ())))
        for row in found
    }


def bodies(session: Session, digests: Collection[str]) -> dict[str, dict[str, Any]]:
    """Stored forms of versions, by digest."""
    wanted = list(digests)
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = versions.c.digest.in_(wanted[start : start + _CHUNK])
        found |= {row.digest: row.body for row in session.execute(select(versions).where(chunk))}
    return found


def pack_in_study(session: Session, pack_id: str) -> tuple[str, str] | None:
    """(title, version) of a pack that is not retired."""
    row = session.execute(
        select(packs.c.manifest).where(packs.c.id == pack_id, ~packs.c.retired)
    ).one_or_none()
    return (str(row.manifest["title"]), str(row.manifest.get("version", "1"))) if row else None
