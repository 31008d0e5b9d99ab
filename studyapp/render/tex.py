"""The tree of a formula: what is read once and then set on a line, in two dimensions, or spoken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from studyapp.render.symbols import Kind


class UnreadableFormula(ValueError):
    """Too long, too deep, or not a formula."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One symbol, number or word."""

    text: str
    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """Things side by side."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Fraction:
    """One over the other."""

    top: Node
    bottom: Node


@dataclass(frozen=True, slots=True)
class Script:
    """A base with what is raised and what is lowered beside it."""

    base: Node
    raised: Node | None
    lowered: Node | None


@dataclass(frozen=True, slots=True)
class Root:
    """A root; a square root has no degree."""

    body: Node
    degree: Node | None


@dataclass(frozen=True, slots=True)
class Fence:
    """What stands between two delimiters; "" is an invisible one."""

    left: str
    body: Node
    right: str


@dataclass(frozen=True, slots=True)
class Accent:
    """A mark over a body: hat, bar, tilde …"""

    name: str
    body: Node


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells: a matrix, cases or aligned lines."""

    environment: str
    rows: tuple[tuple[Node, ...], ...]


Node: TypeAlias = Atom | Group | Fraction | Script | Root | Fence | Accent | Grid

ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304", "tilde": "\u0303",
    "widetilde": "\u0303", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308", "underline": "\u0332",
    "check": "\u030c",
}  # fmt: skip
"""The mark that combines with a letter, by command."""

GRIDS = {
    "pmatrix": "()", "bmatrix": "[]", "matrix": "  ", "smallmatrix": "  ", "vmatrix": "||",
    "Vmatrix": "‖‖", "Bmatrix": "{}", "cases": "{ ", "aligned": "  ", "align": "  ", "array": "  ",
    "split": "  ", "gathered": "  ",
}  # fmt: skip
"""The two delimiters of an environment; a blank is none."""


def sequence(node: Node) -> tuple[Node, ...]:
    """The things side by side in a node."""
    return node.items if isinstance(node, Group) else (node,)


def is_relation(node: Node, mark: str | None = None) -> bool:
    """Whether the node is a relation such as = or ≤."""
    return isinstance(node, Atom) and node.kind == "relation" and mark in (None, node.text)


def sides(node: Node) -> tuple[Group, ...]:
    """What stands between the equality signs of a formula."""
    parts: list[list[Node]] = [[]]
    for item in sequence(node):
        if is_relation(item, "="):
            parts.append([])
        else:
            parts[-1].append(item)
    return tuple(Group(tuple(part)) for part in parts)
