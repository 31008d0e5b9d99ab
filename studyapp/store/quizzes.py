"""What a quiz can ask: questions by their options, the weakest cards, recent mistakes; and the quiz under way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select, union_all

from studyapp.core.confidence import Confidence
from studyapp.core.memory import Moment, Rating
from studyapp.core.quiz import QuizOptions
from studyapp.core.records import Attempt, TopicCount
from studyapp.store import attempts as attempt_queries
from studyapp.store import places
from studyapp.store.cards import IN_STUDY, Conditions
from studyapp.store.engine import Session
from studyapp.store.tables import NOT_TAKEN_BACK, attempts, cards, packs, questions, quizzes, reviews, topics

OPEN = "quiz/open"
"""The place that keeps the quiz under way: its number and the seconds spent on it."""


def _asked(options: QuizOptions) -> list[ColumnElement[bool]]:
    """What the options ask of a question."""
    found: list[ColumnElement[bool]] = [
        ~questions.c.retired,
        questions.c.kind.in_(options.asked_kinds),
    ]
    if options.packs:
        found.append(questions.c.pack_id.in_(options.packs))
    if options.difficulties:
        found.append(questions.c.difficulty.in_(options.difficulties))
    if options.topics:
        of_topic = select(topics.c.question_id).where(topics.c.topic.in_(options.topics))
        found.append(questions.c.id.in_(of_topic))
    return found


def matching(session: Session, options: QuizOptions, wanted: Conditions) -> list[str]:
    """The questions that the options allow; with conditions, those with a card that meets them."""
    query = select(questions.c.id).where(*_asked(options))
    if wanted:
        query = query.where(questions.c.id.in_(select(cards.c.question_id).where(~cards.c.retired, *wanted)))
    return list(session.scalars(query))


def count_cards(session: Session, options: QuizOptions, wanted: Conditions) -> int:
    """How many cards in study the options allow."""
    query = select(func.count()).select_from(cards).join(questions, questions.c.id == cards.c.question_id)
    return session.scalar(query.where(*IN_STUDY, *_asked(options), *wanted)) or 0


def weakest(session: Session, now: Moment, options: QuizOptions, wanted: Conditions, limit: int) -> list[str]:
    """Cards in study that the options allow, weakest first: those in a learning step, then by the recall that is
    expected now, then those never reviewed, in the order of study.
    """
    waited = func.julianday(now.day.isoformat()) - func.julianday(cards.c.last_day)
    query = (
        select(cards.c.id)
        .join(questions, questions.c.id == cards.c.question_id)
        .join(packs, packs.c.id == cards.c.pack_id)
        .where(*IN_STUDY, *_asked(options), *wanted)
        .order_by(
            cards.c.stability.is_(None),
            cards.c.due_at.is_(None),
            (waited / cards.c.stability).desc(),
            packs.c.position,
            cards.c.position,
        )
        .limit(limit)
    )
    return list(session.scalars(query))


MISTAKES_READ = 2_000
"""So many of the newest mistakes are looked at."""


def missed_lately(
    session: Session, since: date, options: QuizOptions, wanted: Conditions, limit: int
) -> list[str]:
    """Cards in study that were answered wrong since a day, in reviews and quizzes, and not right after it.

    The newest mistake comes first.
    """
    made = union_all(*(select(part) for part in _wrong_since(since))).subquery()
    newest = select(made.c.card_id, func.max(made.c.at).label("at")).group_by(made.c.card_id).subquery()
    query = (
        select(newest.c.card_id)
        .join(cards, cards.c.id == newest.c.card_id)
        .join(questions, questions.c.id == cards.c.question_id)
        .where(*IN_STUDY, *_asked(options), *wanted, *_not_right_after(newest.c.card_id, newest.c.at))
        .order_by(newest.c.at.desc(), newest.c.card_id)
        .limit(limit)
    )
    return list(session.scalars(query))


def _recalled() -> ColumnElement[bool]:
    """Whether a review counts as right; where the learner was the judge, by the rating."""
    judged = reviews.c.outcome == "self-rated"
    return case(
        (judged, reviews.c.rating > int(Rating.AGAIN)),
        else_=or_(reviews.c.outcome == "right", reviews.c.overridden),
    )


def _wrong_since(since: date) -> tuple[Any, Any]:
    """The newest wrong answers since a day: those of reviews, and those of quizzes."""
    reviewed = (
        select(reviews.c.card_id, reviews.c.at)
        .where(reviews.c.day >= since, ~_recalled(), NOT_TAKEN_BACK)
        .order_by(reviews.c.at.desc())
        .limit(MISTAKES_READ)
    )
    tried = (
        select(attempts.c.card_id, attempts.c.at)
        .join(quizzes, quizzes.c.id == attempts.c.quiz_id)
        .where(quizzes.c.day >= since, ~attempt_queries.counts_as_right())
        .order_by(attempts.c.at.desc())
        .limit(MISTAKES_READ)
    )
    return reviewed.subquery(), tried.subquery()


def _not_right_after(card: ColumnElement[str], at: ColumnElement[Any]) -> Conditions:
    """Whether no answer to a card since then counts as right; read by the card's index."""
    reviewed = select(1).where(reviews.c.card_id == card, reviews.c.at >= at, _recalled(), NOT_TAKEN_BACK)
    tried = select(1).where(
        attempts.c.card_id == card, attempts.c.at >= at, attempt_queries.counts_as_right()
    )
    return [~exists(reviewed), ~exists(tried)]


def topic_counts(session: Session, day: date, pack_ids: Sequence[str] = ()) -> list[TopicCount]:
    """Every topic in alphabetical order."""
    new, due = cards.c.stability.is_(None), cards.c.due_day <= day
    query = (
        select(
            topics.c.topic,
            func.group_concat(cards.c.pack_id.distinct()).label("packs"),
            func.count(cards.c.question_id.distinct()).label("questions"),
            func.count().label("cards"),
            func.sum(case((new, 1), else_=0)).label("new"),
            func.sum(case((due, 1), else_=0)).label("due"),
        )
        .join(cards, cards.c.question_id == topics.c.question_id)
        .where(*IN_STUDY)
        .group_by(topics.c.topic)
        .order_by(topics.c.topic)
    )
    if pack_ids:
        query = query.where(cards.c.pack_id.in_(pack_ids))
    return [
        TopicCount(
            row.topic,
            tuple(sorted(row.packs.split(","))),
            row.questions,
            row.cards,
            int(row.new),
            int(row.due),
        )
        for row in session.execute(query)
    ]


# --- the quiz under way -----------------------------------------------------------------------------------------


class StoredQuiz(NamedTuple):
    """A quiz as it was begun."""

    id: int
    title: str
    options: Mapping[str, Any]
    cards: tuple[tuple[str, str], ...]
    """(card, version of its question), in the order in which they are asked."""
    seed: int


def quiz(session: Session, quiz_id: int) -> StoredQuiz | None:
    """A quiz by its number; None where it is not known what it asked."""
    row = session.execute(select(quizzes).where(quizzes.c.id == quiz_id)).one_or_none()
    if row is None or "cards" not in row.options:
        return None
    drawn = tuple((str(card), str(version)) for card, version in row.options["cards"])
    return StoredQuiz(row.id, row.title, row.options["options"], drawn, row.seed)


def answers_of(session: Session, quiz_id: int) -> list[Attempt]:
    """The answers of a quiz, in their order."""
    query: Select[Any] = select(attempts).where(attempts.c.quiz_id == quiz_id).order_by(attempts.c.place)
    names = [field.name for field in fields(Attempt)]
    return [
        Attempt(
            **{name: getattr(row, name) for name in names}
            | {"confidence": Confidence(row.confidence) if row.confidence else None}
        )
        for row in session.execute(query)
    ]


def open_quiz(session: Session) -> tuple[int, float] | None:
    """(number of the quiz under way, seconds spent on it)."""
    found = places.place(session, OPEN)
    return (int(found["id"]), float(found["spent"])) if found else None


def put_open(session: Session, quiz_id: int, spent: float) -> None:
    """This quiz is under way."""
    places.put_place(session, OPEN, {"id": quiz_id, "spent": round(spent, 3)})


def close_open(session: Session, quiz_id: int) -> None:
    """This quiz is under way no more; another one stays."""
    under_way = open_quiz(session)
    if under_way is not None and under_way[0] == quiz_id:
        places.put_place(session, OPEN, False)
