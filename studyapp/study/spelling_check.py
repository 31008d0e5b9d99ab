"""Checking that a key is graded right however it is written, and that what an author rejects is wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator

from studyapp.core import formulas
from studyapp.core.arithmetic import ExpressionError
from studyapp.core.arrays import flattened
from studyapp.core.grading import Known, Outcome, Response, grade
from studyapp.core.items import (
    ArrayQuestion,
    Bug,
    Cloze,
    Formula,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Parts,
    Predict,
    Question,
    ShortText,
    SingleChoice,
    Trace,
)
from studyapp.core.worked import Numbers, Variant
from studyapp.study.key_check import full_answer, key_path
from studyapp.study.pack_report import Blame, Path

LEAST = -300
"""Below, a power of ten alone has lost its digits."""


def check_spellings(question: Question, variant: Variant, known: Known, blame: Blame) -> None:
    """Grade the key in every notation; `blame` is told what is not graded as it should be."""
    for facet, typed, path in spellings(question, variant):
        found = grade(question, facet, typed, variant, known)
        if found.outcome is not Outcome.RIGHT:
            blame("key-not-right", f"its own key {typed!r} is not graded right on seed {variant.seed}", *path)
    if isinstance(question, ShortText):
        for place, rejected in enumerate(question.answer.reject):
            if grade(question, "answer", rejected.text, variant, known).outcome is not Outcome.WRONG:
                blame(
                    "reject-accepted",
                    f"{rejected.text!r} is rejected, yet it is not graded wrong",
                    "answer",
                    "reject",
                    place,
                )


def spellings(question: Question, variant: Variant) -> Iterator[tuple[str, Response, Path]]:
    """(card, key as typed, where it stands) in the notations of learners; none of a key that is not finite."""
    if not all(math.isfinite(number) for cell in variant.cells for number in flattened(cell.value)):
        return
    path = key_path(question)
    match question:
        case Numeric():
            if variant.key is not None and math.isfinite(variant.key):
                for written in numbers(variant.key):
                    yield "answer", written, path
        case ArrayQuestion():
            for written in arrays(variant.cells[0].value):
                yield "answer", written, path
        case Parts() | Trace():
            columns = [tuple(arrays(cell.value)) for cell in variant.cells if cell.blank]
            for lines in zip(*columns, strict=False):
                yield "answer", lines, path
        case Formula():
            try:
                key = question.answer.key(variant.variables)
            except ExpressionError:  # told by the check of the key itself
                return
            for written in formulas.notations(key):
                yield "answer", written, path
        case ShortText():
            for place, accepted in enumerate(question.answer.accept):
                yield "answer", accepted, ("answer", "accept", place)
        case Cloze():
            for blank in question.blanks:
                for accepted in blank.accept:
                    yield blank.label, accepted, path
        case SingleChoice() | MultipleChoice() | Predict() | Bug() | Ordering() | Matching():
            places = full_answer(question, "answer", variant)
            assert isinstance(places, tuple)
            for written in letters([place for place in places if isinstance(place, int)]):
                yield "answer", written, path


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


def arrays(key: Numbers) -> Iterator[str]:
    """A number, a list or a matrix in the notations that learners use."""
    if not isinstance(key, tuple):
        yield from numbers(key)
        return
    rows = [row if isinstance(row, tuple) else (row,) for row in key]
    column = not any(isinstance(row, tuple) for row in key)
    lines = [[repr(entry) for entry in row] for row in rows]
    if column:
        lines = [[entry for (entry,) in lines]]
    yield "; ".join(" ".join(line) for line in lines)
    yield "\n".join(", ".join(line) for line in lines)
    inner = ", ".join("[" + ", ".join(line) + "]" for line in lines)
    yield inner if column else f"[{inner}]"
    yield "; ".join(" ".join(next(_powers(float(entry))) for entry in line) for line in lines)


def _powers(entry: float) -> Iterator[str]:
    mantissa, _, exponent = f"{entry:.16e}".partition("e")
    yield f"{mantissa}e{exponent}"


def letters(places: list[int]) -> Iterator[str]:
    """Places as letters and as numbers."""
    marks = [chr(ord("a") + place) for place in places]
    yield " ".join(marks)
    yield ", ".join(mark.upper() for mark in marks)
    yield "  ".join(str(place + 1) for place in places) + " "
