"""What a selection finds: cards as lists show them, how many there are, and names that are near to a wrong one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from studyapp.core.habits import DEFAULT_HABITS
from studyapp.core.memory import Model, Moment
from studyapp.core.planner import Marks
from studyapp.core.records import FoundCard
from studyapp.core.selection import Selection
from studyapp.core.selection_terms import Word, Words, terms_of
from studyapp.store.selecting import conditions, named
from studyapp.store.tables import cards, packs, questions, tags, topics

ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "study": (cards.c.pack_id, cards.c.position),
    "due": (cards.c.due_day.is_(None), cards.c.due_day, cards.c.pack_id, cards.c.position),
    "stability": (cards.c.stability.is_(None), cards.c.stability, cards.c.pack_id, cards.c.position),
}
"""Orders of a list, by name."""
MANY = 5_000
"""Of so many cards the first ones come up soon when each is looked at in order."""


def first_matching(
    session: Session,
    selection: Selection,
    now: Moment,
    model: Model,
    limit: int = 200,
    order: str = "study",
    *,
    leech_lapses: int = DEFAULT_HABITS.leech_lapses,
) -> tuple[int, list[FoundCard]]:
    """(how many cards a selection has, the first of them). Suspended ones count, retired ones do not.

    All are found in one go and the first are taken from them, unless they are many and can be found in order.
    """
    wanted = conditions(selection, now, model, leech_lapses, listed_first=True)
    by_text = any(isinstance(term, Words) for term in terms_of(selection.where))
    keys = [key.label(f"key{place}") for place, key in enumerate(ORDERS[order])]
    query = select(cards.c.id, *keys).where(~cards.c.retired, *wanted)
    # Looking up words takes most of the time of a search for them, and is done once however many there are.
    matching = (query if by_text else query.limit(MANY + 1)).cte("matching").prefix_with("MATERIALIZED")
    count = select(func.count()).select_from(matching).scalar_subquery()
    in_order = [matching.c[key.name] for key in keys]
    rows = session.execute(select(count, matching.c.id).order_by(*in_order).limit(max(limit, 1))).all()
    if not rows:
        return 0, []
    if by_text or rows[0][0] <= MANY:
        return rows[0][0], _told(session, [row.id for row in rows[:limit]])
    counted = count_matching(session, selection, now, model, leech_lapses=leech_lapses)
    return counted, cards_matching(session, selection, now, model, limit, order, leech_lapses=leech_lapses)


def cards_matching(
    session: Session,
    selection: Selection,
    now: Moment,
    model: Model,
    limit: int = 200,
    order: str = "study",
    *,
    leech_lapses: int = DEFAULT_HABITS.leech_lapses,
) -> list[FoundCard]:
    """The first cards of a selection, looked at in order until there are enough."""
    wanted = conditions(selection, now, model, leech_lapses)
    query = select(cards.c.id).where(~cards.c.retired, *wanted).order_by(*ORDERS[order]).limit(limit)
    return _told(session, list(session.scalars(query)))


def count_matching(
    session: Session,
    selection: Selection,
    now: Moment,
    model: Model,
    *,
    leech_lapses: int = DEFAULT_HABITS.leech_lapses,
) -> int:
    """How many cards a selection has."""
    wanted = conditions(selection, now, model, leech_lapses, listed_first=True)
    return session.scalar(select(func.count()).select_from(cards).where(~cards.c.retired, *wanted)) or 0


def count_by_pack(
    session: Session,
    selection: Selection,
    now: Moment,
    model: Model,
    *,
    leech_lapses: int = DEFAULT_HABITS.leech_lapses,
) -> dict[str, int]:
    """How many cards of a selection each pack has; packs with none are left out."""
    wanted = conditions(selection, now, model, leech_lapses, listed_first=True)
    query = select(cards.c.pack_id, func.count()).where(~cards.c.retired, *wanted).group_by(cards.c.pack_id)
    return {row[0]: row[1] for row in session.execute(query)}


def _told(session: Session, identities: Sequence[str]) -> list[FoundCard]:
    """What lists show of cards, in the order in which they are named."""
    found: dict[str, FoundCard] = {}
    query = select(
        cards, questions.c.heading, questions.c.kind, questions.c.difficulty.label("hardness")
    ).join(questions, questions.c.id == cards.c.question_id)
    for start in range(0, len(identities), CHUNK):
        for row in session.execute(query.where(cards.c.id.in_(identities[start : start + CHUNK]))):
            found[row.id] = _found(row)
    return [found[identity] for identity in identities]


CHUNK = 500
"""Cards read at once."""

_NAMES = {
    "pack": (packs.c.id, ~packs.c.retired),
    "topic": (topics.c.topic, true()),
    "tag": (func.lower(tags.c.tag), true()),
    "section": (questions.c.section, questions.c.section.is_not(None)),
}


def has_name(session: Session, word: Word) -> bool:
    """Whether there is a pack, topic, tag or section of a name, or one that begins with it."""
    column, there = _NAMES[word.key]
    return session.scalar(select(1).where(there, named(column, word)).limit(1)) is not None


def names(session: Session, key: str) -> list[str]:
    """Every pack, topic, tag or section."""
    column, there = _NAMES[key]
    return list(session.scalars(select(column).where(there).distinct()))


def _found(row: Any) -> FoundCard:
    return FoundCard(
        id=row.id,
        question=row.question_id,
        pack=row.pack_id,
        heading=row.heading,
        kind=row.kind,
        difficulty=row.hardness,
        due=row.due_day,
        stability=row.stability,
        lapses=row.lapses,
        marks=Marks(row.suspended, row.flagged, row.buried_until),
    )
