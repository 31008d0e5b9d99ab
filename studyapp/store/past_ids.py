"""Ids that questions of a pack have or had."""

from __future__ import annotations

from sqlalchemy import Connection, select

from studyapp.store.tables import questions


def past_ids(session: Connection, pack_id: str) -> frozenset[str]:
    """The ids of a pack's questions that were ever in study; retired ones keep their cards, so they count."""
    rows = session.scalars(select(questions.c.id).where(questions.c.pack_id == pack_id))
    return frozenset(identity.partition("/")[2] for identity in rows)
