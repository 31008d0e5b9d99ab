"""Warning where a reader who takes another convention would get another answer, and the text does not say which."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.core.arrays import flattened, written_array
from studyapp.core.items import (
    ArrayQuestion,
    MultipleChoice,
    Numeric,
    Ordering,
    Parts,
    Predict,
    Question,
    SingleChoice,
    Trace,
)
from studyapp.core.text import filled, measured
from studyapp.core.worked import Variant
from studyapp.lab.conventions import Reading, other_readings
from studyapp.study.pack_report import Warn

COMPUTED = (Numeric, ArrayQuestion, Parts, Trace, Ordering, Predict, SingleChoice, MultipleChoice)
"""Kinds whose answer the run computes; of choices those that ask for its value."""

MOST_VARIANTS = 5
"""On so many variants: where a convention matters, it hardly ever hides."""


def check_conventions(pack_id: str, question: Question, drawn: Sequence[Variant], warn: Warn) -> None:
    """`warn` is told of each convention that changes the answer and that the text leaves open."""
    if not isinstance(question, COMPUTED):
        return
    for variant in drawn[:MOST_VARIANTS]:
        for reading in other_readings(pack_id, question, variant, _told(question, variant)):
            if (difference := _difference(question, variant, reading)) is not None:
                warn(
                    "unsaid-convention",
                    f"the text does not say {reading.asks}: with {reading.parameter}: {_value(reading.value)}"
                    f" {difference} (seed {variant.seed}); say it in conventions",
                    "conventions",
                )


def _told(question: Question, variant: Variant) -> str:
    """What a learner reads before answering."""
    texts = [getattr(question, "prompt", ""), *question.conventions]
    texts += [part.prompt for part in question.parts] if isinstance(question, Parts) else []
    texts += [row.label for row in question.rows] if isinstance(question, Trace) else []
    return filled("\n".join(texts), variant.variables)


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) or value is None else str(value)


def _difference(question: Question, variant: Variant, reading: Reading) -> str | None:
    """How the answer of the reading differs, or None where it is accepted as the same."""
    other = reading.variant
    if isinstance(question, SingleChoice | MultipleChoice):
        return None if other.texts == variant.texts else "the options show other numbers"
    if isinstance(question, Numeric):
        key, read = variant.key, other.key
        if key is None or read is None or question.answer.near.accepts(read, key):
            return None
        return f"the answer is {measured(read)}, not {measured(key)}"
    if isinstance(question, ArrayQuestion | Parts | Trace):
        for judged, cell, another in zip(question.keys, variant.cells, other.cells, strict=True):
            right, given = flattened(cell.value), flattened(another.value)
            near = judged.near
            if len(right) != len(given) or not all(map(near.accepts, given, right)):
                where = f"{cell.label!r}" if cell.label else "the answer"
                return f"{where} is {written_array(another.value)}, not {written_array(cell.value)}"
        return None
    return None if other.right == variant.right else "another answer is right"
