"""Progress: everything computed from the log of reviews and the cards' states, of a selection and a period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from studyapp.core.habits import Habits
from studyapp.core.records import DayTally, Overrides
from studyapp.core.retention import by_age, by_recall, fit, retention
from studyapp.core.selection import ALL, Selection
from studyapp.core.statistics import (
    DEFAULT_PERIOD,
    SECONDS_EDGES,
    Tally,
    by_hour,
    by_weekday,
    counted_distribution,
    first_day,
    streak,
)
from studyapp.store import attempts, standings, statistics
from studyapp.store.engine import Store
from studyapp.store.selecting import conditions
from studyapp.study import progress_parts as parts
from studyapp.study.clock import Clock
from studyapp.study.overview import Overview
from studyapp.study.readers import Readers
from studyapp.study.rules import model_of

FORECAST_DAYS = 30
FIRST_GUESS_SECONDS = 25.0
GUESS_COUNTS_AS = 10
PACE_ANSWERS = 500
"""Newest answers that say how fast the learner is."""
PACE_DAYS = 12 * 7
"""Days of which the home screen draws the answers."""


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

        Its parts are counted side by side; an answer given meanwhile may be in some of them only.
        """
        now = self._clock.now()
        day, since = now.day, first_day(now.day, days)
        last = day + timedelta(days=FORECAST_DAYS - 1)
        with self._store.reading() as session:
            model = model_of(session, self._habits)
        meant = conditions(selection, now, model, self._habits.leech_lapses, listed_first=True)
        with Readers(self._store, meant) as readers:
            read, wanted = readers.read, readers.wanted
            # The longest first.
            predicted_ = read(statistics.predictions, since, wanted)
            slowest = read(parts.slowest, since, wanted)
            topics = read(parts.topics, model, day, wanted)
            times = read(statistics.seconds_counts, since, wanted)
            sections = read(parts.sections, model, day, wanted)
            tallies_ = read(statistics.tallies, since, wanted)
            sure = read(parts.confidences, since, wanted)
            mistakes = read(parts.mistakes, since, wanted)
            forecast = read(standings.due_by_day, day, last, wanted)
            memory = read(parts.memory, wanted)
            counted = read(attempts.overrides, since, wanted)
            studied = read(statistics.days_studied)
            recent = read(parts.recent, since, wanted)
            quizzes = read(attempts.results)
        tallies, predicted = tallies_.result(), predicted_.result()
        return Overview(
            day=day,
            period=days,
            wanted=self._habits.retention,
            today=_total(day, (tally for tally in tallies if tally.day == day)),
            streak=streak(studied.result(), day),
            begun=bool(studied.result()),
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
