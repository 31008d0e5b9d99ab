"""Statistics: intervals against published values, streaks worked out by hand, and properties of both."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.statistics import (
    SECONDS_EDGES,
    STABILITY_EDGES,
    Part,
    Streak,
    Tally,
    by_hour,
    by_weekday,
    counted_distribution,
    first_day,
    streak,
    wilson,
)

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def test_the_first_day_of_a_period_counts_today() -> None:
    assert first_day(MONDAY, 1) == MONDAY
    assert first_day(MONDAY, 30) == MONDAY - 29 * DAY
    assert first_day(MONDAY, None) is None


# --- Wilson's interval --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998),
        # table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


def test_wilson_without_trials_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_in_0_to_1(counted: tuple[int, int]) -> None:
    successes, trials = counted
    low, high = wilson(successes, trials)
    assert 0.0 <= low <= successes / trials <= high <= 1.0
    mirrored = wilson(trials - successes, trials)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high), abs=1e-12)


# --- streaks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ago", "length", "off"),
    [
        ([], 0, []),
        ([0], 1, []),
        ([1], 1, []),
        ([2], 1, [1]),  # yesterday off: studying today would forgive it
        ([3], 0, []),
        ([0, 1, 2], 3, []),
        ([1, 2, 3], 3, []),
        ([0, 2, 3], 3, [1]),
        ([0, 3, 4], 1, []),  # two days off in a row
        ([0, 1, 3, 4], 4, [2]),
        ([0, 2, 4], 2, [1]),  # two days off in seven
        ([0, 2, 3, 4, 5, 6, 7, 9], 8, [1, 8]),  # a day off and another seven days before
        ([0, 2, 3, 4, 5, 6, 8], 6, [1]),  # six days before are too few
        ([2, 3, 4], 3, [1]),
        ([2, 3, 5], 2, [1]),  # what is forgiven for yesterday is not forgiven again
        ([0, 1, 1, 0], 2, []),
        ([-1], 0, []),
        ([-1, 0, 1], 2, []),
        (list(range(400)), 400, []),
    ],
)
def test_streak(ago: list[int], length: int, off: list[int]) -> None:
    days = [MONDAY - days * DAY for days in ago]
    assert streak(days, MONDAY) == Streak(length, tuple(MONDAY - days * DAY for days in off))


def forgiving(studied: set[int]) -> int:
    """The longest stretch up to day 0 whose days off are single, and no two of them within seven days."""
    best = 0
    for first in range(61):
        missed = [day for day in range(1, first) if day not in studied]
        single = all(day + 1 in studied for day in missed)
        apart = all(later - sooner >= 7 for sooner, later in pairwise(missed))
        if first in studied and single and apart:
            best = max(best, len(studied & set(range(first + 1))))
    return best


@given(st.sets(st.integers(0, 60), max_size=61))
def test_a_streak_is_the_longest_stretch_that_keeps_the_rule(studied: set[int]) -> None:
    found = streak([MONDAY - day * DAY for day in studied], MONDAY)
    assert found.days == forgiving(studied)
    assert not {(MONDAY - day).days for day in found.forgiven} & studied


# --- parts of the day and of the week, distributions --------------------------------------------------------------


def test_hours_and_weekdays_add_up_tallies() -> None:
    tallies = [
        Tally(MONDAY, 9, 3, 2, 10.0, 1, 0),
        Tally(MONDAY, 23, 1, 0, 5.0, 1, 1),
        Tally(MONDAY + 7 * DAY, 9, 4, 4, 20.0, 0, 0),
        Tally(MONDAY + 6 * DAY, 0, 2, 1, 7.0, 1, 0),
    ]
    hours = by_hour(tallies)
    assert {hour: part for hour, part in enumerate(hours) if part.answers} == {
        0: Part(2, 1),
        9: Part(7, 6),
        23: Part(1, 0),
    }
    assert len(hours) == 24
    assert by_weekday(tallies) == (Part(8, 6), *[Part(0, 0)] * 5, Part(2, 1))


@pytest.mark.parametrize(
    ("counted", "counts", "median"),
    [
        ({}, [0] * 8, None),
        ({0: 1}, [1, *[0] * 7], 0.0),
        ({4: 1, 5: 1}, [1, 1, *[0] * 6], 4.0),
        ({4: 1, 5: 2}, [1, 2, *[0] * 6], 5.0),
        ({-3: 2, 299: 1, 300: 1, 9_999: 1}, [2, 0, 0, 0, 0, 0, 1, 2], 299.0),
    ],
)
def test_a_distribution_of_whole_numbers(counted: dict[int, int], counts: list[int], median: object) -> None:
    found = counted_distribution(counted, SECONDS_EDGES)
    assert (list(found.counts), found.median) == (counts, median)


@given(st.lists(st.integers(0, 2_000), max_size=60))
def test_a_distribution_counts_every_value_once(values: list[int]) -> None:
    found = counted_distribution({value: values.count(value) for value in values}, STABILITY_EDGES)
    assert sum(found.counts) == len(values)
    for low, high, count in zip(found.edges, found.edges[1:], found.counts, strict=False):
        assert count == sum(low <= value < high for value in values)
    if values:
        assert found.median == sorted(values)[(len(values) - 1) // 2]
