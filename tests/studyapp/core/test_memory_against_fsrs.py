"""The memory model against its peers: random reviews through `fsrs` itself and through `fsrs_rs_python`."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import fsrs
import pytest

from studyapp.core import memory
from studyapp.core.fitting import clamped
from studyapp.core.memory import DEFAULT_MODEL, Model, Moment, New, Rating, Reviewed, State

REVIEWS = pytest.mark.parametrize("reviews", [24_000, pytest.param(100_000, marks=pytest.mark.slow)])
"""Every retention, by the defaults and by fitted parameters, comes round in 16,000."""
CLOSE = 2e-5
"""Relative, of stability."""
RETENTIONS = (0.70, 0.75, 0.80, 0.85, 0.90, 0.93, 0.95, 0.97)
WAITS = (0, 0, 1, 1, 2, 3, 5, 8, 13, 30, 90, 400)
START = date(2026, 1, 1)


def fitted(rng: random.Random) -> tuple[float, ...]:
    """Parameters as fits find them: each of the defaults moved by up to a half, within bounds."""
    return clamped(value * rng.uniform(0.5, 1.5) for value in DEFAULT_MODEL.parameters)


def models(seed: int, reviews: int) -> Iterator[tuple[Model, random.Random]]:
    """A model for each thousand reviews: the defaults and fitted parameters by turns, at every retention."""
    for place in range(reviews // 1_000):
        rng = random.Random(seed + place)
        parameters = DEFAULT_MODEL.parameters if place % 2 == 0 else fitted(rng)
        yield Model(parameters, RETENTIONS[place // 2 % len(RETENTIONS)]), rng


def lives(rng: random.Random) -> Iterator[list[tuple[int, Rating]]]:
    """A thousand reviews: cards of 1 to 20 (days since the last, rating)."""
    left = 1_000
    while left:
        count = min(left, rng.randint(1, 20))
        left -= count
        yield [
            (rng.choice(WAITS) if place else 0, rng.choice((*Rating, Rating.GOOD))) for place in range(count)
        ]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def close(ours: float, theirs: float) -> bool:
    return abs(ours - theirs) <= CLOSE * theirs


def at_a_half(model: Model, stability: float) -> bool:
    """Whether the unrounded interval is so near to a half that stability this close may round to either side."""
    decay = -model.parameters[20]
    days: float = stability / (0.9 ** (1 / decay) - 1) * (model.retention ** (1 / decay) - 1)
    distance = abs(days % 1 - 0.5)
    return distance <= CLOSE * days


def reviewed(state: State, rating: Rating, day: date, model: Model) -> Reviewed:
    at = midnight(day) + timedelta(hours=12)
    return memory.review(state, rating, Moment(at, day), model)


@REVIEWS
def test_stability_and_intervals_are_those_of_fsrs(reviews: int) -> None:
    apart = count = 0
    for model, rng in models(1, reviews):
        peer = fsrs.Scheduler(
            model.parameters,
            desired_retention=model.retention,
            learning_steps=(),
            relearning_steps=(),
            enable_fuzzing=False,
        )
        for life in lives(rng):
            state: State = New()
            card, day = fsrs.Card(card_id=1), START
            for days, rating in life:
                day += timedelta(days=days)
                state = reviewed(state, rating, day, model)
                card, _ = peer.review_card(card, fsrs.Rating(rating), midnight(day))
                assert card.stability is not None
                assert close(state.stability, card.stability)
                assert state.difficulty == card.difficulty
                theirs = (card.due.date() - day).days
                ours = model.interval(state.stability)
                if ours != theirs:
                    assert abs(ours - theirs) == 1
                    assert at_a_half(model, state.stability)
                    apart += 1
                if state.step is None:
                    assert (state.due_day - day).days == ours
                count += 1
    assert count == reviews
    assert apart == 0


@REVIEWS
def test_stability_and_intervals_are_those_of_fsrs_rs(reviews: int) -> None:
    """In single precision: stability within 2e-5, intervals equal or one day apart at a half."""
    peer: Any = pytest.importorskip("fsrs_rs_python")
    apart = count = 0
    for model, rng in models(2, reviews):
        rust = peer.FSRS(list(model.parameters))
        for life in lives(rng):
            found = rust.historical_memory_states(
                peer.FSRSItem([peer.FSRSReview(int(rating), days) for days, rating in life])
            )
            state: State = New()
            day = START
            for (days, rating), theirs in zip(life, found, strict=True):
                day += timedelta(days=days)
                state = reviewed(state, rating, day, model)
                assert close(state.stability, theirs.stability), (model, life)
                assert state.difficulty == pytest.approx(theirs.difficulty, rel=CLOSE)
                interval = rust.next_interval(theirs.stability, model.retention, int(rating))
                ours, other = model.interval(state.stability), min(max(1, round(interval)), 36_500)
                if ours != other:
                    assert abs(ours - other) == 1, (ours, interval)
                    assert at_a_half(model, state.stability), (ours, interval)
                    apart += 1
                count += 1
    assert count == reviews
    assert apart < reviews / 1_000


def test_one_review_at_a_time_gives_what_fsrs_rs_offers() -> None:
    """`next_states`: what each of the four ratings leads to, from the same state and the same wait."""
    peer: Any = pytest.importorskip("fsrs_rs_python")
    rng = random.Random(3)
    for _ in range(2_000):
        model = Model(fitted(rng), rng.choice(RETENTIONS))
        rust = peer.FSRS(list(model.parameters))
        wait = rng.choice(WAITS)
        before = Reviewed(
            stability=round(10 ** rng.uniform(-1, 3), 3),
            difficulty=round(rng.uniform(1, 10), 3),
            last_day=START,
            due_day=START,
        )
        states = rust.next_states(
            peer.MemoryState(before.stability, before.difficulty), model.retention, wait
        )
        for rating in Rating:
            theirs = getattr(states, rating.name.lower())
            ours = reviewed(before, rating, START + timedelta(days=wait), model)
            assert close(ours.stability, theirs.memory.stability)
            apart = abs(model.interval(ours.stability) - min(max(1, round(theirs.interval)), 36_500))
            assert apart == 0 or (apart == 1 and at_a_half(model, ours.stability))
