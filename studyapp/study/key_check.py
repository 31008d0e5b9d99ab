"""Checking that a key is graded right however it is written, and that what an author rejects is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from studyapp.core import formulas
from studyapp.core.arithmetic import ExpressionError
from studyapp.core.grading import Known, Outcome, grade
from studyapp.core.items import Cloze, Formula, Numeric, Question, ShortText
from studyapp.core.worked import Variant

LEAST = -300
"""Below, a power of ten alone has lost its digits."""

Blame = Callable[..., None]


def check_spellings(question: Question, variant: Variant, known: Known, blame: Blame) -> None:
    """Grade the key of a typed answer in every notation; `blame` is told what is not graded as it should be."""

    def wrong(typed: str, facet: str = "answer") -> bool:
        return grade(question, facet, typed, variant, known).outcome is not Outcome.RIGHT

    match question:
        case Numeric():
            if variant.key is not None and math.isfinite(variant.key):
                _tell(filter(wrong, numbers(variant.key)), question, variant, blame, "answer", "value")
        case Formula():
            try:
                key = question.answer.key(variant.variables)
            except ExpressionError as error:
                blame(f"{question.id}: {error} (seed {variant.seed})", "answer", "value")
                return
            _tell(filter(wrong, formulas.notations(key)), question, variant, blame, "answer", "value")
        case ShortText():
            for place, accepted in enumerate(question.answer.accept):
                _tell(filter(wrong, [accepted]), question, variant, blame, "answer", "accept", place)
            for place, rejected in enumerate(question.answer.reject):
                if grade(question, "answer", rejected.text, variant, known).outcome is not Outcome.WRONG:
                    blame(
                        f"{question.id}: {rejected.text!r} is rejected, yet it is not graded wrong",
                        "answer",
                        "reject",
                        place,
                    )
        case Cloze():
            for blank in question.blanks:
                refused = (typed for typed in blank.accept if wrong(typed, blank.label))
                _tell(refused, question, variant, blame, "text")


def _tell(
    refused: Iterator[str], question: Question, variant: Variant, blame: Blame, *path: str | int
) -> None:
    for typed in refused:
        blame(f"{question.id}: its own key {typed!r} is not graded right on seed {variant.seed}", *path)


def numbers(key: float) -> Iterator[str]:
    """A number in the notations that learners use."""
    mantissa, _, exponent = f"{key:.16e}".partition("e")
    yield repr(key)
    yield f"{mantissa}e{exponent}"
    if int(exponent) > LEAST:
        yield f"{mantissa} x 10^{int(exponent)}"
        yield f"{mantissa}·10^({int(exponent)})"
    if math.isfinite(key * 100):
        yield f"{key * 100!r}%"
