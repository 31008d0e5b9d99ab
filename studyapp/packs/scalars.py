"""Unquoted words of YAML as values of YAML 1.2's core schema."""

from __future__ import annotations

import math
import re
from typing import TypeAlias

Scalar: TypeAlias = "bool | int | float | str | None"

MAX_DIGITS = 18  # fits 64 bits

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_STARTS = frozenset("+-.0123456789")
_WHOLE = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


class ScalarError(ValueError):
    """A number that is not read; the message says why."""


def plain_value(text: str) -> Scalar:
    """The value of an unquoted scalar; ScalarError for a number that cannot be held."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if _WHOLE.fullmatch(text):
        return _whole(text, 10, len(text.lstrip("+-0")))
    if _OTHER_BASE.fullmatch(text):
        return _whole(text, 0, len(text[2:].lstrip("0")))
    if _NOT_FINITE.fullmatch(text):
        raise ScalarError(f"{text} is not read; write a finite number, or quote it if it is text")
    if _REAL.fullmatch(text):
        value = float(text)
        if math.isinf(value):
            raise ScalarError("number is too large to hold; quote it if it is text")
        return value
    return text


def _whole(text: str, base: int, digits: int) -> int:
    if digits > MAX_DIGITS or (base == 0 and digits > 14):
        raise ScalarError(f"whole number of {digits:,} digits is too long; quote it if it is text")
    return int(text, base)
