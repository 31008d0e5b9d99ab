"""Where the learner answers, as pure functions: which input a question needs, its options and its room."""

from __future__ import annotations

from studyapp.core.items import (
    Bug,
    Flashcard,
    MultipleChoice,
    Open,
    Parts,
    Predict,
    Question,
    SingleChoice,
    Trace,
    TrueFalse,
)
from studyapp.render.question import flat
from studyapp.render.spans import Row, Span, row


def echo_room(height: int) -> int:
    """Lines for what has been typed so far, on a screen of so many."""
    return 1 if height < 18 else 3 if height < 22 else 4 if height < 30 else 9


def option_row(letter: str, text: str) -> Row:
    """An option in one line; the lines of a mistaken pass come laid out."""
    return row(Span(f" {letter} ", "accent"), " ", text.replace("\n", "\n    "))


def tick_row(ticked: bool, letter: str, text: str, ascii: bool) -> Row:
    """An option or a key point that can be ticked along with others."""
    sign = ("x" if ascii else "✓") if ticked else " "
    return row(Span(f" {letter} ", "accent"), "[", Span(sign, "right"), "] ", flat(text))


def input_for(question: Question) -> str | None:
    """Id of the input that a question needs; a flashcard needs none."""
    match question:
        case Flashcard():
            return None
        case Open():
            return "written"
        case Parts() | Trace():
            return "blanks"
        case SingleChoice() | MultipleChoice() | TrueFalse() | Predict() | Bug():
            return "options"
        case _:
            return "typed"
