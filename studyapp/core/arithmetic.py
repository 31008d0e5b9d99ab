"""The arithmetic behind pack expressions: floats, nested lists of them, truth values; every failure is said."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

Value: TypeAlias = "float | bool | tuple[Value, ...]"

EQUAL_WITHIN = 1e-9


class ExpressionError(ValueError):
    """An expression that cannot be read or has no value; the message is one line that says why."""


def plain(value: object, name: str = "value") -> Value:
    """A measurement or variable as a value of this arithmetic; ExpressionError for anything else."""
    if isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(plain(entry, name) for entry in value)
    raise ExpressionError(f"{name} is not a number")


def as_number(value: Value, where: str) -> float:
    """A value that must be one number."""
    if isinstance(value, tuple):
        raise ExpressionError(f"{where} needs a number, got a list of {len(value)}; pick an entry with [ ]")
    if isinstance(value, bool):
        raise ExpressionError(f"{where} needs a number, got {str(value).lower()}")
    return value


def flat(values: Sequence[Value], where: str) -> list[float]:
    """All numbers inside values; ExpressionError without any."""
    numbers: list[float] = []
    for value in values:
        if isinstance(value, tuple):
            numbers.extend(flat(value, where))
        else:
            numbers.append(as_number(value, where))
    if not numbers:
        raise ExpressionError(f"{where} needs at least one number")
    return numbers


def entrywise(function: Callable[[float, float], float], left: Value, right: Value, where: str) -> Value:
    """A function of two numbers, entry by entry where either side is a list."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        if len(left) != len(right):
            raise ExpressionError(f"{where} between lists of {len(left)} and {len(right)} entries")
        return tuple(entrywise(function, a, b, where) for a, b in zip(left, right, strict=True))
    if isinstance(left, tuple):
        return tuple(entrywise(function, a, right, where) for a in left)
    if isinstance(right, tuple):
        return tuple(entrywise(function, left, b, where) for b in right)
    return guarded(lambda: function(as_number(left, where), as_number(right, where)), where)


def each(function: Callable[[float], float], value: Value, where: str) -> Value:
    """A function of one number, for each entry of a list."""
    if isinstance(value, tuple):
        return tuple(each(function, entry, where) for entry in value)
    return guarded(lambda: function(as_number(value, where)), where)


def guarded(compute: Callable[[], float], where: str) -> float:
    """The result of a computation, with division by zero, overflow and complex results said."""
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


ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
}
MAPPED: Mapping[str, Callable[[float], float]] = {
    "abs": abs,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "log10": math.log10,
    "log2": math.log2,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "tanh": math.tanh,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z)),
    "relu": lambda z: max(z, 0.0),
}
GATHERED: Mapping[str, Callable[[list[float]], float]] = {
    "min": min,
    "max": max,
    "sum": math.fsum,
    "mean": lambda values: math.fsum(values) / len(values),
    "product": math.prod,
    "norm": lambda values: math.hypot(*values),
}
OVER_LISTS: Mapping[str, Callable[[tuple[Value, ...]], Value]] = {
    "length": lambda values: float(len(values)),
    "increasing": lambda values: _ordered(values, rising=True),
    "decreasing": lambda values: _ordered(values, rising=False),
}
FUNCTIONS = frozenset({*MAPPED, *GATHERED, *OVER_LISTS})


def _ordered(values: tuple[Value, ...], *, rising: bool) -> bool:
    numbers = [as_number(value, "increasing or decreasing") for value in values]
    return all(a < b if rising else a > b for a, b in pairwise(numbers))


def compare(operator: str, left: Value, right: Value, within: float | None) -> bool:
    """Whether a comparison holds, entry by entry for lists; `within` is a relative tolerance for == and !=."""
    if isinstance(left, tuple) and isinstance(right, tuple) and len(left) != len(right):
        raise ExpressionError(f"{operator} between lists of {len(left)} and {len(right)} entries")
    if isinstance(left, tuple) or isinstance(right, tuple):
        pairs = _paired(left, right)
        if operator == "!=":
            return any(compare(operator, a, b, within) for a, b in pairs)
        return all(compare(operator, a, b, within) for a, b in pairs)
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
