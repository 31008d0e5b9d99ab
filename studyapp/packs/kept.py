"""Copies of pack files by their content, so that what was written over or taken away can be put back."""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from pathlib import Path

from studyapp.core.errors import Refusal
from studyapp.packs.folder import MAX_YAML

_DIGEST = re.compile(r"[0-9a-f]{64}")


def digest_of(content: bytes) -> str:
    """sha256 of the bytes of a file."""
    return hashlib.sha256(content).hexdigest()


class Kept:
    """A folder with a compressed file for each content, named by its sha256."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep a content; its digest. One that is there already is not written again."""
        digest = digest_of(content)
        path = self._folder / digest
        if not path.is_file():
            self._folder.mkdir(parents=True, exist_ok=True)
            half = self._folder / f".{digest}.{os.getpid()}"
            write_through(half, zlib.compress(content, 6))
            os.replace(half, path)
        return digest

    def get(self, digest: str) -> bytes:
        """The content of a digest; Refusal when there is no whole copy."""
        content = b""
        try:
            if _DIGEST.fullmatch(digest):
                packed = (self._folder / digest).read_bytes()
                content = zlib.decompressobj().decompress(packed, MAX_YAML + 1)
        except (OSError, zlib.error):
            pass
        if digest_of(content) != digest:
            raise Refusal(f"the copy {self._folder / digest[:64]} is missing or damaged; nothing was changed")
        return content


def write_through(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder, on systems where a folder can be opened."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
