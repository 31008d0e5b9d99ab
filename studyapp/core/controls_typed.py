"""What is typed at a control of the lab, read into a value. Nothing typed is ever evaluated."""

from __future__ import annotations

import json
import re

from studyapp.core.controls import AUTO, Control
from studyapp.core.errors import Refusal
from studyapp.core.numbers import Unreadable, read_number
from studyapp.core.text import one_line, safe

MOST_TYPED = 20_000
"""Characters of what is typed; room for a matrix of 64 by 64."""
DEEPEST = 8
"""Brackets within brackets."""
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}\Z")
_YES, _NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")


class NotTaken(Refusal):
    """What was typed is no value of the control; the message says what is."""


def read_typed(control: Control, typed: str) -> object:
    """The value that was typed; NotTaken in one line otherwise. `auto` leaves an optional parameter out."""
    text = safe(typed).strip()
    if len(text) > MOST_TYPED:
        raise NotTaken(f"that is {len(text)} characters; {MOST_TYPED} at most are read")
    if control.optional and text.lower() in ("", AUTO, "none", "null"):
        return None
    if not text:
        raise NotTaken(f"write {control.allowed}")
    if control.kind == "list" or (control.lists and text[0] in "[{"):
        return _structure(text, control)
    if control.kind == "text":
        return text
    try:
        return _scalar(control, text)
    except NotTaken:
        if control.lists and re.search(r"[\s,;]", text):
            return _structure(text, control)
        raise


def editable(value: object) -> str:
    """A value as it stands in the line where it is typed; `read_typed` reads it back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return json.dumps(value)


def _scalar(control: Control, text: str) -> object:
    if control.kind == "flag":
        if text.lower() in (*_YES, *_NO):
            return text.lower() in _YES
        raise NotTaken("write yes or no")
    if control.kind == "choice":
        return _choice(control, text)
    if control.kind == "whole":
        if not _WHOLE.match(text):
            raise NotTaken(f"not a whole number; write {control.allowed}")
        number: float = int(text)
    else:
        read = read_number(text)
        if isinstance(read, Unreadable):
            raise NotTaken(one_line(read.message, 120))
        number = read
    if not control.holds(number):
        raise NotTaken(f"out of bounds; write {control.allowed}")
    return number


def _choice(control: Control, text: str) -> object:
    named = {str(choice).lower(): choice for choice in control.choices}
    if text.lower() in named:
        return named[text.lower()]
    close = [choice for name, choice in named.items() if name.startswith(text.lower())]
    if len(close) == 1:
        return close[0]
    raise NotTaken(f"write {control.allowed}")


def _structure(text: str, control: Control) -> object:
    """A list: JSON in brackets, or entries at spaces and commas with rows ended by `;`."""
    if text[0] in "[{":
        return _json(text)
    if "=" in text:
        return _named(text, control)
    rows = [row for row in (re.split(r"[\s,]+", part.strip()) for part in text.split(";")) if row != [""]]
    entries = [[_entry(word, control) for word in row if word] for row in rows]
    return entries[0] if len(entries) == 1 else entries


def _named(text: str, control: Control) -> object:
    """Numbers by name: `x=1, y=2`."""
    found: dict[str, object] = {}
    for part in re.split(r"[\s,;]+", re.sub(r"\s*=\s*", "=", text)):
        name, _, value = part.partition("=")
        if part and not (_WORD.match(name) and value):
            raise NotTaken(f"{one_line(part, 30)} is no name=number; write {control.allowed}")
        if part:
            found[name] = _entry(value, control)
    return found


def _entry(word: str, control: Control) -> object:
    if _WHOLE.match(word):
        return int(word)
    if _WORD.match(word) and word.lower() not in ("nan", "inf", "infinity"):
        return word
    read = read_number(word)
    if isinstance(read, Unreadable):
        raise NotTaken(f"{one_line(word, 30)} is no number; write a list as 1 2, a matrix as 1 2; 3 4")
    return read


def _json(text: str) -> object:
    depth = deepest = 0
    for sign in text:
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise NotTaken(f"brackets are nested {deepest} deep; {DEEPEST} at most are read")
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        said = (
            str(error)
            if isinstance(error, NotTaken)
            else "write a list as [1, 2], a matrix as [[1, 2], [3, 4]]"
        )
        raise NotTaken(said) from None


def _no_constant(name: str) -> object:
    raise NotTaken(f"{name} is no number that a run takes")
