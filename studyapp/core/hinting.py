"""How many steps of a run may be shown as hints: those before the one that gives the answer away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from studyapp.core import expressions
from studyapp.core.expression_tree import Binary, Call, Comparison, Item, Name, Node, Unary
from studyapp.core.expressions import ExpressionError
from studyapp.core.items import ArrayQuestion, MultipleChoice, Numeric, Parts, Question, SingleChoice, Trace
from studyapp.core.text import measured
from studyapp.core.worked import Step, Variant, WorkedExample

NEAR = 1e-2
"""A number nearer to the key than this share of it says the answer: the usual tolerance of a question."""
MOST_NUMBERS = 4096
"""Numbers of one value that are looked at; a step that shows more is taken to show everything."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_SCRIPT = re.compile(r"[_^](?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\w)")
_TEN = re.compile(r"\\times ?10\^\{?(-?\d+)\}?")


def hint_steps(question: Question, variant: Variant, example: WorkedExample) -> int:
    """How many of the first steps may be shown before the answer; 0 where no step can, or the kind has no number.

    A step gives the answer away when it shows a number of the key, as near as it would be graded right, or when
    with it the learner has seen every number that the key is computed from.
    """
    keys = _keys(question, variant)
    if not keys:
        return 0
    groups = [_ingredients(text, variant, example) for text in _expressions(question, variant)]
    given = list(_flat([*variant.variables.values(), *example.parameters.values()]))
    left = [[number for number in group if not _among(number, given, 1e-9)] for group in groups]
    left = [group for group in left if group]
    for place, step in enumerate(example.steps):
        seen = _numbers(step)
        if seen is None or any(_among(key, seen, NEAR) for key in keys):
            return place
        left = [[number for number in group if not _shown(number, seen)] for group in left]
        if not all(left):
            return place
    return len(example.steps)


def _keys(question: Question, variant: Variant) -> list[float]:
    """The numbers that the learner is asked for."""
    match question:
        case Numeric() | SingleChoice() | MultipleChoice():
            return [] if variant.key is None else [variant.key]
        case ArrayQuestion() | Parts() | Trace():
            return [number for cell in variant.cells if cell.blank for number in _flat(cell.value)]
    return []


def _expressions(question: Question, variant: Variant) -> list[str]:
    """What the keys are computed by."""
    match question:
        case Numeric() | ArrayQuestion():
            return [question.answer.value]
        case SingleChoice() | MultipleChoice():
            return [question.value] if question.value else []
        case Parts():
            return [part.value for part in question.parts]
        case Trace():
            pairs = zip(question.rows, variant.cells, strict=True)
            return [line.value for line, cell in pairs if cell.blank]
    return []


def _ingredients(text: str, variant: Variant, example: WorkedExample) -> list[float]:
    """The measured numbers that an expression is computed from; none where one cannot be looked at."""
    found: list[float] = []
    try:
        for node in _measured(expressions.parse(text)):
            found += _flat(expressions.evaluate(node, example.measurements, variant.variables))
    except ExpressionError:
        return []
    return found if len(found) <= MOST_NUMBERS else []


def _measured(node: Node) -> Iterator[Node]:
    """The measurements of an expression with their indices."""
    match node:
        case Name(variable=variable):
            if not variable:
                yield node
        case Item():
            yield node
        case Call(arguments=arguments):
            for argument in arguments:
                yield from _measured(argument)
        case Unary(of=of):
            yield from _measured(of)
        case Binary(left=left, right=right):
            yield from _measured(left)
            yield from _measured(right)
        case Comparison(first=first, rest=rest):
            yield from _measured(first)
            for _, side in rest:
                yield from _measured(side)
        case _:
            return


def _flat(value: object) -> Iterator[float]:
    if isinstance(value, list | tuple):
        for entry in value:
            yield from _flat(entry)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def _numbers(step: Step) -> list[float] | None:
    """Every number that a step shows; None where they are too many to look at."""
    numbers: list[float] = []
    for number in _flat(step.value):
        numbers.append(number)
        if len(numbers) > MOST_NUMBERS:
            return None
    return numbers + list(_written(step.substituted)) + list(_written(step.shown))


def _written(text: str) -> Iterator[float]:
    """The numbers of a line of LaTeX; indices are none."""
    text = _SCRIPT.sub(" ", _TEN.sub(r"e\1", text))
    for match in _NUMBER.finditer(text):
        yield float(match.group())


def _among(number: float, seen: Iterable[float], share: float) -> bool:
    """Whether a number is among others; its sign does not count, since it can be guessed."""
    return any(abs(abs(number) - abs(one)) <= share * max(abs(number), 1e-300) for one in seen)


def _shown(number: float, seen: list[float]) -> bool:
    """Whether a number is among those seen, whole or rounded as the screen writes it."""
    rounded = float(measured(number))
    return _among(number, seen, 1e-9) or _among(rounded, seen, 1e-9)
