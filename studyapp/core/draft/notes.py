"""Notes as they were read: source lines, and the blocks that Markdown sees in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["heading", "paragraph", "list", "table", "literal"]


class Row(NamedTuple):
    """A row of a table; the first one is its header."""

    line: int
    cells: tuple[str, ...]


class Passage:
    """Lines of running text joined by spaces, which know where each character came from."""

    def __init__(self, first: int, lines: Iterable[str]) -> None:
        self.starts: list[int] = []
        self.first = first
        parts = [line.strip() for line in lines]
        at = 0
        for part in parts:
            self.starts.append(at)
            at += len(part) + 1
        self.text = " ".join(parts)

    @property
    def last(self) -> int:
        return self.first + max(len(self.starts) - 1, 0)

    def line_at(self, offset: int) -> int:
        """The source line, from 1, of a character of the text."""
        return self.first + max(bisect_right(self.starts, offset) - 1, 0)


class Item(NamedTuple):
    """An item of a list; `checked` is None where it is no task."""

    passage: Passage
    checked: bool | None


class Block(NamedTuple):
    """A block of the notes. What does not fit its kind is empty."""

    kind: Kind
    first: int
    """Its first source line, from 1."""
    last: int
    passage: Passage | None = None
    level: int = 0
    ordered: bool = False
    items: tuple[Item, ...] = ()
    under: Passage | None = None
    """The item that a list inside a list belongs to."""
    rows: tuple[Row, ...] = ()


class Notes(NamedTuple):
    """One file of notes."""

    file: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    literal: frozenset[int]
    """Lines, from 1, of code, comments, display formulas and front matter, where marks do not count."""
    comments: frozenset[int] = frozenset()
    """Those of them that a reader does not see: comments and front matter."""

    def source_text(self, first: int, last: int) -> str:
        """Source lines exactly as they stand."""
        return "\n".join(self.lines[first - 1 : last])
