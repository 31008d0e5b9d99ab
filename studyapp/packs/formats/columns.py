"""What the columns of a table of notes mean: by Anki's headers, by their names, else by their order."""

from __future__ import annotations

import csv
from typing import NamedTuple

from studyapp.packs.formats.from_html import has_html
from studyapp.packs.formats.parts import FormatError
from studyapp.packs.formats.table import MAX_FIELDS, Row, Table

_SPECIAL = ("guid", "notetype", "deck", "tags")
_NAMES = {
    **dict.fromkeys(("guid", "id"), "guid"),
    **dict.fromkeys(("notetype", "note type", "type"), "notetype"),
    "deck": "deck",
    **dict.fromkeys(("tags", "tag"), "tags"),
    **dict.fromkeys(("front", "question", "prompt", "text", "term"), "front"),
    **dict.fromkeys(("back", "answer", "definition"), "back"),
    **dict.fromkeys(("back extra", "extra", "explanation", "notes"), "extra"),
}
_LOOKED_AT = 200  # rows that are looked at for HTML where no header says


class Fields(NamedTuple):
    """A row by what its cells mean."""

    line: int
    guid: str
    notetype: str
    deck: str
    tags: str
    fields: tuple[str, ...]
    """Front, back and what follows."""


class Notes(NamedTuple):
    """The rows of a table by what they mean."""

    rows: tuple[Fields, ...]
    html: bool


def notes_in(table: Table) -> Notes:
    """The notes of a table; FormatError where its headers make no sense."""
    rows = table.rows
    places = {name: place for name in _SPECIAL if (place := _column(table.headers, name)) is not None}
    names = _names(table)
    if names is None and not places and rows and _is_head(rows[0]):
        names, rows = [cell.strip().lower() for cell in rows[0].cells], rows[1:]
    by_name = [_NAMES.get(name, "") for name in names or ()]
    for name in _SPECIAL:
        if name not in places and by_name.count(name) == 1:
            places[name] = by_name.index(name)
    order = _order(by_name, set(places.values()))
    html = _html(table, rows)
    return Notes(tuple(_fields(row, places, order, table.headers) for row in rows), html)


def _fields(row: Row, places: dict[str, int], order: list[int], headers: dict[str, str]) -> Fields:
    def special(name: str) -> str:
        place = places.get(name)
        if place is None:
            return headers.get(name, "").strip() if name != "guid" else ""
        return row.cells[place].strip() if place < len(row.cells) else ""

    shared = headers.get("tags", "").strip()
    tags = f"{shared} {special('tags')}" if "tags" in places else shared
    taken = set(places.values())
    later = [place for place in range(len(row.cells)) if place not in taken and place not in order]
    cells = [row.cells[place] if place < len(row.cells) else "" for place in (*order, *later)]
    return Fields(row.line, special("guid"), special("notetype"), special("deck"), tags, tuple(cells))


def _order(by_name: list[str], taken: set[int]) -> list[int]:
    """The places of front and back where both are named; else none, and the order of the columns holds."""
    if by_name.count("front") == 1 and by_name.count("back") == 1:
        order = [by_name.index("front"), by_name.index("back")]
        return order if taken.isdisjoint(order) else []
    return []


def _column(headers: dict[str, str], name: str) -> int | None:
    said = headers.get(f"{name} column")
    if said is None:
        return None
    text = said.strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= MAX_FIELDS):
        raise FormatError(f"#{name} column must be a number from 1 to {MAX_FIELDS}")
    return int(text) - 1


def _names(table: Table) -> list[str] | None:
    said = table.headers.get("columns")
    if said is None:
        return None
    try:
        return [name.strip().lower() for name in next(csv.reader([said], delimiter=table.separator), [])]
    except csv.Error:
        return None


def _is_head(row: Row) -> bool:
    """Whether a first row names the columns."""
    cells = [cell.strip().lower() for cell in row.cells]
    return len(cells) > 1 and all(cell in _NAMES for cell in cells)


def _html(table: Table, rows: tuple[Row, ...]) -> bool:
    said = table.headers.get("html", "").strip().lower()
    if said in ("true", "false"):
        return said == "true"
    return any(has_html(cell) for row in rows[:_LOOKED_AT] for cell in row.cells)
