"""What is read of a question with the numbers of a variant: its options, its lines, its right answer."""

from __future__ import annotations

from studyapp.core.arrays import written_array
from studyapp.core.grading import right_answer
from studyapp.core.items import Bug, Matching, Ordering, Parts, Question, Trace
from studyapp.core.offered import offered
from studyapp.core.text import filled
from studyapp.core.worked import Variant

BLANK = "____"


def options_shown(question: Question, variant: Variant) -> tuple[str, ...]:
    """What a learner chooses from, in the order of the variant; none for kinds that are typed."""
    if isinstance(question, Bug):
        return tuple(f"{cell.label} = {written_array(cell.value)}" for cell in variant.cells)
    texts = offered(question, variant)
    return tuple(texts[place] for place in variant.order or range(len(texts)))


def lines_shown(question: Question, variant: Variant) -> tuple[str, ...]:
    """The left sides of a matching, what the parts ask, the lines of a trace with a low line for a blank."""
    match question:
        case Matching():
            return tuple(filled(pair.left, variant.variables) for pair in question.pairs)
        case Parts():
            return tuple(cell.label for cell in variant.cells)
        case Trace():
            return tuple(
                f"{cell.label} = {BLANK if cell.blank else written_array(cell.value)}"
                for cell in variant.cells
            )
        case _:
            return ()


def answer_lines(question: Question, facet: str, variant: Variant) -> tuple[str, ...]:
    """One line, or one for each part of the answer; Markdown with maths."""
    match question:
        case Parts() | Trace():
            units = [part.unit or "" for part in question.parts] if isinstance(question, Parts) else []
            units += [""] * (len(variant.cells) - len(units))
            return tuple(
                f"{cell.label}: {written_array(cell.value)} {unit}".rstrip()
                for cell, unit in zip(variant.cells, units, strict=True)
            )
        case Ordering():
            texts = offered(question, variant)
            return tuple(f"{number}: {texts[place]}" for number, place in enumerate(variant.right, start=1))
        case Matching():
            return tuple(filled(f"{pair.left}: {pair.right}", variant.variables) for pair in question.pairs)
        case Bug():
            cell = variant.cells[variant.right[0]]
            made, true = written_array(cell.value), written_array(variant.mistakes[0].value)
            return (f"{cell.label}: shown is {made}, right is {true}.", variant.told)
        case _:
            return (right_answer(question, facet, variant),)
