"""What a learner typed, read into a value, or a message that says how to write it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from studyapp.core.text import one_line, safe

MAX_TYPED = 2_000


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Not gradable yet; costs nothing."""

    message: str


_PLAIN = r"(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)"
_NUMBER = re.compile(
    rf"(?P<mantissa>{_PLAIN})(?:[eE](?P<exponent>[+-]?\d{{1,4}})|\s*[x×*·]\s*10\s*(?:\^|\*\*)\s*(?P<power>\(?[+-]?\d{{1,4}}\)?))?"
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED = re.compile(r"10([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
HOW = "write a number such as 0.25, -3.5, 1/4, 25% or 2.5e-3"


def read_number(typed: str) -> float | Unreadable:
    """A typed number: sign, decimal point, ``_``, ``e``, ``x10^``, one fraction bar, a percent sign.

    Read by pattern, never evaluated. Unreadable says how to write it.
    """
    if len(typed) > 200:
        return Unreadable(f"that is {len(typed)} characters; {HOW}")
    text = safe(typed).strip().replace("−", "-").replace("⁄", "/")
    text = _RAISED.sub(lambda match: "10^" + match.group(1).translate(_SUPERSCRIPTS), text)
    if not text:
        return Unreadable(f"nothing typed yet; {HOW}")
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        return Unreadable("is that comma a decimal mark or a separator? Write a decimal point")
    percent = text.endswith("%")
    parts = text.removesuffix("%").split("/")
    if len(parts) > 2:
        return Unreadable(f"one fraction bar at most; {HOW}")
    numbers = [_signed(part.strip()) for part in parts]
    if any(number is None for number in numbers):
        return Unreadable(f"cannot read {one_line(text, 40)!r} as a number; {HOW}")
    values = [number for number in numbers if number is not None]
    if len(values) == 2:
        if values[1] == 0:
            return Unreadable("a fraction needs a denominator other than 0")
        value = values[0] / values[1]
    else:
        value = values[0]
    if not math.isfinite(value):
        return Unreadable("that number is too large to hold")
    return value / 100 if percent else value


def _signed(text: str) -> float | None:
    sign = -1.0 if text.startswith("-") else 1.0
    match = _NUMBER.fullmatch(text[1:].strip() if text[:1] in "+-" else text)
    if match is None:
        return None
    mantissa = match.group("mantissa").replace("_", "")
    exponent = match.group("exponent") or (match.group("power") or "0").strip("()")
    return sign * float(f"{mantissa}e{exponent}")


def read_truth(typed: str) -> bool | Unreadable:
    """True or false from a word or its first letter."""
    word = safe(typed).strip().casefold()
    if word in {"t", "true", "y", "yes"}:
        return True
    if word in {"f", "false", "n", "no"}:
        return False
    return Unreadable("write true or false")


def read_options(typed: str, count: int, *, several: bool) -> tuple[int, ...] | Unreadable:
    """Places of the chosen options, counted from 0, from letters or numbers such as ``b`` or ``1 3``."""
    marks = re.findall(r"[a-z]+|\d+", safe(typed[:MAX_TYPED]).casefold())
    last = chr(ord("a") + count - 1)
    how = f"write the letters of your options, a to {last}" if several else f"write one letter, a to {last}"
    places: list[int] = []
    for mark in marks:
        if mark.isdigit() and len(mark) < 3:
            places.append(int(mark) - 1)
        elif mark.isdigit() or (len(mark) > 1 and not several):
            return Unreadable(how)
        else:
            places += [ord(letter) - ord("a") for letter in mark]
    if not places or any(not 0 <= place < count for place in places):
        return Unreadable(how)
    if not several and len(set(places)) > 1:
        return Unreadable(how)
    return tuple(sorted(set(places)))


def read_text(typed: str) -> str | Unreadable:
    """A typed word or phrase, made safe; empty or endless text is not gradable."""
    if len(typed) > MAX_TYPED:
        return Unreadable(f"that is {len(typed)} characters; a few words are enough")
    text = " ".join(safe(typed).split())
    return text or Unreadable("nothing typed yet")
