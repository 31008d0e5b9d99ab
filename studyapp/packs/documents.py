"""The files of one pack as texts and YAML, and everything found wrong with it so far."""

from __future__ import annotations

import re
from collections.abc import Iterable

from studyapp.core.codes import ErrorCode
from studyapp.packs.complaints import got
from studyapp.packs.errors import MAX_COLLECTED, Mark, Problem
from studyapp.packs.folder import Contents, decoded, printable
from studyapp.packs.yaml_nodes import Node
from studyapp.packs.yaml_reader import read

_LISTED = re.compile(r"(questions/)?[\w-]+\.(yaml|md)")
MAX_VALUES = 700_000  # some 7,000 questions; bounds the time that a pack of many full files can take


class Documents:
    """Reads files by name; what cannot be read becomes a problem, and the reading goes on."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.problems: list[Problem] = []
        self.incomplete = False  # some list could not be read, so what seems missing may be there

        self.values_left = MAX_VALUES

    @property
    def full(self) -> bool:
        """Whether there are so many problems that more would help nobody."""
        return len(self.problems) >= MAX_COLLECTED

    def text(self, name: str, listed: Mark) -> str | None:
        """The text of a file, or None with a problem."""
        if not _LISTED.fullmatch(name):
            return None  # pack.yaml names no file of this folder, which is said there
        if problem := self.contents.refused.get(name):
            self.add([problem])
            return None
        if name not in self.contents.files:
            self.problem("missing-file", listed, f"there is no file {name[:100]} in the pack's folder")
            return None
        text = decoded(name, self.contents.files[name])
        if isinstance(text, Problem):
            self.add([text])
            return None
        return text

    def document(self, name: str, listed: Mark) -> Node | None:
        """The YAML of a file, or None with a problem."""
        text = self.text(name, listed)
        if text is None:
            return None
        node, problems, values = read(text, printable(name), most=self.values_left)
        self.values_left -= values
        self.add(problems)
        if (node is None or node.nothing) and not problems:
            self.problem("empty-file", Mark(printable(name)), "is empty")
            return None
        return node

    def entries(self, name: str, listed: Mark, what: str) -> list[Node]:
        """The entries of a file that holds a list, or none with a problem."""
        node = self.document(name, listed)
        if node is not None and node.entries:
            return node.entries
        self.incomplete = True
        if node is not None and node.entries is None and not node.bad:
            self.problem(
                "wrong-type", node.mark, f"must be {what}, each beginning with '- ', got {got(node)}"
            )
        elif node is not None and not node.bad:
            self.problem("empty-file", node.mark, f"is empty; it must be {what}")
        return []

    def problem(self, code: ErrorCode, mark: Mark, message: str) -> None:
        self.add([Problem(mark, message, code)])

    def add(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            if self.full:
                return
            self.problems.append(problem)
