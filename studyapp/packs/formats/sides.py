"""What stands on the two sides of a question where no app grades it."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from studyapp.core.items import Reference


class Listed(NamedTuple):
    """Things below one another, Markdown each; with `letters` they are named A, B, C."""

    items: tuple[str, ...]
    letters: bool = False


Block: TypeAlias = "str | Listed"
"""A text in Markdown, or a list."""


class Sides(NamedTuple):
    """The front and the back of one card of a question, its numbers filled in."""

    facet: str
    front: tuple[Block, ...]
    back: tuple[Block, ...]


class Page(NamedTuple):
    """A question as it is printed."""

    id: str
    heading: str
    about: str
    """Kind, difficulty, how it is backed."""
    sides: tuple[Sides, ...]
    texts: tuple[tuple[str, str], ...]
    """Title and Markdown of what follows the answer; no title for the explanation."""
    references: tuple[Reference, ...]
    section: str | None
    """The id of its section of the guide."""


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
