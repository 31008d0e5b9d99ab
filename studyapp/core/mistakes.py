"""The words for a mistake's stable tag: the author's own sentence, or what the tag of a grading rule means."""

from __future__ import annotations

from collections.abc import Mapping

from studyapp.core.items import (
    ArrayQuestion,
    MultipleChoice,
    Numeric,
    Predict,
    Question,
    ShortText,
    SingleChoice,
)
from studyapp.core.text import filled, folded

GENERAL = {
    "sign": "The sign was wrong.",
    "reciprocal": "The answer was turned over: 1 divided by it.",
    "percent": "A factor of 100: percent was taken for the number, or the other way round.",
    "double": "Twice the answer.",
    "half": "Half the answer.",
    "power-of-ten": "The decimal point was in the wrong place.",
    "incomplete": "Right options were left out.",
    "order": "Some things stood in the wrong order.",
    "reversed": "The right order, the other way round.",
    "pairs": "Some pairs did not belong together.",
    "bug:too-early": "A line was called wrong that was still right.",
    "bug:consequence": "A line was named that is wrong only by an earlier one.",
}
"""What is said of a tag that means the same in every question."""

SHOWN = {"line": "A wrong line: ", "part": "A wrong part: ", "term": "Taken for another term: "}
"""What is said before the name that a tag carries."""


def mistake_says(
    question: Question, tag: str, variables: Mapping[str, object], catalog: Mapping[str, str] | None = None
) -> str | None:
    """The sentence for a tag, with the numbers of a showing; None when the question no longer knows it.

    What an author named goes before what a tag means in general, since an author may use the same word. `catalog`
    has the sentences for the mistakes of the question's experiment, whose names are tags too.
    """
    says = _authors(question, tag)
    if says is not None:
        return filled(says, variables)
    if tag in GENERAL:
        return GENERAL[tag]
    if catalog and tag in catalog:
        return catalog[tag]
    kind, named, name = tag.partition(":")
    return SHOWN[kind] + name if named and kind in SHOWN else None


def spelled_out(tag: str) -> str:
    """A tag as words, where nothing better is known."""
    name = tag.partition(":")[2] or tag
    return name.replace("-", " ")


def _authors(question: Question, tag: str) -> str | None:
    match question:
        case Numeric() | ArrayQuestion():
            for place, mistake in enumerate(question.mistakes, start=1):
                if tag == (mistake.tag or f"mistake-{place}"):
                    return mistake.says
        case SingleChoice() | MultipleChoice():
            for option in question.options:
                if not option.correct and tag == (option.tag or option_tag(option.text)):
                    return option.says
        case Predict():
            for prospect in question.prospects:
                if tag == prospect_tag(prospect.text):
                    return prospect.says or f"Expected: {prospect.text}"
        case ShortText():
            for rejected in question.answer.reject:
                if tag == rejected_tag(rejected.text):
                    return rejected.says
        case _:
            pass
    return None


def option_tag(text: str) -> str:
    """The tag of a wrong option without one of its own."""
    return "option:" + folded(text)[:60]


def prospect_tag(text: str) -> str:
    """The tag of something expected that did not happen."""
    return "expected:" + folded(text)[:60]


def rejected_tag(text: str) -> str:
    """The tag of an answer that an author rejects by name."""
    return "rejected:" + folded(text)
