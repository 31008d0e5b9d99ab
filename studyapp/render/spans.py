"""Rows of text with roles: what every drawing is made of. A front end turns roles into color, or leaves them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from studyapp.render.ascii import to_ascii, to_ascii_words
from studyapp.render.cells import clusters, head, width

__all__ = [
    "Align",
    "Role",
    "Row",
    "Rows",
    "Span",
    "ascii_rows",
    "clip",
    "head",
    "pad",
    "plain",
    "row",
    "row_width",
    "to_ascii",
    "to_ascii_words",
    "width",
    "wrap",
]  # fmt: skip

Role: TypeAlias = Literal["", "dim", "accent", "forward", "backward", "update", "right", "wrong", "strong"]
Align: TypeAlias = Literal["left", "right", "center"]


class Span(NamedTuple):
    """A piece of a row and what it means."""

    text: str
    role: Role = ""


Row: TypeAlias = tuple[Span, ...]
Rows: TypeAlias = tuple[Row, ...]


def row(*parts: str | Span) -> Row:
    """A row of spans; neighbors of one role become one span, empty ones are left out."""
    merged: list[Span] = []
    for part in parts:
        span = part if isinstance(part, Span) else Span(part)
        if merged and merged[-1].role == span.role:
            merged[-1] = Span(merged[-1].text + span.text, span.role)
        elif span.text:
            merged.append(span)
    return tuple(merged)


def plain(rows: Iterable[Row]) -> str:
    """The rows as text, without roles and without blanks at the ends of lines."""
    return "\n".join("".join(span.text for span in spans).rstrip() for spans in rows)


def row_width(spans: Row) -> int:
    """Terminal cells of a row."""
    return sum(width(span.text) for span in spans)


def pad(text: str, cells: int, align: Align = "left") -> str:
    """The text filled with blanks to so many cells; a longer one is cut with a mark."""
    if (missing := cells - width(text)) < 0:
        return _cut(text, cells)
    left = {"left": 0, "right": missing, "center": missing // 2}[align]
    return " " * left + text + " " * (missing - left)


def _cut(text: str, cells: int) -> str:
    if width(text) <= cells:
        return text
    kept = head(text, cells - 1) + "…" if cells > 0 else ""
    return kept + " " * (cells - width(kept))


def clip(spans: Row, cells: int) -> Row:
    """The row in at most so many cells; what is cut off leaves the mark …"""
    if row_width(spans) <= cells:
        return spans
    kept: list[Span] = []
    left = cells
    for span in spans:
        if width(span.text) >= left:
            cut = head(span.text, left - 1) + "…" if left > 0 else ""
            return row(*kept, Span(cut, span.role))
        kept.append(span)
        left -= width(span.text)
    return row(*kept)


def ascii_rows(rows: Sequence[Row]) -> Rows:
    """The rows with ASCII stand-ins of the same width."""
    return tuple(tuple(Span(to_ascii(span.text), span.role) for span in spans) for spans in rows)


def wrap(text: str, cells: int, *, indent: str = "", hanging: str | None = None) -> tuple[str, ...]:
    """The text broken at blanks into lines of at most so many cells; words that are too long are broken too."""
    hanging = indent if hanging is None else hanging
    cells = max(cells, width(indent) + 1, width(hanging) + 1)
    lines: list[str] = []
    line, fresh = indent, True
    for word in text.split():
        if not fresh and width(line) + 1 + width(word) > cells:
            lines.append(line)
            line, fresh = hanging, True
        while fresh and width(line) + width(word) > cells:
            part = head(word, cells - width(line)) or next(clusters(word))
            lines.append(line + part)
            word, line = word[len(part) :], hanging
        line, fresh = (line + word, False) if fresh else (f"{line} {word}", False)
    return (*lines, line) if not fresh or not lines else tuple(lines)
