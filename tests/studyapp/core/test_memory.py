"""The memory model: study days, learning steps, and FSRS-6 on whole days exactly as its package computes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.memory import (
    DEFAULT_MODEL,
    Model,
    Moment,
    New,
    Rating,
    Reviewed,
    State,
    interval_text,
    moment,
    review,
    study_day,
)

AGAIN, HARD, GOOD, EASY = Rating
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NOW = Moment(NOON, date(2026, 11, 23))
MINUTE = timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")
AUCKLAND = ZoneInfo("Pacific/Auckland")


def days_later(days: int) -> Moment:
    return Moment(NOON + timedelta(days=days), NOW.day + timedelta(days=days))


# --- study days ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "day"),
    [
        (datetime(2026, 11, 23, 4, 0, tzinfo=BERLIN), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 3, 59, 59, 999_999, tzinfo=BERLIN), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 0, 0, tzinfo=BERLIN), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 23, 59, tzinfo=BERLIN), date(2026, 11, 23)),
        (datetime(2027, 1, 1, 1, 0, tzinfo=BERLIN), date(2026, 12, 31)),
        # Clocks go forward on 29 March 2026 from 02:00 to 03:00: 04:00 comes an hour early.
        (datetime(2026, 3, 29, 1, 59, tzinfo=BERLIN), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 3, 59, tzinfo=BERLIN), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 4, 0, tzinfo=BERLIN), date(2026, 3, 29)),
        # Clocks go back on 25 October 2026 from 03:00 to 02:00: half past two comes twice.
        (datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=BERLIN), date(2026, 10, 24)),
        (datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN), date(2026, 10, 24)),
        (datetime(2026, 10, 25, 4, 0, tzinfo=BERLIN), date(2026, 10, 25)),
        (datetime(2026, 11, 23, 4, 0, tzinfo=AUCKLAND), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 4, 0), date(2026, 11, 23)),
    ],
)
def test_the_day_turns_at_four_by_the_clock_on_the_wall(local: datetime, day: date) -> None:
    assert study_day(local) == day


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 3, 29, 1, 59, tzinfo=UTC), date(2026, 3, 28)),  # 03:59 in summer time
        (datetime(2026, 3, 29, 2, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 25, 2, 59, tzinfo=UTC), date(2026, 10, 24)),  # 03:59 in winter time
        (datetime(2026, 10, 25, 3, 0, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_study_days_of_23_and_25_hours(utc: datetime, day: date) -> None:
    found = moment(utc.astimezone(BERLIN))
    assert found == Moment(utc, day)
    assert found.at.tzinfo is UTC


# --- learning steps -----------------------------------------------------------------------------------------


def after(*ratings: Rating, minutes: float = 10) -> Reviewed:
    """The state after ratings given one after the other on one day."""
    state: State = New()
    for place, rating in enumerate(ratings):
        state = review(state, rating, replace(NOW, at=NOON + place * minutes * MINUTE))
    assert isinstance(state, Reviewed)
    return state


@pytest.mark.parametrize(
    ("before", "rating", "step", "minutes"),
    [
        ((), AGAIN, 0, 1),
        ((), HARD, 0, 5.5),
        ((), GOOD, 1, 10),
        ((), EASY, None, None),
        ((AGAIN,), AGAIN, 0, 1),
        ((AGAIN,), HARD, 0, 5.5),
        ((AGAIN,), GOOD, 1, 10),
        ((AGAIN,), EASY, None, None),
        ((GOOD,), AGAIN, 0, 1),
        ((GOOD,), HARD, 1, 10),
        ((GOOD,), GOOD, None, None),
        ((GOOD,), EASY, None, None),
        ((GOOD, HARD), GOOD, None, None),
        ((GOOD, AGAIN), GOOD, 1, 10),
        # A card that had left its steps and lapsed: one relearning step of ten minutes.
        ((EASY,), AGAIN, 0, 10),
        ((EASY,), HARD, None, None),
        ((EASY,), GOOD, None, None),
        ((EASY,), EASY, None, None),
        ((EASY, AGAIN), AGAIN, 0, 10),
        ((EASY, AGAIN), HARD, 0, 10),
        ((EASY, AGAIN), GOOD, None, None),
        ((EASY, AGAIN), EASY, None, None),
    ],
)
def test_learning_steps(
    before: tuple[Rating, ...], rating: Rating, step: int | None, minutes: float | None
) -> None:
    state = review(after(*before) if before else New(), rating, NOW)
    assert state.step == step
    if minutes is None:
        assert state.due_at is None
        assert state.due_day > NOW.day
    else:
        assert state.due_at == NOON + minutes * MINUTE
        assert state.due_day == NOW.day


@pytest.mark.parametrize(
    ("ratings", "reps", "lapses", "relearning"),
    [
        ((AGAIN,), 1, 0, False),
        ((AGAIN, AGAIN, GOOD, GOOD), 4, 0, False),
        ((EASY, AGAIN), 2, 1, True),
        ((EASY, AGAIN, AGAIN), 3, 1, True),
        ((EASY, AGAIN, HARD), 3, 1, True),
        ((EASY, AGAIN, GOOD), 3, 1, False),
        ((EASY, AGAIN, GOOD, AGAIN), 4, 2, True),
        ((EASY, HARD), 2, 0, False),
    ],
)
def test_what_is_counted(ratings: tuple[Rating, ...], reps: int, lapses: int, relearning: bool) -> None:
    state = after(*ratings)
    assert (state.reps, state.lapses, state.relearning) == (reps, lapses, relearning)


# --- FSRS ---------------------------------------------------------------------------------------------------

SCHEDULER = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
SEQUENCES = st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 400)), min_size=1, max_size=12)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@given(SEQUENCES)
def test_stability_difficulty_and_intervals_are_those_of_fsrs(sequence: list[tuple[Rating, int]]) -> None:
    state: State = New()
    card = fsrs.Card(card_id=1)
    day = NOW.day
    for rating, wait in sequence:
        day += timedelta(days=wait)
        state = review(state, rating, Moment(midnight(day) + timedelta(hours=12), day))
        card, _ = SCHEDULER.review_card(card, fsrs.Rating(rating), midnight(day))
        assert (state.stability, state.difficulty) == (card.stability, card.difficulty)
        if state.step is None:
            assert state.due_day == card.due.date()
        assert state.last_day == day
        later = day + timedelta(days=9)
        assert DEFAULT_MODEL.recall(state, later) == SCHEDULER.get_card_retrievability(card, midnight(later))


@given(SEQUENCES)
def test_a_card_stays_within_bounds_and_is_due_again(sequence: list[tuple[Rating, int]]) -> None:
    state: State = New()
    day = NOW.day
    for rating, wait in sequence:
        day += timedelta(days=wait)
        state = review(state, rating, Moment(midnight(day), day))
        assert state.stability > 0
        assert 1 <= state.difficulty <= 10
        assert (state.step is None) is (state.due_at is None)
        assert state.due_day > day or state.due_at is not None
        assert state.due_day <= day + timedelta(days=36_500)


def test_easier_ratings_come_back_later() -> None:
    days = [review(after(EASY), rating, days_later(8)).due_day for rating in (HARD, GOOD, EASY)]
    assert days == sorted(set(days))


@pytest.mark.parametrize("retention", [0.8, 0.95])
def test_retention_moves_the_interval_alone(retention: float) -> None:
    usual, other = review(New(), EASY, NOW), review(New(), EASY, NOW, Model(retention=retention))
    assert (usual.stability, usual.difficulty) == (other.stability, other.difficulty)
    assert (other.due_day > usual.due_day) is (retention < 0.9)


def test_a_clock_moved_back_never_makes_time_run_backwards() -> None:
    known = review(New(), EASY, NOW)
    earlier = Moment(NOON - timedelta(days=30), NOW.day - timedelta(days=30))
    state = review(known, GOOD, earlier)
    same_day = review(known, GOOD, NOW)
    assert state == same_day
    assert state.last_day == NOW.day
    assert review(state, GOOD, earlier).due_day > NOW.day
    assert DEFAULT_MODEL.recall(known, earlier.day) == DEFAULT_MODEL.recall(known, known.last_day) == 1


def test_recall_fades() -> None:
    assert DEFAULT_MODEL.recall(New(), NOW.day) == 0
    state = review(New(), EASY, NOW)
    at_stability = NOW.day + timedelta(days=round(state.stability))
    assert DEFAULT_MODEL.recall(state, NOW.day) == 1
    assert DEFAULT_MODEL.recall(state, at_stability) == pytest.approx(0.9, abs=0.01)
    assert DEFAULT_MODEL.recall(state, at_stability + timedelta(days=100)) < 0.9


# --- intervals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wait", "text"),
    [
        (timedelta(minutes=1), "1m"),
        (timedelta(minutes=5.5), "6m"),
        (timedelta(minutes=10), "10m"),
        (timedelta(seconds=5), "1m"),
        (timedelta(minutes=-3), "1m"),
    ],
)
def test_interval_of_a_step(wait: timedelta, text: str) -> None:
    assert interval_text(Reviewed(1.0, 5.0, NOW.day, NOW.day, due_at=NOON + wait, step=0), NOW) == text


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (-2, "0d"),
        (0, "0d"),
        (1, "1d"),
        (30, "30d"),
        (31, "1mo"),
        (46, "1.5mo"),
        (364, "12mo"),
        (365, "1y"),
        (440, "1.2y"),
        (36_500, "99.9y"),
    ],
)
def test_interval_in_days(days: int, text: str) -> None:
    assert interval_text(Reviewed(1.0, 5.0, NOW.day, NOW.day + timedelta(days=days)), NOW) == text
