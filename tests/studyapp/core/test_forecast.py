"""The memory model on plain floats: the same as the scheduler's, and what is expected before an answer is known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core import memory
from studyapp.core.forecast import DEFAULT_PACE, Trace, forecast_of, pace_of
from studyapp.core.memory import DEFAULT_MODEL, Model, Moment, New, Rating, Reviewed

DAY = date(2026, 11, 23)
FORECAST = forecast_of(DEFAULT_MODEL)
OTHER = Model(tuple(weight * 1.1 for weight in DEFAULT_MODEL.parameters))

traces = st.builds(Trace, st.floats(0.01, 5_000), st.floats(1, 10))
models = st.sampled_from([DEFAULT_MODEL, OTHER])


def reviewed(trace: Trace, days: int, rating: Rating, model: Model) -> tuple[float, float]:
    """What the scheduler makes of a review so many days after the last."""
    state = Reviewed(trace.stability, trace.difficulty, DAY, DAY)
    at = datetime(2026, 11, 23, 12, tzinfo=UTC) + timedelta(days=days)
    after = memory.review(state, rating, Moment(at, DAY + timedelta(days=days)), model)
    return pytest.approx((after.stability, after.difficulty), rel=1e-12)  # type: ignore[return-value]


@given(traces, st.integers(1, 3_000), models)
def test_a_review_is_what_the_scheduler_makes_of_it(trace: Trace, days: int, model: Model) -> None:
    forecast = forecast_of(model)
    recall = forecast.recall(trace.stability, days)
    assert recall == pytest.approx(model.recall_after(trace.stability, days), rel=1e-12)
    assert tuple(forecast.recalled(trace, recall)) == reviewed(trace, days, Rating.GOOD, model)
    assert tuple(forecast.forgotten(trace, recall)) == reviewed(trace, days, Rating.AGAIN, model)


@given(traces, st.sampled_from(Rating), models)
def test_so_is_one_on_the_same_day(trace: Trace, rating: Rating, model: Model) -> None:
    assert tuple(forecast_of(model).same_day(trace, rating)) == reviewed(trace, 0, rating, model)


@pytest.mark.parametrize("rating", Rating)
@pytest.mark.parametrize("model", [DEFAULT_MODEL, OTHER])
def test_so_is_the_first(rating: Rating, model: Model) -> None:
    after = memory.review(New(), rating, Moment(datetime(2026, 11, 23, 12, tzinfo=UTC), DAY), model)
    assert forecast_of(model).first(rating) == pytest.approx((after.stability, after.difficulty), rel=1e-12)


@given(st.floats(0.1, 5_000), st.integers(1, 1_000))
def test_stability_is_found_from_recall(stability: float, days: int) -> None:
    assert FORECAST.stability_for(FORECAST.recall(stability, days), days) == pytest.approx(
        stability, rel=1e-6
    )


@given(traces, st.integers(1, 400), st.integers(1, 400))
def test_what_a_review_adds_is_the_mean_of_both_ways(trace: Trace, elapsed: int, left: int) -> None:
    recall = FORECAST.recall(trace.stability, elapsed)
    passed, failed = FORECAST.recalled(trace, recall), FORECAST.relearned(trace, recall)
    mean = recall * FORECAST.recall(passed.stability, left)
    mean += (1 - recall) * FORECAST.recall(failed.stability, left)
    now, added = FORECAST.gain(trace, elapsed, left)
    untouched = FORECAST.recall(trace.stability, elapsed + left)
    assert (now, added) == pytest.approx((recall, mean - untouched), abs=1e-9)


@given(traces, traces, st.floats(0, 1), st.integers(1, 400))
def test_merged_traces_have_their_mean_recall(one: Trace, other: Trace, share: float, days: int) -> None:
    merged = FORECAST.merged(one, other, share, days)
    mean = share * FORECAST.recall(one.stability, days) + (1 - share) * FORECAST.recall(other.stability, days)
    assert FORECAST.recall(merged.stability, days) == pytest.approx(mean, rel=1e-6)


def test_the_pace_without_answers_is_the_default() -> None:
    assert pace_of({}) == DEFAULT_PACE


def test_the_pace_of_many_answers_is_theirs() -> None:
    tally = {
        ("new", True): (300, 6_000.0),
        ("new", False): (700, 14_000.0),
        ("learning", True): (2_000, 10_000.0),
        ("review", True): (9_000, 45_000.0),
        ("review", False): (1_000, 12_000.0),
        ("relearning", True): (1_000, 3_000.0),
    }
    pace = pace_of(tally)
    assert pace.recalled == pytest.approx(5.0, rel=0.01)
    assert pace.lapsed == pytest.approx(15.0, rel=0.01)
    assert pace.new == pytest.approx(30.0, rel=0.01)
    assert pace.right_at_first == pytest.approx(0.3, rel=0.01)
    assert pace.review(0.9) == pytest.approx(0.9 * pace.recalled + 0.1 * pace.lapsed)
