"""The files of a pack in a zip, which may come from anyone.

Nothing is extracted: entries whose names a pack may have are read into memory, and only these. What the zip says
about sizes is not believed; every limit is held while reading.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from studyapp.core.errors import Refusal
from studyapp.core.text import one_line, unsafe_character
from studyapp.packs.folder import MANIFEST, MAX_FILES, MAX_GUIDE, MAX_TOTAL, MAX_YAML
from studyapp.packs.installed import is_pack_file

MAX_ZIP = 8 * 2**20
"""Bytes of the zip itself."""
MAX_DIRECTORY = 256 * 2**10
"""Bytes of its list of entries: 500 of them with names of some 450 characters."""
MAX_RATIO = 100
"""How many times larger than its entry a file may be; text compresses to a fifth."""
FREE = 64 * 2**10
"""Bytes of a file before its ratio counts: a file of blanks is small enough to read."""
_CHUNK = 64 * 2**10
_END = b"PK\x05\x06"
_END_SIZE = 22
_END_64 = b"PK\x06\x07"


class ZipError(Refusal):
    """A zip that is not read; the message says in one line why."""


def read_zip(path: Path) -> dict[str, bytes]:
    """The pack files in a zip, by name relative to the pack; its one top folder is left out of the names."""
    shown = one_line(path.name, 80)
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise ZipError(f"{shown} is no ordinary file; give a folder or a zip")
        size = path.stat().st_size
        with path.open("rb") as file:
            data = file.read(min(size, MAX_ZIP) + 1)
    except OSError as error:
        raise ZipError(f"{shown} cannot be read: {error.strerror}") from None
    if len(data) > MAX_ZIP:
        raise ZipError(f"{shown} holds more than {MAX_ZIP:,} bytes; a pack is smaller")
    try:
        return _files(data)
    except ZipError as error:
        raise ZipError(f"{shown}: {error}") from None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        # RuntimeError and NotImplementedError: kinds of entries that the standard library does not read.
        raise ZipError(f"{shown} is damaged, or no zip; save it again") from None


def _files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(_with_plain_end(data))) as archive:
        entries = [info for info in archive.infolist() if _checked(info)]
        if len({name.orig_filename.casefold() for name in entries}) < len(entries):
            raise ZipError("has two files of the same name")
        top = _top_folder([info.orig_filename for info in entries])
        found: dict[str, bytes] = {}
        total = 0
        for info in entries:
            name = info.orig_filename.removeprefix(top)
            if info.orig_filename.startswith(top) and is_pack_file(name):
                found[name] = _content(archive, info, len(data), MAX_TOTAL - total)
                total += len(found[name])
        return found


def _with_plain_end(data: bytes) -> bytes:
    """The zip with the comment at its end cut off, once its list of entries is known to be small and in one place.

    The list is read as a whole before an entry is, so that its size is held here.
    """
    at = data.rfind(_END, max(0, len(data) - _END_SIZE - 0xFFFF))
    if at < 0 or len(data) - at < _END_SIZE:
        raise zipfile.BadZipFile
    end = data[at : at + _END_SIZE]
    count, size, start = (int.from_bytes(end[a:b], "little") for a, b in ((10, 12), (12, 16), (16, 20)))
    if data[max(0, at - 20) :].startswith(_END_64) or start + size != at:
        raise ZipError("is of a kind that packs do not need (large, split, or with something put before it)")
    if count > MAX_FILES or size > MAX_DIRECTORY:
        raise ZipError(f"has more than {MAX_FILES} files; a pack is smaller")
    if int.from_bytes(end[20:22], "little") != len(data) - at - _END_SIZE:
        raise zipfile.BadZipFile
    return data[:at] + end[:20] + b"\0\0"


def _checked(info: zipfile.ZipInfo) -> bool:
    """Whether an entry is a file to look at; ZipError when nothing of such a zip is to be trusted."""
    name = info.orig_filename
    shown = one_line(name, 80)
    parts = name.split("/")
    if unsafe_character(name) or "\\" in name or "\n" in name or "\t" in name or "" in parts[:-1]:
        raise ZipError(f"has a file with an unusable name: {shown!r}")
    if ".." in parts or "." in parts or ":" in name:
        raise ZipError(f"has a file that points outside of it: {shown!r}")
    if info.flag_bits & 0x2041:  # encrypted, strongly encrypted, or with a hidden list
        raise ZipError(f"is encrypted ({shown!r}); save it without a password")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ZipError(f"holds a link ({shown!r}); put the file itself there")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ZipError(f"is compressed in a way that is not read ({shown!r}); save it as an ordinary zip")
    return parts[-1] != "" and not any(part.startswith(".") for part in parts) and parts[0] != "__MACOSX"


def _top_folder(names: list[str]) -> str:
    """The folder that holds pack.yaml, with its slash; empty when that lies at the top."""
    if MANIFEST in names:
        return ""
    tops = [name.removesuffix(MANIFEST) for name in names if name.endswith(f"/{MANIFEST}")]
    tops = [top for top in tops if top.count("/") == 1]
    if len(tops) > 1:
        raise ZipError("holds more than one pack; make a zip of each")
    if not tops:
        raise ZipError("holds no pack.yaml; make the zip of a pack's folder")
    return tops[0]


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int, left: int) -> bytes:
    """What an entry holds, read no further than it may be long."""
    shown = one_line(info.orig_filename, 80)
    limit = MAX_GUIDE if info.orig_filename.endswith(".md") else MAX_YAML
    packed = min(info.compress_size, size)
    read = bytearray()
    for chunk in _chunks(archive, info):
        read += chunk
        if len(read) > limit:
            raise ZipError(f"{shown} holds more than {limit:,} bytes; split or shorten it")
        if len(read) > left:
            raise ZipError(f"holds more than {MAX_TOTAL:,} bytes; a pack is smaller")
        if len(read) > FREE and len(read) > MAX_RATIO * packed:
            raise ZipError(f"{shown} is over {MAX_RATIO} times as large as its entry; that is no text")
    return bytes(read)


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as file:
        while chunk := file.read(_CHUNK):
            yield chunk
