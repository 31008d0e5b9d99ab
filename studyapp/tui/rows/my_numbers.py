"""What is typed of an example's inputs, as pure values: read by line, moved by arrows, refused in a line."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from studyapp.core.errors import Refusal
from studyapp.core.text import one_line, safe, written
from studyapp.render.spans import Row, Span, clip, row, width

LONGEST = 2_000
"""Characters of a value, and the most that is read."""
DEEPEST = 8
LARGEST = 1e300
LEFT_OUT = ("", "none", "null")
_RANGE = re.compile(r"^(integer|number)(?: (\S+) to (\S+))?$")
_WORD = re.compile(r"^[A-Za-z][\w ]*$")


class Known(Protocol):
    """A parameter of an experiment, as the lab lists it."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def default(self) -> object: ...
    @property
    def allowed(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Field:
    """One input of the example: what the question gives it, and what it may be."""

    name: str
    given: str
    """The value as text; empty where it is left out."""
    allowed: str
    says: str
    own: bool
    """Whether the question itself gives a value."""
    value: object = None
    """The value itself, more exact than its text and of any length."""


def fields_of(parameters: Sequence[Known], given: Mapping[str, object]) -> tuple[Field, ...]:
    """Every parameter, those that the question gives first."""
    fields = [
        Field(
            one.name,
            text_of(given.get(one.name, one.default)),
            one.allowed,
            one.description,
            one.name in given,
            given.get(one.name),
        )
        for one in parameters
    ]
    return tuple(sorted(fields, key=lambda one: not one.own))


def text_of(value: object) -> str:
    """A value as it is typed: numbers and words bare, the rest as JSON; nothing for what is left out."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) or (isinstance(value, list | tuple) and not _numbers(value)):
        return json.dumps(value, default=list)
    return written(value)


def _numbers(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_numbers, value))
    return isinstance(value, int | float)


def read_value(text: str, allowed: str = "") -> object:
    """The value that is typed; Refusal in one line when it cannot be read."""
    text = safe(text).strip()
    if len(text) > LONGEST:
        raise Refusal(f"at most {LONGEST} characters are read")
    if text.lower() in LEFT_OUT:
        return None
    if allowed == "string":
        return text
    if _WORD.match(text) and text.lower() not in ("true", "false", "nan", "infinity"):
        return text
    depth = most = 0
    for sign in text:
        depth += (sign in "[{") - (sign in "]}")
        most = max(most, depth)
    if most > DEEPEST:
        raise Refusal(f"lists may be nested {DEEPEST} deep")
    try:
        value = json.loads(re.sub(r"(?<![\d.])\.(?=\d)", "0.", text), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{one_line(text, 30)!r} is no number, word or list such as [1, 2]") from error
    if not _small(value):
        raise Refusal(f"numbers are read up to {LARGEST:g}")
    return value


def _small(value: object) -> bool:
    """Whether every number in it is one that a run can take."""
    if isinstance(value, list):
        return all(map(_small, value))
    if isinstance(value, dict):
        return all(map(_small, value.values()))
    return not isinstance(value, int | float) or abs(value) <= LARGEST


def _no_number(name: str) -> object:
    raise ValueError(name)


def parameters_of(
    fields: Sequence[Field], texts: Mapping[str, str]
) -> tuple[dict[str, object], dict[str, str]]:
    """(the parameters to run with, what is wrong by field): what the question gives, and what was changed."""
    parameters: dict[str, object] = {}
    refused: dict[str, str] = {}
    for field in fields:
        text = texts.get(field.name, field.given)
        if text.strip() == field.given.strip():
            if field.own:
                parameters[field.name] = field.value
            continue
        try:
            value = read_value(text, field.allowed)
        except Refusal as refusal:
            refused[field.name] = f"{field.name}: {refusal}"
            continue
        if value is not None:
            parameters[field.name] = value
    return parameters, refused


def moved(field: Field, text: str, by: int) -> str | None:
    """The value that is one step on or back; None where it is no choice and no single number."""
    text = text.strip()
    choices = _choices(field.allowed)
    if choices and (text in choices or not text):
        place = choices.index(text) + by if text else 0 if by > 0 else -1
        return choices[place % len(choices)]
    found = _range(field.allowed)
    if found is None or not text:
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    whole, low, high = found
    step = 1.0 if whole else _step(value, by)
    return f"{min(max(value + by * step, low), high):.10g}"


def _step(value: float, by: int) -> float:
    """Half of the leading decimal place, so that a few keys lead far; the same way back."""
    size = abs(value)
    if size == 0:
        return 0.1
    exponent = math.floor(math.log10(size) + 1e-9)
    toward_zero = (value > 0) != (by > 0)
    if toward_zero and size <= 10.0**exponent * (1 + 1e-9):
        exponent -= 1
    return 0.5 * 10.0**exponent


def _choices(allowed: str) -> tuple[str, ...]:
    """The words of a choice; a list beside them can be typed only."""
    first = allowed.partition(" or list of ")[0]
    if first == "boolean":
        return ("false", "true")
    return tuple(first.split(" | ")) if " | " in first and not first.startswith("list of") else ()


def _range(allowed: str) -> tuple[bool, float, float] | None:
    """(whole numbers, lowest, highest) of a number; a list beside it can be typed only."""
    found = _RANGE.match(allowed.partition(" or list of ")[0])
    if found is None:
        return None
    low, high = found[2], found[3]
    return found[1] == "integer", float(low or -math.inf), float(high or math.inf)


def changed_words(fields: Sequence[Field], texts: Mapping[str, str]) -> str:
    """What was changed, such as `w = 3  activation = relu`."""
    changed = [
        f"{field.name} = {one_line(texts[field.name].strip() or 'left out', 30)}"
        for field in fields
        if texts.get(field.name, field.given).strip() != field.given.strip()
    ]
    return "  ".join(changed) or "nothing changed"


def label_row(field: Field, text: str, cells: int) -> Row:
    """The name of a line, ● before one that was changed."""
    changed = text.strip() != field.given.strip()
    name = field.name if width(field.name) <= cells - 2 else field.name[: cells - 3] + "…"
    return row(Span("● " if changed else "  ", "accent"), Span(name, "strong" if field.own else "dim"))


def note_rows(field: Field, cells: int) -> tuple[Row, ...]:
    """What the line under the cursor is and may be."""
    allowed = field.allowed if field.allowed != "{}" else 'by name: {"name": number}'
    return (
        clip(row(Span(one_line(field.says, 300), "")), cells),
        clip(row(Span(one_line(allowed, 300) + " · empty: left out", "dim")), cells),
    )
