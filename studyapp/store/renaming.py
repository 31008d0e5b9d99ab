"""A question that has another id now: what the learner has of it goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, select, tuple_, update

from studyapp.core.memory import New
from studyapp.store import cards as card_queries
from studyapp.store import journal
from studyapp.store.engine import Session
from studyapp.store.journal import Change
from studyapp.store.tables import attempts, cards, moves, notes, places, reviews, tags

_STATE = tuple(card_queries.columns_of(New()))
_MARKS = {"suspended": False, "flagged": False, "buried_until": None}
_LOGS: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (reviews, ("id",)),
    (moves, ("id",)),
    (attempts, ("quiz_id", "place")),
)


def move_history(session: Session, old: str, new: str) -> list[Change]:
    """Give what is kept of a question to another one that has no history; the changes, for the journal.

    Cards go by the name of their facet: reviews, moves, quiz answers, state and marks. The old cards are as new
    afterwards, so that both follow from their logs. Notes and tags go too, where the new question has none.
    """
    changes: list[Change] = []
    there = {row.id: row for row in session.execute(select(cards).where(cards.c.question_id.in_((old, new))))}
    for identity, row in there.items():
        other = f"{new}#{identity.partition('#')[2]}"
        if row.question_id == old and other in there:
            kept = {name: row._mapping[name] for name in (*_STATE, *_MARKS)}
            as_new = {**card_queries.columns_of(New()), **_MARKS}
            changes += journal.put_cards(session, {identity: as_new, other: kept})
            for table, key in _LOGS:
                changes += _handed_over(session, table, key, identity, other)
    return changes + _words(session, old, new)


def _handed_over(session: Session, table: Table, key: tuple[str, ...], old: str, new: str) -> list[Change]:
    """Rows of a log that speak of another card from now on."""
    columns = [table.c[name] for name in key]
    rows = session.execute(select(*columns).where(table.c.card_id == old)).all()
    if rows:
        session.execute(update(table).where(table.c.card_id == old).values(card_id=new))
    return [Change(table.name, dict(row._mapping), {"card_id": old}, {"card_id": new}) for row in rows]


def _words(session: Session, old: str, new: str) -> list[Change]:
    """Notes and tags."""
    changes: list[Change | None] = []
    on_both = session.execute(
        select(notes).where(tuple_(notes.c.kind, notes.c.target).in_([("question", old), ("question", new)]))
    ).all()
    if [row.target for row in on_both] == [old]:
        values = {"text": on_both[0].text, "at": on_both[0].at}
        changes.append(journal.put(session, notes, {"kind": "question", "target": new}, values))
        changes.append(journal.put(session, notes, {"kind": "question", "target": old}, None))
    for tag in session.scalars(select(tags.c.tag).where(tags.c.question_id == old)).all():
        changes.append(journal.put(session, tags, {"question_id": new, "tag": tag}, {}))
        changes.append(journal.put(session, tags, {"question_id": old, "tag": tag}, None))
    return journal.all_changes(changes)


def _key(pack_id: str, one: str, other: str) -> str:
    first, second = sorted((one, other))
    return f"same/{pack_id}/{first}/{second}"


def remember_same(session: Session, pack_id: str, answers: Mapping[tuple[str, str], bool]) -> list[Change]:
    """Keep whether two ids of a pack name the same question; the changes, for the journal."""
    wanted: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"key": _key(pack_id, *pair)}, {"value": same}) for pair, same in answers.items()
    ]
    return journal.all_changes([journal.put(session, places, key, value) for key, value in wanted])


def known_same(session: Session, pack_id: str) -> dict[tuple[str, str], bool]:
    """The pairs of ids that the learner was asked about or that had the same text, and whether they are one."""
    start = f"same/{pack_id}/"
    within = (places.c.key >= start, places.c.key < f"same/{pack_id}0")
    rows = session.execute(select(places.c.key, places.c.value).where(*within))
    found = ((row.key.removeprefix(start).split("/"), row.value) for row in rows)
    return {(pair[0], pair[1]): same is True for pair, same in found if len(pair) == 2}
