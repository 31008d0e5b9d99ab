"""Pack files from values, in the layout of the built-in packs; what is written is read back as exactly the same."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence

from studyapp.core.errors import Refusal
from studyapp.core.text import one_line, unsafe_character
from studyapp.packs.scalars import MAX_DIGITS, ScalarError, plain_value
from studyapp.packs.yaml_reader import MAX_DEPTH

WIDTH = 116
"""Columns that a list or mapping in brackets may reach."""
LONGEST_KEY = 400
QUESTION_FIELDS = (
    *("id", "title", "kind", "draft", "difficulty", "topics", "objectives", "source"),
    *("prompt", "text", "reverse_prompt", "both", "variables", "where", "note", "same_key", "conventions"),
    *("example", "answer", "value", "decided_by", "options", "prospects", "order", "items", "pairs", "extra"),
    *("parts", "rows", "steps", "mistakes", "key_points", "hint", "explanation", "theory", "practice"),
    *("diagram", "backed_by", "references", "related", "requires", "allow", "tests"),
)
"""The fields of every kind of question in the order in which they are written."""
MANIFEST_FIELDS = (
    *("format", "id", "title", "summary", "authors", "license", "language", "version"),
    *("guide", "glossary", "questions", "objectives"),
)
TERM_FIELDS = ("term", "aliases", "definition", "related")
_IN_LINES = frozenset({"example"})  # fields that never stand in brackets, however short
_STARTS = frozenset("-?:,[]{}#&*!|>'\"%@`=<")
_NOT_IN_BRACKETS = frozenset(",[]{}:#?")
_KEY = re.compile(r"[A-Za-z_][\w.-]*")
_UNPRINTABLE = re.compile("[\ufffe\uffff]")


class WriteError(Refusal):
    """A value that no pack file can hold; the message says which."""


def question_yaml(body: Mapping[str, object]) -> str:
    """A question as an entry of a list, beginning with its dash and ending with a line end.

    `body` is the question's stored form, of JSON's values. WriteError for what no pack file holds: numbers that
    are not finite or too long, characters that steer a terminal, and values nested too deep.
    """
    return _text(_entry(_ordered(body, QUESTION_FIELDS)))


def file_yaml(bodies: Iterable[Mapping[str, object]], head: str = "") -> str:
    """A file of questions with an empty line between two; `head` holds comments to begin with."""
    begin = head.rstrip("\n") + "\n" if head.strip() else ""
    return begin + "\n".join(question_yaml(body) for body in bodies)


def manifest_yaml(body: Mapping[str, object]) -> str:
    """A pack.yaml."""
    return _text(_mapping(_ordered(body, MANIFEST_FIELDS), 1))


def glossary_yaml(terms: Iterable[Mapping[str, object]]) -> str:
    """A glossary."""
    return "".join(_text(_entry(_ordered(term, TERM_FIELDS))) for term in terms)


def value_yaml(value: object) -> str:
    """A value on one line, as it may stand behind a field's name or in brackets."""
    return _flow(value, 1)


def _ordered(body: Mapping[str, object], fields: Sequence[str]) -> dict[str, object]:
    known = [name for name in fields if name in body]
    return {name: body[name] for name in (*known, *(name for name in body if name not in fields))}


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _entry(body: Mapping[str, object]) -> list[str]:
    return _dashed(_mapping(body, 2) if body else ["{}"])


def _dashed(lines: list[str]) -> list[str]:
    return [f"- {lines[0]}", *_moved(lines[1:])]


def _moved(lines: list[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]


# --- layout: a list or mapping in brackets where it is short, else a line for each part -------------------------


def _mapping(value: Mapping[str, object], depth: int) -> list[str]:
    lines = []
    for name, field in value.items():
        key = _key(name)
        if isinstance(field, str):
            head, *rest = _scalar_lines(field)
            lines += [f"{key}: {head}", *_moved(rest)]
        elif _in_brackets(name, field, len(key) + 2 + 2 * depth):
            lines.append(f"{key}: {_flow(field, depth + 1)}")
        else:
            lines += [f"{key}:", *_moved(_block(field, depth + 1))]
    return lines


def _sequence(value: Sequence[object], depth: int) -> list[str]:
    lines = []
    for entry in value:
        if isinstance(entry, str):
            lines += _dashed(_scalar_lines(entry))
        elif _in_brackets("", entry, 2 + 2 * depth):
            lines.append(f"- {_flow(entry, depth + 1)}")
        else:
            lines += _dashed(_block(entry, depth + 1))
    return lines


def _block(value: object, depth: int) -> list[str]:
    if depth > MAX_DEPTH:
        raise WriteError(f"a value is nested deeper than {MAX_DEPTH} levels; shorten it")
    if isinstance(value, Mapping):
        return _mapping(value, depth)
    assert isinstance(value, list | tuple)
    return _sequence(value, depth)


def _in_brackets(name: str, value: object, column: int) -> bool:
    """Whether a value may stand on one line."""
    if not isinstance(value, Mapping | list | tuple) or not value:
        return True
    if name in _IN_LINES or not _shallow(value, 3):
        return False
    return column + len(_flow(value, 1)) <= WIDTH


def _shallow(value: object, levels: int) -> bool:
    """Whether a value reads well on one line: few levels, no lists of mappings, no long texts of several lines."""
    if isinstance(value, str):
        return "\n" not in value.rstrip("\n") or len(value) <= 80
    if isinstance(value, Mapping):
        return levels > 0 and all(_shallow(field, levels - 1) for field in value.values())
    if isinstance(value, list | tuple):
        if any(isinstance(entry, Mapping) for entry in value):
            return False
        return levels > 0 and all(_shallow(entry, levels - 1) for entry in value)
    return True


def _flow(value: object, depth: int) -> str:
    if not isinstance(value, Mapping | list | tuple):
        return _scalar(value, in_brackets=True)
    if depth > MAX_DEPTH:
        raise WriteError(f"a value is nested deeper than {MAX_DEPTH} levels; shorten it")
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{_key(name)}: {_flow(part, depth + 1)}" for name, part in value.items()) + "}"
        )
    return "[" + ", ".join(_flow(part, depth + 1) for part in value) + "]"


# --- scalars ----------------------------------------------------------------------------------------------------


def _key(name: object) -> str:
    if not isinstance(name, str) or len(name) > LONGEST_KEY:
        raise WriteError(f"a field's name must be a text of at most {LONGEST_KEY} characters")
    return name if _KEY.fullmatch(name) else _quoted(name)


def _scalar_lines(text: str) -> list[str]:
    """A text as the first of these lines behind a field's name or a dash; the rest is indented below it."""
    body = text.rstrip("\n")
    lines = body.split("\n")
    plain = not any(line.startswith("\t") or (line and not line.strip()) for line in lines)
    if len(lines) == 1 and (text == body or len(body) < 60):
        return [_scalar(text, in_brackets=False)]
    if not plain or not lines[0] or _UNPRINTABLE.search(text):
        return [_quoted(text)]
    _check(text)
    indent = "2" if lines[0].startswith(" ") else ""
    ends = len(text) - len(body)
    chomp = ("-", "", "+")[min(ends, 2)]
    return [f"|{indent}{chomp}", *lines, *[""] * (ends - 1)]


def _scalar(value: object, *, in_brackets: bool) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) >= 10**MAX_DIGITS:
            raise WriteError(f"a whole number has more than {MAX_DIGITS} digits; write it as text")
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise WriteError(f"{value} is no finite number")
        return repr(value)
    if isinstance(value, str):
        return value if _plain(value, in_brackets) else _quoted(value)
    raise WriteError(f"a {type(value).__name__} cannot stand in a pack file")


def _plain(text: str, in_brackets: bool) -> bool:
    """Whether a text can stand without quotes and is still read as itself."""
    if not text or text != text.strip() or text[0] in _STARTS or not text.isprintable():
        return False
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    if in_brackets and not _NOT_IN_BRACKETS.isdisjoint(text):
        return False
    try:
        return isinstance(plain_value(text), str)
    except ScalarError:
        return False


def _quoted(text: str) -> str:
    _check(text)
    if ("\\" in text or '"' in text) and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    escaped = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", escaped)


def _check(text: str) -> None:
    if unsafe := unsafe_character(text):
        raise WriteError(f"the text {one_line(text, 40)!r} holds a {unsafe}; remove it")
