"""The cards of a selection, found once and asked for often: kept beside the store until the session ends."""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, column, select, table, text
from sqlalchemy.orm import Session

from studyapp.store.cards import Conditions
from studyapp.store.tables import cards, reviews

_chosen = table("chosen", column("id", String))
CHOSEN: Conditions = (cards.c.id.in_(select(_chosen.c.id)),)
"""The condition of being one of them, which only the session that chose them knows."""


def choose(session: Session, wanted: Conditions) -> Conditions:
    """Find the cards of a selection; what to ask for them from here on in this session, which is not committed."""
    if not wanted:
        return ()
    session.execute(text("CREATE TEMP TABLE chosen (id TEXT PRIMARY KEY) WITHOUT ROWID"))
    session.execute(_chosen.insert().from_select(["id"], select(cards.c.id).where(*wanted)))
    return CHOSEN


def of_reviews(wanted: Conditions) -> list[ColumnElement[bool]]:
    """The same of a row of reviews."""
    if wanted is CHOSEN:
        return [reviews.c.card_id.in_(select(_chosen.c.id))]
    return [reviews.c.card_id.in_(select(cards.c.id).where(*wanted))] if wanted else []
