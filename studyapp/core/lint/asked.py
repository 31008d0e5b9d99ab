"""What is asked and what the answer is: by this two questions are told apart."""

from __future__ import annotations

from typing import NamedTuple

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
from studyapp.core.lint.texts import Told
from studyapp.core.lint.words import plain, tokens


class Asked(NamedTuple):
    """What tells one question from another."""

    place: int
    kind: str
    shown: tuple[str, ...]
    answer: tuple[str, ...]
    """The words of the answer; none where a run or a truth value is the answer."""
    backing: str
    """The key as it is computed, with what the run is given; or the truth value."""
    decided: str
    """What the run decides, where nothing else can be meant by two questions of which it is the same."""


def asked_by(place: int, told: Told) -> Asked:
    question = told.question
    shown = list(told.tokens)
    answer: list[str] = []
    backing = decided = ""
    if told.options:
        shown += [word for option in told.options for word in option.tokens]
        answer = [word for option in told.options if option.correct for word in option.tokens]
        backing = _asked_of_options(question)
    elif isinstance(question, Flashcard | Open):
        answer = tokens(plain(question.answer))
    elif isinstance(question, ShortText):
        answer = tokens(plain(question.answer.accept[0]))
    elif isinstance(question, Cloze):
        answer = [word for blank in question.blanks for word in tokens(plain(blank.accept[0]))]
    elif isinstance(question, TrueFalse):
        backing = repr(question.answer)
        decided = question.decided_by or ""
    else:
        labels, backing = _computed(question)
        shown += [word for label in labels for word in tokens(plain(label))]
    if told.kind in _BY_RUN:
        backing = decided = backing + _run(question)
    elif decided:
        decided += _run(question)
    return Asked(place, told.kind, tuple(shown), tuple(answer), backing, decided)


_BY_RUN = frozenset(
    {"numeric", "array", "parts", "trace", "expression", "ordering", "matching", "predict", "bug"}
)


def _asked_of_options(question: Question) -> str:
    """What the options of a question are held against, where their text does not say it."""
    if isinstance(question, Predict):
        return repr([prospect.holds for prospect in question.prospects])
    value = question.value if isinstance(question, SingleChoice | MultipleChoice) else None
    return "" if value is None else value + _run(question)


def _computed(question: Question) -> tuple[list[str], str]:
    """(what else is shown, the key as it is written) of a question whose answer is computed."""
    match question:
        case Numeric() | ArrayQuestion() | Formula():
            return [], question.answer.value
        case Parts():
            return [part.prompt for part in question.parts], repr([part.value for part in question.parts])
        case Trace():
            return [row.label for row in question.rows], repr([row.value for row in question.rows])
        case Bug():
            return [step.label for step in question.steps], repr((question.mistakes, question.steps))
        case Ordering():
            return [item.text for item in question.items], repr(question.items)
        case Matching():
            return [text for pair in question.pairs for text in (pair.left, pair.right)], repr(question.pairs)
    return [], ""


def _run(question: Question) -> str:
    """What the run is given, with the variables as they are drawn: other numbers make another question."""
    example = question.example
    if example is None:
        return repr(question.variables)
    return repr((example.experiment, example.with_, question.variables))
