"""A new pack: a copy of the template, which is a small complete pack itself, with the schemas that editors read."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from studyapp.core.errors import Refusal
from studyapp.core.items import Id, Line
from studyapp.core.text import one_line

OWN = "mine"
"""The pack of the learner's own cards."""
SCHEMAS = ".schema"
"""A folder of the pack; hidden, so that it is no part of what is studied."""
FIRST = ("pack.yaml", "guide.md", "glossary.yaml")
_ID, _LINE = TypeAdapter[str](Id), TypeAdapter[str](Line)
_SCHEMA_LINE = re.compile(r"^(# yaml-language-server: \$schema=)((?:\.\./)+)schema/", re.MULTILINE)


@dataclass(frozen=True)
class Made:
    """A pack that was written."""

    folder: Path
    files: tuple[str, ...]
    """Its files as an author reads them, relative to the folder."""


def create(
    pack_id: str, parent: Path, title: str | None, template: Path, schemas: Path, taken: Collection[str]
) -> Made:
    """Write the pack `pack_id` into a folder of this name under `parent`; Refusal when there is one already.

    `template` is the pack to copy, `schemas` holds a schema for each kind of file, `taken` are ids of other packs.
    """
    if not _is(_ID, pack_id):
        raise Refusal(
            f"{one_line(pack_id, 70)!r} cannot be the id of a pack: use small letters, digits and single hyphens,"
            " at most 64, such as linear-algebra"
        )
    if pack_id in taken:
        raise Refusal(f"{pack_id} is a built-in pack; choose another id")
    if pack_id == OWN:
        raise Refusal(f"{OWN} is the pack of your own cards; choose another id")
    title = pack_id.replace("-", " ").capitalize() if title is None else title
    if not _is(_LINE, title) or "\n" in title:
        raise Refusal("the title must be one line of at most 400 characters, with no control character")
    texts = {name: _copied(name, (template / name).read_text(encoding="utf-8")) for name in _names(template)}
    texts["pack.yaml"] = _named(texts["pack.yaml"], pack_id, title)
    hidden = {
        f"{SCHEMAS}/{path.name}": path.read_text(encoding="utf-8") for path in sorted(schemas.iterdir())
    }
    folder = parent / pack_id
    _write(folder, texts | hidden)
    return Made(folder, tuple(texts))


def _is(kind: TypeAdapter[str], value: str) -> bool:
    try:
        kind.validate_python(value)
    except ValidationError:
        return False
    return True


def _names(template: Path) -> list[str]:
    """The template's files in the order in which an author reads them."""
    names = [path.relative_to(template).as_posix() for path in template.rglob("*") if path.is_file()]
    return sorted(names, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))


def _copied(name: str, text: str) -> str:
    """The text of a template's file; its first line names the schema in the pack's own folder."""
    up = "../" * name.count("/")
    return _SCHEMA_LINE.sub(rf"\g<1>{up}{SCHEMAS}/", text)


def _named(manifest: str, pack_id: str, title: str) -> str:
    """The template's pack.yaml with the id and title of the new pack."""
    reads_as_text = pack_id[0].isalpha() and pack_id not in ("true", "false", "null")
    plain_id = pack_id if reads_as_text else json.dumps(pack_id)
    for field, value in (("id", plain_id), ("title", json.dumps(title, ensure_ascii=False))):
        (line,) = re.findall(rf"(?m)^{field}: .*$", manifest)
        manifest = manifest.replace(line, f"{field}: {value}", 1)
    return manifest


def _write(folder: Path, texts: dict[str, str]) -> None:
    shown = one_line(str(folder))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir()
    except FileExistsError:
        raise Refusal(
            f"{shown} is there already, and is left as it is; choose another id or --output"
        ) from None
    except OSError as error:
        raise Refusal(f"{shown} cannot be made: {error.strerror}") from None
    try:
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)  # it was made just now, so nothing in it is anyone's
        raise Refusal(f"{shown} cannot be written: {error.strerror}") from None
