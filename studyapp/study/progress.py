"""Progress: everything computed from the log of reviews and the cards' states, of a selection and a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from studyapp.core.confidence import Calibration, calibration
from studyapp.core.habits import Habits
from studyapp.core.mastery import Mastery, of_packs, of_sections, of_topics
from studyapp.core.memory import Model, Rating
from studyapp.core.records import DayTally, Overrides, QuizResult
from studyapp.core.retention import Fit, Retention, by_age, by_recall, fit, retention
from studyapp.core.selection import ALL, Selection
from studyapp.core.statistics import (
    DEFAULT_PERIOD,
    DIFFICULTY_EDGES,
    SECONDS_EDGES,
    STABILITY_EDGES,
    Distribution,
    Part,
    Streak,
    Tally,
    by_hour,
    by_weekday,
    counted_distribution,
    first_day,
    streak,
)
from studyapp.store import attempts, items, reviews, standings, statistics
from studyapp.store.cards import Conditions
from studyapp.store.engine import Store
from studyapp.store.selecting import conditions
from studyapp.study.clock import Clock
from studyapp.study.common_mistakes import CommonMistake, commonest
from studyapp.study.rules import model_of

FORECAST_DAYS = 30
FIRST_GUESS_SECONDS = 25.0
GUESS_COUNTS_AS = 10
PACE_ANSWERS = 500
"""Newest answers that say how fast the learner is."""
PACE_DAYS = 12 * 7
"""Days of which the home screen draws the answers."""
MOST_RECENT = 20
MOST_SLOW = 10
TIMED_AT_LEAST = 3
"""Answers from which on a question's mean time is said."""
READERS = 3
"""Parts counted at a time."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Recent:
    """A review in the history."""

    id: int
    at: datetime
    question: str
    heading: str
    rating: Rating
    outcome: str
    response: str


@dataclass(frozen=True, slots=True)
class SlowQuestion:
    """A question that takes long to answer."""

    question: str
    heading: str
    answers: int
    seconds: float
    """The mean."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The progress screen."""

    day: date
    period: int | None
    """Days looked back, today included; None for the whole log."""
    wanted: float
    """The recall at which a card comes due."""
    today: DayTally
    streak: Streak
    """Of the whole log, whatever the selection."""
    days: Mapping[date, int]
    """Answers by study day."""
    hours: tuple[Part, ...]
    """Answers by hour of the day, 24 of them."""
    weekdays: tuple[Part, ...]
    """Answers by weekday, Monday first."""
    forecast: Mapping[date, int]
    """Cards coming due by study day; what is overdue on the first, new ones not counted."""
    reviews: int
    """Answers of the period."""
    seconds: float
    retention: Retention | None
    """Of cards that had left their learning steps, each at its first review of a day; None without any."""
    by_age: Mapping[str, Retention]
    """The same by age of the card: new, young, mature."""
    by_recall: Mapping[tuple[float, float], Retention]
    """The same by the range of the predicted recall."""
    fit: Fit | None
    packs: tuple[Mastery, ...]
    topics: tuple[Mastery, ...]
    sections: tuple[Mastery, ...]
    stability: Distribution
    """Days, of the cards seen, now."""
    difficulty: Distribution
    mistakes: tuple[CommonMistake, ...]
    """The commonest first."""
    calibration: tuple[Calibration, ...]
    """How often the learner was right when sure, unsure or guessing; empty when never asked."""
    overrides: Overrides
    """Answers that the learner counted as right, reviews and quizzes together."""
    times: Distribution
    """Seconds an answer took."""
    slowest: tuple[SlowQuestion, ...]
    recent: tuple[Recent, ...]
    quizzes: tuple[QuizResult, ...]
    """The newest ones, whatever the selection."""


class Progress:
    """What the log says."""

    def __init__(self, store: Store, clock: Clock, habits: Habits) -> None:
        self._store = store
        self._habits = habits
        self._clock = clock

    def pace(self) -> tuple[int, dict[date, int], float]:
        """(days in a row, answers by day of the last twelve weeks, seconds an answer takes)."""
        today = self._clock.now().day
        with self._store.reading() as session:
            studied = statistics.days_studied(session)
            tallies = statistics.day_tallies(session, first_day(today, PACE_DAYS))
            seconds = statistics.latest_seconds(session, PACE_ANSWERS)
        # The first answers say little yet, so the guess counts as some answers of its own.
        spent = sum(seconds) + GUESS_COUNTS_AS * FIRST_GUESS_SECONDS
        days = {tally.day: tally.answers for tally in tallies}
        return streak(studied, today).days, days, spent / (len(seconds) + GUESS_COUNTS_AS)

    def overview(self, selection: Selection = ALL, days: int | None = DEFAULT_PERIOD) -> Overview:
        """Everything of a selection and of the last so many days, today included; of the whole log with None.

        Its parts are counted side by side, each over one consistent state.
        """
        now = self._clock.now()
        day, since = now.day, first_day(now.day, days)
        last = day + timedelta(days=FORECAST_DAYS - 1)
        with self._store.reading() as session:
            model = model_of(session, self._habits)
        wanted = conditions(selection, now, model)
        with ThreadPoolExecutor(READERS) as readers:

            def read(query: Callable[..., Value], *given: object) -> Future[Value]:
                return readers.submit(self._read, query, *given)

            # The longest first.
            predicted_ = read(statistics.predictions, since, wanted)
            slowest = read(_slowest, since, wanted)
            topics = read(_topics, model, day, wanted)
            times = read(statistics.seconds_counts, since, wanted)
            sections = read(_sections, model, day, wanted)
            tallies_ = read(statistics.tallies, since, wanted)
            sure = read(_confidences, since, wanted)
            mistakes = read(_mistakes, since, wanted)
            forecast = read(standings.due_by_day, day, last, wanted)
            memory = read(_memory, wanted)
            counted = read(attempts.overrides, since, wanted)
            studied = read(statistics.days_studied)
            recent = read(_recent, since, wanted)
            quizzes = read(attempts.results)
        tallies, predicted = tallies_.result(), predicted_.result()
        return Overview(
            day=day,
            period=days,
            wanted=self._habits.retention,
            today=_total(day, (tally for tally in tallies if tally.day == day)),
            streak=streak(studied.result(), day),
            days=_by_day(tallies),
            hours=by_hour(tallies),
            weekdays=by_weekday(tallies),
            forecast=forecast.result(),
            reviews=sum(tally.answers for tally in tallies),
            seconds=sum(tally.seconds for tally in tallies),
            retention=retention(predicted),
            by_age=by_age(predicted),
            by_recall=by_recall(predicted),
            fit=fit(predicted),
            packs=sections.result()[0],
            topics=topics.result(),
            sections=sections.result()[1],
            stability=memory.result()[0],
            difficulty=memory.result()[1],
            mistakes=mistakes.result(),
            calibration=sure.result(),
            overrides=_overrides(tallies, counted.result()),
            times=counted_distribution(times.result(), SECONDS_EDGES),
            slowest=slowest.result(),
            recent=recent.result(),
            quizzes=tuple(quizzes.result()),
        )

    def _read(self, query: Callable[..., Value], *given: object) -> Value:
        with self._store.reading() as session:
            return query(session, *given)


def _total(day: date, tallies: Iterable[Tally]) -> DayTally:
    answers, recalled, seconds = 0, 0, 0.0
    for tally in tallies:
        answers, recalled = answers + tally.answers, recalled + tally.recalled
        seconds += tally.seconds
    return DayTally(day, answers, recalled, seconds)


def _by_day(tallies: Iterable[Tally]) -> dict[date, int]:
    days: dict[date, int] = {}
    for tally in tallies:
        days[tally.day] = days.get(tally.day, 0) + tally.answers
    return days


def _overrides(tallies: Iterable[Tally], in_quizzes: Overrides) -> Overrides:
    rows = list(tallies)
    return Overrides(
        in_quizzes.count + sum(tally.overridden for tally in rows),
        in_quizzes.wrong + sum(tally.wrong for tally in rows),
    )


def _confidences(session: Session, since: date | None, wanted: Conditions) -> tuple[Calibration, ...]:
    """Of reviews and quizzes together."""
    reviewed = statistics.confidences(session, since, wanted)
    return calibration([*reviewed, *attempts.confidences(session, since, wanted)])


def _mistakes(session: Session, since: date | None, wanted: Conditions) -> tuple[CommonMistake, ...]:
    """Of reviews and quizzes together."""
    reviewed = statistics.mistakes(session, since, wanted)
    return commonest(session, [*reviewed, *attempts.mistakes(session, since, wanted)])


def _memory(session: Session, wanted: Conditions) -> tuple[Distribution, Distribution]:
    """How stability and difficulty are spread."""
    stability, difficulty = Counter[int](), Counter[int]()
    for days, hard, cards in standings.memory_counts(session, wanted):
        stability[days] += cards
        difficulty[hard] += cards
    return (
        counted_distribution(stability, STABILITY_EDGES),
        counted_distribution(difficulty, DIFFICULTY_EDGES),
    )


def _topics(session: Session, model: Model, day: date, wanted: Conditions) -> tuple[Mastery, ...]:
    return _worded(session, of_topics(standings.known_by_topic(session, model, day, wanted)))


def _sections(
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


def _slowest(session: Session, since: date | None, wanted: Conditions) -> tuple[SlowQuestion, ...]:
    times = statistics.slowest(session, since, wanted, at_least=TIMED_AT_LEAST, limit=MOST_SLOW)
    asked = [time.card_id.partition("#")[0] for time in times]
    headings = standings.headings(session, asked)
    return tuple(
        SlowQuestion(question, headings.get(question, question), time.answers, time.seconds)
        for question, time in zip(asked, times, strict=True)
    )


def _recent(session: Session, since: date | None, wanted: Conditions) -> tuple[Recent, ...]:
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
