"""Checking that the key is graded right as a learner gives it, and that no answer costs nothing."""

from __future__ import annotations

from studyapp.core import formulas
from studyapp.core.arithmetic import ExpressionError
from studyapp.core.grading import Known, Outcome, Response, grade
from studyapp.core.items import (
    ArrayQuestion,
    Bug,
    Cloze,
    Flashcard,
    Formula,
    Matching,
    MultipleChoice,
    Numeric,
    Open,
    Ordering,
    Parts,
    Predict,
    Question,
    ShortText,
    SingleChoice,
    Trace,
    TrueFalse,
)
from studyapp.core.worked import Numbers, Variant
from studyapp.study.pack_report import Blame, Path

NOTHING: tuple[Response, ...] = ("", " ", ())


def check_key(question: Question, variant: Variant, known: Known, blame: Blame) -> None:
    """The answer of each card is graded right; what is empty is not gradable yet."""
    if isinstance(question, Formula):
        try:
            question.answer.key(variant.variables)
        except ExpressionError as error:
            blame("key-without-value", f"{error} (seed {variant.seed})", "answer", "value")
            return
    for facet in question.facets:
        found = grade(question, facet, full_answer(question, facet, variant), variant, known)
        if found.outcome is not Outcome.RIGHT:
            blame(
                "key-not-right",
                f"its own key is graded {found.outcome} on seed {variant.seed}",
                *key_path(question),
            )
        for nothing in NOTHING:
            # An empty choice of places is no answer to a question in words, and false is one to a statement.
            if nothing == () and isinstance(question, TrueFalse | Flashcard | Open):
                continue
            empty = grade(question, facet, nothing, variant, known).outcome
            if empty is not Outcome.NOT_GRADABLE and not _nothing_asked(variant):
                blame("empty-accepted", f"an empty answer is graded {empty} on seed {variant.seed}", "answer")


def _nothing_asked(variant: Variant) -> bool:
    """A trace without a blank is read, not answered; a mistaken pass has no blank either, but asks for a line."""
    return bool(variant.cells) and not variant.right and not any(cell.blank for cell in variant.cells)


def full_answer(question: Question, facet: str, variant: Variant) -> Response:
    """The right answer as a learner gives it."""
    order = variant.order
    match question:
        case Numeric():
            return repr(variant.key)
        case ArrayQuestion() | Parts() | Trace():
            return tuple(typed(cell.value) for cell in variant.cells if cell.blank)
        case SingleChoice() | MultipleChoice():
            return tuple(place for place, item in enumerate(order) if question.options[item].correct)
        case Predict() | Bug():
            return variant.right
        case Ordering():
            return tuple(order.index(item) for item in variant.right)
        case Matching():
            return tuple(order.index(left) for left in range(len(question.pairs)))
        case TrueFalse():
            return question.answer
        case Open():
            return tuple(range(len(question.key_points)))
        case Cloze():
            return question.answer_to(facet).accept[0]
        case ShortText():
            return question.answer.accept[0]
        case Formula():
            return formulas.shown(question.answer.key(variant.variables))
        case Flashcard():
            return True


def key_path(question: Question) -> Path:
    """Where the key of a question stands in its file."""
    match question:
        case Numeric() | ArrayQuestion() | Formula():
            return ("answer", "value")
        case ShortText():
            return ("answer", "accept", 0)
        case Cloze():
            return ("text",)
        case Parts():
            return ("parts",)
        case Trace():
            return ("rows",)
        case _:
            return ("answer",)


def typed(value: Numbers) -> str:
    """A number, a list or a matrix as it may be typed."""
    if not isinstance(value, tuple):
        return repr(value)
    if value and isinstance(value[0], tuple):
        return "; ".join(typed(row) for row in value)
    return " ".join(map(typed, value))
