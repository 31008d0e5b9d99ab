"""Mistakes of the run that can be told: not the key, not alike, and of a value that can be typed."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from studyapp.core.diagnosis import diagnosis, told_apart
from studyapp.core.nearness import Near
from studyapp.core.worked import Named, Numbers, Variant

NEAR = Near("relative", 0.01)


def _named(*values: Numbers) -> list[Named]:
    return [Named(value, f"says {place}", f"tag-{place}") for place, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "key", "kept"),
    [
        ((1.0, 3.0), 2.0, [0, 1]),
        ((2.0, 3.0), 2.0, [1]),  # the key itself
        ((2.019, 3.0), 2.0, [1]),  # graded right
        ((2.021, 3.0), 2.0, [0, 1]),  # graded wrong, by a little
        ((3.0, 3.02, 4.0), 2.0, [0, 2]),  # the first one is told
        ((math.nan, math.inf, 3.0), 2.0, [2]),
        (((1.0, 2.0), (2.0, 1.0)), (1.0, 2.0), [1]),
        (((1.0, 2.0, 3.0), 5.0, ((1.0,), (3.0,))), (1.0, 2.0), []),  # other shapes are never typed
        (((1.0, 3.0), (1.0, 3.01), (1.0, math.nan)), (1.0, 2.0), [0]),
    ],
)
def test_what_is_kept(values: tuple[Numbers, ...], key: Numbers, kept: list[int]) -> None:
    assert [one.tag for one in told_apart(_named(*values), key, NEAR)] == [f"tag-{place}" for place in kept]


def test_the_author_speaks_first_and_arithmetic_last() -> None:
    variant = Variant(1, key=2.0, mistakes=(Named(4.0, "the author's word", "author"),))
    made = tuple(_named(4.0, -2.0))
    both = replace(variant, mistakes=(*variant.mistakes, *made))
    assert diagnosis(4.0, both, NEAR) == ("author", "the author's word")
    assert diagnosis(-2.0, both, NEAR) == ("tag-1", "says 1")
    assert diagnosis(-2.0, variant, NEAR) == ("sign", "The size is right, the sign is not.")
