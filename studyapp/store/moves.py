"""Moves: cards that the learner began anew or put on another day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from studyapp.core.records import Moved
from studyapp.store.engine import Session
from studyapp.store.journal import Change
from studyapp.store.tables import moves


def add(session: Session, moved: Sequence[Moved]) -> list[Change]:
    """Append moves; the changes, for the journal."""
    rows: list[dict[str, Any]] = [
        {
            "card_id": move.card_id,
            "after_review": move.after_review,
            "at": move.at,
            "due_day": move.due_day,
        }
        for move in moved
    ]
    if not rows:
        return []
    added = insert(moves).returning(moves.c.id, sort_by_parameter_order=True)
    numbers = session.scalars(added, rows).all()
    return [Change("moves", {"id": number}, None, row) for number, row in zip(numbers, rows, strict=True)]


def moves_of(session: Session, card_id: str) -> list[Moved]:
    """The moves of a card, oldest first."""
    rows = session.execute(select(moves).where(moves.c.card_id == card_id).order_by(moves.c.id))
    return [Moved(row.card_id, row.after_review, row.at, row.due_day, row.id) for row in rows]
