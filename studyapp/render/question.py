"""A question as text: what is asked, and what its answer looks like."""

from __future__ import annotations

from dataclasses import dataclass

from studyapp.core.arranging import example
from studyapp.core.arrays import shape_of
from studyapp.core.confidence import Confidence
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
from studyapp.core.shown import lines_shown, options_shown
from studyapp.core.text import filled, one_line
from studyapp.core.worked import Variant
from studyapp.render.maths import in_text


@dataclass(frozen=True, slots=True)
class QuestionText:
    """What is shown before the answer."""

    prompt: str
    """Markdown with maths, the variant's numbers filled in."""
    conventions: tuple[str, ...]
    options: tuple[str, ...]
    """What is chosen from or named by letters, in the order of the variant."""
    lines: tuple[str, ...]
    """What stands beside the options: left sides to match, parts, or the lines of a trace."""
    ask: str
    """What to do, in a few words."""


def flat(text: str) -> str:
    """One line with its formulas as signs and without Markdown's marks."""
    return one_line(in_text(text), 400).replace("\\", "").replace("**", "").replace("`", "")


def question_text(question: Question, facet: str, variant: Variant) -> QuestionText:
    """The text of a question for one facet and variant."""
    return QuestionText(
        prompt=filled(prompt_of(question, facet), variant.variables),
        conventions=tuple(filled(line, variant.variables) for line in question.conventions),
        options=options_shown(question, variant),
        lines=lines_shown(question, variant),
        ask=_ask(question, variant),
    )


def prompt_of(question: Question, facet: str) -> str:
    """What one of its cards asks, as it is written: the numbers of a variant are still to be filled in."""
    match question:
        case Flashcard():
            return question.prompt if facet == "forward" else question.reverse_prompt or question.answer
        case Cloze():
            return question.shown(facet)
        case _:
            return question.prompt


def _ask(question: Question, variant: Variant) -> str:
    match question:
        case Flashcard():
            return "Recall it, then press Enter"
        case Cloze():
            return "Fill in the blank, then press Enter"
        case SingleChoice():
            return "Choose one"
        case Predict():
            return "Choose, then see it run"
        case Bug():
            return "Choose the first wrong line"
        case Ordering():
            return f"Letters in order, such as {example(len(question.items))}"
        case Matching():
            return "Type a letter for each line"
        case ArrayQuestion():
            return _how_to_type(shape_of(variant.cells[0].value))
        case Trace() if not any(cell.blank for cell in variant.cells):
            return "Read the run, then press Enter"
        case Parts() | Trace():
            return "Fill in each blank; Enter goes on"
        case MultipleChoice():
            return "Choose all that hold"
        case TrueFalse():
            return "True or false?"
        case Numeric():
            unit = f" in {question.answer.unit}" if question.answer.unit else ""
            return f"Type a number{unit}, then press Enter"
        case Formula():
            *names, last = question.answer.of
            joined = ", ".join(names) + " and " + last if names else last
            return f"Type a formula in {joined}, then press Enter"
        case ShortText():
            return "Type the word or phrase, then press Enter"
        case Open():
            return "Answer in your own words, then tick what you had"


def _how_to_type(shape: tuple[int, ...]) -> str:
    if len(shape) == 1:
        return f"Type {shape[0]} number{'s, a space between them' if shape[0] > 1 else ''}"
    return f"Type {shape[0]} row{'s' if shape[0] > 1 else ''} of {shape[1]}, such as 1 2; 3 4"


def tolerance_text(question: Numeric) -> str:
    """How near a number must come, in words."""
    return question.answer.near.words


def verdict_words(outcome: str, *, overridden: bool, confidence: Confidence | None) -> str:
    """A past verdict in a few words: what was found, what the learner made of it, and how sure they had been."""
    words = f"{outcome}, counted as right" if overridden else outcome
    return f"{words}, {SURE_WORDS[confidence]}" if confidence else words


SURE_WORDS = {Confidence.SURE: "sure", Confidence.UNSURE: "unsure", Confidence.GUESS: "guessing"}
HOW_SURE = "How sure are you? 1 sure, 2 unsure, 3 a guess"
SURE_BUT_WRONG = "You were sure of it: look twice at what went wrong."
SOONER = "It comes back sooner."
COUNTED = "Counted as right, on your word."
