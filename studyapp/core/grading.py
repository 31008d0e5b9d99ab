"""(question, response) -> verdict: right, wrong with a named mistake, or not gradable yet."""

from __future__ import annotations

from studyapp.core import answers, formulas
from studyapp.core.answers import Unreadable
from studyapp.core.arithmetic import ExpressionError
from studyapp.core.arranging import matched, ordered
from studyapp.core.choosing import chosen, found, predicted, ticked
from studyapp.core.diagnosis import diagnosis
from studyapp.core.filling import filled_answer, filled_in
from studyapp.core.items import (
    ArrayQuestion,
    Bug,
    Cloze,
    Flashcard,
    Formula,
    Matching,
    MultipleChoice,
    Numeric,
    NumericAnswer,
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
from studyapp.core.offered import offered
from studyapp.core.spelled import Known, known_terms, spelled
from studyapp.core.text import filled, measured, written
from studyapp.core.verdicts import Outcome, Response, Verdict, not_gradable, rating_for, verdict
from studyapp.core.worked import Variant

__all__ = [
    "Known",
    "Outcome",
    "Response",
    "Verdict",
    "can_be_overridden",
    "grade",
    "known_terms",
    "rating_for",
    "right_answer",
]


def grade(
    question: Question, facet: str, response: Response, variant: Variant, known: Known = frozenset()
) -> Verdict:
    """The verdict on a response. Typed text is read first; what cannot be read costs nothing.

    `known` are the terms of the pack's glossary: another one of them is never a slip of the answer.
    """
    match question:
        case Flashcard():
            return _recalled(response)
        case Cloze():
            return spelled(response, question.answer_to(facet).accept, known=known)
        case ShortText(answer=answer):
            return spelled(response, answer.accept, reject=answer.reject, known=known, plural=answer.plural)
        case TrueFalse():
            truth = answers.read_truth(response) if isinstance(response, str) else bool(response)
            if isinstance(truth, Unreadable):
                return not_gradable(truth.message)
            return verdict(truth == question.answer)
        case SingleChoice() | MultipleChoice():
            return chosen(question, response, variant)
        case Predict():
            return predicted(question, response, variant)
        case Bug():
            return found(question, response, variant)
        case Ordering():
            return ordered(question, response, variant)
        case Matching():
            return matched(question, response, variant)
        case ArrayQuestion() | Parts() | Trace():
            return filled_in(question, response, variant)
        case Numeric():
            return _numeric(question.answer, response, variant)
        case Formula():
            return _formula(question, response, variant)
        case Open():
            return ticked(question, response)


def _recalled(response: Response) -> Verdict:
    """A flashcard is turned over and rated by the learner: typed text only helps to compare."""
    truth = answers.read_truth(response) if isinstance(response, str) else bool(response)
    if isinstance(truth, Unreadable):
        return not_gradable("say whether you knew it: yes or no")
    return verdict(truth)


def _numeric(answer: NumericAnswer, response: Response, variant: Variant) -> Verdict:
    given = answers.read_number(response) if isinstance(response, str) else Unreadable("type a number")
    if isinstance(given, Unreadable):
        return not_gradable(given.message)
    assert variant.key is not None
    near = answer.near
    if near.accepts(given, variant.key):
        return verdict(True)
    tag, says = diagnosis(given, variant, near) or (None, "")
    return verdict(False, says, tag)


def _formula(question: Formula, response: Response, variant: Variant) -> Verdict:
    """A typed formula agrees with the key at random points; how it was read is always said."""
    if not isinstance(response, str) or not response.strip():
        return not_gradable("type a formula")
    answer = question.answer
    try:
        given = formulas.read_formula(response, answer.of)
    except ExpressionError as error:
        return not_gradable(f"cannot read that as a formula: {error}")
    read_as = formulas.shown(given)
    key = answer.key(variant.variables)
    agrees = formulas.same(given, key, answer.of, f"{question.id}/{variant.seed}/points")
    if isinstance(agrees, formulas.Incomparable):
        return not_gradable(f"read as {read_as}, which has no value at most points of the range")
    return Verdict(Outcome.RIGHT if agrees else Outcome.WRONG, score=1.0 if agrees else 0.0, read_as=read_as)


def can_be_overridden(question: Question, verdict: Verdict | None) -> bool:
    """Whether a learner may count an answer as right: it was found wrong, and not by the learner's own ticks."""
    found_wrong = verdict is not None and verdict.outcome is Outcome.WRONG
    return found_wrong and not isinstance(question, Flashcard | Open)


def right_answer(question: Question, facet: str, variant: Variant) -> str:
    """The answer as it is shown to the learner, with the numbers of the variant."""
    return filled(_right_answer(question, facet, variant), variant.variables)


def _right_answer(question: Question, facet: str, variant: Variant) -> str:
    match question:
        case Flashcard():
            return question.answer if facet == "forward" else question.prompt
        case Cloze():
            return question.answer_to(facet).accept[0]
        case ShortText():
            return question.answer.accept[0]
        case TrueFalse():
            return written(question.answer)
        case SingleChoice() | MultipleChoice():
            texts = zip(offered(question, variant), question.options, strict=True)
            return "; ".join(text for text, option in texts if option.correct)
        case Numeric():
            unit = f" {question.answer.unit}" if question.answer.unit else ""
            return (measured(variant.key) if variant.key is not None else question.answer.value) + unit
        case ArrayQuestion() | Parts() | Trace():
            return filled_answer(question, variant)
        case Ordering():
            return " · ".join(offered(question, variant)[place] for place in variant.right)
        case Matching():
            return "; ".join(f"{pair.left}: {pair.right}" for pair in question.pairs)
        case Predict():
            return offered(question, variant)[variant.right[0]]
        case Bug():
            return offered(question, variant)[variant.right[0]]
        case Formula():
            return formulas.shown(question.answer.key(variant.variables))
        case Open():
            return question.answer
