"""Counts over the log of reviews, of a period and a selection. Reviews that were taken back count nowhere.

The log is long, so that what is asked of all of it is read from an index alone: `ix_reviews_statistics` in the
order of days, `ix_reviews_card` in that of cards, `ix_reviews_mistake` where a mistake was named.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, literal_column, or_, select, text

from studyapp.core.memory import Rating
from studyapp.core.records import DayTally, MistakeCount, MistakeShowing, QuestionTime
from studyapp.core.retention import AGES, RECALL_STEPS, Predicted
from studyapp.core.statistics import Tally
from studyapp.store.cards import Conditions
from studyapp.store.chosen import of_reviews
from studyapp.store.columns import Day
from studyapp.store.engine import Session
from studyapp.store.mistakes import mistake_count, mistake_showing
from studyapp.store.tables import NOT_TAKEN_BACK, reviews, showings

RECALLED = func.sum(case((reviews.c.rating > int(Rating.AGAIN), 1), else_=0))
_WRONG = reviews.c.outcome == "wrong"


def counts_as_right() -> ColumnElement[bool]:
    """Found right, or counted as right by the learner."""
    return or_(reviews.c.outcome == "right", reviews.c.overridden)


def _meant(
    since: date | None, wanted: Conditions, *also: ColumnElement[bool], in_order: bool = True
) -> list[ColumnElement[bool]]:
    """Reviews of the period and the selection that stand; the conditions are tried in this order.

    Unless `in_order`, they are not looked up by their days, so that another index is read.
    """
    day: ColumnElement[date] = reviews.c.day if in_order else literal_column("+reviews.day", Day)
    period = [] if since is None else [day >= since]
    return [*period, *also, NOT_TAKEN_BACK, *of_reviews(wanted)]


def tallies(session: Session, since: date | None = None, wanted: Conditions = ()) -> list[Tally]:
    """Answers by study day and hour, oldest first."""
    rows = session.execute(
        select(
            reviews.c.day,
            reviews.c.hour,
            func.count(),
            RECALLED,
            func.sum(reviews.c.seconds),
            func.sum(case((_WRONG, 1), else_=0)),
            func.sum(case((_WRONG & reviews.c.overridden, 1), else_=0)),
        )
        .where(*_meant(since, wanted))
        .group_by(reviews.c.day, reviews.c.hour)
        .order_by(reviews.c.day, reviews.c.hour)
    )
    return [Tally(*row) for row in rows]


def day_tallies(session: Session, since: date | None = None) -> list[DayTally]:
    """Answers, recalled ones and seconds by study day, oldest first."""
    rows = session.execute(
        select(reviews.c.day, func.count(), RECALLED, func.sum(reviews.c.seconds))
        .where(*_meant(since, ()))
        .group_by(reviews.c.day)
        .order_by(reviews.c.day)
    )
    return [DayTally(*row) for row in rows]


def days_studied(session: Session) -> list[date]:
    """Study days with a review that stands, the newest first: one look into the index for each."""
    rows = session.execute(
        text(
            "WITH RECURSIVE days (day) AS ("
            " SELECT max(day) FROM reviews"
            " UNION ALL"
            " SELECT (SELECT max(reviews.day) FROM reviews WHERE reviews.day < days.day) FROM days"
            " WHERE days.day IS NOT NULL)"
            " SELECT day FROM days WHERE EXISTS (SELECT 1 FROM reviews WHERE reviews.day = days.day"
            " AND reviews.id NOT IN (SELECT review_id FROM undone))"
        ).columns(day=Day)
    )
    return [row.day for row in rows]


def latest_seconds(session: Session, answers: int) -> list[float]:
    """How long the newest answers took, at most so many."""
    query = select(reviews.c.seconds).where(NOT_TAKEN_BACK).order_by(reviews.c.id.desc()).limit(answers)
    return list(session.scalars(query))


def seconds_counts(session: Session, since: date | None = None, wanted: Conditions = ()) -> dict[int, int]:
    """How many answers took how many whole seconds."""
    whole = cast(reviews.c.seconds, Integer).label("whole")
    rows = session.execute(select(whole, func.count()).where(*_meant(since, wanted)).group_by(whole))
    return {row[0]: row[1] for row in rows}


def slowest(
    session: Session, since: date | None, wanted: Conditions, *, at_least: int, limit: int
) -> list[QuestionTime]:
    """The cards with the longest mean time of an answer, among those answered often enough."""
    mean = func.avg(reviews.c.seconds).label("mean")
    rows = session.execute(
        select(reviews.c.card_id, func.count(), mean)
        .where(*_meant(since, wanted, in_order=False))
        .group_by(reviews.c.card_id)
        .having(func.count() >= at_least)
        .order_by(mean.desc(), reviews.c.card_id)
        .limit(limit)
    )
    return [QuestionTime(*row) for row in rows]


def predictions(session: Session, since: date | None = None, wanted: Conditions = ()) -> list[Predicted]:
    """Predicted recall and what happened, of a card's first review of a day, once it is scheduled by days.

    One that was reviewed on the same day before, or is in its learning steps, says nothing about memory over days.
    """
    step = cast(reviews.c.recall * RECALL_STEPS + 0.5, Integer)
    older = [(reviews.c.stability >= least, place) for place, (_, least) in enumerate(AGES)]
    age = case(*reversed(older), else_=0)
    passed = case((reviews.c.rating > int(Rating.AGAIN), 1), else_=0)
    # One number for the three, since sorting by one is faster.
    key = (step * 2 * len(AGES) + age * 2 + passed).label("key")
    rows = session.execute(
        select(key, func.count())
        .where(
            *_meant(
                since,
                wanted,
                reviews.c.phase == "review",
                reviews.c.elapsed > 0,
                reviews.c.recall.is_not(None),
            )
        )
        .group_by(key)
    )
    found: dict[tuple[int, int], list[int]] = {}
    for number, count in rows:
        place, was_recalled = divmod(number, 2)
        found.setdefault(divmod(place, len(AGES)), [0, 0])[was_recalled] += count
    return [
        Predicted(age_place, at / RECALL_STEPS, missed + recalled, recalled)
        for (at, age_place), (missed, recalled) in sorted(found.items())
    ]


def confidences(
    session: Session, since: date | None = None, wanted: Conditions = ()
) -> list[tuple[str, int, int]]:
    """(how sure the learner was, answers, right ones) of the reviews before which they were asked."""
    right = func.sum(case((counts_as_right(), 1), else_=0)).label("right")
    rows = session.execute(
        select(reviews.c.confidence, func.count().label("answers"), right)
        .where(*_meant(since, wanted, reviews.c.confidence.is_not(None)))
        .group_by(reviews.c.confidence)
    )
    return [(row.confidence, row.answers, int(row.right)) for row in rows]


def mistakes(session: Session, since: date | None = None, wanted: Conditions = ()) -> list[MistakeCount]:
    """How often each named mistake was made in each card, the commonest first; not what was counted as right."""
    named = (reviews.c.mistake.is_not(None), ~reviews.c.overridden)
    asked = [*_meant(since, (), *named, in_order=False), *of_reviews(wanted, looked_up=False)]
    query: Select[Any] = (
        select(
            reviews.c.card_id,
            reviews.c.mistake,
            func.count().label("times"),
            func.max(reviews.c.id).label("newest"),
        )
        .where(*asked)
        .group_by(reviews.c.mistake, reviews.c.card_id)
        .order_by(func.count().desc(), func.max(reviews.c.id).desc())
    )
    return [mistake_count(row) for row in session.execute(query)]


def mistake_shown(session: Session, review_id: int) -> MistakeShowing:
    """What was shown at a review, and said of the mistake."""
    row = session.execute(
        select(showings.c.version, showings.c.variant, showings.c.said).where(
            showings.c.review_id == review_id
        )
    ).one()
    return mistake_showing(row)


def newest(session: Session, since: date | None, wanted: Conditions, limit: int) -> Sequence[int]:
    """Numbers of the newest reviews of a period and a selection that stand."""
    asked = _meant(since, wanted, in_order=False)
    return session.scalars(
        select(reviews.c.id).where(*asked).order_by(reviews.c.id.desc()).limit(limit)
    ).all()
