"""Quizzes and their answers; they leave the schedule alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, insert, literal_column, or_, select, update
from sqlalchemy.orm import Session

from studyapp.core.records import Attempt, MistakeCount, Overrides, QuizResult
from studyapp.store.mistakes import mistake_count
from studyapp.store.tables import attempts, quizzes

ROW: ColumnElement[int] = literal_column("attempts.rowid")
"""Number of an answer in the order in which answers were stored; a round of cramming may ask a card twice."""


def start(
    session: Session,
    title: str,
    mode: str,
    options: Mapping[str, object],
    *,
    seed: int,
    asked: int,
    at: datetime,
    day: date,
) -> int:
    """Begin a quiz; its number."""
    quiz = insert(quizzes).values(
        title=title, mode=mode, options=dict(options), seed=seed, asked=asked, started=at, day=day
    )
    number: int = session.execute(quiz.returning(quizzes.c.id)).scalar_one()
    return number


def add(session: Session, attempt: Attempt) -> None:
    """Append an answer."""
    values = {field.name: getattr(attempt, field.name) for field in fields(attempt)}
    session.execute(insert(attempts).values(**values | {"variant": dict(attempt.variant)}))


def override(session: Session, quiz_id: int, place: int, overridden: bool) -> None:
    """Mark an answer as counted as right by the learner, or no longer."""
    this = (attempts.c.quiz_id == quiz_id) & (attempts.c.place == place)
    session.execute(update(attempts).where(this).values(overridden=overridden))


def counts_as_right() -> ColumnElement[bool]:
    """Found right, or counted as right by the learner; where the learner was the judge, full marks."""
    judged = and_(attempts.c.outcome == "self-rated", attempts.c.score >= 1.0)
    return or_(attempts.c.outcome == "right", attempts.c.overridden, judged)


def confidences(session: Session) -> list[tuple[str, int, int]]:
    """(how sure the learner was, answers, right ones) of the answers before which they were asked."""
    right = func.sum(case((counts_as_right(), 1), else_=0)).label("right")
    rows = session.execute(
        select(attempts.c.confidence, func.count().label("answers"), right)
        .where(attempts.c.confidence.is_not(None))
        .group_by(attempts.c.confidence)
    )
    return [(row.confidence, row.answers, int(row.right)) for row in rows]


def mistakes(session: Session) -> list[MistakeCount]:
    """How often each named mistake was made in each card, the commonest first; not what was counted as right."""
    made = (
        select(
            attempts.c.card_id,
            attempts.c.mistake,
            func.count().label("times"),
            func.max(ROW).label("newest"),
        )
        .where(attempts.c.mistake.is_not(None), ~attempts.c.overridden)
        .group_by(attempts.c.card_id, attempts.c.mistake)
        .subquery()
    )
    rows = session.execute(
        select(made, attempts.c.version, attempts.c.variant, attempts.c.said)
        .select_from(attempts)
        .join(made, made.c.newest == ROW)
        .order_by(made.c.times.desc(), made.c.newest.desc())
    )
    return [mistake_count(row) for row in rows]


def overrides(session: Session) -> Overrides:
    """Answers counted as right by the learner, among those that were found wrong."""
    row = session.execute(
        select(
            func.sum(case((attempts.c.overridden, 1), else_=0)).label("count"), func.count().label("wrong")
        ).where(attempts.c.outcome == "wrong")
    ).one()
    return Overrides(int(row._mapping["count"] or 0), row.wrong)


def results(session: Session, limit: int = 20) -> list[QuizResult]:
    """The newest quizzes with at least one answer, newest first; what was crammed has no result."""
    # Counted by case: a sum of comparisons would come back as a truth value.
    right = func.sum(case((counts_as_right(), 1), else_=0))
    rows = session.execute(
        select(
            quizzes, func.count(attempts.c.place).label("answered"), func.coalesce(right, 0).label("right")
        )
        .join(attempts, attempts.c.quiz_id == quizzes.c.id)
        .where(quizzes.c.mode != "cram")
        .group_by(quizzes.c.id)
        .order_by(quizzes.c.id.desc())
        .limit(limit)
    )
    return [
        QuizResult(row.id, row.title, row.seed, row.day, row.asked, row.answered, int(row.right))
        for row in rows
    ]
