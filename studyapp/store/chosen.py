"""The cards of a selection, found once and asked for often: kept beside the store until the session ends."""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, column, literal_column, select, table, text

from studyapp.store.cards import Conditions
from studyapp.store.engine import Session
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


def of_reviews(wanted: Conditions, *, looked_up: bool = True) -> list[ColumnElement[bool]]:
    """The same of a row of reviews; unless `looked_up`, an index of the cards is left alone for another."""
    if not wanted:
        return []
    card = reviews.c.card_id if looked_up else literal_column("+reviews.card_id", String)
    if wanted is CHOSEN:
        return [card.in_(select(_chosen.c.id))]
    return [card.in_(select(cards.c.id).where(*wanted))]
