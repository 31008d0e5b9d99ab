"""What a selection finds: cards as lists show them, how many there are, and names that are near to a wrong one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from studyapp.core.habits import DEFAULT_HABITS
from studyapp.core.memory import Model, Moment
from studyapp.core.planner import Marks
from studyapp.core.records import FoundCard
from studyapp.core.selection import Selection
from studyapp.core.selection_terms import Word
from studyapp.store.selecting import conditions, named
from studyapp.store.tables import cards, packs, questions, tags, topics

ORDERS = {
    "study": (cards.c.pack_id, cards.c.position),
    "due": (cards.c.due_day.is_(None), cards.c.due_day, cards.c.pack_id, cards.c.position),
    "stability": (cards.c.stability.is_(None), cards.c.stability, cards.c.pack_id, cards.c.position),
}
"""Orders of a list, by name."""
MANY = 5_000
"""Of so many cards the first ones come up soon when each is looked at in order."""


def cards_matching(
    session: Session,
    selection: Selection,
    now: Moment,
    model: Model,
    limit: int = 200,
    order: str = "study",
    *,
    leech_lapses: int = DEFAULT_HABITS.leech_lapses,
    of: int = 0,
) -> list[FoundCard]:
    """The first cards of a selection, suspended ones too, retired ones never; `of` so many, where that is known."""
    few = of < MANY
    wanted = conditions(selection, now, model, leech_lapses, listed_first=few)
    # Which cards, and only then what is told of each, so that no more is read than is shown.
    first = (
        select(cards.c.id).where(~cards.c.retired, *wanted).order_by(*ORDERS[order]).limit(limit).subquery()
    )
    told = (questions.c.heading, questions.c.kind, questions.c.difficulty.label("hardness"))
    rows = session.execute(
        select(cards, *told)
        .select_from(
            first.join(cards, cards.c.id == first.c.id).join(questions, questions.c.id == cards.c.question_id)
        )
        .order_by(*ORDERS[order])
    )
    return [_found(row) for row in rows]


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
