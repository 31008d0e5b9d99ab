"""The small arithmetic of packs: claims and answers over measurements and variables.

Text is read by our own parser into a tree of a few node types and walked; nothing of it ever reaches Python's
own evaluator. Everything is a float, a (nested) tuple of floats, or a truth value. Limits: 400 characters,
24 levels, 400 steps of evaluation a list entry.

Grammar, loosest first::

    claim    := or            (a claim must come out true or false)
    or       := and ("or" and)*
    and      := not ("and" not)*
    not      := "not" not | compare
    compare  := sum (("==" | "!=" | "<" | "<=" | ">" | ">=") sum)* ["within" number ["%"]]
    sum      := product (("+" | "-") product)*
    product  := sign (("*" | "/") sign)*
    sign     := ("-" | "+") sign | power
    power    := item ["**" sign]
    item     := primary ("[" sum | "first" | "last" "]")*
    primary  := number | name | "{{" name "}}" | function "(" sum ("," sum)* ")" | "(" or ")"

Indices count from 1, as layers and units do; ``first`` and ``last`` name the ends. ``==`` holds within a relative
1e-9, or within the tolerance that ``within`` states (``a == b within 1%``, relative to the right side).
Arithmetic between a list and a number, or between lists of one length, works entry by entry.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from studyapp.core.arithmetic import (
    ARITHMETIC,
    GATHERED,
    MAPPED,
    OVER_LISTS,
    ExpressionError,
    Value,
    as_number,
    compare,
    each,
    entrywise,
    flat,
    guarded,
    plain,
)
from studyapp.core.expression_tree import (
    Binary,
    Call,
    Comparison,
    Item,
    Name,
    Node,
    Number,
    Parser,
    Unary,
)

__all__ = [
    "Binary",
    "Call",
    "Comparison",
    "ExpressionError",
    "Node",
    "Value",
    "evaluate",
    "holds",
    "names_in",
    "number",
    "parse",
]

Names: TypeAlias = Mapping[str, object]

CONSTANTS: Mapping[str, float] = {"pi": math.pi, "e": math.e, "inf": math.inf}


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The tree of an expression; ExpressionError says in one line what cannot be read.

    Trees are remembered: a claim is read when its pack is, and again for each of its runs.
    """
    return Parser(text).whole()


def names_in(node: Node) -> tuple[frozenset[str], frozenset[str]]:
    """(measurement names, variable names) that an expression uses."""
    measured: set[str] = set()
    variables: set[str] = set()
    stack: list[Node] = [node]
    while stack:
        match stack.pop():
            case Name(name, variable):
                (variables if variable else measured).add(name)
            case Item(of, index):
                stack.append(of)
                if not isinstance(index, str):
                    stack.append(index)
            case Call(_, arguments):
                stack.extend(arguments)
            case Unary(_, of):
                stack.append(of)
            case Binary(_, left, right):
                stack += [left, right]
            case Comparison(first, rest, _):
                stack += [first, *(right for _, right in rest)]
            case Number():
                pass
    return frozenset(measured - CONSTANTS.keys()), frozenset(variables)


def evaluate(node: Node, measurements: Names, variables: Names | None = None) -> Value:
    """The value of an expression. Names come from the measurements, ``{{names}}`` from the variables."""
    match node:
        case Number(value):
            return value
        case Name(name, variable):
            return _look_up(name, variable, measurements, variables or {})
        case Item(of, index):
            entries = evaluate(of, measurements, variables)
            if isinstance(index, str):
                return _entry(entries, index)
            return _entry(entries, as_number(evaluate(index, measurements, variables), "an index"))
        case Call(function, arguments):
            return _call(function, [evaluate(argument, measurements, variables) for argument in arguments])
        case Unary("not", of):
            return not _truth(evaluate(of, measurements, variables), "not")
        case Unary(_, of):
            return each(lambda number: -number, evaluate(of, measurements, variables), "-")
        case Binary("and", left, right):
            # Both sides are always read, so that a misspelled name on the right never hides.
            sides = [_truth(evaluate(side, measurements, variables), "and") for side in (left, right)]
            return all(sides)
        case Binary("or", left, right):
            sides = [_truth(evaluate(side, measurements, variables), "or") for side in (left, right)]
            return any(sides)
        case Binary(operator, left, right):
            first, second = (evaluate(side, measurements, variables) for side in (left, right))
            return entrywise(ARITHMETIC[operator], first, second, operator)
        case Comparison(first_side, rest, within):
            left_value = evaluate(first_side, measurements, variables)
            holds = True
            for operator, side in rest:
                right_value = evaluate(side, measurements, variables)
                holds = compare(operator, left_value, right_value, within) and holds
                left_value = right_value
            return holds


def number(node: Node, measurements: Names, variables: Names | None = None) -> float:
    """The value of an expression that must be one number."""
    return as_number(evaluate(node, measurements, variables), "the expression")


def holds(node: Node, measurements: Names, variables: Names | None = None) -> bool:
    """Whether a claim holds."""
    return _truth(evaluate(node, measurements, variables), "a claim")


def _truth(value: Value, where: str) -> bool:
    if isinstance(value, bool):
        return value
    raise ExpressionError(f"{where} needs a comparison such as a < b, got a number")


def _look_up(name: str, variable: bool, measurements: Names, variables: Names) -> Value:
    source = variables if variable else measurements
    if name in source:
        return plain(source[name], name)
    if not variable and name in CONSTANTS:
        return CONSTANTS[name]
    kind = "variable" if variable else "measurement"
    known = ", ".join(sorted(source)) or "none"
    raise ExpressionError(f"there is no {kind} {name!r}; there are: {known}")


def _entry(entries: Value, index: float | str) -> Value:
    if not isinstance(entries, tuple):
        raise ExpressionError("only a list can be indexed with [ ]")
    if not entries:
        raise ExpressionError("the list is empty")
    if index == "first":
        return entries[0]
    if index == "last":
        return entries[-1]
    assert isinstance(index, float)
    if index != int(index) if math.isfinite(index) else True:
        raise ExpressionError(f"an index must be a whole number, got {index:g}")
    if not 1 <= index <= len(entries):
        raise ExpressionError(f"index {index:g} is outside 1 to {len(entries)}; indices count from 1")
    return entries[int(index) - 1]


def _call(function: str, arguments: list[Value]) -> Value:
    if function in GATHERED:
        return guarded(lambda: GATHERED[function](flat(arguments, function)), function)
    if function in MAPPED:
        return each(MAPPED[function], arguments[0], function)
    values = arguments[0]
    if not isinstance(values, tuple):
        raise ExpressionError(f"{function} takes a list, got a number")
    return OVER_LISTS[function](values)
