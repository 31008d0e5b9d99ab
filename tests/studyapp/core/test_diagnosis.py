"""What a wrong number is to the right one; a pass that went wrong is named only where its number is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.diagnosis import diagnosis
from studyapp.core.nearness import Near
from studyapp.core.worked import Named, Variant

PERCENT = Near("relative", 0.01)
TRANSPOSED = Named(-2.5, "This is what you get with the transposed weight.", "transposed")


@pytest.mark.parametrize(
    ("given_number", "key", "tag", "says"),
    [
        (-2.5, 2.5, "sign", "The size is right, the sign is not."),
        (0.4, 2.5, "reciprocal", "That is the reciprocal, 1 divided by the answer."),
        (
            250,
            2.5,
            "percent",
            "That is 100 times the answer: a percentage is written with its sign, as in 25%.",
        ),
        (0.025, 2.5, "percent", "That is the answer divided by 100; mind the percent sign."),
        (5, 2.5, "double", "That is twice the answer."),
        (1.25, 2.5, "half", "That is half the answer."),
        (25, 2.5, "power-of-ten", "The decimal point is 1 place too far to the right."),
        (2.5e-6, 2.5, "power-of-ten", "The decimal point is 6 places too far to the left."),
        (-0.04, -0.0004, "percent", None),
        (4e-300, 2e-300, "double", None),
    ],
)
def test_relations(given_number: float, key: float, tag: str, says: str | None) -> None:
    found = diagnosis(given_number, Variant(1, key=key), PERCENT)
    assert found is not None
    assert found[0] == tag
    assert says is None or found[1] == says


@pytest.mark.parametrize(
    ("given_number", "key"),
    [(3, 2.5), (0, 2.5), (7.5, 2.5), (-0.4, 2.5), (1, 0), (1e300, 1e-308), (5, 1e308)],
)
def test_what_stands_in_no_relation(given_number: float, key: float) -> None:
    assert diagnosis(given_number, Variant(1, key=key), PERCENT) is None


def test_a_named_mistake_goes_first_and_alone_says_what_was_done() -> None:
    named = Variant(1, key=2.5, mistakes=(TRANSPOSED,))
    assert diagnosis(-2.5, named, PERCENT) == (TRANSPOSED.tag, TRANSPOSED.says)
    without = diagnosis(-2.5, Variant(1, key=2.5), PERCENT)
    assert without == ("sign", "The size is right, the sign is not.")


def test_a_named_mistake_counts_where_the_key_is_zero() -> None:
    variant = Variant(1, key=0.0, mistakes=(TRANSPOSED,))
    assert diagnosis(-2.5, variant, Near("absolute", 0.01)) == (TRANSPOSED.tag, TRANSPOSED.says)


@pytest.mark.parametrize("tolerance", [0.3, 1.0, 20.0])
def test_a_wide_tolerance_does_not_find_relations_everywhere(tolerance: float) -> None:
    """1/50 = 0.02 lies within 1 of 0.5, yet 0.5 is no reciprocal of 50."""
    assert diagnosis(0.5, Variant(1, key=50.0), Near("absolute", tolerance)) == (
        "percent",
        "That is the answer divided by 100; mind the percent sign.",
    )
    assert diagnosis(0.7, Variant(1, key=50.0), Near("absolute", tolerance)) is None


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.sampled_from([0.001, 0.01, 0.1]))
def test_what_is_said_of_a_number_is_true(given_number: float, key: float, tolerance: float) -> None:
    found = diagnosis(given_number, Variant(1, key=key), Near("relative", tolerance))
    if found is not None:
        ratio = given_number / key
        claims = {
            "sign": ratio + 1,
            "reciprocal": given_number * key - 1,
            "percent": min(abs(ratio / 100 - 1), abs(ratio * 100 - 1)),
            "double": ratio / 2 - 1,
            "half": ratio * 2 - 1,
            "power-of-ten": min(abs(ratio / 10.0**n - 1) for n in range(-12, 13)),
        }
        assert abs(claims[found[0]]) <= tolerance * 1.01
