"""Controls of the lab: one parameter each, how far an arrow key moves it, and how it is written."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from studyapp.core.text import written

Kind = Literal["choice", "flag", "whole", "number", "text", "list"]
MOST_CANDIDATES = 60
"""How many values are tried on one press of a key, where others contradict the rest of the parameters."""
AUTO = "auto"
"""How a parameter that is left out is written: the run draws it or works it out."""

_MANTISSAS = ("1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8")
_SHARES = (
    *(0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55),
    *(0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 1.0),
)


@dataclass(frozen=True, slots=True)
class Control:
    """One parameter of an experiment. Bounds are inclusive but for those marked open."""

    name: str
    kind: Kind
    default: object
    allowed: str
    """What it may be, in a few words."""
    description: str = ""
    choices: tuple[object, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    optional: bool = False
    """Whether it may be left out, which is None."""
    lists: bool = False
    """Whether it also takes a list or a matrix, typed as text."""
    by_one: bool = False
    """Whether a whole number moves by one however large it is."""

    @property
    def moves(self) -> bool:
        """Whether the arrow keys move it; the others are typed."""
        return self.kind not in ("text", "list")

    def holds(self, value: float) -> bool:
        """Whether a number lies within the bounds."""
        low = value > self.low if self.low_open else value >= self.low
        return low and (value < self.high if self.high_open else value <= self.high)


def candidates(control: Control, value: object, by: int) -> Iterator[object]:
    """Values to try when a control is moved up (`by` > 0) or down, the next first; none at its end."""
    if control.kind in ("choice", "flag"):
        choices = control.choices or (False, True)
        if control.optional:
            choices = (None, *choices)
        place = choices.index(value) if value in choices else 0
        for step in range(1, len(choices)):
            yield choices[(place + step * by) % len(choices)]
    elif control.moves:
        yield from _numbers(control, value, 1 if by > 0 else -1)


def _numbers(control: Control, value: object, sign: int) -> Iterator[object]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        if value is None and sign < 0:
            return
        value = _start(control)
        yield value
    at: float = value
    if control.kind == "whole" and not control.by_one:
        # Where the next round number is refused, such as an even count, its neighbors may do.
        yield from (each for each in _wholes(control, int(at), sign) if control.holds(each))
    for _ in range(MOST_CANDIDATES):
        moved = _next(control, at, sign)
        if not control.holds(moved):
            bound, is_open = (
                (control.high, control.high_open) if sign > 0 else (control.low, control.low_open)
            )
            if at != bound and not is_open and math.isfinite(bound):
                yield int(bound) if control.kind == "whole" else float(bound)
            break
        if moved == at:
            break
        at = moved
        yield at
    if sign < 0 and control.optional:
        yield None


def _wholes(control: Control, at: int, sign: int) -> tuple[int, ...]:
    return int(_next(control, at, sign)), at + sign, at + 2 * sign


def _start(control: Control) -> float:
    """Where a number that was left out begins when it is moved."""
    for start in (1, control.low, control.high):
        if control.holds(start):
            return int(start) if control.kind == "whole" else float(start)
    return (control.low + control.high) / 2


def _next(control: Control, at: float, sign: int) -> float:
    if control.kind == "whole":
        return _next_whole(int(at), sign, by_one=control.by_one)
    small = isinstance(control.default, float) and 0 < control.default < 0.01
    if control.low >= 0 and control.high <= 1 and not small:
        shares = _SHARES if sign > 0 else _SHARES[::-1]
        return next((share for share in shares if (share - at) * sign > 1e-12), at + sign)
    tiny = isinstance(control.default, float) and 0 < abs(control.default) < 0.1
    least = (-3 if tiny else -1) if control.low < 0 else -12 if small else -6
    return _next_real(at, sign, least, zero=control.holds(0.0))


def _next_whole(at: int, sign: int, *, by_one: bool) -> int:
    """The next of 1, 2, … 20, 25, … 100, 110, … 200, 250, …"""
    if at < 0 or (at == 0 and sign < 0):
        return -_next_whole(-at, -sign, by_one=by_one)
    size = at if sign > 0 else at - 1
    if size < 20 or by_one:
        return at + sign
    decade = int(10 ** (len(str(size)) - 1))
    step = decade // 2 if size >= 2 * decade else decade // 10
    return (at // step + 1) * step if sign > 0 else (at - 1) // step * step


def _next_real(at: float, sign: int, least: int, *, zero: bool) -> float:
    """The next of ten values a decade, down to 10^least, then 0 and the same below it."""
    smallest = float(f"1e{least}")
    if at < 0 or (at == 0 and sign < 0):
        return -_next_real(-at, -sign, least, zero=zero)
    if at == 0:
        return smallest
    decade = math.floor(math.log10(at) + 1e-12)
    ladder = [float(f"{m}e{power}") for power in (decade - 1, decade, decade + 1) for m in _MANTISSAS]
    if sign > 0:
        return next(value for value in ladder if value > at * (1 + 1e-9))
    lower = next(value for value in reversed(ladder) if value < at * (1 - 1e-9))
    return lower if lower >= smallest * (1 - 1e-9) else 0.0 if zero else at


def shown(value: object) -> str:
    """A value on one short line: `yes`, `0.5`, `auto`, `[2, 2, 8]`, `3 by 4 numbers`."""
    if value is None:
        return AUTO
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        inner = ", ".join(f"{name}: {shown(each)}" for name, each in list(value.items())[:4])
        return "{" + inner + (", …" if len(value) > 4 else "") + "}"
    if isinstance(value, list | tuple):
        if value and isinstance(value[0], list | tuple):
            return f"{len(value)} by {len(value[0])}"
        if any(isinstance(each, dict) for each in value):
            return f"{len(value)} {'entry' if len(value) == 1 else 'entries'}"
        return "[" + ", ".join(map(shown, value[:6])) + (f", … {len(value)}" if len(value) > 6 else "") + "]"
    return written(value)
