"""The columns of the browse screen, as pure functions of a card and the cells that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from studyapp.core.text import one_line
from studyapp.render.spans import Align, Role, Row, Span, pad, row
from studyapp.tui.rows.browse import FILTERS, Place

if TYPE_CHECKING:
    from datetime import date

    from studyapp.core.records import FoundCard

YEAR = 365


class Column(NamedTuple):
    """A column of the list."""

    name: str
    cells: int
    align: Align = "left"


class Look(NamedTuple):
    """What the look of every row depends on."""

    today: date
    order: str
    leech_lapses: int
    ascii: bool


VALUES = {"recall": "recall", "difficulty": "hard", "lapses": "lapses"}
"""What the last number of a row is where the order asks for another one than the stability."""


def columns(cells: int, order: str) -> tuple[Column, ...]:
    """The columns that fit, the title taking what is left."""
    value = Column(VALUES.get(order, "stable"), 6, "right")
    due, marks = Column("due", 9, "right"), Column("marks", 5)
    kept: tuple[Column, ...]
    if cells < 50:
        kept = (value if order in VALUES else due._replace(cells=8), Column("", 3))
    elif cells < 84:
        kept = (Column("kind", 10), Column("level", 6), due, value, marks)
    else:
        pack = Column("pack", min(24, max(12, cells // 7)))
        kept = (pack, Column("kind", 12), Column("level", 6), due, value, marks)
    title = max(8, cells - 2 - sum(column.cells + 1 for column in kept))
    return (Column("title", title), *kept)


def head_row(cells: int, order: str) -> Row:
    """The names of the columns; the one that the rows are ordered by stands out."""
    by = {"name": "title", "study": ""}.get(order, VALUES.get(order, order))
    parts: list[str | Span] = ["  "]
    for place, column in enumerate(columns(cells, order)):
        role: Role = "accent" if column.name and column.name == by else "dim"
        parts += [" " if place else "", Span(pad(column.name, column.cells, column.align), role)]
    return row(*parts)


def card_row(card: FoundCard, cells: int, look: Look, *, marked: bool) -> Row:
    """A card: whether it is marked, its title, and how it stands."""
    facet = card.id.partition("#")[2]
    title = one_line(card.heading, 200) + ("" if facet == "answer" else f" · {facet}")
    values = {
        "title": title,
        "pack": card.pack,
        "kind": card.kind.replace("_", " "),
        "level": card.difficulty,
        "due": due_text(card.due, look.today),
        "stable": days_text(card.stability),
        "recall": "" if card.recall is None else f"{card.recall:.0%}".replace("%", " %"),
        "hard": "" if card.hard is None else f"{card.hard:.1f}",
        "lapses": str(card.lapses),
        "marks": marks_text(card, look),
        "": marks_text(card, look),
    }
    sign = ("*" if look.ascii else "●") if marked else " "
    parts: list[str | Span] = [Span(f"{sign} ", "accent")]
    for place, column in enumerate(columns(cells, look.order)):
        role: Role = "" if column.name in ("title", "due") else "dim"
        if column.name in ("marks", ""):
            role = "wrong"
        parts += [" " if place else "", Span(pad(values[column.name], column.cells, column.align), role)]
    return row(*parts)


def place_row(place: Place, cells: int) -> Row:
    """A term or a section, with the pack that it stands in where there is room."""
    right = place.kind if cells < 60 else f"{place.kind} · {place.pack}"
    room = max(8, cells - 4 - len(right))
    return row("  ", pad(one_line(place.title, 200), room), "  ", Span(right, "dim"))


def due_text(due: date | None, today: date) -> str:
    """When a card comes due, in at most 9 cells."""
    if due is None:
        return "new"
    days = (due - today).days
    if abs(days) >= 2 * YEAR:
        return f"in {days // YEAR} y" if days > 0 else f"{-days // YEAR} y ago"
    if days < 0:
        return f"{-days} d ago"
    return f"in {days} d" if days else "today"


def days_text(days: float | None) -> str:
    """A stability in at most 6 cells; nothing for a new card."""
    if days is None:
        return ""
    if days >= 2 * YEAR:
        return f"{days / YEAR:.0f} y"
    return f"{days:.0f} d" if days >= 10 else f"{days:.1f} d"


def _marks(card: FoundCard, look: Look) -> dict[str, str]:
    """The letter of each mark, with its words."""
    until = card.marks.buried_until
    there = {
        "F": ("flagged", card.marks.flagged),
        "S": ("suspended", card.marks.suspended),
        "B": ("buried", until is not None and until > look.today),
        "L": ("leech", card.lapses >= look.leech_lapses),
    }
    return {letter: words for letter, (words, has) in there.items() if has}


def marks_text(card: FoundCard, look: Look) -> str:
    """A letter a mark: flagged, suspended, buried, leech."""
    return "".join(_marks(card, look))


def marks_words(card: FoundCard, look: Look) -> str:
    """The marks in words."""
    return ", ".join(_marks(card, look).values())


def filter_row(text: str, cells: int) -> Row:
    """The quick filters with their keys; those that the search has stand out."""
    words = text.lower().split()
    parts: list[str | Span] = [" "]
    for number, name in enumerate(FILTERS, start=1):
        on = f"is:{name}" in words
        parts += [" ", Span(str(number), "accent"), Span(f" {name} ", "strong" if on else "dim")]
    made = row(*parts)
    return made if sum(len(span.text) for span in made) <= cells else ()
