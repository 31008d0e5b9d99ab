"""Cards as they stand now, of a selection: what is known of each, and on which day each is due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import Session

from studyapp.core.mastery import Standing
from studyapp.store.cards import IN_STUDY, Conditions
from studyapp.store.tables import cards, questions, topics


def standings(session: Session, wanted: Conditions = ()) -> list[Standing]:
    """Every card of the packs that are there, with its question's place, in no order."""
    rows = session.execute(
        select(
            cards.c.question_id,
            cards.c.pack_id,
            topics.c.topic,
            questions.c.section,
            cards.c.stability,
            cards.c.difficulty,
            # Few days for many cards: a day is read once by whoever needs it.
            type_coerce(cards.c.last_day, String),
        )
        .join(questions, questions.c.id == cards.c.question_id)
        .join(topics, (topics.c.question_id == cards.c.question_id) & (topics.c.place == 0))
        .where(~cards.c.retired, *wanted)
    )
    return [Standing(*row) for row in rows]


def due_by_day(session: Session, first: date, last: date, wanted: Conditions = ()) -> dict[date, int]:
    """How many cards in study come due on each study day; what is overdue counts on the first.

    A card put off until a later day counts there.
    """
    asked = [*IN_STUDY, cards.c.due_day <= last, *wanted]
    count = func.count()
    found: dict[date, int] = {}
    for due, cards_due in session.execute(
        select(cards.c.due_day, count).where(*asked).group_by(cards.c.due_day)
    ):
        day = max(due, first)
        found[day] = found.get(day, 0) + cards_due
    put_off = (
        select(cards.c.due_day, cards.c.buried_until, count)
        .where(*asked, cards.c.buried_until > cards.c.due_day, cards.c.buried_until > first)
        .group_by(cards.c.due_day, cards.c.buried_until)
    )
    for due, until, cards_due in session.execute(put_off):
        found[max(due, first)] -= cards_due
        if until <= last:
            found[until] = found.get(until, 0) + cards_due
    return {day: found[day] for day in sorted(found) if found[day]}


def headings(session: Session, identities: Collection[str]) -> dict[str, str]:
    """The headings of questions."""
    rows = session.execute(select(questions.c.id, questions.c.heading).where(questions.c.id.in_(identities)))
    return {row.id: row.heading for row in rows}
