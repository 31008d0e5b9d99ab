"""Note files -> notes, within limits that are checked before anything is read."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from studyapp.core.draft import Notes
from studyapp.core.errors import Refusal
from studyapp.packs.draft_markdown import read_markdown
from studyapp.packs.errors import Problem
from studyapp.packs.folder import decoded, printable

MOST_FILES = 50
MOST_BYTES = 300_000
"""Bytes of all files together: the notes become the guide, and a guide has at most 400,000 characters."""
MOST_LINES = 10_000


class NotesError(Refusal):
    """Notes that cannot be read; the message says which file, where, and what to do."""


def read_notes(paths: Sequence[Path]) -> list[Notes]:
    """The notes in these files, in the order given; NotesError for the first that cannot be read."""
    if len(paths) > MOST_FILES:
        raise NotesError(
            f"{len(paths)} files are too many, at most {MOST_FILES} make a pack; draft several packs"
        )
    names = _names(paths)
    found: list[Notes] = []
    size = lines = 0
    for path, name in zip(paths, names, strict=True):
        content = _content(path)
        size += len(content)
        lines += content.count(b"\n") + 1
        if size > MOST_BYTES:
            raise NotesError(_too_much(path, len(paths), f"more than {MOST_BYTES:,} bytes"))
        if lines > MOST_LINES:
            raise NotesError(_too_much(path, len(paths), f"more than {MOST_LINES:,} lines"))
        if b"\0" in content[:8_000]:
            raise NotesError(f"{printable(str(path))} is no text; give Markdown or plain text in UTF-8")
        text = decoded(name, content)
        if isinstance(text, Problem):
            raise NotesError(str(text))
        if not text.strip():
            raise NotesError(f"{printable(str(path))} is empty; write the notes first")
        found.append(read_markdown(name, text))
    return found


def _names(paths: Sequence[Path]) -> list[str]:
    """What each file is called in a draft's source: its name, or as given where two have the same."""
    names = [printable(path.name) for path in paths]
    named = [
        name if names.count(name) == 1 else printable(path.as_posix())
        for name, path in zip(names, paths, strict=True)
    ]
    for name, path in zip(named, paths, strict=True):
        if named.count(name) > 1:
            raise NotesError(f"{printable(str(path))} is given twice; give each file once")
    return named


def _content(path: Path) -> bytes:
    shown = printable(str(path))
    try:
        found = os.stat(path)
        if stat.S_ISDIR(found.st_mode):
            raise NotesError(f"{shown} is a folder; give the files in it, such as {shown.rstrip('/')}/*.md")
        if not stat.S_ISREG(found.st_mode):
            raise NotesError(f"{shown} is no ordinary file; give Markdown or plain text")
        if found.st_size > MOST_BYTES:
            raise NotesError(
                f"{shown} holds {found.st_size:,} bytes, at most {MOST_BYTES:,} are read; draft a chapter at a time"
            )
        with open(path, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name that holds a null byte
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise NotesError(f"{shown} cannot be read: {reason}") from None


def _too_much(path: Path, files: int, what: str) -> str:
    where = printable(str(path)) if files == 1 else "the files together"
    return (
        f"{where} hold{'s' if files == 1 else ''} {what}, more than a pack takes; draft a chapter at a time"
    )
