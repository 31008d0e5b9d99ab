"""A typed number, in the notations that a learner uses. Read by our own grammar; nothing is evaluated by Python."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from studyapp.core.arithmetic import ARITHMETIC, MAPPED, ExpressionError
from studyapp.core.expression_tree import Binary, Call, Name, Node, Number, Unary
from studyapp.core.expressions import CONSTANTS
from studyapp.core.formula_reader import Reader
from studyapp.core.formula_words import Unclear
from studyapp.core.notation import Token, tokens
from studyapp.core.text import one_line, safe

LONGEST = 200
HOW = "write a number such as 0.25, -3.5, 1/4, 25% or 2.5e-3"
FUNCTIONS = frozenset({"sqrt", "exp", "ln"})
_COMMA = re.compile(r"[-+−–]?\s*\d+[,，]\d+%?")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Not gradable yet; costs nothing."""

    message: str


def read_number(typed: str) -> float | Unreadable:
    """A typed number: sign, decimal point, ``_``, ``e``, ``x10^``, powers, fractions, mixed numbers, percent,
    products with pi, e, ``sqrt``, ``exp`` and ``ln``.

    Unreadable says how to write it: for sums and names, for what two people would read differently, and for what
    has no finite value.
    """
    if len(typed) > LONGEST:
        return Unreadable(f"that is {len(typed)} characters; {HOW}")
    text = safe(typed).strip()
    if not text:
        return Unreadable(f"nothing typed yet; {HOW}")
    if _COMMA.fullmatch(text):
        return Unreadable("is that comma a decimal mark or a separator? Write a decimal point")
    try:
        value = _value(*_read(text))
    except Unclear as error:
        return Unreadable(f"cannot read {one_line(text, 40)!r} as a number: {error}")
    except ExpressionError as error:
        return Unreadable(f"cannot read {one_line(text, 40)!r} as a number: {error}; {HOW}")
    except ZeroDivisionError:
        return Unreadable("a fraction needs a denominator other than 0")
    except ValueError:
        return Unreadable("that has no real value")
    except OverflowError:
        return Unreadable("that number is too large to hold")
    return value if math.isfinite(value) else Unreadable("that number is too large to hold")


def _read(text: str) -> tuple[Node, bool]:
    """(tree, whether it is a percentage)."""
    found = tokens(text)
    percent = bool(found) and found[-1].text in ("%", "percent")
    if percent:
        found.pop()
    for before, token in zip([Token("", ""), *found], found, strict=False):
        if token.text == "e" and before.kind == "number" and not token.spaced:
            raise Unclear("is that e a power of ten? Write 2e-3 or 2*e^-3")
    node = _mixed(found) or Reader(found, {}, FUNCTIONS).whole()
    if _has_sum(node):
        raise Unclear("one number is asked for, not a sum")
    return node, percent


def _mixed(found: list[Token]) -> Node | None:
    """A whole number and a proper fraction beside it, such as ``1 1/2`` or ``-1½``."""
    negative = bool(found) and found[0].text == "-"
    match found[1:] if found and found[0].text in ("-", "+") else found:
        case [
            Token("number", whole),
            Token("number", above, True),
            Token("sign", "/"),
            Token("number", below),
        ]:
            pass
        case [Token("number", whole), Token("part", fraction)]:
            above, _, below = fraction.partition("/")
        case _:
            return None
    if not (whole.isdigit() and above.isdigit() and below.isdigit() and 0 < int(above) < int(below)):
        raise Unclear("is that a whole number and a fraction? Write one fraction, or a decimal point")
    node = Number(float(whole) + int(above) / int(below))
    return Unary("-", node) if negative else node


def _has_sum(node: Node) -> bool:
    match node:
        case Binary(operator, left, right):
            return operator in ("+", "-") or _has_sum(left) or _has_sum(right)
        case Unary(_, of):
            return _has_sum(of)
        case Call(_, arguments):
            return any(map(_has_sum, arguments))
        case _:
            return False


def _value(node: Node, percent: bool = False) -> float:
    """The value of a tree without names; the errors of floating point are raised as Python raises them."""
    match node:
        case Number(number):
            value = number
        case Name(name):
            value = CONSTANTS[name]
        case Unary(_, of):
            value = -_value(of)
        case Binary(operator, left, right):
            value = ARITHMETIC[operator](_value(left), _value(right))
            if isinstance(value, complex):
                raise ValueError(operator)
        case Call(function, arguments):
            value = MAPPED[function](_value(arguments[0]))
        case _:
            raise ExpressionError("not a number")
    return value / 100 if percent else value
