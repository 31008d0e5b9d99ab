"""The parts of an overview that take more than one query, each of a selection and a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from studyapp.core.confidence import Calibration, calibration
from studyapp.core.mastery import Mastery, of_packs, of_sections, of_topics
from studyapp.core.memory import Model
from studyapp.core.statistics import (
    DIFFICULTY_EDGES,
    STABILITY_EDGES,
    Distribution,
    counted_distribution,
)
from studyapp.store import attempts, items, reviews, standings, statistics
from studyapp.store.cards import Conditions
from studyapp.store.engine import Session
from studyapp.study.common_mistakes import CommonMistake, commonest
from studyapp.study.overview import Recent, SlowQuestion

MOST_RECENT = 20
MOST_SLOW = 10
TIMED_AT_LEAST = 3
"""Answers from which on a question's mean time is said."""


def confidences(session: Session, since: date | None, wanted: Conditions) -> tuple[Calibration, ...]:
    """Of reviews and quizzes together."""
    reviewed = statistics.confidences(session, since, wanted)
    return calibration([*reviewed, *attempts.confidences(session, since, wanted)])


def mistakes(session: Session, since: date | None, wanted: Conditions) -> tuple[CommonMistake, ...]:
    """Of reviews and quizzes together."""
    reviewed = statistics.mistakes(session, since, wanted)
    return commonest(session, [*reviewed, *attempts.mistakes(session, since, wanted)])


def memory(session: Session, wanted: Conditions) -> tuple[Distribution, Distribution]:
    """How stability and difficulty are spread."""
    stability, difficulty = Counter[int](), Counter[int]()
    for days, hard, cards in standings.memory_counts(session, wanted):
        stability[days] += cards
        difficulty[hard] += cards
    return (
        counted_distribution(stability, STABILITY_EDGES),
        counted_distribution(difficulty, DIFFICULTY_EDGES),
    )


def topics(session: Session, model: Model, day: date, wanted: Conditions) -> tuple[Mastery, ...]:
    return _worded(session, of_topics(standings.known_by_topic(session, model, day, wanted)))


def sections(
    session: Session, model: Model, day: date, wanted: Conditions
) -> tuple[tuple[Mastery, ...], tuple[Mastery, ...]]:
    """(packs with their titles, sections)."""
    groups = standings.known_by_section(session, model, day, wanted)
    titles = {manifest.id: manifest.title for manifest in items.manifests(session)}
    packs = _worded(session, of_packs(groups))
    named = tuple(replace(pack, title=titles.get(pack.name, pack.title)) for pack in packs)
    return named, _worded(session, of_sections(groups))


def _worded(session: Session, known: Sequence[Mastery]) -> tuple[Mastery, ...]:
    """The weakest questions by their headings."""
    headings = standings.headings(session, {one.weakest for one in known if one.weakest})
    return tuple(replace(one, weakest=headings.get(one.weakest, one.weakest)) for one in known)


def slowest(session: Session, since: date | None, wanted: Conditions) -> tuple[SlowQuestion, ...]:
    times = statistics.slowest(session, since, wanted, at_least=TIMED_AT_LEAST, limit=MOST_SLOW)
    asked = [time.card_id.partition("#")[0] for time in times]
    headings = standings.headings(session, asked)
    return tuple(
        SlowQuestion(question, headings.get(question, question), time.answers, time.seconds)
        for question, time in zip(asked, times, strict=True)
    )


def recent(session: Session, since: date | None, wanted: Conditions) -> tuple[Recent, ...]:
    numbers = statistics.newest(session, since, wanted, MOST_RECENT)
    log = [found for number in numbers if (found := reviews.review(session, number)) is not None]
    asked = [review.card_id.partition("#")[0] for review in log]
    headings = standings.headings(session, asked)
    return tuple(
        Recent(
            review.id,
            review.at,
            question,
            headings.get(question, question),
            review.rating,
            review.outcome,
            review.response,
        )
        for question, review in zip(asked, log, strict=True)
    )
