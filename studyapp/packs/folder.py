"""The files of a pack's folder, within limits that are checked before anything is read."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from studyapp.core.codes import ErrorCode
from studyapp.core.text import one_line, unsafe_character
from studyapp.packs.errors import Mark, PackErrors, Problem

MANIFEST = "pack.yaml"
MAX_FILES = 500
MAX_TOTAL = 16 * 2**20
MAX_YAML = 2**20
MAX_GUIDE = 512 * 2**10
_YAML = (".yaml", ".yml")
_READ = (*_YAML, ".md")


@dataclass(frozen=True)
class Contents:
    """What a pack's YAML and Markdown files hold, by name relative to the folder, and which cannot be read."""

    files: Mapping[str, bytes]
    refused: Mapping[str, Problem]

    def names(self) -> frozenset[str]:
        return frozenset((*self.files, *self.refused))

    def yaml_names(self) -> list[str]:
        return sorted(name for name in self.names() if name.endswith(_YAML))

    def digest(self) -> str:
        """sha256 over names and bytes; PackErrors when a file cannot be read."""
        if self.refused:
            raise PackErrors(self.refused.values())
        total = hashlib.sha256()
        for name in sorted(self.files):
            for part in (name.encode("utf-8", "surrogateescape"), self.files[name]):
                total.update(len(part).to_bytes(8, "big"))
                total.update(part)
        return total.hexdigest()


def contents(folder: Path) -> Contents:
    """Every visible YAML and Markdown file of the folder; PackErrors when it is no pack or too large."""
    try:
        root = folder.resolve()
        if not root.is_dir():
            raise _stop("no-folder", f"there is no folder {folder}")
        if not os.path.lexists(root / MANIFEST):
            raise _stop("no-manifest", "is missing; a pack is a folder that holds a pack.yaml")
        return _read(root, list(_entries(root)))
    except (OSError, ValueError) as error:  # ValueError: a path that holds a null byte
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise _stop("unreadable-folder", f"the folder cannot be read: {reason}") from None


def contents_of(files: Mapping[str, bytes]) -> Contents:
    """The contents of a folder with these files, within the same limits; PackErrors when it would be no pack."""
    if MANIFEST not in files:
        raise _stop("no-manifest", "is missing; a pack is a folder that holds a pack.yaml")
    if len(files) > MAX_FILES:
        raise _stop("too-many-files", f"the folder holds more than {MAX_FILES} files; a pack is smaller")
    if sum(map(len, files.values())) > MAX_TOTAL:
        raise _stop("folder-too-large", f"the folder holds more than {MAX_TOTAL:,} bytes; a pack is smaller")
    refused: dict[str, Problem] = {}
    for name, content in files.items():
        limit = _limit(name)
        if limit is not None and len(content) > limit:
            refused[name] = _at(
                "file-too-large",
                name,
                f"holds {len(content):,} bytes, at most {limit:,} are read; split or shorten it",
            )
    return Contents({name: files[name] for name in files if name not in refused}, refused)


def _stop(code: ErrorCode, message: str) -> PackErrors:
    return PackErrors([Problem(Mark(MANIFEST), message, code)])


def _entries(root: Path) -> Iterator[tuple[str, Path]]:
    """(name, path) of every visible entry that is no folder; links to folders are entries, never followed."""
    folders = [("", root)]
    count = 0
    while folders:
        prefix, folder = folders.pop()
        with os.scandir(folder) as found:
            for entry in found:
                if entry.name.startswith("."):
                    continue
                count += 1
                if count > MAX_FILES:
                    raise _stop(
                        "too-many-files", f"the folder holds more than {MAX_FILES} files; a pack is smaller"
                    )
                name = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append((name + "/", Path(entry.path)))
                else:
                    yield name, Path(entry.path)


def _read(root: Path, entries: list[tuple[str, Path]]) -> Contents:
    sizes: dict[str, int] = {}
    paths: dict[str, Path] = {}
    refused: dict[str, Problem] = {}
    for name, path in entries:
        if reason := _unusable(root, name, path):
            refused[name] = _at("unusable-file", name, reason)
        elif path.is_file():
            paths[name], sizes[name] = path, path.stat().st_size
            limit = _limit(name)
            if limit is not None and sizes[name] > limit:
                refused[name] = _at(
                    "file-too-large",
                    name,
                    f"holds {sizes[name]:,} bytes, at most {limit:,} are read; split or shorten it",
                )
    if sum(sizes.values()) > MAX_TOTAL:
        problems = list(refused.values()) or [
            Problem(
                Mark(MANIFEST),
                f"the folder holds more than {MAX_TOTAL:,} bytes; a pack is smaller",
                "folder-too-large",
            )
        ]
        raise PackErrors(problems)
    files: dict[str, bytes] = {}
    for name in sorted(paths.keys() - refused.keys()):
        limit = _limit(name)
        if limit is None:
            continue
        try:
            with paths[name].open("rb") as file:
                files[name] = file.read(limit + 1)
        except OSError as error:
            refused[name] = _at("unreadable-file", name, f"cannot be read: {error.strerror}")
            continue
        if len(files[name]) > limit:  # it grew between the two looks
            refused[name] = _at(
                "file-too-large", name, f"holds more than {limit:,} bytes; split or shorten it"
            )
            del files[name]
    return Contents(files, refused)


def _unusable(root: Path, name: str, path: Path) -> str | None:
    """Why an entry must not be opened, or None."""
    if path.is_symlink():
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            return "is a link to nothing; put the file itself here"
        if not target.is_relative_to(root):
            return "is a link that points outside the pack; put the file itself here"
        if target.is_dir():
            return "is a link to a folder; links to folders are not followed"
    if name.endswith(_READ) and not stat.S_ISREG(path.stat().st_mode):
        return "is not an ordinary file"
    return None


def _limit(name: str) -> int | None:
    """How many bytes of a file are read; None for files that are no part of a pack."""
    if name.endswith(_YAML):
        return MAX_YAML
    return MAX_GUIDE if name.endswith(".md") else None


def printable(name: str) -> str:
    """A file's name, safe to show."""
    return one_line(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _at(code: ErrorCode, name: str, message: str) -> Problem:
    return Problem(Mark(printable(name)), message, code)


def decoded(name: str, content: bytes) -> str | Problem:
    """The text of a file with plain line ends, or why and where it is none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        byte = content[error.start]
        return Problem(
            Mark(printable(name), line, column),
            f"is not UTF-8 (byte 0x{byte:02x}); save the file as UTF-8",
            "not-utf8",
        )
    text = text.replace("\r\n", "\n")
    if unsafe_character(text) is None:
        return text
    for number, line_text in enumerate(text.split("\n"), start=1):
        if unsafe := unsafe_character(line_text):
            column = next(i for i, character in enumerate(line_text, start=1) if unsafe_character(character))
            return Problem(
                Mark(printable(name), number, column), f"holds a {unsafe}; remove it", "unsafe-character"
            )
    raise AssertionError("an unsafe character is in some line")
