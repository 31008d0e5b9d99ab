"""Quizzes and their answers; they leave the schedule alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, Integer, and_, case, func, insert, literal_column, or_, select, update

from studyapp.core.records import Attempt, MistakeCount, MistakeShowing, Overrides, QuizResult
from studyapp.store.cards import Conditions
from studyapp.store.engine import Session
from studyapp.store.mistakes import mistake_count, mistake_showing
from studyapp.store.tables import attempts, cards, quizzes

row_number = literal_column("attempts.rowid", Integer)
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


def _meant(since: date | None, wanted: Conditions) -> list[ColumnElement[bool]]:
    """Answers of the quizzes of a period and of the cards of a selection."""
    asked: list[ColumnElement[bool]] = []
    if since is not None:
        asked.append(attempts.c.quiz_id.in_(select(quizzes.c.id).where(quizzes.c.day >= since)))
    if wanted:
        asked.append(attempts.c.card_id.in_(select(cards.c.id).where(*wanted)))
    return asked


def confidences(
    session: Session, since: date | None = None, wanted: Conditions = ()
) -> list[tuple[str, int, int]]:
    """(how sure the learner was, answers, right ones) of the answers before which they were asked."""
    right = func.sum(case((counts_as_right(), 1), else_=0)).label("right")
    rows = session.execute(
        select(attempts.c.confidence, func.count().label("answers"), right)
        .where(attempts.c.confidence.is_not(None), *_meant(since, wanted))
        .group_by(attempts.c.confidence)
    )
    return [(row.confidence, row.answers, int(row.right)) for row in rows]


def mistakes(session: Session, since: date | None = None, wanted: Conditions = ()) -> list[MistakeCount]:
    """How often each named mistake was made in each card, the commonest first; not what was counted as right."""
    rows = session.execute(
        select(
            attempts.c.card_id,
            attempts.c.mistake,
            func.count().label("times"),
            func.max(row_number).label("newest"),
        )
        .where(attempts.c.mistake.is_not(None), ~attempts.c.overridden, *_meant(since, wanted))
        .group_by(attempts.c.card_id, attempts.c.mistake)
        .order_by(func.count().desc(), func.max(row_number).desc())
    )
    return [mistake_count(row, in_quiz=True) for row in rows]


def mistake_shown(session: Session, number: int) -> MistakeShowing:
    """What was shown at an answer of a quiz, and said of the mistake."""
    row = session.execute(
        select(attempts.c.version, attempts.c.variant, attempts.c.said).where(row_number == number)
    ).one()
    return mistake_showing(row)


def overrides(session: Session, since: date | None = None, wanted: Conditions = ()) -> Overrides:
    """Answers counted as right by the learner, among those that were found wrong."""
    row = session.execute(
        select(
            func.sum(case((attempts.c.overridden, 1), else_=0)).label("count"), func.count().label("wrong")
        ).where(attempts.c.outcome == "wrong", *_meant(since, wanted))
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
