"""Every kind of question as a front and a back, for paper and for programs that grade nothing."""

from __future__ import annotations

from dataclasses import dataclass

from studyapp.core.items import (
    Bug,
    Cloze,
    Flashcard,
    Matching,
    MultipleChoice,
    Numeric,
    Open,
    Ordering,
    Pack,
    Parts,
    Predict,
    Question,
    SingleChoice,
    Trace,
    TrueFalse,
)
from studyapp.core.shown import answer_lines, lines_shown, options_shown
from studyapp.core.text import filled
from studyapp.core.worked import Variant
from studyapp.lab.runner import LabError
from studyapp.lab.variants import draw
from studyapp.packs.formats.sides import LETTERS, Block, Listed, Sides

SEED = 1
"""The seed whose numbers are written out."""
_ASKS = {
    TrueFalse: "True or false?",
    MultipleChoice: "Choose all that hold.",
    Ordering: "Put them in order.",
    Matching: "What belongs to what?",
    Bug: "Choose the first wrong line.",
    Trace: "Fill in the blanks.",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A question with the numbers of one seed, and the sides of its cards; a cloze has one with all its blanks."""

    question: Question
    variant: Variant
    sides: tuple[Sides, ...]

    def filled(self, text: str) -> str:
        return filled(text, self.variant.variables)


def written_questions(pack: Pack) -> tuple[tuple[Written, ...], tuple[str, ...]]:
    """(questions in order, without drafts; ids of those whose numbers cannot be computed)."""
    found: list[Written] = []
    failed: list[str] = []
    for question in pack.questions:
        if question.draft:
            continue
        try:
            variant = draw(pack.id, question, SEED)
        except LabError:
            failed.append(question.id)
            continue
        found.append(Written(question, variant, _sides(question, variant)))
    return tuple(found), tuple(failed)


def _sides(question: Question, variant: Variant) -> tuple[Sides, ...]:
    match question:
        case Flashcard():
            forward = Sides("forward", (question.prompt,), (question.answer,))
            reverse = Sides("reverse", (question.reverse_prompt or question.answer,), (question.prompt,))
            sides = (forward, reverse) if question.both else (forward,)
        case Cloze():
            blanks = {blank.label: blank.accept[0] for blank in question.blanks}
            answers = Listed(tuple(blanks.values()))
            sides = (Sides("", (question.prompt,), (answers.items[0] if len(blanks) == 1 else answers,)),)
        case _:
            sides = (Sides("answer", _front(question, variant), _back(question, variant)),)
    return tuple(
        Sides(side.facet, _numbered((*side.front, *_told(question)), variant), _numbered(side.back, variant))
        for side in sides
    )


def _told(question: Question) -> tuple[Block, ...]:
    return ("Conventions:", Listed(question.conventions)) if question.conventions else ()


def _numbered(blocks: tuple[Block, ...], variant: Variant) -> tuple[Block, ...]:
    def numbered(text: str) -> str:
        return filled(text, variant.variables)

    return tuple(
        block._replace(items=tuple(map(numbered, block.items)))
        if isinstance(block, Listed)
        else numbered(block)
        for block in blocks
    )


def _front(question: Question, variant: Variant) -> tuple[Block, ...]:
    blocks: list[Block] = [question.prompt]
    if lines := lines_shown(question, variant):
        blocks.append(Listed(lines))
    if options := options_shown(question, variant):
        blocks.append(Listed(options, letters=True))
    if isinstance(question, Numeric) and question.answer.unit:
        blocks.append(f"In {question.answer.unit}.")
    if ask := _ASKS.get(type(question)):
        blocks.append(ask)
    return tuple(blocks)


def _back(question: Question, variant: Variant) -> tuple[Block, ...]:
    lines = answer_lines(question, question.facets[0], variant)
    match question:
        case SingleChoice() | MultipleChoice():
            right = {place for place, option in enumerate(question.options) if option.correct}
            return (_lettered(question, variant, right),)
        case Predict():
            return (_lettered(question, variant, {variant.right[0]}),)
        case Bug():
            return (f"{LETTERS[variant.right[0]]}: {lines[0]}", *lines[1:])
        case Open():
            return (*lines, Listed(tuple(point.text for point in question.key_points)))
        case Matching() | Parts() | Trace() | Ordering():
            return (Listed(lines),)
        case _:
            return lines


def _lettered(question: Question, variant: Variant, right: set[int]) -> Block:
    """The right options as letter and text, in the order in which they are shown."""
    shown = options_shown(question, variant)
    order = variant.order or tuple(range(len(shown)))
    told = tuple(f"{LETTERS[at]}: {shown[at]}" for at, place in enumerate(order) if place in right)
    return told[0] if len(told) == 1 else Listed(told)
