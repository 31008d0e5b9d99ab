"""Rows of a CSV or TSV text with the lines they begin in, within limits; comments and headers as Anki has them.

Headers are lines `#key:value` at the top of the file (Anki manual, "Importing text files", "File headers"). Any
later line that begins with # between two rows is a comment.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import NamedTuple

from studyapp.packs.formats.parts import FormatError

MAX_BYTES = 16 * 2**20
MAX_ROWS = 20_000
MAX_FIELDS = 64
MAX_CELL = 20_000
SEPARATORS = {"tab": "\t", "semicolon": ";", "comma": ",", "pipe": "|", "colon": ":", "space": " "}
_GUESSED = ("\t", ";", ",", "|")  # in the order of likelihood that it stands in no cell
_HEADER = re.compile(r"#\s*([a-z]+(?: column)?)\s*:(.*)", re.IGNORECASE)


class Row(NamedTuple):
    """A row by the line in which it begins, from 1."""

    line: int
    cells: tuple[str, ...]


class BadRow(NamedTuple):
    """A row that cannot be taken, and why."""

    line: int
    message: str


class Table(NamedTuple):
    """What a text holds."""

    headers: dict[str, str]
    """Of the lines `#key:value` at the top; keys in lower case."""
    separator: str
    rows: tuple[Row, ...]
    bad: tuple[BadRow, ...]


def decoded_table(content: bytes) -> str:
    """The text of a file; FormatError when it is too large or no text in UTF-8."""
    if len(content) > MAX_BYTES:
        raise FormatError(f"holds {len(content):,} bytes, at most {MAX_BYTES:,} are read; split it")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FormatError("is UTF-16; save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FormatError(
            f"line {line}: is not UTF-8 (byte 0x{content[error.start]:02x}); save the file as UTF-8"
        ) from None
    if "\0" in text:
        raise FormatError("is no text file")
    return text


def read_table(text: str, *, tabs: bool = False) -> Table:
    """The rows of a text; FormatError when there is none or there are too many.

    The separator is the one that a header names, else a tab for `tabs`, else what the first row has.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    headers, first = _headers(lines)
    separator = _separator(headers, lines[first:], tabs)
    rows: list[Row] = []
    bad: list[BadRow] = []
    source = _Lines(lines, first)
    reader = csv.reader(source, delimiter=separator, strict=True)
    while True:
        source.between = True
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            bad.append(BadRow(source.began, _reworded(str(error))))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) + len(bad) >= MAX_ROWS:
            raise FormatError(f"line {source.began}: more than {MAX_ROWS:,} rows; split the file")
        if reason := _too_much(cells):
            bad.append(BadRow(source.began, reason))
        else:
            rows.append(Row(source.began, tuple(cells)))
    if not rows and not bad:
        raise FormatError("holds no rows")
    return Table(headers, separator, tuple(rows), tuple(bad))


class _Lines(Iterator[str]):
    """Hands lines to the reader; knows where a row began, and leaves out comments between rows."""

    def __init__(self, lines: list[str], first: int) -> None:
        self.lines = lines
        self.place = first
        self.began = first + 1
        self.between = True

    def __next__(self) -> str:
        if self.between:
            while self.place < len(self.lines) and self.lines[self.place].startswith("#"):
                self.place += 1
            self.began = self.place + 1
            self.between = False
        if self.place >= len(self.lines):
            raise StopIteration
        self.place += 1
        return self.lines[self.place - 1] + "\n"


def _headers(lines: list[str]) -> tuple[dict[str, str], int]:
    """The headers, and the place of the first line after them."""
    headers: dict[str, str] = {}
    place = 0
    if lines[0].startswith("tags:"):  # the older form of a header, in the first line alone
        headers["tags"] = lines[0].removeprefix("tags:")
        place = 1
    while place < len(lines) and lines[place].startswith("#"):
        if found := _HEADER.fullmatch(lines[place]):
            headers[found[1].lower()] = found[2]
        place += 1
    return headers, place


def _separator(headers: dict[str, str], lines: list[str], tabs: bool) -> str:
    if named := headers.get("separator"):
        found = SEPARATORS.get(named.strip().lower(), named if named in SEPARATORS.values() else None)
        if found is None:
            raise FormatError(f"#separator names none of {', '.join(SEPARATORS)}")
        return found
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    if tabs:
        return "\t"
    return next((sign for sign in _GUESSED if sign in first), ",")


def _too_much(cells: list[str]) -> str | None:
    if len(cells) > MAX_FIELDS:
        return f"has {len(cells)} fields, at most {MAX_FIELDS} are read"
    longest = max(map(len, cells))
    return (
        f"has a field of {longest:,} characters, at most {MAX_CELL:,} are read"
        if longest > MAX_CELL
        else None
    )


def _reworded(message: str) -> str:
    if "end of data" in message:
        return "the quote that opens here is never closed"
    if "expected after" in message:
        return 'text stands behind a closing quote; double a quote that is meant: ""'
    if "field larger" in message:
        return f"has a field of more than {MAX_CELL:,} characters"
    return f"cannot be read: {message}"
