"""A question's fields as lines to type into, and what is typed back as values; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

How: TypeAlias = Literal["text", "line", "words", "texts", "options", "pairs", "accept", "key", "flag"]

RIGHT = "* "
"""Marks a right option."""
BETWEEN = " :: "
"""Between the two sides of a pair."""
LABELS = {
    "prompt": "question",
    "text": "sentence",
    "answer": "answer",
    "options": "options",
    "pairs": "pairs",
    "items": "items",
    "key_points": "key points",
    "reverse_prompt": "turned",
    "hint": "hint",
    "explanation": "explanation",
    "topics": "topics",
    "difficulty": "difficulty",
}
_OWN: dict[str, tuple[tuple[str, How], ...]] = {
    "flashcard": (("prompt", "text"), ("answer", "text"), ("reverse_prompt", "text")),
    "cloze": (("text", "text"),),
    "choice": (("prompt", "text"), ("options", "options")),
    "choices": (("prompt", "text"), ("options", "options")),
    "true_false": (("prompt", "text"), ("answer", "flag")),
    "numeric": (("prompt", "text"), ("answer", "key")),
    "array": (("prompt", "text"), ("answer", "key")),
    "expression": (("prompt", "text"), ("answer", "key")),
    "text": (("prompt", "text"), ("answer", "accept")),
    "open": (("prompt", "text"), ("answer", "text"), ("key_points", "texts")),
    "ordering": (("prompt", "text"), ("items", "texts")),
    "matching": (("prompt", "text"), ("pairs", "pairs")),
}
_ANY: tuple[tuple[str, How], ...] = (("prompt", "text"),)
_EVERY: tuple[tuple[str, How], ...] = (
    ("explanation", "text"),
    ("hint", "text"),
    ("topics", "words"),
    ("difficulty", "line"),
)
_IDENTITY = ("id", "kind")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,15})(\.\d{1,15})?")


class Field(NamedTuple):
    """One field to type into."""

    name: str
    label: str
    how: How
    text: str
    """As it stands now."""

    @property
    def one_line(self) -> bool:
        return self.how in ("line", "words", "key", "flag")


class Form(NamedTuple):
    """What can be typed in a form, and which fields only the source has."""

    fields: tuple[Field, ...]
    elsewhere: tuple[str, ...]


def form_of(values: Mapping[str, object]) -> Form:
    """The form of a question by its fields; what a form cannot hold is left to the source."""
    fields: list[Field] = []
    for name, how in (*_OWN.get(str(values.get("kind")), _ANY), *_EVERY):
        text = _typed(how, values.get(name))
        if text is not None:
            fields.append(Field(name, LABELS[name], how, text))
    shown = {field.name for field in fields}
    return Form(tuple(fields), tuple(name for name in values if name not in shown and name not in _IDENTITY))


def value_of(field: Field, typed: str, before: object) -> object:
    """What was typed as the field's value; None where nothing is left of it. `before` is the value it had."""
    if not typed.strip():
        return None
    match field.how:
        case "text":
            text = typed.strip("\n")
            return text + "\n" if "\n" in text else text
        case "words":
            return [word for part in typed.split(",") if (word := part.strip())] or None
        case "flag":
            return {"true": True, "false": False}.get(typed.strip().lower(), typed.strip())
        case "key":
            return {**_mapping(before), "value": _number(typed.strip())}
        case "accept":
            return {**_mapping(before), "accept": _lines(typed)}
        case "texts" | "options":
            return _entries(field.how, before, _lines(typed))
        case "pairs":
            return _pairs(before, _lines(typed))
    return typed.strip()


def _typed(how: How, value: object) -> str | None:
    """A value as it is typed; None where a form cannot hold it."""
    if value is None:
        return ""
    match how:
        case "text":
            return value.strip("\n") if isinstance(value, str) else None
        case "line":
            return value if isinstance(value, str) and _is_line(value) else None
        case "words":
            words = _texts(value)
            return ", ".join(words) if words is not None and not any("," in word for word in words) else None
        case "flag":
            return str(value).lower() if isinstance(value, bool) else None
        case "key":
            key = value.get("value") if isinstance(value, dict) else None
            if isinstance(key, str):
                return key if _is_line(key) else None
            short = (
                isinstance(key, int | float) and not isinstance(key, bool) and _NUMBER.fullmatch(repr(key))
            )
            return repr(key) if short else None
        case "accept":
            accepted = _texts(value.get("accept")) if isinstance(value, dict) else None
            return None if accepted is None else "\n".join(accepted)
        case "texts" | "options":
            return _listed(how, value)
        case "pairs":
            return _paired(value)


def _listed(how: How, value: object) -> str | None:
    if not isinstance(value, list):
        return None
    lines = []
    for entry in value:
        text = entry.get("text") if isinstance(entry, dict) else None
        if not isinstance(text, str) or not _is_line(text) or text.startswith(RIGHT.strip()):
            return None
        lines.append((RIGHT if how == "options" and entry.get("correct") is True else "") + text)
    return "\n".join(lines)


def _paired(value: object) -> str | None:
    if not isinstance(value, list):
        return None
    lines = []
    for entry in value:
        sides = [entry.get("left"), entry.get("right")] if isinstance(entry, dict) else []
        texts = [side for side in sides if isinstance(side, str) and _is_line(side) and "::" not in side]
        if len(texts) != 2:
            return None
        lines.append(BETWEEN.join(texts))
    return "\n".join(lines)


def _entries(how: How, before: object, lines: Sequence[str]) -> list[object]:
    """The lines as entries; one that was there, else the one at its place, keeps what else it says."""
    marked = [line.startswith(RIGHT) and how == "options" for line in lines]
    texts = [
        line.removeprefix(RIGHT).strip() if right else line for line, right in zip(lines, marked, strict=True)
    ]
    kept = _matched(before, ("text",), [(text,) for text in texts])
    made: list[object] = []
    for text, right, entry in zip(texts, marked, kept, strict=True):
        rest = {name: each for name, each in entry.items() if name not in ("text", "correct")}
        made.append({"text": text, **({"correct": True} if right else {}), **rest})
    return made


def _pairs(before: object, lines: Sequence[str]) -> list[object]:
    sides = []
    for line in lines:
        left, _, right = line.partition("::")
        sides.append((left.strip(), right.strip()))
    kept = _matched(before, ("left", "right"), sides)
    return [{**entry, "left": left, "right": right} for (left, right), entry in zip(sides, kept, strict=True)]


def _matched(
    before: object, keys: tuple[str, ...], wanted: Sequence[tuple[str, ...]]
) -> list[dict[str, object]]:
    """For each wanted entry the one that it was: that with the same texts, else the one at the same place."""
    old = (
        dict(enumerate(entry for entry in before if isinstance(entry, dict)))
        if isinstance(before, list)
        else {}
    )
    found: dict[int, dict[str, object]] = {}
    for place, texts in enumerate(wanted):
        same = next((at for at, entry in old.items() if tuple(entry.get(key) for key in keys) == texts), None)
        if same is not None:
            found[place] = old.pop(same)
    return [found[place] if place in found else old.pop(place, {}) for place in range(len(wanted))]


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> list[str] | None:
    """A list of one-line texts, or None where it is something else."""
    if not isinstance(value, list) or not all(isinstance(each, str) and _is_line(each) for each in value):
        return None
    return value


def _is_line(text: str) -> bool:
    return "\n" not in text and text == text.strip() and bool(text)


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.split("\n") if line.strip()]


def _number(typed: str) -> object:
    if not _NUMBER.fullmatch(typed):
        return typed
    return float(typed) if "." in typed else int(typed)
