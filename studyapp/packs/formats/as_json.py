"""A whole pack in one JSON text, from which the same pack can be made again."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from pydantic import Field, ValidationError

from studyapp.core.items.fields import Model
from studyapp.core.text import one_line
from studyapp.packs.formats.parts import Body, FormatError, Parts, QuestionFile, first_complaint

KIND = "studyapp-pack"
FORMAT = 1
"""Version of this layout, raised when an older reader could misread it."""


def pack_json(parts: Parts) -> str:
    """The pack as JSON."""
    value = {
        "kind": KIND,
        "format": FORMAT,
        "pack": parts.manifest,
        "guide": parts.guide,
        "glossary": list(parts.glossary),
        "files": [{"name": file.name, "questions": list(file.questions)} for file in parts.files],
    }
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


class _File(Model):
    name: str = Field(max_length=200)
    questions: tuple[Body, ...]


class _Whole(Model):
    kind: str
    format: int
    pack: Body
    guide: str | None = None
    glossary: tuple[Body, ...] = ()
    files: tuple[_File, ...] = Field(max_length=200)


def read_pack_json(text: str) -> Parts:
    """The parts of a pack; FormatError for anything else. What they hold is checked once they are files."""
    value = _loaded(text)
    if not isinstance(value, dict) or value.get("kind") != KIND:
        raise FormatError(f'is no exported pack; the first field must be "kind": "{KIND}"')
    number = value.get("format")
    if type(number) is not int or number < 1:
        raise FormatError('"format" must be a whole number from 1 on')
    if number > FORMAT:
        raise FormatError(f"has format {number}, and this version reads up to {FORMAT}; update studyapp")
    try:
        whole = _Whole.model_validate(value)
    except ValidationError as error:
        raise FormatError(first_complaint(error)) from None
    files = tuple(QuestionFile(file.name, file.questions) for file in whole.files)
    if not isinstance(whole.pack.get("id"), str):
        raise FormatError("pack.id: must be a text")
    return Parts(whole.pack, whole.guide, whole.glossary, files)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_without_twins, parse_constant=_not_finite)
    except RecursionError:
        raise FormatError("is nested too deep") from None
    except json.JSONDecodeError as error:
        raise FormatError(f"line {error.lineno}, column {error.colno}: is no JSON: {error.msg}") from None
    except ValueError as error:  # a whole number of thousands of digits
        raise FormatError(one_line(str(error), 120)) from None


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise FormatError(f"the field {one_line(twice, 40)!r} is given twice in one place; remove one")
    return found


def _not_finite(word: str) -> NoReturn:
    raise FormatError(f"holds {word}, which is no finite number")
