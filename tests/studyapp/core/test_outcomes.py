"""Ways a card may have gone: shares add up, a mean is kept where two are merged, a plan is not too hopeful."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core import outcomes
from studyapp.core.forecast import Pace, Trace, forecast_of
from studyapp.core.memory import DEFAULT_MODEL
from studyapp.core.outcomes import KEPT, UNKNOWN, certain

FORECAST = forecast_of(DEFAULT_MODEL)
traces = st.builds(Trace, st.floats(0.1, 1_000), st.floats(1, 10))


@given(traces, st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_shares_add_up_and_few_ways_are_kept(trace: Trace, gaps: list[int]) -> None:
    card, left = certain(trace), sum(gaps) + 5
    for gap in gaps:
        left -= gap
        card = outcomes.reviewed(FORECAST, card, gap, left)
        assert sum(share for share, _ in card) == pytest.approx(1.0)
        assert 1 <= len(card) <= KEPT
        assert 0 <= outcomes.recall(FORECAST, card, left) <= 1


@given(traces, st.integers(1, 90), st.integers(1, 90))
def test_a_review_adds_what_it_was_said_to(trace: Trace, elapsed: int, left: int) -> None:
    card = certain(trace)
    for since in (elapsed, 7):
        now, added = outcomes.gain(FORECAST, card, since, left)
        assert now == pytest.approx(outcomes.recall(FORECAST, card, since))
        before = outcomes.recall(FORECAST, card, since + left)
        card = outcomes.reviewed(FORECAST, card, since, left)
        assert outcomes.recall(FORECAST, card, left) == pytest.approx(before + added, abs=1e-6)


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_a_new_card_goes_both_ways(share: float) -> None:
    card = outcomes.introduced(FORECAST, Pace(right_at_first=share), 10)
    right, wrong = FORECAST.learned(True), FORECAST.learned(False)
    assert wrong.stability < right.stability
    expected = share * FORECAST.recall(right.stability, 10) + (1 - share) * FORECAST.recall(
        wrong.stability, 10
    )
    assert outcomes.recall(FORECAST, card, 10) == pytest.approx(expected)


def test_a_card_never_reviewed_is_not_known() -> None:
    assert outcomes.recall(FORECAST, UNKNOWN, 3) == 0.0


def tossed(trace: Trace, gaps: tuple[int, ...], left: int, tries: int = 4_000) -> float:
    """Mean recall at the end over many cards whose answers are tossed."""
    drawn, total = random.Random(7), 0.0
    for _ in range(tries):
        now = trace
        for gap in gaps:
            recall = FORECAST.recall(now.stability, gap)
            right = drawn.random() < recall
            now = FORECAST.recalled(now, recall) if right else FORECAST.relearned(now, recall)
        total += FORECAST.recall(now.stability, left)
    return total / tries


@pytest.mark.parametrize("gaps", [(3, 6, 12), (10, 10, 10), (20, 5, 15, 10), (1, 2, 4, 8, 16)])
@pytest.mark.parametrize("trace", [Trace(1.0, 7.0), Trace(2.3, 5.0), Trace(10.0, 3.0)])
def test_what_is_expected_comes_near_to_what_happens(trace: Trace, gaps: tuple[int, ...]) -> None:
    card, left = certain(trace), sum(gaps) + 7
    for gap in gaps:
        left -= gap
        card = outcomes.reviewed(FORECAST, card, gap, left)
    assert outcomes.recall(FORECAST, card, 7) == pytest.approx(tossed(trace, gaps, 7), abs=0.03)
