"""The kinds of questions."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from studyapp.core.items.arranged import Matching, Ordering
from studyapp.core.items.chosen import MultipleChoice, SingleChoice, TrueFalse
from studyapp.core.items.filled import ArrayQuestion, Parts, Trace
from studyapp.core.items.formula import Formula
from studyapp.core.items.numeric import Numeric
from studyapp.core.items.recalled import Cloze, Flashcard
from studyapp.core.items.run_decides import Bug, Predict
from studyapp.core.items.written import Open, ShortText

Question: TypeAlias = (
    Flashcard
    | Cloze
    | SingleChoice
    | MultipleChoice
    | TrueFalse
    | Numeric
    | ArrayQuestion
    | Parts
    | Trace
    | Ordering
    | Matching
    | Predict
    | Bug
    | Formula
    | ShortText
    | Open
)
KINDS: dict[str, type[Question]] = {
    "flashcard": Flashcard,
    "cloze": Cloze,
    "choice": SingleChoice,
    "choices": MultipleChoice,
    "true_false": TrueFalse,
    "numeric": Numeric,
    "array": ArrayQuestion,
    "parts": Parts,
    "trace": Trace,
    "ordering": Ordering,
    "matching": Matching,
    "predict": Predict,
    "bug": Bug,
    "expression": Formula,
    "text": ShortText,
    "open": Open,
}
AnyQuestion = Annotated[Question, Field(discriminator="kind")]
