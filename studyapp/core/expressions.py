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
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

Value: TypeAlias = "float | bool | tuple[Value, ...]"
Names: TypeAlias = Mapping[str, object]

MAX_LENGTH = 400
MAX_DEPTH = 24
EQUAL_WITHIN = 1e-9
CONSTANTS: Mapping[str, float] = {"pi": math.pi, "e": math.e, "inf": math.inf}


class ExpressionError(ValueError):
    """An expression that cannot be read or has no value; the message is one line that says why."""


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    variable: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    of: Node
    index: Node | str


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    operator: str
    of: Node


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison:
    first: Node
    rest: tuple[tuple[str, Node], ...]
    within: float | None


Node: TypeAlias = Number | Name | Item | Call | Unary | Binary | Comparison


# --- values ---------------------------------------------------------------------------------------------------


def plain(value: object, name: str = "value") -> Value:
    """A measurement or variable as a value of this arithmetic; ExpressionError for anything else."""
    if isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(plain(entry, name) for entry in value)
    raise ExpressionError(f"{name} is not a number")


def _number(value: Value, where: str) -> float:
    if isinstance(value, tuple):
        raise ExpressionError(f"{where} needs a number, got a list of {len(value)}; pick an entry with [ ]")
    if isinstance(value, bool):
        raise ExpressionError(f"{where} needs a number, got {str(value).lower()}")
    return value


def _flat(values: Sequence[Value], where: str) -> list[float]:
    flat: list[float] = []
    for value in values:
        if isinstance(value, tuple):
            flat.extend(_flat(value, where))
        else:
            flat.append(_number(value, where))
    if not flat:
        raise ExpressionError(f"{where} needs at least one number")
    return flat


def _entrywise(function: Callable[[float, float], float], left: Value, right: Value, where: str) -> Value:
    if isinstance(left, tuple) and isinstance(right, tuple):
        if len(left) != len(right):
            raise ExpressionError(f"{where} between lists of {len(left)} and {len(right)} entries")
        return tuple(_entrywise(function, a, b, where) for a, b in zip(left, right, strict=True))
    if isinstance(left, tuple):
        return tuple(_entrywise(function, a, right, where) for a in left)
    if isinstance(right, tuple):
        return tuple(_entrywise(function, left, b, where) for b in right)
    return _guarded(lambda: function(_number(left, where), _number(right, where)), where)


def _each(function: Callable[[float], float], value: Value, where: str) -> Value:
    if isinstance(value, tuple):
        return tuple(_each(function, entry, where) for entry in value)
    return _guarded(lambda: function(_number(value, where)), where)


def _guarded(compute: Callable[[], float], where: str) -> float:
    try:
        result = compute()
    except ExpressionError:
        raise
    except ZeroDivisionError:
        raise ExpressionError(f"{where} divides by zero") from None
    except OverflowError:
        raise ExpressionError(f"{where} gives a number too large to hold") from None
    except ValueError:
        raise ExpressionError(f"{where} has no real value there") from None
    if isinstance(result, complex):
        raise ExpressionError(f"{where} has no real value there")
    return result


_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
}
_MAPPED: Mapping[str, Callable[[float], float]] = {
    "abs": abs,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "log10": math.log10,
    "log2": math.log2,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z)),
    "relu": lambda z: max(z, 0.0),
}
_GATHERED: Mapping[str, Callable[[list[float]], float]] = {
    "min": min,
    "max": max,
    "sum": math.fsum,
    "mean": lambda values: math.fsum(values) / len(values),
    "product": math.prod,
    "norm": lambda values: math.hypot(*values),
}
_OVER_LISTS: Mapping[str, Callable[[tuple[Value, ...]], Value]] = {
    "length": lambda values: float(len(values)),
    "increasing": lambda values: _ordered(values, rising=True),
    "decreasing": lambda values: _ordered(values, rising=False),
}
FUNCTIONS = frozenset({*_MAPPED, *_GATHERED, *_OVER_LISTS})


def _ordered(values: tuple[Value, ...], *, rising: bool) -> bool:
    numbers = [_number(value, "increasing or decreasing") for value in values]
    return all(a < b if rising else a > b for a, b in pairwise(numbers))


# --- reading --------------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<variable>\{\{\s*[A-Za-z_]\w*\s*\}\})"
    r"|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)"
    r"|(?P<sign>\*\*|==|!=|<=|>=|[-+*/<>()\[\],%]))"
)
_WORDS = frozenset({"and", "or", "not", "within", "first", "last"})


class _Parser:
    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise ExpressionError(f"expression has {len(text)} characters, at most {MAX_LENGTH} are read")
        self.tokens: list[tuple[str, str]] = []
        position = 0
        end = len(text.rstrip())
        while position < end:
            match = _TOKEN.match(text, position)
            if match is None:
                raise ExpressionError(f"cannot read {text[position:].strip()[:20]!r} in an expression")
            kind = match.lastgroup or ""
            self.tokens.append((kind, match.group(kind)))
            position = match.end()
        if not self.tokens:
            raise ExpressionError("expression is empty")
        self.position = 0
        self.depth = 0

    def peek(self) -> str:
        return self.tokens[self.position][1] if self.position < len(self.tokens) else ""

    def take(self, *expected: str) -> str | None:
        if self.position < len(self.tokens):
            kind, text = self.tokens[self.position]
            if text in expected and (kind == "sign" or text in _WORDS):
                self.position += 1
                return text
        return None

    def need(self, expected: str) -> None:
        if self.take(expected) is None:
            raise ExpressionError(f"expected {expected!r}, got {self.peek() or 'the end'!r}")

    def whole(self) -> Node:
        node = self.disjunction()
        if self.peek():
            raise ExpressionError(f"cannot read {self.peek()!r} after a complete expression")
        return node

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"expression is nested deeper than {MAX_DEPTH} levels")

    def disjunction(self) -> Node:
        self.deeper()
        node = self.conjunction()
        while self.take("or"):
            node = Binary("or", node, self.conjunction())
        self.depth -= 1
        return node

    def conjunction(self) -> Node:
        node = self.negation()
        while self.take("and"):
            node = Binary("and", node, self.negation())
        return node

    def negation(self) -> Node:
        if self.take("not"):
            self.deeper()
            node = Unary("not", self.negation())
            self.depth -= 1
            return node
        return self.comparison()

    def comparison(self) -> Node:
        first = self.sum()
        rest: list[tuple[str, Node]] = []
        while operator := self.take("==", "!=", "<", "<=", ">", ">="):
            rest.append((operator, self.sum()))
        if not rest:
            return first
        within = None
        if self.take("within"):
            kind, text = self.tokens[self.position] if self.peek() else ("", "the end")
            if kind != "number":
                raise ExpressionError(f"'within' needs a number such as 1%, got {text!r}")
            self.position += 1
            within = float(text) / 100 if self.take("%") else float(text)
        return Comparison(first, tuple(rest), within)

    def sum(self) -> Node:
        node = self.product()
        while operator := self.take("+", "-"):
            node = Binary(operator, node, self.product())
        return node

    def product(self) -> Node:
        node = self.sign()
        while operator := self.take("*", "/"):
            node = Binary(operator, node, self.sign())
        return node

    def sign(self) -> Node:
        if operator := self.take("-", "+"):
            self.deeper()
            of = self.sign()
            self.depth -= 1
            return Unary("-", of) if operator == "-" else of
        return self.power()

    def power(self) -> Node:
        node = self.item()
        if self.take("**"):
            self.deeper()
            node = Binary("**", node, self.sign())
            self.depth -= 1
        return node

    def item(self) -> Node:
        node = self.primary()
        while self.take("["):
            self.deeper()
            index: Node | str | None = self.take("first", "last")
            node = Item(node, index if index is not None else self.sum())
            self.depth -= 1
            self.need("]")
        return node

    def primary(self) -> Node:
        if self.take("("):
            node = self.disjunction()
            self.need(")")
            return node
        kind, text = self.tokens[self.position] if self.position < len(self.tokens) else ("", "the end")
        if kind == "number":
            self.position += 1
            return Number(float(text))
        if kind == "variable":
            self.position += 1
            return Name(text.strip("{} "), variable=True)
        if kind == "name" and text not in _WORDS:
            self.position += 1
            if self.take("("):
                return self.call(text)
            return Name(text)
        raise ExpressionError(f"expected a number, a name or '(', got {text!r}")

    def call(self, function: str) -> Node:
        if function not in FUNCTIONS:
            known = ", ".join(sorted(FUNCTIONS))
            raise ExpressionError(f"{function!r} is not a function here; there are {known}")
        arguments = [self.disjunction()]
        while self.take(","):
            arguments.append(self.disjunction())
        self.need(")")
        if function not in _GATHERED and len(arguments) != 1:
            raise ExpressionError(f"{function} takes one argument, got {len(arguments)}")
        return Call(function, tuple(arguments))


def parse(text: str) -> Node:
    """The tree of an expression; ExpressionError says in one line what cannot be read."""
    return _Parser(text).whole()


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


# --- walking --------------------------------------------------------------------------------------------------


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
            return _entry(entries, _number(evaluate(index, measurements, variables), "an index"))
        case Call(function, arguments):
            return _call(function, [evaluate(argument, measurements, variables) for argument in arguments])
        case Unary("not", of):
            return not _truth(evaluate(of, measurements, variables), "not")
        case Unary(_, of):
            return _each(lambda number: -number, evaluate(of, measurements, variables), "-")
        case Binary("and", left, right):
            # Both sides are always read, so that a misspelled name on the right never hides.
            sides = [_truth(evaluate(side, measurements, variables), "and") for side in (left, right)]
            return all(sides)
        case Binary("or", left, right):
            sides = [_truth(evaluate(side, measurements, variables), "or") for side in (left, right)]
            return any(sides)
        case Binary(operator, left, right):
            first, second = (evaluate(side, measurements, variables) for side in (left, right))
            return _entrywise(_ARITHMETIC[operator], first, second, operator)
        case Comparison(first_side, rest, within):
            left_value = evaluate(first_side, measurements, variables)
            holds = True
            for operator, side in rest:
                right_value = evaluate(side, measurements, variables)
                holds = _compare(operator, left_value, right_value, within) and holds
                left_value = right_value
            return holds


def number(node: Node, measurements: Names, variables: Names | None = None) -> float:
    """The value of an expression that must be one number."""
    return _number(evaluate(node, measurements, variables), "the expression")


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
    if function in _GATHERED:
        return _guarded(lambda: _GATHERED[function](_flat(arguments, function)), function)
    if function in _MAPPED:
        return _each(_MAPPED[function], arguments[0], function)
    values = arguments[0]
    if not isinstance(values, tuple):
        raise ExpressionError(f"{function} takes a list, got a number")
    return _OVER_LISTS[function](values)


def _compare(operator: str, left: Value, right: Value, within: float | None) -> bool:
    if isinstance(left, tuple) and isinstance(right, tuple) and len(left) != len(right):
        raise ExpressionError(f"{operator} between lists of {len(left)} and {len(right)} entries")
    if isinstance(left, tuple) or isinstance(right, tuple):
        pairs = _paired(left, right)
        if operator == "!=":
            return any(_compare(operator, a, b, within) for a, b in pairs)
        return all(_compare(operator, a, b, within) for a, b in pairs)
    if isinstance(left, bool) or isinstance(right, bool):
        raise ExpressionError(f"{operator} compares numbers, not truth values")
    if operator in ("==", "!="):
        equal = close(left, right, EQUAL_WITHIN if within is None else within)
        return equal if operator == "==" else not equal
    if within is not None:
        raise ExpressionError("'within' goes with == or != only")
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator]


def _paired(left: Value, right: Value) -> list[tuple[Value, Value]]:
    if isinstance(left, tuple) and isinstance(right, tuple):
        return list(zip(left, right, strict=True))
    if isinstance(left, tuple):
        return [(entry, right) for entry in left]
    assert isinstance(right, tuple)
    return [(left, entry) for entry in right]


def close(left: float, right: float, relative: float) -> bool:
    """Whether left is within a relative tolerance of right (right itself is the scale; 0 matches only 0)."""
    if left == right:
        return True
    if not (math.isfinite(left) and math.isfinite(right)):
        return False
    return abs(left - right) <= relative * abs(right)
