"""Values of a YAML file that know their line and column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from studyapp.packs.errors import Mark


class Place(NamedTuple):
    """Where a key is written, in the file of its mapping."""

    line: int
    column: int


class Node:
    """A value with its place, and for a list or mapping the nodes in it.

    A large pack has half a million of them, so they hold nothing twice. Only the value of a field has
    `key_line` and `key_column`, the place of its key.
    """

    __slots__ = (
        "bad",
        "column",
        "entries",
        "fields",
        "file",
        "key_column",
        "key_line",
        "line",
        "raw",
        "scalar",
    )

    key_line: int
    key_column: int

    def __init__(self, file: str, line: int, column: int) -> None:
        self.file = file
        self.line = line
        self.column = column
        self.scalar: str | int | float | bool | None = None
        self.raw: str = ""  # an unquoted scalar as it is written
        self.fields: dict[str, Node] | None = None
        self.entries: list[Node] | None = None
        self.bad = False  # part of it was refused, so its value says nothing

    @property
    def value(self) -> object:
        """A scalar, or a new list or mapping of the values in it."""
        if self.fields is not None:
            return {key: field.value for key, field in self.fields.items()}
        if self.entries is not None:
            return [entry.value for entry in self.entries]
        return self.scalar

    @property
    def nothing(self) -> bool:
        """Whether nothing is written here, or null."""
        return self.scalar is None and self.fields is None and self.entries is None

    @property
    def keys(self) -> dict[str, Place] | None:
        """Where each key of a mapping is written; None for anything else."""
        if self.fields is None:
            return None
        return {key: Place(field.key_line, field.key_column) for key, field in self.fields.items()}

    @property
    def mark(self) -> Mark:
        return Mark(self.file, self.line, self.column)

    def child(self, step: object) -> Node | None:
        """The node of a field or an entry, or None where the file has none."""
        if self.fields is not None and isinstance(step, str):
            return self.fields.get(step)
        if self.entries is not None and isinstance(step, int) and 0 <= step < len(self.entries):
            return self.entries[step]
        return None

    def key_mark(self, key: object) -> Mark:
        """Where a key is written."""
        field = (self.fields or {}).get(str(key))
        return self.mark if field is None else Mark(self.file, field.key_line, field.key_column)

    def text(self, step: str) -> str | None:
        """The text of a field, or None where it has none."""
        child = self.child(step)
        return child.scalar if child is not None and isinstance(child.scalar, str) else None

    def children(self, step: str) -> list[Node]:
        """The entries of a field that holds a list, or none."""
        child = self.child(step)
        return child.entries or [] if child is not None else []

    def mark_of(self, field: str) -> Mark:
        """Where a field's value is, or the whole when it has no such field."""
        child = self.child(field)
        return self.mark if child is None else child.mark

    def nearest(self, path: Sequence[str | int]) -> Node:
        """The node at a path below this one, or the last on the way that is written out."""
        node = self
        for step in path:
            child = node.child(step)
            if child is None:
                break
            node = child
        return node
