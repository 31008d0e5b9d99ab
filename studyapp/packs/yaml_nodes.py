"""Values of a YAML file that know their line and column."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.packs.errors import Mark


class Node:
    """A value with its place, and for a list or mapping the nodes in it."""

    __slots__ = ("bad", "column", "entries", "fields", "file", "keys", "line", "raw", "value")

    def __init__(self, file: str, line: int, column: int) -> None:
        self.file = file
        self.line = line
        self.column = column
        self.value: object = None
        self.raw: str = ""  # an unquoted scalar as it is written
        self.fields: dict[str, Node] | None = None
        self.entries: list[Node] | None = None
        self.keys: dict[str, Node] | None = None
        self.bad = False  # part of it was refused, so its value says nothing

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
        return (self.keys or {}).get(str(key), self).mark

    def text(self, step: str) -> str | None:
        """The text of a field, or None where it has none."""
        child = self.child(step)
        return child.value if child is not None and isinstance(child.value, str) else None

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
