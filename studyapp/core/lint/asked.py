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
from studyapp.core.lint.words import exact_tokens


class Asked(NamedTuple):
    """What tells one question from another."""

    place: int
    kind: str
    shown: tuple[str, ...]
    answer: tuple[str, ...]
    """The words and signs of the answer; none where a run gives it."""
    key: str
    """The key as it is computed by a run; questions of other keys are never the same."""
    decided: str
    """What the run decides of a statement: two that are decided so by the same run are the same."""
    question: Question

    def of_the_same_run(self, other: Asked) -> bool:
        """Whether the runs are given the same; numbers drawn in another way make another question."""
        mine, theirs = self.question, other.question
        if mine.variables != theirs.variables or (mine.example is None) != (theirs.example is None):
            return False
        if mine.example is None or theirs.example is None:
            return True
        return (mine.example.experiment, mine.example.with_) == (
            theirs.example.experiment,
            theirs.example.with_,
        )


def asked_by(place: int, told: Told) -> Asked:
    question = told.question
    shown = list(told.exact)
    answer: list[str] = []
    key = decided = ""
    if told.options:
        shown += [word for option in told.options for word in option.exact]
        answer = [word for option in told.options if option.correct for word in option.exact]
        key = _asked_of_options(question)
    elif isinstance(question, Flashcard | Open):
        answer = exact_tokens(question.answer)
    elif isinstance(question, ShortText):
        answer = exact_tokens(question.answer.accept[0])
    elif isinstance(question, Cloze):
        answer = [word for blank in question.blanks for word in exact_tokens(blank.accept[0])]
    elif isinstance(question, TrueFalse):
        answer = [str(question.answer)]
        decided = question.decided_by or ""
    else:
        labels, key = _computed(question)
        shown += [word for label in labels for word in exact_tokens(label)]
    return Asked(place, told.kind, tuple(shown), tuple(answer), key, decided, question)


def _asked_of_options(question: Question) -> str:
    """What the options of a question are held against, where their text does not say it."""
    if isinstance(question, Predict):
        return repr([prospect.holds for prospect in question.prospects])
    value = question.value if isinstance(question, SingleChoice | MultipleChoice) else None
    return value or ""


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
