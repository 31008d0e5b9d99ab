"""Checking that a key is graded right however it is written, and that what an author rejects is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from studyapp.core import formulas
from studyapp.core.arithmetic import ExpressionError
from studyapp.core.arrays import flattened, written_array
from studyapp.core.grading import Known, Outcome, Response, grade
from studyapp.core.items import (
    ArrayQuestion,
    Bug,
    Cloze,
    Formula,
    Judged,
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
from studyapp.core.nearness import Near
from studyapp.core.text import filled, folded
from studyapp.core.worked import Numbers, Variant

LEAST = -300
"""Below, a power of ten alone has lost its digits."""

Blame = Callable[..., None]


def check_key(question: Question, variant: Variant, blame: Blame) -> None:
    """The key can be met, it is graded right, and nothing that is named a mistake would be accepted."""
    match question:
        case Numeric():
            if variant.key is not None:
                _check_numbers(question, [(question.answer, variant.key, ("answer",))], variant, blame)
                _check_mistakes(question, question.answer, variant.key, variant, blame)
        case ArrayQuestion():
            value = variant.cells[0].value
            _check_numbers(question, [(question.answer, value, ("answer",))], variant, blame)
            _check_mistakes(question, question.answer, value, variant, blame)
        case Parts():
            keys = [(part, place) for place, part in enumerate(question.parts)]
            judged = [(part, variant.cells[place].value, ("parts", place)) for part, place in keys]
            _check_numbers(question, judged, variant, blame)
        case Trace():
            rows = [(row, place) for place, row in enumerate(question.rows)]
            lines = [(row, variant.cells[place].value, ("rows", place)) for row, place in rows]
            _check_numbers(question, lines, variant, blame)
        case SingleChoice() | MultipleChoice():
            _check_distinct(question, [option.text for option in question.options], variant, blame)
        case Predict():
            _check_distinct(question, [prospect.text for prospect in question.prospects], variant, blame)
        case Ordering():
            _check_distinct(question, [item.text for item in question.items], variant, blame)
        case Matching():
            _check_distinct(question, question.rights, variant, blame)
        case Bug():
            pass
        case _:
            return
    if (answer := _full_answer(question, variant)) is not None:
        if grade(question, "answer", answer, variant).outcome is not Outcome.RIGHT:
            blame(f"{question.id}: its own key is not graded right on seed {variant.seed}", "answer")
        for nothing in ("", (), False):
            empty = grade(question, "answer", nothing, variant).outcome
            if empty is not Outcome.NOT_GRADABLE and not _nothing_asked(variant):
                blame(f"{question.id}: an empty answer is graded {empty}", "answer")


def _check_distinct(question: Question, texts: Sequence[str], variant: Variant, blame: Blame) -> None:
    shown = [folded(filled(text, variant.variables)) for text in texts]
    if len(set(shown)) < len(shown):
        blame(f"{question.id}: two options read the same on seed {variant.seed}", "prompt")


def _nothing_asked(variant: Variant) -> bool:
    return bool(variant.cells) and not any(cell.blank for cell in variant.cells)


def _full_answer(question: Question, variant: Variant) -> Response | None:
    """The right answer as a learner gives it."""
    order = variant.order
    match question:
        case Numeric():
            return repr(variant.key)
        case ArrayQuestion() | Parts() | Trace():
            return tuple(_typed(cell.value) for cell in variant.cells if cell.blank)
        case SingleChoice() | MultipleChoice():
            return tuple(place for place, item in enumerate(order) if question.options[item].correct)
        case Predict():
            return variant.right
        case Ordering():
            return tuple(order.index(item) for item in variant.right)
        case Matching():
            return tuple(order.index(left) for left in range(len(question.pairs)))
        case _:
            return None


def _typed(value: Numbers) -> str:
    if not isinstance(value, tuple):
        return repr(value)
    if value and isinstance(value[0], tuple):
        return "; ".join(_typed(row) for row in value)
    return " ".join(map(_typed, value))


Path = tuple[str | int, ...]


def _check_numbers(
    question: Question, keys: Sequence[tuple[Judged, Numbers, Path]], variant: Variant, blame: Blame
) -> None:
    """Each number is finite, can be met, and is judged as its policy says: near is right, far is wrong."""
    for judged, value, path in keys:
        for number in flattened(value):
            if not math.isfinite(number):
                blame(
                    f"{question.id}: the key is {number} on seed {variant.seed}; it must be finite",
                    *path,
                    "value",
                )
                continue
            near = judged.near
            if number == 0 and not near.allows_zero:
                blame(
                    f"{question.id}: the key is 0 on seed {variant.seed}; give an absolute tolerance such as 0.01",
                    *path,
                    "tolerance",
                )
            if near.policy != "range":
                _check_bounds(question, near, number, variant, blame, path)


def _check_bounds(
    question: Question, near: Near, key: float, variant: Variant, blame: Blame, path: Path
) -> None:
    """A number at 0.9 of the allowed distance is right, one at 1.1 of it is wrong."""
    distance = near.distance(key)
    inside, outside = key + 0.9 * distance, key + 1.1 * distance
    if math.isfinite(inside) and not near.accepts(inside, key):
        blame(f"{question.id}: {inside!r} is not accepted for the key {key!r}", *path, "tolerance")
    if distance > 4 * math.ulp(key) and math.isfinite(outside) and near.accepts(outside, key):
        blame(f"{question.id}: {outside!r} is accepted for the key {key!r}", *path, "tolerance")


def _check_mistakes(question: Question, answer: Judged, key: Numbers, variant: Variant, blame: Blame) -> None:
    numbers = flattened(key)
    for place, mistake in enumerate(variant.mistakes):
        wrong = flattened(mistake.value)
        if len(wrong) != len(numbers):
            blame(
                f"{question.id}: the mistake {mistake.tag!r} has {len(wrong)} entries, the key {len(numbers)}",
                "mistakes",
                place,
                "value",
            )
        elif all(answer.near.accepts(a, b) for a, b in zip(wrong, numbers, strict=True)):
            blame(
                f"{question.id}: the mistake {mistake.tag!r} gives {_short(mistake.value)}, which the tolerance"
                f" accepts for the key {_short(key)} on seed {variant.seed}",
                "mistakes",
                place,
                "value",
            )


def _short(value: Numbers) -> str:
    return f"{value:.6g}" if isinstance(value, float | int) else written_array(value)


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
