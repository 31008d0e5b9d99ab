"""Small things the learner left somewhere: reading positions and the like, one value a key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from studyapp.store.engine import Session
from studyapp.store.tables import places


def place(session: Session, key: str) -> Any:
    """The value of a key, or None."""
    return session.scalar(select(places.c.value).where(places.c.key == key))


def put_place(session: Session, key: str, value: Any) -> None:
    """Set the value of a key."""
    session.execute(
        upsert(places).values(key=key, value=value).on_conflict_do_update(["key"], set_={"value": value})
    )
