"""Arrays of numbers as they are typed and written: `1 2; 3 4` or `[[1, 2], [3, 4]]`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studyapp.core.numbers import Unreadable, read_number
from studyapp.core.text import measured, safe
from studyapp.core.worked import Numbers

MOST_TYPED = 4_000


def shape_of(value: Numbers) -> tuple[int, ...]:
    """(rows, columns) of a matrix, (entries,) of a list, () of a number."""
    if not isinstance(value, tuple):
        return ()
    return (len(value), *(shape_of(value[0]) if value else ()))


def flattened(value: Numbers) -> list[float]:
    """All entries, row by row."""
    if not isinstance(value, tuple):
        return [value]
    return [number for entry in value for number in flattened(entry)]


def read_array(typed: str, like: Numbers) -> Numbers | Unreadable:
    """What was typed, in the shape of the key. Rows end at `;`, a line's end or a bracket; entries at spaces or
    commas. A comma inside a number is asked about, as in a single number.
    """
    shape = shape_of(like)
    if not shape:
        return read_number(typed)
    if len(typed) > MOST_TYPED:
        return Unreadable(f"that is {len(typed)} characters; {_how(shape)}")
    rows = _rows(safe(typed))
    if rows and len(shape) == 1 and all(len(row) == 1 for row in rows):
        rows = [[row[0] for row in rows]]  # a list may stand as a column
    wanted = shape if len(shape) == 2 else (1, shape[0])
    if len(rows) != wanted[0] or any(len(row) != wanted[1] for row in rows):
        return Unreadable(f"got {_sizes(rows)}; {_how(shape)}")
    read: list[tuple[float, ...]] = []
    for number, row in enumerate(rows, start=1):
        entries: list[float] = []
        for place, text in enumerate(row, start=1):
            entry = read_number(text)
            if isinstance(entry, Unreadable):
                where = f"entry {place}" if len(shape) == 1 else f"row {number}, entry {place}"
                return Unreadable(f"{where}: {entry.message}")
            entries.append(entry)
        read.append(tuple(entries))
    return read[0] if len(shape) == 1 else tuple(read)


@dataclass(frozen=True, slots=True)
class Begun:
    """What has been typed of an array so far."""

    rows: tuple[tuple[str, ...], ...]
    """The entries as typed, row by row; a list is one row."""
    problem: str = ""
    """What cannot be read, or does not fit into the shape; empty while all is well."""


def begun(typed: str, like: Numbers) -> Begun:
    """What has been typed so far, to be shown in the shape of the key while the rest is being typed."""
    shape = shape_of(like)
    if len(typed) > MOST_TYPED:
        return Begun((), f"that is {len(typed)} characters; {_how(shape)}")
    rows = _rows(safe(typed))
    if len(shape) == 1 and len(rows) > 1 and all(len(row) == 1 for row in rows):
        rows = [[row[0] for row in rows]]
    height, across = shape if len(shape) == 2 else (1, shape[0])
    entries = tuple(tuple(row) for row in rows)
    if len(rows) > height:
        return Begun(entries[:height], f"{len(rows)} rows, not {height}")
    for number, row in enumerate(rows, start=1):
        where = "" if height == 1 else f"row {number}: "
        if len(row) > across:
            return Begun(entries, f"{where}{len(row)} numbers, not {across}")
        for place, text in enumerate(row, start=1):
            if isinstance(entry := read_number(text), Unreadable) and (number, place) != (
                len(rows),
                len(row),
            ):
                return Begun(entries, f"{where}entry {place}: {entry.message}")
    return Begun(entries)


def _rows(text: str) -> list[list[str]]:
    text = re.sub(r"\]\s*,?\s*\[", ";", text.strip())
    text = text.replace("[", " ").replace("]", " ").strip()
    if re.fullmatch(r"\([^()]*\)", text):  # a list as it is written in a text
        text = text[1:-1]
    rows = [re.split(r"\s*,\s*|\s+", row.strip().strip(",")) for row in re.split(r"[;\n]+", text)]
    return [row for row in rows if row != [""]]


def _sizes(rows: list[list[str]]) -> str:
    if not rows:
        return "nothing"
    sizes = {len(row) for row in rows}
    count = f"{len(rows)} row{'s' if len(rows) > 1 else ''}"
    return f"{count} of {sizes.pop()}" if len(sizes) == 1 else f"{count} of different lengths"


def _how(shape: tuple[int, ...]) -> str:
    if len(shape) == 1:
        return f"write {shape[0]} numbers, such as {' '.join(['0.5'] * min(shape[0], 3))}"
    row = " ".join(["0.5"] * min(shape[1], 3))
    return f"write {shape[0]} rows of {shape[1]}, such as {'; '.join([row] * min(shape[0], 2))}"


def written_array(value: Numbers) -> str:
    """As it is shown, and as it may be typed: `[0.5, 1]`, `[1, 2; 3, 4]`."""
    if not isinstance(value, tuple):
        return measured(value)
    if value and isinstance(value[0], tuple):
        return "[" + "; ".join(_row(row) for row in value if isinstance(row, tuple)) + "]"
    return "[" + _row(value) + "]"


def _row(row: tuple[Numbers, ...]) -> str:
    return ", ".join(written_array(entry) for entry in row)
