"""Verdicts on what was filled in: an array entry by entry, parts with errors carried forward, a trace by lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from studyapp.core import expressions
from studyapp.core.arithmetic import ExpressionError
from studyapp.core.arrays import flattened, read_array, written_array
from studyapp.core.items import ArrayQuestion, Judged, Part, Parts, Trace
from studyapp.core.numbers import Unreadable
from studyapp.core.text import measured
from studyapp.core.verdicts import Outcome, Response, Verdict, not_gradable, verdict
from studyapp.core.worked import Cell, Numbers, Variant


def filled_in(question: ArrayQuestion | Parts | Trace, response: Response, variant: Variant) -> Verdict:
    """The verdict on the texts typed into the blanks, in their order."""
    asked = [(key, cell) for key, cell in zip(question.keys, variant.cells, strict=True) if cell.blank]
    if not asked:  # a trace that is shown whole is read, not answered
        return verdict(True, "Nothing was left blank this time. Later some of the lines will be.")
    given = numbers_given(response, variant)
    if isinstance(given, Unreadable):
        return not_gradable(given.message)
    if isinstance(question, Parts):
        return _parts(question, given, variant)
    marks = tuple(_marks(value, key, cell) for value, (key, cell) in zip(given, asked, strict=True))
    if all(map(all, marks)):
        return verdict(True)
    if isinstance(question, ArrayQuestion):
        return _array(question, given[0], marks, variant)
    missed = [cell.label for (_, cell), entries in zip(asked, marks, strict=True) if not all(entries)]
    says = f"{len(asked) - len(missed)} of {len(asked)} lines are right. The first to go wrong: {missed[0]}."
    return Verdict(Outcome.WRONG, says, "line:" + missed[0][:60], _share(marks), marks=marks)


def numbers_given(response: Response, variant: Variant) -> Sequence[Numbers] | Unreadable:
    """The numbers that were typed into the blanks, each in the shape of its key."""
    asked = [cell for cell in variant.cells if cell.blank]
    typed = _texts(response, len(asked))
    if isinstance(typed, Unreadable):
        return typed
    given: list[Numbers] = []
    for text, cell in zip(typed, asked, strict=True):
        read = read_array(text, cell.value)
        if isinstance(read, Unreadable):
            return Unreadable(f"{cell.label}: {read.message}") if cell.label else read
        given.append(read)
    return given


def _texts(response: Response, count: int) -> Sequence[str] | Unreadable:
    if isinstance(response, str):
        response = [response] if count == 1 else [line for line in response.split("\n") if line.strip()]
    texts = [] if isinstance(response, bool) else [text for text in response if isinstance(text, str)]
    if len(texts) != count or not all(text.strip() for text in texts):
        return Unreadable("fill in every blank" if count > 1 else "nothing typed yet")
    return texts


def _marks(given: Numbers, key: Judged, cell: Cell) -> tuple[bool, ...]:
    pairs = zip(flattened(given), flattened(cell.value), strict=True)
    return tuple(key.near.accepts(number, right) for number, right in pairs)


def _share(marks: Sequence[Sequence[bool]]) -> float:
    entries = [mark for line in marks for mark in line]
    return sum(entries) / len(entries)


def _array(
    question: ArrayQuestion, given: Numbers, marks: tuple[tuple[bool, ...], ...], variant: Variant
) -> Verdict:
    for mistake in variant.mistakes:
        numbers, wrong = flattened(given), flattened(mistake.value)
        if len(numbers) == len(wrong) and all(map(question.answer.near.meets, numbers, wrong)):
            return Verdict(Outcome.WRONG, mistake.says, mistake.tag, _share(marks), marks=marks)
    says = f"{sum(marks[0])} of {len(marks[0])} entries are right."
    return Verdict(Outcome.WRONG, says, None, _share(marks), marks=marks)


def _parts(question: Parts, given: Sequence[Numbers], variant: Variant) -> Verdict:
    """A part is right by its key, or by what follows from the learner's own earlier numbers."""
    numbers = [flattened(value)[0] for value in given]
    marks: list[bool] = []
    carried: list[str] = []
    for place, (part, number) in enumerate(zip(question.parts, numbers, strict=True)):
        right = part.near.accepts(number, flattened(variant.cells[place].value)[0])
        earlier = {f"part.{one.id}": numbers[at] for at, one in enumerate(question.parts[:place])}
        if not right and _follows(part, number, earlier, variant):
            carried.append(variant.cells[place].label)
            marks.append(True)
            continue
        marks.append(right)
    lines = tuple((mark,) for mark in marks)
    if all(marks):  # what was carried then is no more than the rounding of a right number
        return verdict(True)
    wrong = [cell.label for cell, mark in zip(variant.cells, marks, strict=True) if not mark]
    says = f"{sum(marks)} of {len(marks)} parts are right."
    if carried:
        says += f" From your own numbers this follows rightly: {'; '.join(carried)}."
    tag = "part:" + wrong[0][:60] if wrong else None
    return Verdict(Outcome.WRONG, says, tag, sum(marks) / len(marks), marks=lines)


def _follows(part: Part, number: float, earlier: Mapping[str, float], variant: Variant) -> bool:
    if part.follows is None:
        return False
    try:
        expected = expressions.number(expressions.parse(part.follows), earlier, variant.variables)
    except ExpressionError:
        return False  # such as a division by the learner's 0
    return part.near.meets(number, expected)


def filled_answer(question: ArrayQuestion | Parts | Trace, variant: Variant) -> str:
    """The right numbers as they are shown."""
    asked = [cell for cell in variant.cells if cell.blank]
    if len(asked) == 1 and not asked[0].label:
        return written_array(asked[0].value)
    shown = (
        f"{cell.label}: {measured(cell.value) if isinstance(cell.value, float) else written_array(cell.value)}"
        for cell in asked
    )
    return "; ".join(shown)
