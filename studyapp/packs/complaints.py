"""One value that does not fit its field: what it must be, and what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from pydantic import BaseModel

from studyapp.core.codes import ErrorCode
from studyapp.core.text import one_line
from studyapp.packs.fields import fields_of
from studyapp.packs.yaml_nodes import Node

Step: TypeAlias = str | int

PATTERNS: dict[str, str] = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "must be lower-case words joined by hyphens",
    r"^([a-z0-9]+(-[a-z0-9]+)*/)?[a-z0-9]+(-[a-z0-9]+)*$": "must be a question's id, or pack-id/question-id",
    r"^[^\n]*\n?$": "must be one line",
    r"^[A-Za-z_]\w*$": "must be letters, digits and _, not starting with a digit",
    r"^https?://[^\s\"'<>]+$": "must be an address that starts with https:// or http://",
    r"^[a-z]{2,3}(-[A-Z]{2})?$": "must be a language tag such as en or pt-BR",
    r"^\d{1,6}(\.\d{1,6}){0,2}$": "must be a version such as 1 or 1.2",
    r"^[\w-]+\.md$": "must be the name of a Markdown file in this folder, such as guide.md",
    r"^[\w-]+\.yaml$": "must be the name of a file in this folder, such as glossary.yaml",
    r"^(questions/)?[\w-]+\.yaml$": "must be a file such as questions/basics.yaml",
}

_KINDS_OF_VALUE = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping of names to values",
}


_CODES: dict[str, ErrorCode] = {
    "string_too_short": "empty",
    "string_too_long": "too-long",
    "string_pattern_mismatch": "bad-form",
    "too_long": "too-many-entries",
    "too_short": "too-few-entries",
    "greater_than_equal": "out-of-bounds",
    "less_than_equal": "out-of-bounds",
    "literal_error": "not-one-of",
}


def code_of(kind: str) -> ErrorCode:
    """The code for pydantic's error of this kind; a value of the wrong type where there is no other."""
    return _CODES.get(kind, "wrong-type")


def written(path: Sequence[Step]) -> str:
    """A path as an author reads it: options[2].says, entries counted from 1."""
    parts = [f"[{step + 1}]" if isinstance(step, int) else f".{one_line(str(step)[:60])}" for step in path]
    return "".join(parts).removeprefix(".")


def got(value: Node | str) -> str:
    """A value as a message quotes it, on one short line."""
    if isinstance(value, Node):
        if value.fields is not None:
            return (
                f"fields {', '.join(one_line(key[:40]) for key in list(value.fields)[:5])}"
                if value.fields
                else "{}"
            )
        if value.entries is not None:
            return f"a list of {len(value.entries)}"
        if value.value is None:
            return "nothing"
        if not isinstance(value.value, str):
            return value.raw[:40]
        value = value.value
    return f"'{one_line(value[:100], 60)}'"


def complaint(
    kind: str, context: Mapping[str, Any], given: Node | str, model: type[BaseModel] | None = None
) -> str | None:
    """What pydantic's error of this kind means for a value; None for a kind that has no words of its own."""
    value = given.value if isinstance(given, Node) else given
    match kind:
        case "string_type":
            return _not_text(given)
        case "string_too_short":
            return "is empty"
        case "string_too_long":
            return f"has {len(str(value)):,} characters, at most {context['max_length']:,} are allowed"
        case "string_pattern_mismatch":
            rule = PATTERNS.get(context["pattern"], f"must match {context['pattern']}")
            return rule if rule == "must be one line" else f"{rule}, got {got(given)}"
        case "too_long":
            return f"has {_size(value)}, at most {context['max_length']:,} are allowed"
        case "too_short":
            return (
                "is empty"
                if value == ""
                else f"has {_size(value)}, at least {context['min_length']:,} are needed"
            )
        case "greater_than_equal":
            return f"must be at least {context['ge']}, got {got(given)}"
        case "less_than_equal":
            return f"must be at most {context['le']}, got {got(given)}"
        case "literal_error":
            expected = re.sub(r"'([\w-]+)'", r"\1", context["expected"])
            return f"must be {expected}, got {got(given)}"
        case "model_type" | "model_attributes_type":
            names = ", ".join(fields_of(model)) if model is not None else "its fields"
            return f"must be a mapping with {names}, got {got(given)}"
        case _ if kind in _KINDS_OF_VALUE:
            such = f" such as [{value[:40]}]" if kind == "tuple_type" and isinstance(value, str) else ""
            return f"must be {_KINDS_OF_VALUE[kind]}{such}, got {got(given)}"
    return None


def _not_text(given: Node | str) -> str:
    if isinstance(given, Node) and given.raw and given.value is not None:
        return f'must be text, got {got(given)}; quote it: "{given.raw[:40]}"'
    if isinstance(given, Node) and given.value is None and given.raw == "":
        return "is empty; write its text, or remove the field"
    return f"must be text, got {got(given)}"


def _size(value: object) -> str:
    if isinstance(value, str):
        return f"{len(value):,} characters"
    count = len(value) if isinstance(value, Sequence | Mapping) else 0
    return "1 entry" if count == 1 else f"{count:,} entries"
