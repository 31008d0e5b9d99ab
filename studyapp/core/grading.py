"""(question, response) -> verdict: right, wrong with a named mistake, or not gradable yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from studyapp.core import answers
from studyapp.core.answers import Unreadable
from studyapp.core.items import (
    Cloze,
    Flashcard,
    MultipleChoice,
    Numeric,
    NumericAnswer,
    Open,
    Question,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from studyapp.core.memory import Rating
from studyapp.core.text import folded, measured, safe, written
from studyapp.core.worked import Variant


class Outcome(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    NOT_GRADABLE = "not gradable yet"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is worth, and what to say about it."""

    outcome: Outcome
    says: str = ""
    """Feedback: the named mistake, or how to write the answer."""
    mistake: str | None = None
    """Stable name of the mistake, when one was recognized."""
    score: float = 0.0
    """Share of full marks, 0 to 1."""


Response: TypeAlias = "str | bool | Sequence[int]"
"""Typed text, true or false, or places of options or key points in the order shown."""


def rating_for(verdict: Verdict, *, hinted: bool) -> Rating:
    """Only full marks count as recalled: Good, Hard after a hint; anything else is Again."""
    if verdict.outcome is not Outcome.RIGHT:
        return Rating.AGAIN
    return Rating.HARD if hinted else Rating.GOOD


def grade(question: Question, facet: str, response: Response, variant: Variant) -> Verdict:
    """The verdict on a response. Typed text is read first; what cannot be read costs nothing."""
    match question:
        case Flashcard():
            return _recalled(response)
        case Cloze():
            return _spelled(response, question.answer_to(facet).accept)
        case ShortText():
            for rejected in question.answer.reject:
                if isinstance(response, str) and _same(response, rejected.text):
                    return Verdict(Outcome.WRONG, rejected.says, "rejected:" + folded(rejected.text))
            return _spelled(response, question.answer.accept)
        case TrueFalse():
            truth = answers.read_truth(response) if isinstance(response, str) else bool(response)
            if isinstance(truth, Unreadable):
                return Verdict(Outcome.NOT_GRADABLE, truth.message)
            return _verdict(truth == question.answer)
        case SingleChoice() | MultipleChoice():
            return _chosen(question, response, variant)
        case Numeric():
            return _numeric(question.answer, response, variant)
        case Open():
            return _ticked(question, response)


def _verdict(right: bool, says: str = "", mistake: str | None = None) -> Verdict:
    if right:
        return Verdict(Outcome.RIGHT, says, score=1.0)
    return Verdict(Outcome.WRONG, says, mistake)


def _recalled(response: Response) -> Verdict:
    """A flashcard is turned over and rated by the learner: typed text only helps to compare."""
    truth = answers.read_truth(response) if isinstance(response, str) else bool(response)
    if isinstance(truth, Unreadable):
        return Verdict(Outcome.NOT_GRADABLE, "say whether you knew it: yes or no")
    return _verdict(truth)


_ARTICLE = re.compile(r"^(?:the|an?) +(?=\S)")


def _bare(text: str) -> str:
    """A term as it is compared: without the article before it."""
    return _ARTICLE.sub("", folded(text))


def _spelled(response: Response, accept: Sequence[str]) -> Verdict:
    text = answers.read_text(response) if isinstance(response, str) else Unreadable("type the answer")
    if isinstance(text, Unreadable):
        return Verdict(Outcome.NOT_GRADABLE, text.message)
    return _verdict(any(_same(text, answer) for answer in accept))


def _same(given: str, accepted: str) -> bool:
    """Whether two texts mean the same answer; two numbers are compared as numbers."""
    number, key = answers.read_number(given), answers.read_number(accepted)
    if isinstance(number, float) and isinstance(key, float):
        return within(number, key, 1e-9, relative=True)
    return _bare(given) == _bare(accepted)


def _chosen(question: SingleChoice | MultipleChoice, response: Response, variant: Variant) -> Verdict:
    several = isinstance(question, MultipleChoice)
    order = variant.order or tuple(range(len(question.options)))
    if isinstance(response, str):
        read = answers.read_options(response, len(order), several=several)
        if isinstance(read, Unreadable):
            return Verdict(Outcome.NOT_GRADABLE, read.message)
        places: Sequence[int] = read
    elif isinstance(response, bool):
        return Verdict(Outcome.NOT_GRADABLE, "choose an option")
    else:
        places = response
    if not places:
        return Verdict(Outcome.NOT_GRADABLE, "choose at least one option")
    chosen = {order[place] for place in places if 0 <= place < len(order)}
    right = {place for place, option in enumerate(question.options) if option.correct}
    if chosen == right:
        return _verdict(
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


def within(given: float, key: float, tolerance: float, *, relative: bool) -> bool:
    """Whether a number is near enough to the key; a rounding error's worth beyond the bound still counts."""
    allowed = tolerance * abs(key) if relative else tolerance
    return abs(given - key) <= allowed * (1 + 1e-9)


def _numeric(answer: NumericAnswer, response: Response, variant: Variant) -> Verdict:
    given = answers.read_number(response) if isinstance(response, str) else Unreadable("type a number")
    if isinstance(given, Unreadable):
        return Verdict(Outcome.NOT_GRADABLE, given.message)
    assert variant.key is not None
    near = answer.near
    if near.accepts(given, variant.key):
        return _verdict(True)
    for mistake in variant.mistakes:
        if near.meets(given, mistake.value):
            return Verdict(Outcome.WRONG, mistake.says, mistake.tag)
    if variant.key and near.meets(given, -variant.key):
        return Verdict(Outcome.WRONG, "The size is right, the sign is not.", "sign")
    return Verdict(Outcome.WRONG)


def _ticked(question: Open, response: Response) -> Verdict:
    if isinstance(response, str | bool):
        if isinstance(response, bool):
            return Verdict(Outcome.NOT_GRADABLE, "tick the key points that your answer has")
        if safe(response).strip().casefold() in {"none", "0"}:
            return Verdict(Outcome.WRONG, f"0 of {len(question.key_points)} key points.")
        read = answers.read_options(response, len(question.key_points), several=True)
        if isinstance(read, Unreadable):
            return Verdict(Outcome.NOT_GRADABLE, read.message + ", or none")
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
        case Open():
            return question.answer
