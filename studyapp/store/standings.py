"""Cards as they stand now, of a selection: how much is recalled, how memory is spread, and what comes due when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, Select, cast, func, literal_column, select

from studyapp.core.mastery import Group
from studyapp.core.memory import Model
from studyapp.store.cards import IN_STUDY, Conditions
from studyapp.store.engine import Session
from studyapp.store.tables import cards, questions, topics

_CHUNK = 500
_DIFFICULTIES = 16
"""More than there are whole difficulties."""


def recall_on(model: Model, day: date) -> ColumnElement[float]:
    """The predicted recall of a card on a day, as `Model.recall` has it; NULL for a card never reviewed."""
    waited = func.max(0, func.julianday(day.isoformat()) - func.julianday(cards.c.last_day))
    decay = model.parameters[20]
    factor = 0.9 ** (-1 / decay) - 1
    return func.pow(1 + factor * waited / cards.c.stability, -decay, type_=Float)


def _known(model: Model, day: date, *place: Any) -> Select[Any]:
    """Cards by place: how many, how many were seen, the recall of these in all, and the question of the least.

    Beside a minimum SQLite gives the other columns of the row that has it.
    """
    recall = recall_on(model, day)
    counted = (func.count(), func.count(cards.c.stability), func.sum(recall), func.min(recall))
    return select(*place, *counted, cards.c.question_id).where(~cards.c.retired).group_by(*place)


def known_by_section(session: Session, model: Model, day: date, wanted: Conditions = ()) -> list[Group]:
    """What is recalled of each section of each pack's guide; cards without a section stand under None."""
    query = _known(model, day, questions.c.pack_id, questions.c.section)
    rows = session.execute(query.join(questions, questions.c.id == cards.c.question_id).where(*wanted))
    return [_group((pack, section), *rest) for pack, section, *rest in rows]


def known_by_topic(session: Session, model: Model, day: date, wanted: Conditions = ()) -> list[Group]:
    """What is recalled of each topic; a card counts for the main topic of its question."""
    # Read in the order of the cards: looking each topic's cards up takes three times as long.
    topic: ColumnElement[str] = literal_column("+topics.topic")
    main = (topics.c.question_id == cards.c.question_id) & (topics.c.place == 0)
    rows = session.execute(_known(model, day, topic).join(topics, main).where(*wanted))
    return [_group((name,), *rest) for name, *rest in rows]


def _group(
    place: tuple[str | None, ...],
    count: int,
    seen: int,
    recall: float | None,
    least: float | None,
    weakest: str,
) -> Group:
    return Group(place, count, seen, recall or 0.0, 1.0 if least is None else least, weakest if seen else "")


def memory_counts(session: Session, wanted: Conditions = ()) -> list[tuple[int, int, int]]:
    """(whole days of stability, whole difficulty, cards that have both) of the cards seen."""
    stability, difficulty = cast(cards.c.stability, Integer), cast(cards.c.difficulty, Integer)
    key = (stability * _DIFFICULTIES + difficulty).label("key")
    rows = session.execute(
        select(key, func.count())
        .where(~cards.c.retired, cards.c.stability.is_not(None), *wanted)
        .group_by(key)
    )
    return [(*divmod(number, _DIFFICULTIES), count) for number, count in rows]


def due_by_day(session: Session, first: date, last: date, wanted: Conditions = ()) -> dict[date, int]:
    """How many cards in study come due on each study day; what is overdue counts on the first.

    A card put off until a later day counts there.
    """
    found: dict[date, int] = {}
    due = select(cards.c.due_day, func.count()).where(*IN_STUDY, cards.c.due_day <= last, *wanted)
    for day, cards_due in session.execute(due.group_by(cards.c.due_day)):
        found[max(day, first)] = found.get(max(day, first), 0) + cards_due
    # Few are put off, and no index finds them: the table is read as it lies, whatever it says of being in study.
    put_off = select(cards.c.due_day, cards.c.buried_until, cards.c.retired | cards.c.suspended).where(
        cards.c.buried_until > first, *wanted
    )
    for day, until, out_of_study in session.execute(put_off):
        if not out_of_study and day is not None and day <= last and until > day:
            found[max(day, first)] -= 1
            if until <= last:
                found[until] = found.get(until, 0) + 1
    return {day: found[day] for day in sorted(found) if found[day]}


def headings(session: Session, identities: Iterable[str]) -> dict[str, str]:
    """The headings of questions."""
    asked = list(identities)
    found: dict[str, str] = {}
    for start in range(0, len(asked), _CHUNK):
        named = questions.c.id.in_(asked[start : start + _CHUNK])
        rows = session.execute(select(questions.c.id, questions.c.heading).where(named))
        found |= {row.id: row.heading for row in rows}
    return found
