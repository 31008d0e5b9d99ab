"""What a wrong number is to the right one: a named mistake of the run first, then the usual slips of arithmetic.

The sentences say how the two numbers relate, which is certain. What the learner did is said only by a named
mistake, whose number a really mutated pass or the author's own expression gave.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from studyapp.core.arrays import flattened, shape_of
from studyapp.core.nearness import Near
from studyapp.core.worked import Named, Numbers, Variant

NEAREST, FARTHEST = 1e-9, 0.1
"""Bounds of the relative tolerance: a wide one would find a relation in any number."""
MOST_PLACES = 12


def diagnosis(given: float, variant: Variant, near: Near) -> tuple[str, str] | None:
    """(stable tag, one sentence) for a wrong number; None when it stands in no simple relation to the key."""
    for mistake in variant.mistakes:
        if isinstance(mistake.value, float | int) and near.meets(given, mistake.value):
            return mistake.tag, mistake.says
    key = variant.key
    if not key or not given:
        return None
    share = Near("relative", min(max(near.distance(key) / abs(key), NEAREST), FARTHEST))
    for value, tag, says in _relations(key):
        if math.isfinite(value) and value and share.meets(given, value):
            return tag, says
    return None


def told_apart(made: Iterable[Named], key: Numbers, near: Near) -> tuple[Named, ...]:
    """The mistakes whose value can be typed and is neither the key nor the value of a mistake before it."""
    kept: list[Named] = []
    for one in made:
        entries = flattened(one.value)
        if shape_of(one.value) != shape_of(key) or not all(map(math.isfinite, entries)):
            continue
        right = all(map(near.accepts, entries, flattened(key)))
        known = any(all(map(near.meets, entries, flattened(before.value))) for before in kept)
        if not (right or known):
            kept.append(one)
    return tuple(kept)


def _relations(key: float) -> Iterator[tuple[float, str, str]]:
    yield -key, "sign", "The size is right, the sign is not."
    yield 1 / key, "reciprocal", "That is the reciprocal, 1 divided by the answer."
    yield (
        key * 100,
        "percent",
        "That is 100 times the answer: a percentage is written with its sign, as in 25%.",
    )
    yield key / 100, "percent", "That is the answer divided by 100; mind the percent sign."
    yield key * 2, "double", "That is twice the answer."
    yield key / 2, "half", "That is half the answer."
    for places in range(1, MOST_PLACES + 1):
        if places != 2:
            count = "1 place" if places == 1 else f"{places} places"
            yield key * 10.0**places, "power-of-ten", f"The decimal point is {count} too far to the right."
            yield key / 10.0**places, "power-of-ten", f"The decimal point is {count} too far to the left."
