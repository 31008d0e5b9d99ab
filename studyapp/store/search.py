"""Full-text search over questions, glossary terms and guide sections."""

from __future__ import annotations

import re

from sqlalchemy import text

from studyapp.core.records import Hit
from studyapp.store.engine import Session

MAX_WORDS = 12


def find(session: Session, query: str, limit: int = 50) -> list[Hit]:
    """What matches all words of a query, the last as a beginning; best first. Any text is a legal query."""
    words = re.findall(r"\w+", query)[:MAX_WORDS]
    if not words:
        return []
    # Each word is quoted, so that none of the index's own operators can be typed.
    match = " ".join(f'"{word}"' for word in words) + "*"
    rows = session.execute(
        text(
            "SELECT kind, target, pack_id, title FROM search WHERE search MATCH :match"
            " ORDER BY bm25(search, 0, 0, 0, 8, 1) LIMIT :limit"
        ),
        {"match": match, "limit": limit},
    )
    return [Hit(row.kind, row.target, row.pack_id, row.title) for row in rows]
