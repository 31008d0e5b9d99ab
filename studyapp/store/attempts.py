"""Quizzes and their answers; they leave the schedule alone."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import case, func, insert, select
from sqlalchemy.orm import Session

from studyapp.core.records import Attempt, QuizResult
from studyapp.store.tables import attempts, quizzes


def start(session: Session, pack_id: str, seed: int, asked: int, at: datetime, day: date) -> int:
    """Begin a quiz; its number."""
    quiz = insert(quizzes).values(pack_id=pack_id, seed=seed, asked=asked, started=at, day=day)
    number: int = session.execute(quiz.returning(quizzes.c.id)).scalar_one()
    return number


def add(session: Session, attempt: Attempt) -> None:
    """Append an answer."""
    values = {field.name: getattr(attempt, field.name) for field in fields(attempt)}
    session.execute(insert(attempts).values(**values | {"variant": dict(attempt.variant)}))


def results(session: Session, limit: int = 20) -> list[QuizResult]:
    """The newest quizzes with at least one answer, newest first."""
    # Counted by case: a sum of comparisons would come back as a truth value.
    right = func.sum(case((attempts.c.outcome == "right", 1), else_=0))
    rows = session.execute(
        select(
            quizzes, func.count(attempts.c.place).label("answered"), func.coalesce(right, 0).label("right")
        )
        .join(attempts, attempts.c.quiz_id == quizzes.c.id)
        .group_by(quizzes.c.id)
        .order_by(quizzes.c.id.desc())
        .limit(limit)
    )
    return [
        QuizResult(row.id, row.pack_id, row.seed, row.day, row.asked, row.answered, int(row.right))
        for row in rows
    ]
