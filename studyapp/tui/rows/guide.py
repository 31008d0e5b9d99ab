"""The lines of the guide reader beside its text, and where in it the learner is: pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from studyapp.core.text import one_line
from studyapp.render.maths import in_text
from studyapp.render.spans import Row, Rows, Span, pad, row, wrap

if TYPE_CHECKING:
    from studyapp.core.items import Section, Term
    from studyapp.core.mastery import Group

Page = tuple["Section", ...]


class Position(NamedTuple):
    """Where the reading is: a section, and how far into it."""

    section: str
    share: float = 0.0


def pages_of(sections: Sequence[Section]) -> tuple[Page, ...]:
    """Sections gathered into pages: a chapter (a heading of the first two levels) with all below it."""
    pages: list[list[Section]] = []
    for section in sections:
        if section.level <= 2 or not pages:
            pages.append([section])
        else:
            pages[-1].append(section)
    return tuple(tuple(page) for page in pages)


def position_of(kept: object) -> Position | None:
    """A position as it was kept: a section alone, or with the share; None for anything else."""
    match kept:
        case str():
            return Position(kept)
        case [str(section), int() | float() as share] if 0 <= share <= 1:
            return Position(section, float(share))
    return None


def position_at(line: float, starts: Sequence[float], end: float) -> tuple[int, float]:
    """(section of the page, share of it) at a line; the sections begin at `starts`, the last one ends at `end`."""
    place = max((number for number, start in enumerate(starts) if start <= line), default=0)
    after = starts[place + 1] if place + 1 < len(starts) else end
    length = max(1.0, after - starts[place])
    return place, min(1.0, max(0.0, (line - starts[place]) / length))


def line_of(place: int, share: float, starts: Sequence[float], end: float) -> float:
    """The line that `position_at` told."""
    place = min(place, len(starts) - 1)
    after = starts[place + 1] if place + 1 < len(starts) else end
    return starts[place] + share * max(0.0, after - starts[place])


def known_text(group: Group | None) -> str:
    """How well a section is known: new while none of its cards was seen, nothing where it has none."""
    if group is None or not group.cards:
        return ""
    return f"{group.recall / group.cards * 100:.0f} %" if group.seen else "new"


def contents_row(section: Section, known: Mapping[str, Group], cells: int) -> Row:
    """A section of the contents, indented below its chapter, with what is known of it."""
    indent = "  " * max(0, min(2, section.level - 2))
    title = one_line(section.title, 200)
    return row(
        pad(indent + title, cells - 6), Span(pad(known_text(known.get(section.id)), 6, "right"), "dim")
    )


def term_rows(term: Term, place: int, count: int, cells: int, lines: int) -> Rows:
    """A term with its definition in at most so many lines."""
    aliases = f"  also {', '.join(term.aliases)}" if term.aliases else ""
    right = f"{place} of {count}" if count > 1 else ""
    name = one_line(term.term + aliases, max(8, cells - len(right) - 2))
    gap = max(2, cells - len(name) - len(right))
    head = row(Span(name[: len(term.term)], "accent"), Span(name[len(term.term) :], "dim"))
    first = row(*head, Span(" " * gap + right, "dim")) if right else head
    definition = " ".join(in_text(term.definition).replace("\\", "").split())
    told = wrap(definition, cells)
    if len(told) > lines:
        told = (*told[: lines - 1], "… g tells all of it")
    return (first, *(row(line) for line in told))
