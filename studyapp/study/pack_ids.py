"""Ids for questions that have none yet: a slug of what they say, unlike any that the pack has or had."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import DatabaseError

from studyapp.core.errors import Refusal
from studyapp.packs import edits
from studyapp.packs.errors import Problem
from studyapp.packs.folder import contents, decoded
from studyapp.packs.reading import Reading
from studyapp.packs.yaml_nodes import Node
from studyapp.packs.yaml_reader import read
from studyapp.store.engine import Store
from studyapp.store.past_ids import past_ids

LONGEST = 40
"""Characters of a slug: people read a card's identity."""

SOURCES = ("title", "prompt", "text", "term")
"""Fields that say what a question is about, the best first."""

_ASIDE = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$|\{\{.*?\}\}|`[^`\n]*`|\]\([^)\n]*\)", re.DOTALL)
_BLANK = re.compile(r"\[\[[^\[\]|]*\|([^\[\]|]*)[^\[\]]*\]\]")
_BOM = b"\xef\xbb\xbf"


class Filled(NamedTuple):
    """An id that was written: in which file, at which line from 1."""

    file: str
    line: int
    id: str


def fill_ids(folder: Path, store: Path | None = None) -> list[Filled]:
    """Write the ids that are missing and change nothing else. What cannot be read stays as it is.

    An id is new to the pack: no other question has it, nor had one that the store at `store` knows.
    PackErrors where the folder is no pack; Refusal where a file cannot be written.
    """
    folder = folder.resolve()
    reading = Reading(contents(folder), folder.name)
    reading.manifest()
    texts: dict[str, tuple[str, list[edits.Entry]]] = {}
    for name, _ in reading.question_files():
        content = reading.files.contents.files.get(name, b"\xff")
        if not isinstance(decoded(name, content), Problem):
            text = content.decode("utf-8-sig")
            texts[name] = text, _entries(text)
    taken = {entry.id for _, entries in texts.values() for entry in entries if entry.id is not None}
    taken |= _past(store, folder.name)
    written: list[Filled] = []
    for name, (text, entries) in texts.items():
        lines: list[str] = []
        found = [Filled(name, line, identity) for line, identity in _filled(text, entries, taken, lines)]
        if found:
            bom = _BOM if reading.files.contents.files[name].startswith(_BOM) else b""
            _write(folder / name, bom + "\n".join(lines).encode())
            written += found
    return written


def _entries(text: str) -> list[edits.Entry]:
    try:
        return edits.entries(text)
    except edits.EditError:
        return []  # the check tells why


def _filled(
    text: str, entries: list[edits.Entry], taken: set[str], out: list[str]
) -> Iterator[tuple[int, str]]:
    """(line, id) of each entry that gets one; the lines of the changed text go to `out`."""
    lines, at = text.split("\n"), 0
    for entry in entries:
        out += lines[at : entry.first]
        own, at = lines[entry.first : entry.end], entry.end
        if entry.id is None and (changed := _with_id(own, taken)) is not None:
            identity, own = changed
            yield len(out) + 1, identity
        out += own
    out += lines[at:]


def _with_id(lines: list[str], taken: set[str]) -> tuple[str, list[str]] | None:
    """(id, lines) of one entry, read alone so that the cost grows with the entry and not with its file."""
    alone = "\n".join(lines) + "\n"
    root = read(alone, "").root
    if root is None or not root.entries or root.entries[0].fields is None:
        return None
    node = root.entries[0]
    given = node.child("id")
    if given is not None and not given.nothing:
        return None  # something that is no id, which its author must look at
    identity = new_id(node, taken)
    try:
        changed = edits.with_field(alone, edits.entries(alone)[0], "id", identity).removesuffix("\n")
    except edits.EditError:
        return None
    taken.add(identity)
    # The last line of a file may have no end, and gets none.
    return identity, (changed if lines[-1].endswith("\r") else changed.removesuffix("\r")).split("\n")


def new_id(question: Node, taken: set[str]) -> str:
    """A slug of the question's words that nothing else has: `largest-slope`, then `largest-slope-2`."""
    said = (slug(text) for field in SOURCES if (text := question.text(field)) is not None)
    kind = question.text("kind") or ""
    base = next((found for found in said if found), None) or slug(kind) or "question"
    return next(name for n in count(1) if (name := base if n == 1 else f"{base}-{n}") not in taken)


def slug(text: str) -> str:
    """The first words of a text in lower-case ASCII, joined by hyphens; empty where there are none."""
    text = _ASIDE.sub(" ", _BLANK.sub(r"\1", text[:2_000]))
    plain = (
        unicodedata.normalize("NFKD", text.replace("'", "").replace("’", ""))
        .encode("ascii", "ignore")
        .decode()
    )
    words = re.findall(r"[a-z0-9]+", plain.lower())
    words = words[1:] if len(words) > 1 and words[0] in ("a", "an", "the") else words
    kept = ""
    for word in words:
        longer = f"{kept}-{word}" if kept else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        kept = longer
    return kept


def _past(store: Path | None, pack_id: str) -> frozenset[str]:
    """Ids that questions of the pack had; none where there is no store, or one that cannot be read."""
    if store is None or not store.is_file():
        return frozenset()
    try:
        with closing(Store(store)) as opened, opened.reading() as session:
            return past_ids(session, pack_id)
    except (DatabaseError, OSError):
        return frozenset()


def _write(path: Path, content: bytes) -> None:
    """Replace a file's content at once, so that no end of the process leaves half of it."""
    path = path.resolve()
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(beside, path.stat().st_mode & 0o7777)
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
    except OSError as error:
        raise Refusal(f"{path.name} cannot be written: {error.strerror}; ids were not filled in") from None
