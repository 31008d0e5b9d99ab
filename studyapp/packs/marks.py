"""Where each part of a loaded pack is written, for errors that are found later, such as a claim that fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from studyapp.packs.errors import Mark
from studyapp.packs.folder import MANIFEST
from studyapp.packs.yaml_nodes import Node


class Marks:
    """Places by question id, glossary index or field of pack.yaml; indices count from 0, as in the models."""

    def __init__(
        self, manifest: Node | None, questions: Mapping[str, Node], terms: Sequence[Node], guide: str | None
    ) -> None:
        self._manifest = manifest
        self._questions = questions
        self._terms = terms
        self._guide = guide

    def of(self, question_id: str, *path: str | int) -> Mark:
        """Where a part of a question is, or the nearest part around it that is written out."""
        return self._at(self._questions.get(question_id), path)

    def manifest(self, *path: str | int) -> Mark:
        """Where a part of pack.yaml is."""
        return self._at(self._manifest, path)

    def term(self, index: int, *path: str | int) -> Mark:
        """Where a part of a glossary entry is."""
        return self._at(self._terms[index] if 0 <= index < len(self._terms) else None, path)

    def guide(self, line: int) -> Mark:
        """A line of the guide, from 1."""
        return Mark(self._guide or MANIFEST, line if self._guide else 1)

    @staticmethod
    def _at(node: Node | None, path: tuple[str | int, ...]) -> Mark:
        if node is None:
            return Mark(MANIFEST)
        return node.nearest(path).mark
