"""The journal: every action with what it changed, in the action's own transaction; what undo and redo go by.

A review is undone from what it keeps itself; every other action from the rows it changed, before and after. Changes
to files of packs are kept here too, and made by whoever asks for `file_changes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Table, and_, bindparam, delete, insert, select, update

from studyapp.core.memory import Model
from studyapp.core.records import Action, ActionKind
from studyapp.core.replay import after_review
from studyapp.store import cards as card_queries
from studyapp.store import reviews
from studyapp.store.columns import Day, Instant
from studyapp.store.engine import Session
from studyapp.store.tables import attempts, cards, exams, journal, moves, notes, places, tags
from studyapp.store.tables import reviews as review_rows

_TABLES = {table.name: table for table in (cards, moves, notes, tags, exams, places, review_rows, attempts)}
FILES = "files"
"""Stands for a table in changes to files: key `pack` and `path`, value `sha256` of the content."""
_CHUNK = 500
# Built once: an answer is felt.
_DROP = update(journal).where(journal.c.state == "undone").values(state="dropped")
_ADD = insert(journal).returning(journal.c.id)
_NEWEST = select(journal.c.id).where(journal.c.state == "done").order_by(journal.c.id.desc()).limit(1)

Row = Mapping[str, Any]


class Change(NamedTuple):
    """A row before and after: None where there is none."""

    table: str
    key: Row
    before: Row | None
    after: Row | None


def record(
    session: Session,
    kind: ActionKind,
    at: datetime,
    *,
    says: str = "",
    review_id: int | None = None,
    changes: Sequence[Change] = (),
) -> int:
    """Append an action; its number. What was undone before can no longer be done again."""
    session.execute(_DROP)
    packed = [[each.table, *map(_plain, each[1:])] for each in changes]
    values = {"at": at, "kind": kind.value, "says": says, "review_id": review_id, "changes": packed or None}
    number: int = session.execute(_ADD, values | {"state": "done"}).scalar_one()
    return number


def put(session: Session, table: Table, key: Row, values: Row | None) -> Change | None:
    """Write the row of a key, or take it out with None; the change, None where there is none."""
    row = session.execute(select(table).where(_is(table, key))).one_or_none()
    before = None if row is None else dict(row._mapping)
    after = None if values is None else {**(before or key), **values}
    if before == after:
        return None
    change = Change(table.name, dict(key), before, after)
    _apply(session, change, after)
    return change


def put_cards(session: Session, wanted: Mapping[str, Row]) -> list[Change]:
    """Change columns of many cards: values by card id; only what differs is written."""
    changes: list[Change] = []
    identities = list(wanted)
    for start in range(0, len(identities), _CHUNK):
        chunk = identities[start : start + _CHUNK]
        for row in session.execute(select(cards).where(cards.c.id.in_(chunk))):
            after = wanted[row.id]
            before = {name: row._mapping[name] for name in after}
            if before != after:
                changes.append(Change("cards", {"id": row.id}, before, dict(after)))
    _write_cards(session, [(change.key["id"], change.after or {}) for change in changes])
    return changes


def _write_cards(session: Session, wanted: Iterable[tuple[str, Row]]) -> None:
    """Write columns of many cards, all that change the same columns at once."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for card_id, after in wanted:
        row_values = {f"to_{name}": value for name, value in after.items()}
        by_columns.setdefault(tuple(after), []).append({"card": card_id, **row_values})
    for columns, rows in by_columns.items():
        values = {name: bindparam(f"to_{name}", type_=cards.c[name].type) for name in columns}
        session.execute(update(cards).where(cards.c.id == bindparam("card")).values(**values), rows)


def newest_done(session: Session) -> Action | None:
    """What undo would take back."""
    return _first(session, "done", newest=True)


def newest_id(session: Session) -> int:
    """The number of the newest action that stands: another one after every action, undo and redo; 0 for none."""
    return session.scalar(_NEWEST) or 0


def oldest_undone(session: Session) -> Action | None:
    """What redo would do again."""
    return _first(session, "undone", newest=False)


def recent(session: Session, limit: int = 50) -> list[tuple[Action, bool]]:
    """The newest actions, and whether each is done; those dropped are left out."""
    rows = session.execute(
        select(journal).where(journal.c.state != "dropped").order_by(journal.c.id.desc()).limit(limit)
    )
    return [(_action(row), row.state == "done") for row in rows]


def undo(session: Session, action: Action, at: datetime) -> None:
    """Put everything as it was before an action, which must be the newest done."""
    if action.review_id is not None:
        review = reviews.review(session, action.review_id)
        assert review is not None
        reviews.take_back(session, review.id, at)
        card_queries.put_state(session, review.card_id, review.before)
    _apply_all(session, [(change, change.before) for change in reversed(_changes(session, action))])
    _set_state(session, action, "undone")


def redo(session: Session, action: Action, model: Model) -> None:
    """Do an action again, which must be the oldest undone."""
    if action.review_id is not None:
        review = reviews.review(session, action.review_id)
        assert review is not None
        reviews.give_again(session, review.id)
        card_queries.put_state(session, review.card_id, after_review(review.before, review, model))
    _apply_all(session, [(change, change.after) for change in _changes(session, action)])
    _set_state(session, action, "done")


def _first(session: Session, state: str, *, newest: bool) -> Action | None:
    order = journal.c.id.desc() if newest else journal.c.id
    row = session.execute(
        select(journal).where(journal.c.state == state).order_by(order).limit(1)
    ).one_or_none()
    return _action(row) if row else None


def _action(row: Any) -> Action:
    return Action(row.id, row.at, ActionKind(row.kind), row.says, row.review_id)


def _set_state(session: Session, action: Action, state: str) -> None:
    session.execute(update(journal).where(journal.c.id == action.id).values(state=state))


def _changes(session: Session, action: Action) -> list[Change]:
    return [
        Change(name, *(_typed(_TABLES[name], row) for row in rows))  # type: ignore[arg-type]
        for name, *rows in _packed(session, action)
        if name != FILES
    ]


def file_changes(session: Session, action: Action) -> list[Change]:
    """The files of packs that an action changed."""
    return [Change(*packed) for packed in _packed(session, action) if packed[0] == FILES]


def _packed(session: Session, action: Action) -> list[Any]:
    found: list[Any] = session.scalar(select(journal.c.changes).where(journal.c.id == action.id)) or []
    return found


def _is(table: Table, key: Row) -> Any:
    return and_(*(table.c[name] == value for name, value in key.items()))


def _apply_all(session: Session, wanted: Iterable[tuple[Change, Row | None]]) -> None:
    """Write rows in this order; cards that follow one another at once, since a plan or a fit moves many."""
    for many, group in groupby(wanted, key=lambda pair: pair[0].table == cards.name and pair[1] is not None):
        if many:
            _write_cards(session, ((change.key["id"], values or {}) for change, values in group))
        else:
            for change, values in group:
                _apply(session, change, values)


def _apply(session: Session, change: Change, values: Row | None) -> None:
    table = _TABLES[change.table]
    if values is None:
        session.execute(delete(table).where(_is(table, change.key)))
    elif not session.execute(update(table).where(_is(table, change.key)).values(**values)).rowcount:
        session.execute(insert(table).values(**{**change.key, **values}))


def _plain(row: Row | None) -> dict[str, object] | None:
    """A row as JSON holds it."""
    if row is None:
        return None
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _typed(table: Table, row: Row | None) -> dict[str, Any] | None:
    """The row that `_plain` wrote."""
    if row is None:
        return None
    return {name: _value(table.c[name].type, value) for name, value in row.items()}


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Day):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if isinstance(kind, Instant) else value


def all_changes(changes: Iterable[Change | None]) -> list[Change]:
    """Those that changed something."""
    return [change for change in changes if change is not None]
