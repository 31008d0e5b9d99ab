"""Moves: cards that the learner began anew or put on another day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from studyapp.core.records import Moved
from studyapp.store.journal import Change
from studyapp.store.tables import moves


def add(session: Session, moved: Moved) -> Change:
    """Append a move; the change, for the journal."""
    values: dict[str, Any] = {
        "card_id": moved.card_id,
        "after_review": moved.after_review,
        "at": moved.at,
        "due_day": moved.due_day,
    }
    number = session.execute(insert(moves).values(**values).returning(moves.c.id)).scalar_one()
    return Change("moves", {"id": number}, None, values)


def moves_of(session: Session, card_id: str) -> list[Moved]:
    """The moves of a card, oldest first."""
    rows = session.execute(select(moves).where(moves.c.card_id == card_id).order_by(moves.c.id))
    return [Moved(row.card_id, row.after_review, row.at, row.due_day, row.id) for row in rows]
