"""(question, response) -> verdict: right, wrong with a named mistake, or not gradable yet."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.core import answers, formulas
from studyapp.core.answers import Unreadable
from studyapp.core.arithmetic import ExpressionError
from studyapp.core.diagnosis import diagnosis, within
from studyapp.core.items import (
    Cloze,
    Flashcard,
    Formula,
    MultipleChoice,
    Numeric,
    NumericAnswer,
    Open,
    Question,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from studyapp.core.spelled import Known, known_terms, spelled
from studyapp.core.text import folded, measured, safe, written
from studyapp.core.verdicts import Outcome, Response, Verdict, not_gradable, rating_for, verdict
from studyapp.core.worked import Variant

__all__ = [
    "Known",
    "Outcome",
    "Response",
    "Verdict",
    "grade",
    "known_terms",
    "rating_for",
    "right_answer",
    "within",
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
            return _chosen(question, response, variant)
        case Numeric():
            return _numeric(question.answer, response, variant)
        case Formula():
            return _formula(question, response, variant)
        case Open():
            return _ticked(question, response)


def _recalled(response: Response) -> Verdict:
    """A flashcard is turned over and rated by the learner: typed text only helps to compare."""
    truth = answers.read_truth(response) if isinstance(response, str) else bool(response)
    if isinstance(truth, Unreadable):
        return not_gradable("say whether you knew it: yes or no")
    return verdict(truth)


def _chosen(question: SingleChoice | MultipleChoice, response: Response, variant: Variant) -> Verdict:
    several = isinstance(question, MultipleChoice)
    order = variant.order or tuple(range(len(question.options)))
    if isinstance(response, str):
        read = answers.read_options(response, len(order), several=several)
        if isinstance(read, Unreadable):
            return not_gradable(read.message)
        places: Sequence[int] = read
    elif isinstance(response, bool):
        return not_gradable("choose an option")
    else:
        places = response
    if not places:
        return not_gradable("choose at least one option")
    chosen = {order[place] for place in places if 0 <= place < len(order)}
    right = {place for place, option in enumerate(question.options) if option.correct}
    if chosen == right:
        return verdict(
            True, "\n".join(question.options[place].says or "" for place in sorted(chosen)).strip()
        )
    wrong = [question.options[place] for place in sorted(chosen - right)]
    if wrong:
        tag = wrong[0].tag or "option:" + folded(wrong[0].text)[:60]
        says = "\n".join(option.says or "" for option in wrong).strip()
    else:
        tag = "incomplete"
        says = f"{len(right - chosen)} more of the options also hold."
    score = _net_correct(chosen, right, len(question.options)) if several else 0.0
    return Verdict(Outcome.WRONG, says, tag, score)


def _net_correct(chosen: set[int], right: set[int], options: int) -> float:
    """Share of the right options found less the share of the wrong ones taken: all or none earns nothing."""
    net = len(chosen & right) / len(right) - len(chosen - right) / (options - len(right))
    return max(0.0, net)


def _numeric(answer: NumericAnswer, response: Response, variant: Variant) -> Verdict:
    given = answers.read_number(response) if isinstance(response, str) else Unreadable("type a number")
    if isinstance(given, Unreadable):
        return not_gradable(given.message)
    assert variant.key is not None
    tolerance, relative = answer.allowed
    if within(given, variant.key, tolerance, relative=relative):
        return verdict(True)
    tag, says = diagnosis(given, variant, tolerance, relative=relative) or (None, "")
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


def _ticked(question: Open, response: Response) -> Verdict:
    if isinstance(response, str | bool):
        if isinstance(response, bool):
            return not_gradable("tick the key points that your answer has")
        if safe(response).strip().casefold() in {"none", "0"}:
            return Verdict(Outcome.WRONG, f"0 of {len(question.key_points)} key points.")
        read = answers.read_options(response, len(question.key_points), several=True)
        if isinstance(read, Unreadable):
            return not_gradable(read.message + ", or none")
        response = read
    ticked = {place for place in response if 0 <= place < len(question.key_points)}
    share = len(ticked) / len(question.key_points)
    says = f"{len(ticked)} of {len(question.key_points)} key points."
    return Verdict(Outcome.RIGHT if share == 1 else Outcome.WRONG, says, score=share)


def right_answer(question: Question, facet: str, variant: Variant) -> str:
    """The answer as it is shown to the learner."""
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
            return "; ".join(option.text for option in question.options if option.correct)
        case Numeric():
            unit = f" {question.answer.unit}" if question.answer.unit else ""
            return (measured(variant.key) if variant.key is not None else question.answer.value) + unit
        case Formula():
            return formulas.shown(question.answer.key(variant.variables))
        case Open():
            return question.answer
