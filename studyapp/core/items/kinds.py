"""The kinds of questions."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from studyapp.core.items.chosen import MultipleChoice, SingleChoice, TrueFalse
from studyapp.core.items.formula import Formula
from studyapp.core.items.numeric import Numeric
from studyapp.core.items.recalled import Cloze, Flashcard
from studyapp.core.items.written import Open, ShortText

Question: TypeAlias = (
    Flashcard | Cloze | SingleChoice | MultipleChoice | TrueFalse | Numeric | Formula | ShortText | Open
)
KINDS: dict[str, type[Question]] = {
    "flashcard": Flashcard,
    "cloze": Cloze,
    "choice": SingleChoice,
    "choices": MultipleChoice,
    "true_false": TrueFalse,
    "numeric": Numeric,
    "expression": Formula,
    "text": ShortText,
    "open": Open,
}
AnyQuestion = Annotated[Question, Field(discriminator="kind")]
