"""What a selection finds: cards as lists show them, how many there are, and names that are near to a wrong one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, case, func, select, true
from sqlalchemy.sql.operators import desc_op

from studyapp.core.habits import DEFAULT_HABITS
from studyapp.core.memory import Model, Moment
from studyapp.core.planner import Marks
from studyapp.core.records import FoundCard
from studyapp.core.selection import Selection
from studyapp.core.selection_terms import Word, Words, terms_of
from studyapp.store.engine import Session
from studyapp.store.selecting import conditions, named, questions_with
from studyapp.store.standings import recall_on
from studyapp.store.tables import cards, packs, questions, tags, topics

_STUDY = (cards.c.pack_id, cards.c.position)
_HEADING = (
    select(func.lower(questions.c.heading)).where(questions.c.id == cards.c.question_id).scalar_subquery()
)
ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "study": _STUDY,
    "due": (cards.c.due_day.is_(None), cards.c.due_day, *_STUDY),
    "stability": (cards.c.stability.is_(None), cards.c.stability, *_STUDY),
    "recall": (cards.c.stability.is_(None), *_STUDY),
    "difficulty": (cards.c.difficulty.is_(None), cards.c.difficulty.desc(), *_STUDY),
    "name": (_HEADING, *_STUDY),
    "lapses": (cards.c.lapses.desc(), *_STUDY),
}
"""Orders of a list, by name: the least recalled, the hardest and the most often forgotten come first."""


def _keys(order: str, day: date, best: Sequence[str] = ()) -> tuple[ColumnElement[Any], ...]:
    """What cards are ordered by on a day; those of the `best` questions come before all others, in their order."""
    keys = ORDERS[order]
    if order == "recall":
        # Recall falls with the time waited over the stability, whatever the shape of the curve is.
        waited = func.julianday(day.isoformat()) - func.julianday(cards.c.last_day)
        keys = (keys[0], (waited / cards.c.stability).desc(), *keys[1:])
    if best:
        ranks = {question: rank for rank, question in enumerate(best)}
        keys = (case(ranks, value=cards.c.question_id, else_=len(ranks)), *keys)
    return keys


WIDE = 2_000
"""Words that stand in more questions are not looked up whole while someone types."""
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
    offset: int = 0,
    best: Sequence[str] = (),
    leech_lapses: int = DEFAULT_HABITS.leech_lapses,
) -> tuple[int, list[FoundCard]]:
    """(how many cards a selection has, the first of them from `offset` on). Suspended ones count, retired ones do
    not. Cards of the `best` questions come first.

    All are found in one go and the first are taken from them, unless they are many and can be found in order.
    """
    wanted = conditions(selection, now, model, leech_lapses, listed_first=True)
    by_text = any(isinstance(term, Words) for term in terms_of(selection.where))
    ordered = _keys(order, now.day, best)
    # The way in which a key is ordered stays outside of what is found.
    keys = [(_bare(key)).label(f"key{place}") for place, key in enumerate(ordered)]
    query = select(cards.c.id, *keys).where(~cards.c.retired, *wanted)
    # Looking up words takes most of the time of a search for them, and is done once however many there are.
    matching = (query if by_text else query.limit(MANY + 1)).cte("matching").prefix_with("MATERIALIZED")
    count = select(func.count()).select_from(matching).scalar_subquery()
    in_order = [_like(key, matching.c[bare.name]) for key, bare in zip(ordered, keys, strict=True)]
    page = select(count, matching.c.id).order_by(*in_order).limit(max(limit, 1)).offset(offset)
    rows = session.execute(page).all()
    if not rows:
        return (session.scalar(select(count)) or 0) if offset else 0, []
    if by_text or rows[0][0] <= MANY:
        return rows[0][0], _told(session, [row.id for row in rows[:limit]], now, model)
    counted = count_matching(session, selection, now, model, leech_lapses=leech_lapses)
    first = cards_matching(
        session, selection, now, model, limit, order, offset=offset, best=best, leech_lapses=leech_lapses
    )
    return counted, first


def _bare(key: ColumnElement[Any]) -> ColumnElement[Any]:
    return key.element if isinstance(key, UnaryExpression) and key.modifier is desc_op else key


def _like(key: ColumnElement[Any], column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column in the direction of a key."""
    return column if _bare(key) is key else column.desc()


def first_of_many(
    session: Session, words: Sequence[Words], now: Moment, model: Model, limit: int = 200
) -> list[FoundCard] | None:
    """The first cards with all of the words, as the index has them, where more than WIDE questions have them; None
    where fewer do. Ordering and counting so many would be felt while someone types.
    """
    wide = list(session.scalars(questions_with(words).limit(WIDE + 1)))
    if len(wide) <= WIDE:
        return None
    of_first = (~cards.c.retired, cards.c.question_id.in_(wide[:limit]))
    found: dict[str, list[str]] = {question: [] for question in wide[:limit]}
    for row in session.execute(select(cards.c.id, cards.c.question_id).where(*of_first).order_by(*_STUDY)):
        found[row.question_id].append(row.id)
    identities = [card for of_question in found.values() for card in of_question]
    return _told(session, identities[:limit], now, model)


def cards_matching(
    session: Session,
    selection: Selection,
    now: Moment,
    model: Model,
    limit: int = 200,
    order: str = "study",
    *,
    offset: int = 0,
    best: Sequence[str] = (),
    leech_lapses: int = DEFAULT_HABITS.leech_lapses,
) -> list[FoundCard]:
    """The first cards of a selection from `offset` on, looked at in order until there are enough."""
    wanted = conditions(selection, now, model, leech_lapses)
    query = select(cards.c.id).where(~cards.c.retired, *wanted).order_by(*_keys(order, now.day, best))
    return _told(session, list(session.scalars(query.limit(limit).offset(offset))), now, model)


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


def _told(session: Session, identities: Sequence[str], now: Moment, model: Model) -> list[FoundCard]:
    """What lists show of cards, in the order in which they are named."""
    found: dict[str, FoundCard] = {}
    query = select(
        cards,
        questions.c.heading,
        questions.c.kind,
        questions.c.difficulty.label("hardness"),
        recall_on(model, now.day).label("recall"),
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
        hard=row.difficulty,
        recall=row.recall,
    )
