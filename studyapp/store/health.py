"""Whether the store's file is sound."""

from __future__ import annotations

from sqlalchemy import text

from studyapp.store.engine import Session


def problems(session: Session) -> list[str]:
    """What SQLite finds wrong with the file and its references; empty when it is sound."""
    found = [str(row[0]) for row in session.execute(text("PRAGMA integrity_check(20)")) if row[0] != "ok"]
    found += [
        f"a row of {row[0]} lacks its parent in {row[2]}"
        for row in session.execute(text("PRAGMA foreign_key_check"))
    ]
    return found
