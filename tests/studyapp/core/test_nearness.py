"""How near a number must come: each policy by hand, and what holds for all of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.nearness import Near

RELATIVE, ABSOLUTE = Near("relative", 0.01), Near("absolute", 0.01)
THREE_FIGURES, TWO_DECIMALS, EXACT = Near("significant", 3), Near("decimals", 2), Near("exact")
RANGE = Near("range", bounds=(0.1, 0.3))
ALL = [RELATIVE, ABSOLUTE, THREE_FIGURES, TWO_DECIMALS, EXACT]


@pytest.mark.parametrize(
    ("near", "key", "right", "wrong"),
    [
        (RELATIVE, 200.0, [198.0, 202.0], [197.9, 202.1, -200.0]),
        (RELATIVE, 1e-18, [1.01e-18], [1.02e-18, 0.0]),
        (ABSOLUTE, 0.0, [0.01, -0.01, 0.0], [0.011]),
        (THREE_FIGURES, 0.031253, [0.0313, 0.03125, 0.0312031], [0.0312, 0.0314]),
        (THREE_FIGURES, 125.0, [125.0, 124.5, 125.5], [124.4, 126.0]),
        (THREE_FIGURES, -3.14159, [-3.14, -3.1416], [-3.13, 3.14]),
        (TWO_DECIMALS, 0.125, [0.12, 0.13, 0.125], [0.119, 0.131]),
        (TWO_DECIMALS, 0.0, [0.004, 0.005], [0.006]),
        (EXACT, 2368.0, [2368.0], [2367.0, 2368.01]),
        (EXACT, 0.1, [0.1, 0.1 + 1e-17], [0.1001]),
        (EXACT, 0.0, [0.0], [1e-12]),
        (RANGE, 0.2, [0.1, 0.2, 0.3], [0.09, 0.31]),
    ],
)
def test_by_hand(near: Near, key: float, right: list[float], wrong: list[float]) -> None:
    assert [number for number in right if not near.accepts(number, key)] == []
    assert [number for number in wrong if near.accepts(number, key)] == []


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(ALL))
def test_the_key_itself_is_always_right(key: float, near: Near) -> None:
    assert near.accepts(key, key)


@given(st.floats(1e-200, 1e200), st.sampled_from([RELATIVE, THREE_FIGURES]))
def test_what_is_relative_knows_no_scale(key: float, near: Near) -> None:
    assert near.accepts(key * 1.0001, key)
    assert not near.accepts(key * 1.011, key)
    assert not near.accepts(0.0, key)
    assert not near.accepts(-key, key)


@pytest.mark.parametrize("near", [*ALL, RANGE])
def test_a_number_that_is_not_finite_meets_only_itself(near: Near) -> None:
    assert not near.meets(math.inf, 1.0)
    assert not near.meets(1.0, math.inf)
    assert not near.meets(math.nan, 1.0)


def test_only_what_has_a_distance_of_its_own_allows_a_key_of_zero() -> None:
    assert [near.allows_zero for near in (*ALL, RANGE)] == [False, True, False, True, True, True]


def test_words() -> None:
    assert [near.words for near in (*ALL, RANGE, Near("significant", 1), Near("decimals", 1))] == [
        "within 1 %",
        "within 0.01",
        "to 3 significant figures",
        "to 2 decimals",
        "exactly",
        "from 0.1 to 0.3",
        "to 1 significant figure",
        "to 1 decimal",
    ]
