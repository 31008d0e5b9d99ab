"""Drawing the numbers of one showing of a question, from its seed alone."""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Iterator, Mapping

import numpy as np

from studyapp.core import expressions, fading
from studyapp.core.expressions import ExpressionError
from studyapp.core.items import (
    Array,
    Choice,
    Derived,
    IntegerRange,
    Question,
    RealRange,
    Variable,
)
from studyapp.core.text import filled, written
from studyapp.core.worked import Variant
from studyapp.lab import keys
from studyapp.lab.runner import LabError

SEEDS = 2**31

MOST_DRAWS = 1000
"""How often the numbers of a variant are drawn until its `where` holds."""

MOST_SEEDS = 20
"""How many seeds a repetition tries until its numbers are not those of the last one."""


def generator(pack_id: str, question_id: str, seed: int, purpose: str) -> np.random.Generator:
    """A generator of its own for each (pack, question, variant, purpose)."""
    text = f"{pack_id}/{question_id}/{seed}/{purpose}"
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16]))


def seed_for(pack_id: str, question_id: str, repetition: int) -> int:
    """The seed of a question's n-th review: new numbers each time, the same on every machine."""
    return next(_seeds(pack_id, question_id, repetition))


def _seeds(pack_id: str, question_id: str, repetition: int) -> Iterator[int]:
    source = generator(pack_id, question_id, repetition, "seed")
    return (int(source.integers(1, 10_000)) for _ in range(MOST_SEEDS))


def fresh(
    pack_id: str,
    question: Question,
    repetition: int,
    before: Mapping[str, object] | None = None,
    level: int = fading.HIGHEST,
) -> Variant:
    """The variant of the n-th review: one that is not the same as `before`, the last one's variables, if it can."""
    last = note(question, before) if before is not None and question.variables else None
    seeds = _seeds(pack_id, question.id, repetition)
    chosen = first = next(seeds)
    if last is not None:
        candidates = itertools.chain((first,), seeds)
        new = (seed for seed in candidates if note(question, drawn(pack_id, question, seed)) != last)
        chosen = next(new, first)
    return draw(pack_id, question, chosen, level)


def note(question: Question, variables: Mapping[str, object]) -> str:
    """What tells this variant apart from others: two with the same note are the same to a learner."""
    if question.note:
        return filled(question.note, variables)
    # By name, since older answers were stored by name.
    return written([variables[name] for name in sorted(variables)])


def draw(pack_id: str, question: Question, seed: int, level: int = fading.HIGHEST) -> Variant:
    """The variant of a question for a seed; LabError when its key cannot be computed.

    `level` is how much of a trace is left blank, from 0 for nothing.
    """
    return settled(pack_id, question, seed, drawn(pack_id, question, seed), level)


def settled(
    pack_id: str,
    question: Question,
    seed: int,
    variables: Mapping[str, object],
    level: int = fading.HIGHEST,
) -> Variant:
    """The variant with these numbers, its key computed and its order drawn; LabError where there is no key."""

    def source(purpose: str) -> np.random.Generator:
        return generator(pack_id, question.id, seed, purpose)

    try:
        return keys.settled(question, Variant(seed, variables), level, source)
    except ExpressionError as error:
        raise LabError(str(error)) from error


def drawn(pack_id: str, question: Question, seed: int) -> dict[str, object]:
    """The variables of a variant, rounded as the learner sees them; LabError when `where` allows none."""
    return attempts(pack_id, question, seed)[0]


def attempts(pack_id: str, question: Question, seed: int) -> tuple[dict[str, object], int]:
    """(variables, how many draws it took until `where` held)."""
    source = generator(pack_id, question.id, seed, "variables")
    conditions = [expressions.parse(condition) for condition in question.where]
    try:
        for attempt in range(1, MOST_DRAWS + 1):
            values: dict[str, object] = {}
            for name, variable in question.variables.items():
                values[name] = _value(variable, values, source)
            if all(expressions.holds(condition, {}, values) for condition in conditions):
                return values, attempt
    except ExpressionError as error:
        raise LabError(f"{question.id}: {error}") from error
    raise LabError(f"{question.id}: no numbers satisfy where in {MOST_DRAWS} draws; widen the variables")


def _value(variable: Variable, above: Mapping[str, object], source: np.random.Generator) -> object:
    """The value of a variable, given those above it."""
    match variable:
        case Derived():
            value = expressions.evaluate(expressions.parse(variable.derived), {}, above)
            return _rounded(value, variable.decimals)
        case Array():
            rows = [
                tuple(_drawn(variable.of, source) for _ in range(variable.array[-1]))
                for _ in range(math.prod(variable.array[:-1]))
            ]
            return tuple(rows) if len(variable.array) > 1 else rows[0]
        case _:
            return _drawn(variable, source)


def _rounded(value: expressions.Value, decimals: int | None) -> object:
    if isinstance(value, tuple):
        return tuple(_rounded(entry, decimals) for entry in value)
    return value if decimals is None or isinstance(value, bool) else round(value, decimals) + 0.0


def _drawn(variable: Choice | IntegerRange | RealRange, source: np.random.Generator) -> object:
    match variable:
        case Choice():
            return variable.choice[int(source.integers(len(variable.choice)))]
        case IntegerRange():
            low, high = variable.integer
            return int(source.integers(low, high, endpoint=True))
        case _:
            low_real, high_real = variable.real
            return round(float(source.uniform(low_real, high_real)), variable.decimals)
