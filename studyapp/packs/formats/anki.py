"""Notes as the text files that Anki imports (Anki manual, "Importing text files").

With a column of note types, Anki puts the first column that bears no name of its own into a note's first field,
the second into the second. With a column of guids a second import updates the notes of the first. Fields are HTML
on one line, since a cloze must not hold a line end.

A spreadsheet takes a cell that begins with = + - or @ for a formula, and a cell may begin wherever the separator of
the spreadsheet stands. Those signs are written there as character references: Anki shows the same, a spreadsheet
sees a text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import NamedTuple

COLUMNS = ("guid", "notetype", "deck", "front", "back", "tags")
BASIC = "Basic"
CLOZE = "Cloze"
_FORMULA = re.compile(r"(?:^|(?<=[;,\t|]))[=+\-@＝＋－＠]+")


class Note(NamedTuple):
    """A note; front and back are HTML."""

    guid: str
    notetype: str
    deck: str
    front: str
    back: str
    tags: tuple[str, ...]


def notes_text(notes: Iterable[Note], separator: str) -> str:
    """A file of notes, `separator` being a comma or a tab."""
    out = io.StringIO()
    named = {",": "Comma", "\t": "Tab"}[separator]
    out.write(f"#separator:{named}\n#html:true\n#columns:{separator.join(COLUMNS)}\n")
    for name in ("guid", "notetype", "deck", "tags"):
        out.write(f"#{name} column:{COLUMNS.index(name) + 1}\n")
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    for note in notes:
        writer.writerow(
            (
                note.guid,
                note.notetype,
                deck_name(note.deck),
                field(note.front),
                field(note.back),
                " ".join(note.tags),
            )
        )
    return out.getvalue()


def field(html: str) -> str:
    """HTML as a field: on one line, without tabs, and no formula of a spreadsheet wherever it is cut."""
    line = re.sub(r"\s*[\n\t]\s*", " ", html).strip()
    while (safe := _FORMULA.sub(_referenced, line)) != line:  # what follows a reference follows a semicolon
        line = safe
    return line


def _referenced(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(sign)};" for sign in found.group())


def deck_name(title: str) -> str:
    """A title as a deck's name: no levels, which :: would make, and nothing that begins a formula."""
    name = " ".join(re.sub(r":{2,}", ":", title).split()).lstrip("=+-@＝＋－＠ ")
    return re.sub(r"([;,|])(?=[=+\-@])", r"\1 ", name) or "studyapp"
