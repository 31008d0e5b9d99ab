"""A file of another program, or a pack in JSON, as a pack's folder; nothing is left behind where it fails."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from studyapp.core.errors import Refusal
from studyapp.core.text import one_line
from studyapp.packs.errors import PackErrors
from studyapp.packs.folder import MAX_TOTAL
from studyapp.packs.formats.as_json import read_pack_json
from studyapp.packs.formats.columns import notes_in
from studyapp.packs.formats.from_notes import questions_of, slug
from studyapp.packs.formats.parts import Body, FormatError, Parts, QuestionFile, file_texts, renamed
from studyapp.packs.formats.table import BadRow, decoded_table, read_table
from studyapp.packs.loader import load
from studyapp.packs.writing import question_yaml

MAX_BYTES = 2 * MAX_TOTAL
MOST_IN_A_FILE = 500
MOST_CHARACTERS = 700_000  # a question file holds a mebibyte at most
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file would become."""

    parts: Parts
    kind: str
    """`json` or `notes`."""
    questions: int
    bad: tuple[BadRow, ...] = ()
    media: int = 0
    """Pictures and sounds that are left out."""


def read(path: Path, identity: str | None = None) -> Incoming:
    """What a file holds, as a pack with the given id or the one that the file suggests; Refusal for any other file.

    Rows that cannot be taken are in `bad`; whether the others are wanted is for the caller to say.
    """
    if identity is not None and not (_ID.fullmatch(identity) and len(identity) <= 64):
        raise Refusal(f"{one_line(identity, 40)!r} is no id; use small letters, digits and hyphens")
    content = _content(path)
    try:
        if path.suffix.lower() == ".json" or content.lstrip()[:1] == b"{":
            return _from_json(content, identity)
        return _from_table(content, path, identity)
    except FormatError as error:
        told = str(error)
        raise Refusal(f"{one_line(path.name, 100)}{':' if told.startswith('line ') else ''} {told}") from None


def check(incoming: Incoming) -> None:
    """Write the pack aside and read it; Refusal with the first thing that is wrong. Nothing stays."""
    with tempfile.TemporaryDirectory(prefix="studyapp-") as aside:
        _staged(incoming.parts, Path(aside))


@contextmanager
def staged(incoming: Incoming) -> Iterator[Path]:
    """The pack as a folder that was read and found whole, for as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix="studyapp-") as aside:
        yield _staged(incoming.parts, Path(aside))


def put(incoming: Incoming, into: Path) -> Path:
    """The pack as a folder of its own inside `into`; Refusal when one is there or the pack is not whole."""
    target = into / incoming.parts.id
    if target.exists() or target.is_symlink():
        raise Refusal(f"{target} is there already; remove it, or choose another --id")
    try:
        into.mkdir(parents=True, exist_ok=True)
        # Beside its place, so that the last step is one rename.
        aside = Path(tempfile.mkdtemp(prefix=".studyapp-", dir=into))
        try:
            _staged(incoming.parts, aside).rename(target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise Refusal(f"cannot write {target}: {error.strerror or error}") from None
    return target


def _staged(parts: Parts, aside: Path) -> Path:
    folder = aside / parts.id
    try:
        texts = file_texts(parts)
        (folder / "questions").mkdir(parents=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        if not any((folder / "questions").iterdir()):
            (folder / "questions").rmdir()
        load(folder)
    except PackErrors as errors:
        first, more = errors.problems[0], len(errors.problems) - 1
        told = f" (and {more} more)" if more else ""
        raise Refusal(f"no pack can be made of it: {first.mark.file}: {first.message}{told}") from None
    except UnicodeEncodeError:
        raise Refusal("no pack can be made of it: a text holds half of a surrogate pair; remove it") from None
    return folder


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise Refusal(f"there is no file {one_line(str(path), 200)}")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no usable name"
        raise Refusal(f"{one_line(str(path), 200)} cannot be read: {reason}") from None
    if len(content) > MAX_BYTES:
        raise Refusal(f"{one_line(path.name, 100)} holds more than {MAX_BYTES:,} bytes; split it")
    if content[:4] == b"PK\x03\x04":
        raise Refusal(f"{one_line(path.name, 100)} is a zip; use pack install")
    return content


def _from_json(content: bytes, identity: str | None) -> Incoming:
    try:
        parts = read_pack_json(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FormatError("is not UTF-8; save the file as UTF-8") from None
    if not _ID.fullmatch(parts.id) or len(parts.id) > 64:  # it becomes the name of a folder
        raise FormatError("pack.id: must be small letters, digits and hyphens")
    if identity is not None and identity != parts.id:
        parts = renamed(parts, identity)
    return Incoming(parts, "json", sum(len(file.questions) for file in parts.files))


def _from_table(content: bytes, path: Path, identity: str | None) -> Incoming:
    table = read_table(decoded_table(content), tabs=path.suffix.lower() == ".tsv")
    notes = notes_in(table)
    made = questions_of(notes, path.name)
    title = made.deck or one_line(path.stem, 80) or "Imported notes"
    manifest: Body = {
        "format": 1,
        "id": identity or made.pack or slug(title.rpartition("::")[2]) or slug(path.stem) or "imported",
        "title": title.replace("::", ", "),
        "summary": f"Imported from {one_line(path.name, 200)}.",
        "authors": ["unknown"],
        "license": "NOASSERTION",
    }
    files = _files(made.questions)
    manifest["questions"] = [file.name for file in files]
    bad = tuple(sorted({*table.bad, *made.bad}))
    return Incoming(Parts(manifest, None, (), files), "notes", len(made.questions), bad, made.media)


def _files(questions: tuple[Body, ...]) -> tuple[QuestionFile, ...]:
    """The questions in as many files as their limits ask for."""
    groups: list[list[Body]] = [[]]
    size = 0
    for question in questions:
        length = len(question_yaml(question).encode())
        if groups[-1] and (len(groups[-1]) >= MOST_IN_A_FILE or size + length > MOST_CHARACTERS):
            groups.append([])
            size = 0
        groups[-1].append(question)
        size += length
    if len(groups) == 1:
        return (QuestionFile("questions/notes.yaml", tuple(groups[0])),)
    return tuple(
        QuestionFile(f"questions/notes-{number:03}.yaml", tuple(group))
        for number, group in enumerate(groups, start=1)
    )


def without_bad(incoming: Incoming) -> Incoming:
    """The same without the rows that could not be taken."""
    return replace(incoming, bad=())
