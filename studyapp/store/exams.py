"""Exams, and what plans for them are made from: the learner's pace and the time spent today."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import case, func, select

from studyapp.core.memory import Rating
from studyapp.core.records import Exam
from studyapp.store.cards import Conditions
from studyapp.store.engine import Session
from studyapp.store.tables import NOT_TAKEN_BACK, cards, exams, reviews

NEWEST = 5_000
"""Reviews that tell the pace."""
LONGEST_ANSWER = 300.0
"""Seconds; who took longer was away."""


def _exam(row: Any) -> Exam:
    return Exam(row.id, row.name, row.day, row.selection, row.minutes)


def all_exams(session: Session) -> list[Exam]:
    """Every exam, the earliest first."""
    return [_exam(row) for row in session.execute(select(exams).order_by(exams.c.day, exams.c.id))]


def any_exam(session: Session) -> bool:
    """Whether there is an exam."""
    return session.scalar(select(exams.c.id).limit(1)) is not None


def next_number(session: Session) -> int:
    """A number that no exam has."""
    return (session.scalar(select(func.max(exams.c.id))) or 0) + 1


def _seconds() -> Any:
    return func.coalesce(func.sum(func.min(reviews.c.seconds, LONGEST_ANSWER)), 0.0)


def pace(session: Session) -> dict[tuple[str, bool], tuple[int, float]]:
    """(phase of the card, whether it was recalled) -> (answers, seconds) of the newest reviews."""
    newest = session.scalar(select(func.max(reviews.c.id))) or 0
    right = case((reviews.c.rating > int(Rating.AGAIN), 1), else_=0)
    rows = session.execute(
        select(reviews.c.phase, right, func.count(), _seconds())
        .where(reviews.c.id > newest - NEWEST, NOT_TAKEN_BACK)
        .group_by(reviews.c.phase, right)
    )
    return {(phase, bool(recalled)): (count, float(seconds)) for phase, recalled, count, seconds in rows}


def seconds_on(session: Session, day: date, wanted: Conditions) -> float:
    """Seconds that answers to cards of a selection took on a study day."""
    query = select(_seconds()).join(cards, cards.c.id == reviews.c.card_id)
    return float(session.scalar(query.where(reviews.c.day == day, NOT_TAKEN_BACK, *wanted)) or 0.0)
