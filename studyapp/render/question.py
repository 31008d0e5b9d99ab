"""A question as text: what is asked, and what its answer looks like."""

from __future__ import annotations

from dataclasses import dataclass

from studyapp.core.items import (
    Cloze,
    Flashcard,
    Formula,
    MultipleChoice,
    Numeric,
    Open,
    Question,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from studyapp.core.text import filled
from studyapp.core.worked import Variant


@dataclass(frozen=True, slots=True)
class QuestionText:
    """What is shown before the answer."""

    prompt: str
    """Markdown with maths, the variant's numbers filled in."""
    conventions: tuple[str, ...]
    options: tuple[str, ...]
    """Options of a choice, in the order of the variant."""
    ask: str
    """What to do, in a few words."""


def question_text(question: Question, facet: str, variant: Variant) -> QuestionText:
    """The text of a question for one facet and variant."""
    return QuestionText(
        prompt=filled(_prompt(question, facet), variant.variables),
        conventions=tuple(filled(line, variant.variables) for line in question.conventions),
        options=options_shown(question, variant),
        ask=_ask(question),
    )


def options_shown(question: Question, variant: Variant) -> tuple[str, ...]:
    """The options of a choice question in the order of the variant; none for other kinds."""
    if not isinstance(question, SingleChoice | MultipleChoice):
        return ()
    order = variant.order or range(len(question.options))
    return tuple(filled(question.options[place].text, variant.variables) for place in order)


def _prompt(question: Question, facet: str) -> str:
    match question:
        case Flashcard():
            return question.prompt if facet == "forward" else question.reverse_prompt or question.answer
        case Cloze():
            return question.shown(facet)
        case _:
            return question.prompt


def _ask(question: Question) -> str:
    match question:
        case Flashcard():
            return "Recall it, then press Enter"
        case Cloze():
            return "Fill in the blank, then press Enter"
        case SingleChoice():
            return "Choose one"
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


def tolerance_text(question: Numeric) -> str:
    """How near a number must come, in words."""
    tolerance, relative = question.answer.allowed
    return f"within {tolerance * 100:g} %" if relative else f"within {tolerance:g}"
