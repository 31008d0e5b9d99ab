"""Checking that everything that can be chosen or arranged gives its verdict, and can be told apart as shown."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.core.grading import Outcome, Verdict, grade
from studyapp.core.items import (
    Bug,
    Matching,
    MultipleChoice,
    Ordering,
    Predict,
    Question,
    SingleChoice,
    TrueFalse,
)
from studyapp.core.numbers import Unreadable, read_number
from studyapp.core.offered import offered
from studyapp.core.text import filled, folded
from studyapp.core.worked import Variant
from studyapp.study.pack_report import Blame


def check_options(question: Question, variant: Variant, blame: Blame) -> None:
    """Every option, prospect, line, order and pair is judged as it must be."""
    match question:
        case TrueFalse():
            _expect(question, str(not question.answer), variant, blame, ("answer",), Outcome.WRONG)
        case SingleChoice():
            _check_distinct(offered(question, variant), "options", variant, blame)
            for place, item in enumerate(variant.order):
                outcome = Outcome.RIGHT if question.options[item].correct else Outcome.WRONG
                _expect(question, (place,), variant, blame, ("options", item), outcome)
        case MultipleChoice():
            _check_distinct(offered(question, variant), "options", variant, blame)
            _check_several(question, variant, blame)
        case Predict():
            _check_distinct(offered(question, variant), "prospects", variant, blame)
            _check_one_of(question, "prospects", len(question.prospects), variant, blame)
        case Bug():
            _check_distinct(offered(question, variant), "steps", variant, blame)
            _check_one_of(question, "steps", len(question.steps), variant, blame)
        case Ordering():
            _check_distinct(offered(question, variant), "items", variant, blame)
            right = [variant.order.index(item) for item in variant.right]
            for wrong in (right[::-1], [right[1], right[0], *right[2:]]):
                _expect(question, tuple(wrong), variant, blame, ("items",), Outcome.WRONG)
        case Matching():
            _check_distinct(
                [filled(pair.left, variant.variables) for pair in question.pairs], "pairs", variant, blame
            )
            _check_distinct(offered(question, variant), "pairs", variant, blame)
            pairs = [variant.order.index(left) for left in range(len(question.pairs))]
            swapped = (pairs[1], pairs[0], *pairs[2:])
            _expect(question, swapped, variant, blame, ("pairs",), Outcome.WRONG)


def _check_several(question: MultipleChoice, variant: Variant, blame: Blame) -> None:
    """A wrong option alone, and all options together, are wrong and earn nothing."""
    for place, item in enumerate(variant.order):
        if not question.options[item].correct:
            found = _expect(question, (place,), variant, blame, ("options", item), Outcome.WRONG)
            if found.score:
                blame("wrong-earns", f"a wrong option alone earns {found.score:g}", "options", item)
    every = tuple(range(len(variant.order)))
    if _expect(question, every, variant, blame, ("options",), Outcome.WRONG).score:
        blame("wrong-earns", "ticking every option earns something", "options")


def _check_one_of(question: Predict | Bug, field: str, count: int, variant: Variant, blame: Blame) -> None:
    for place in range(count):
        outcome = Outcome.RIGHT if place in variant.right else Outcome.WRONG
        _expect(question, (place,), variant, blame, (field, place), outcome)


def _expect(
    question: Question,
    response: str | tuple[int, ...],
    variant: Variant,
    blame: Blame,
    path: tuple[str | int, ...],
    outcome: Outcome,
) -> Verdict:
    found = grade(question, "answer", response, variant)
    if found.outcome is not outcome:
        blame(
            "option-misjudged",
            f"{response!r} is graded {found.outcome}, not {outcome}, on seed {variant.seed}",
            *path,
        )
    return found


def _check_distinct(texts: Sequence[str], field: str, variant: Variant, blame: Blame) -> None:
    """No two texts read the same once the numbers stand in them: 1/2 is 0.5."""
    seen: dict[str | float, int] = {}
    for place, shown in enumerate(texts):
        number = read_number(folded(shown))
        key = folded(shown) if isinstance(number, Unreadable) else number
        if key in seen:
            blame(
                "reads-the-same",
                f"{texts[seen[key]]!r} and {shown!r} read the same on seed {variant.seed}",
                field,
                place,
            )
        seen.setdefault(key, place)
