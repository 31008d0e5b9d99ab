"""What a selection is made of: terms, and how they combine. Each is written as it can be typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

WORD_KEYS = ("tag", "topic", "pack", "kind", "difficulty", "section", "backing", "mistake")
"""Keys that take a word."""
NUMBER_KEYS = ("due", "stability", "difficulty", "recall", "lapses", "reps", "interval")
"""Keys that take a number; difficulty takes easy, medium or hard as well."""
WHOLE_KEYS = ("due", "lapses", "reps", "interval")
"""Those of them that count."""
MARKS = ("due", "new", "learning", "review", "suspended", "buried", "flagged", "leech", "missed", "noted")
"""What `is:` takes."""
RATINGS = ("again", "hard", "good", "easy")
KEYS = tuple(dict.fromkeys((*WORD_KEYS, *NUMBER_KEYS, "is", "rated")))

UNQUOTED = re.compile(r"[\w./-]*")
"""A value that needs no quotes."""
PLAIN_WORD = re.compile(r"""[^\s()":<>=*-][^\s()":<>=*]*""")
"""A word of the text that needs none."""
JOINING = frozenset({"and", "or"})


@dataclass(frozen=True, slots=True)
class Word:
    """`topic:sigmoid`, or with `prefix` `topic:sig*`: a property of the question. The value is in lower case."""

    key: str
    value: str
    prefix: bool = False

    def __str__(self) -> str:
        return f"{self.key}:{_value(self.value)}{'*' if self.prefix else ''}"


@dataclass(frozen=True, slots=True)
class Is:
    """`is:flagged`: how a card stands."""

    mark: str

    def __str__(self) -> str:
        return f"is:{self.mark}"


@dataclass(frozen=True, slots=True)
class Rated:
    """`rated:7:again`: a review that stands, within so many study days, today counted."""

    days: int
    rating: int | None = None
    """1 again to 4 easy; any when None."""

    def __str__(self) -> str:
        return f"rated:{self.days}" + (f":{RATINGS[self.rating - 1]}" if self.rating else "")


@dataclass(frozen=True, slots=True)
class Compared:
    """`stability:<10`: a number of a reviewed card; lapses and reps of a new one are 0."""

    key: str
    sign: str
    """One of < <= > >= =."""
    number: float

    def __str__(self) -> str:
        sign = "" if self.sign == "=" else self.sign
        number = f"{Decimal(repr(self.number)):f}".removesuffix(".0")
        return f"{self.key}:{sign}{number}"


@dataclass(frozen=True, slots=True)
class Words:
    """A word or a quoted phrase in the text of the question; `prefix` takes the last word as a beginning."""

    text: str
    prefix: bool = False

    def __str__(self) -> str:
        star = "*" if self.prefix else ""
        plain = PLAIN_WORD.fullmatch(self.text) and self.text.lower() not in JOINING
        return f"{self.text}{star}" if plain else f'"{self.text}"{star}'


@dataclass(frozen=True, slots=True)
class Not:
    part: Node

    def __str__(self) -> str:
        return f"-{_grouped(self.part)}"


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " ".join(map(_grouped, self.parts))


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]

    def __str__(self) -> str:
        # What stands side by side binds tighter, so that it needs no parentheses here.
        return " or ".join(map(str, self.parts))


Term: TypeAlias = Word | Is | Rated | Compared | Words
Node: TypeAlias = Term | Not | And | Or


def all_of(parts: tuple[Node, ...]) -> Node:
    """Parts that must all hold, as one; a part that is itself a conjunction is taken apart."""
    flat = tuple(piece for part in parts for piece in (part.parts if isinstance(part, And) else (part,)))
    return flat[0] if len(flat) == 1 else And(flat)


def any_of(parts: tuple[Node, ...]) -> Node:
    """Parts of which one must hold, as one."""
    flat = tuple(piece for part in parts for piece in (part.parts if isinstance(part, Or) else (part,)))
    return flat[0] if len(flat) == 1 else Or(flat)


def terms_of(node: Node | None) -> list[Term]:
    """The terms of a selection, in the order in which they are written."""
    match node:
        case None:
            return []
        case Not(part):
            return terms_of(part)
        case And(parts) | Or(parts):
            return [term for part in parts for term in terms_of(part)]
        case _:
            return [node]


def _grouped(node: Node) -> str:
    return f"({node})" if isinstance(node, And | Or) else str(node)


def _value(value: str) -> str:
    return value if UNQUOTED.fullmatch(value) else f'"{value}"'
