"""What a question offers to be chosen or arranged, in the pack's order and with the numbers of a variant."""

from __future__ import annotations

from studyapp.core.items import (
    Bug,
    Matching,
    MultipleChoice,
    Option,
    Ordering,
    Predict,
    Question,
    SingleChoice,
)
from studyapp.core.items.chosen import VALUE
from studyapp.core.text import filled, measured
from studyapp.core.worked import Variant


def offered(question: Question, variant: Variant) -> tuple[str, ...]:
    """Options, items, right sides, prospects or lines; none for a question that offers nothing."""
    match question:
        case SingleChoice() | MultipleChoice():
            if variant.texts:
                return variant.texts
            texts = tuple(option.text for option in question.options)
        case Ordering():
            texts = tuple(item.text for item in question.items)
        case Matching():
            texts = question.rights
        case Predict():
            texts = tuple(prospect.text for prospect in question.prospects)
        case Bug():
            texts = tuple(step.label for step in question.steps)
        case _:
            return ()
    return tuple(filled(text, variant.variables) for text in texts)


def said_of(option: Option, variant: Variant) -> str:
    """What is said about an option, with the numbers of the variant."""
    value = {} if variant.key is None else {VALUE: measured(variant.key)}
    return filled(option.says or "", {**variant.variables, **value})
