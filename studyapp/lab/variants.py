"""Drawing the numbers of one showing of a question, from its seed alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np

from studyapp.core import expressions
from studyapp.core.expressions import ExpressionError
from studyapp.core.items import (
    Choice,
    IntegerRange,
    MultipleChoice,
    Numeric,
    Question,
    SingleChoice,
    Variable,
)
from studyapp.core.text import filled
from studyapp.core.worked import Named, Variant
from studyapp.lab import runner
from studyapp.lab.runner import LabError

SEEDS = 2**31


def generator(pack_id: str, question_id: str, seed: int, purpose: str) -> np.random.Generator:
    """A generator of its own for each (pack, question, variant, purpose)."""
    text = f"{pack_id}/{question_id}/{seed}/{purpose}"
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16]))


def seed_for(pack_id: str, question_id: str, repetition: int) -> int:
    """The seed of a question's n-th review: new numbers each time, the same on every machine."""
    return int(generator(pack_id, question_id, repetition, "seed").integers(1, 10_000))


def draw(pack_id: str, question: Question, seed: int) -> Variant:
    """The variant of a question for a seed; LabError when its key cannot be computed."""
    variables = drawn(pack_id, question, seed)
    key: float | None = None
    mistakes: tuple[Named, ...] = ()
    if isinstance(question, Numeric):
        key, mistakes = _key(question, variables, seed)
    return Variant(seed, variables, key, mistakes, _order(pack_id, question, seed))


def drawn(pack_id: str, question: Question, seed: int) -> dict[str, object]:
    """The variables of a variant, rounded as the learner sees them."""
    source = generator(pack_id, question.id, seed, "variables")
    return {name: _drawn(variable, source) for name, variable in question.variables.items()}


def _drawn(variable: Variable, source: np.random.Generator) -> object:
    match variable:
        case Choice():
            return variable.choice[int(source.integers(len(variable.choice)))]
        case IntegerRange():
            low, high = variable.integer
            return int(source.integers(low, high, endpoint=True))
        case _:
            low_real, high_real = variable.real
            return round(float(source.uniform(low_real, high_real)), variable.decimals)


def _order(pack_id: str, question: Question, seed: int) -> tuple[int, ...]:
    if not isinstance(question, SingleChoice | MultipleChoice):
        return ()
    places = generator(pack_id, question.id, seed, "order").permutation(len(question.options))
    return tuple(int(place) for place in places)


def _key(question: Numeric, variables: Mapping[str, object], seed: int) -> tuple[float, tuple[Named, ...]]:
    measurements: Mapping[str, object] = {}
    if question.example is not None:
        example = question.example
        measurements = runner.run(
            example.experiment, runner.resolved(example.with_, variables), seed
        ).measurements
    try:
        key = expressions.number(expressions.parse(question.answer.value), measurements, variables)
        mistakes = tuple(
            Named(
                expressions.number(expressions.parse(mistake.value), measurements, variables),
                filled(mistake.says, variables),
                mistake.tag or f"mistake-{place}",
            )
            for place, mistake in enumerate(question.mistakes, start=1)
        )
    except ExpressionError as error:
        raise LabError(str(error)) from error
    return key, mistakes
