"""Formulas that a learner types, such as a derivative: read, shown as they were read, compared at random points."""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from studyapp.core import expressions
from studyapp.core.arithmetic import ExpressionError
from studyapp.core.expression_tree import Binary, Call, Name, Node, Number, Unary
from studyapp.core.formula_reader import Reader
from studyapp.core.formula_words import CONSTANTS, FUNCTIONS
from studyapp.core.notation import plain_name, tokens
from studyapp.core.text import safe

POINTS = 12
FEWEST = 6
WITHIN = 1e-6
ROUNDING = 1e-12
"""Values this far below the largest are rounding errors of a sum that cancels."""

Ranges: TypeAlias = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Incomparable:
    """Too few points at which both formulas have a finite value."""

    points: int


def read_formula(typed: str, names: Collection[str]) -> Node:
    """The tree of a typed formula over the names; ExpressionError says in one line what cannot be read.

    ``+ - * / ^ **``, brackets, numbers, the functions of `FUNCTIONS`, pi and e; ``2x`` and ``x cos(x)`` multiply.
    """
    return Reader(tokens(safe(typed)), spellings(names)).whole()


def spellings(names: Collection[str]) -> dict[str, str]:
    """How each name may be typed; ExpressionError where two would be the same or mean something else."""
    found: dict[str, str] = {}
    for name in names:
        if (typed := plain_name(name)) in found:
            raise ExpressionError(f"{name!r} and {found[typed]!r} are typed alike")
        if typed in FUNCTIONS or typed in CONSTANTS:
            raise ExpressionError(f"{name!r} is a function or a constant; choose another name")
        found[typed] = name
    return found


def value_at(node: Node, point: Mapping[str, float]) -> float | None:
    """The value of a formula at a point, or None where it has no finite one."""
    try:
        value = expressions.number(node, point)
    except ExpressionError:
        return None
    return value if math.isfinite(value) else None


def same(given: Node, key: Node, ranges: Ranges, seed: str) -> bool | Incomparable:
    """Whether two formulas agree at random points of the ranges, the same points for the same seed.

    Points where either has no finite value are left out. What is left must agree within a relative 1e-6 each.
    """
    source = random.Random(seed)
    pairs: list[tuple[float, float]] = []
    for _ in range(POINTS):
        point = {name: source.uniform(low, high) for name, (low, high) in ranges.items()}
        a, b = value_at(given, point), value_at(key, point)
        if a is not None and b is not None:
            pairs.append((a, b))
    if len(pairs) < FEWEST:
        return Incomparable(len(pairs))
    rounding = ROUNDING * (max(abs(b) for _, b in pairs) or 1.0)
    return all(abs(a - b) <= max(WITHIN * abs(b), rounding) for a, b in pairs)


_LOOSENESS = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 4}
_SHOWN = {"+": " + ", "-": " - ", "*": "·", "/": "/", "**": "^"}


def shown(node: Node, signs: Mapping[str, str] = _SHOWN) -> str:
    """A formula as it was read, in a spelling that reads back to the same: ``2·x·cos(x)``."""
    match node:
        case Number(value):
            return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
        case Name(name):
            return name
        case Call(function, arguments):
            typed = "ln" if function == "log" else function
            return f"{typed}({', '.join(shown(argument, signs) for argument in arguments)})"
        case Unary(_, of):
            return "-" + _inside(of, 3, signs)
        case Binary(operator, left, right):
            bound = _LOOSENESS[operator]
            # A fraction before another factor, and a power under a power, are always in brackets.
            first = bound + 1 if operator == "**" or _fraction(left) else bound
            second = 9 if isinstance(right, Unary) else bound if operator == "+" else bound + 1
            return _inside(left, first, signs) + signs[operator] + _inside(right, second, signs)
        case _:
            raise ExpressionError("not a formula")


def _fraction(node: Node) -> bool:
    return isinstance(node, Binary) and node.operator == "/"


def _inside(node: Node, bound: int, signs: Mapping[str, str]) -> str:
    match node:
        case Binary(operator):
            loose = _LOOSENESS[operator]
        case Unary():
            loose = 2 if bound <= 2 else 0
        case _:
            loose = 9
    text = shown(node, signs)
    return text if loose >= bound else f"({text})"


def notations(node: Node) -> Iterator[str]:
    """A formula in other spellings that must be read as the same; for checking keys."""
    yield shown(node)
    yield shown(node, {**_SHOWN, "*": " * ", "**": "**"})
    yield f"({shown(node, {**_SHOWN, '*': '*', '/': ' / ', '+': '+', '-': '-'})})"
