"""Checking what the variants of a question have in common: numbers without effect, conditions that refuse most."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.core import formulas
from studyapp.core.arrays import flattened
from studyapp.core.items import (
    ArrayQuestion,
    Bug,
    Formula,
    MultipleChoice,
    Numeric,
    Ordering,
    Parts,
    Predict,
    Question,
    SingleChoice,
    Trace,
)
from studyapp.core.worked import Variant
from studyapp.lab import variants
from studyapp.study.pack_report import Blame

FEWEST = 10
"""So many variants that are alike are no chance any more."""

FEWEST_ACCEPTED = 0.01


def check_variety(question: Question, drawn: Sequence[Variant], blame: Blame) -> None:
    """The answer changes with the numbers, unless the question says that it does not; and so does its note."""
    if len(drawn) < FEWEST:
        return
    answers = {_answer(question, variant) for variant in drawn} - {None}
    several = bool(question.variables) or (isinstance(question, Bug) and len(question.mistakes) > 1)
    if several and len(answers) == 1 and not question.same_key:
        what = "numbers" if question.variables else "mistakes"
        blame(
            "same-answer",
            f"the answer is the same on all {len(drawn)} seeds; vary the {what}, or say same_key: true",
            "variables" if question.variables else "mistakes",
        )
    if question.same_key and len(answers) != 1:
        blame(
            "several-answers",
            f"says same_key: true, but has {len(answers)} answers on {len(drawn)} seeds",
            "same_key",
        )
    notes = {variants.note(question, variant.variables) for variant in drawn}
    if question.variables and len(notes) == 1:
        blame(
            "same-note",
            f"all {len(drawn)} variants are the same by their note, {notes.pop()!r}",
            "note" if question.note else "variables",
        )


def _answer(question: Question, variant: Variant) -> object:
    """What tells the answers of two variants apart, numbers to nine digits; None for the pack's own text."""
    match question:
        case Numeric():
            return _digits([variant.key or 0.0])
        case ArrayQuestion() | Parts() | Trace():
            return _digits([number for cell in variant.cells for number in flattened(cell.value)])
        case Predict() | Bug() | Ordering():
            # Items in the order as written are not decided by a run.
            written = isinstance(question, Ordering) and not question.measured
            return None if written else variant.right
        case SingleChoice() | MultipleChoice():
            return None if variant.key is None else _digits([variant.key])
        case Formula():
            return formulas.shown(question.answer.key(variant.variables))
        case _:
            return None


def _digits(numbers: Sequence[float]) -> tuple[str, ...]:
    return tuple(f"{number + 0.0:.9g}" for number in numbers)


def check_acceptance(
    pack_id: str, question: Question, drawn: Sequence[Variant], blame: Blame
) -> float | None:
    """The share of draws that `where` accepts; None without a `where`."""
    if not question.where:
        return None
    attempts = sum(variants.attempts(pack_id, question, variant.seed)[1] for variant in drawn)
    share = len(drawn) / attempts
    if share < FEWEST_ACCEPTED:
        blame(
            "where-refuses-most",
            f"where accepts {share:.1%} of the draws, at least {FEWEST_ACCEPTED:.0%} is asked for;"
            " draw from ranges that fit, or derive a variable",
            "where",
        )
    return share
