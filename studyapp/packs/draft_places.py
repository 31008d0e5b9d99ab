"""The drafts of a pack folder with their places, and the two changes that looking them over makes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from studyapp.core.draft import digest
from studyapp.core.errors import Refusal
from studyapp.core.items import Pack
from studyapp.packs.draft_listing import without_listed
from studyapp.packs.draft_record import record_in
from studyapp.packs.draft_saving import replace_file
from studyapp.packs.edits import (
    EditError,
    entries,
    entry_text,
    find,
    removed,
    replaced,
    with_field,
    without_field,
)
from studyapp.packs.folder import MANIFEST
from studyapp.packs.writing import value_yaml

_EXAMPLE = re.compile(r"\s*#\s*example:\s*(.*)")


class Written(NamedTuple):
    """Where a question is written: its file, the line of its dash from 1, and the example proposed above it."""

    file: str
    line: int
    example: str | None


class DraftFolder:
    """A pack folder whose question files are changed one entry at a time; each change is whole on disk."""

    def __init__(self, folder: Path, pack: Pack) -> None:
        self.folder = folder
        self._files = pack.manifest.questions
        self._guide = pack.manifest.guide

    def places(self) -> dict[str, Written]:
        """Where each question is written, by id."""
        found: dict[str, Written] = {}
        for name in self._files:
            try:
                text = self._read(name)
                lines = text.split("\n")
                for entry in entries(text):
                    if entry.id is not None:
                        above = _EXAMPLE.match(lines[entry.first - 1]) if entry.first else None
                        found[entry.id] = Written(
                            name, entry.first + 1, above.group(1).strip() if above else None
                        )
            except EditError:
                continue  # a file in brackets; what is asked of its questions says so
        return found

    def text_of(self, identity: str) -> str:
        """A question as it is written."""
        _, text = self._file(identity)
        return entry_text(text, find(text, identity))

    def keep(self, identity: str) -> None:
        """The question is a draft no longer."""
        name, text = self._file(identity)
        self._write(name, without_field(text, find(text, identity), "draft"))

    def set_field(self, identity: str, field: str, value: object) -> None:
        """The question with another value in one of its fields, a text, number, truth value or short list."""
        name, text = self._file(identity)
        self._write(name, with_field(text, find(text, identity), field, value_yaml(value)))

    def put(self, identity: str, new: str) -> None:
        """The question with another text in its place."""
        name, text = self._file(identity)
        self._write(name, replaced(text, find(text, identity), new))

    def drop(self, identity: str) -> None:
        """The question is gone, from its file and from the guide; a file without questions too."""
        name, text = self._file(identity)
        rest = removed(text, find(text, identity))
        empty = not entries(rest)
        if empty:
            manifest = self._read(MANIFEST)
            shorter = without_listed(manifest, name)
        self._forget(identity)
        if empty:
            self._write(MANIFEST, shorter)
            (self.folder / name).unlink(missing_ok=True)
            self._files = tuple(file for file in self._files if file != name)
        else:
            self._write(name, rest)

    def _forget(self, identity: str) -> None:
        """Take a question out of the guide, where a guide may ask only what is there."""
        if self._guide is None:
            return
        text = self._read(self._guide)
        asked = re.compile(
            rf"^[ \t]*\{{\{{\s*question:\s*{re.escape(identity)}\s*\}}\}}[ \t]*\r?\n(?:[ \t]*\r?\n)?", re.M
        )
        shorter = asked.sub("", text if text.endswith("\n") else text + "\n")
        if shorter == text:
            return
        record = record_in(self.folder)
        self._write(self._guide, shorter)
        if record is not None and record.guide == digest(text):
            record.guide = digest(shorter)
            record.save(self.folder)

    def _file(self, identity: str) -> tuple[str, str]:
        for name in self._files:
            text = self._read(name)
            if any(entry.id == identity for entry in entries(text)):
                return name, text
        raise Refusal(f"there is no question {identity[:80]!r} in {self.folder} any longer")

    def _read(self, name: str) -> str:
        try:
            with (self.folder / name).open(encoding="utf-8", newline="") as file:
                return file.read()
        except OSError as error:
            raise Refusal(f"{self.folder / name} cannot be read: {error.strerror}") from None

    def _write(self, name: str, text: str) -> None:
        replace_file(self.folder / name, text)
