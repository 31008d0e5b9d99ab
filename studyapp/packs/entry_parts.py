"""A file of questions entry by entry: what has not changed since it was last read keeps what it was read as."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from studyapp.core.items import Question
from studyapp.packs.errors import Problem
from studyapp.packs.yaml_nodes import Node
from studyapp.packs.yaml_reader import read

_DASH = re.compile(r"^( *)-(?=\s)", re.MULTILINE)

Check = Callable[[Node], "tuple[Question | None, list[Problem]]"]


class Part:
    """The lines of one entry. It is read when it is first asked for, and knows its place when it has moved."""

    def __init__(self, text: str, line: int) -> None:
        self.text = text
        self.line = line
        """How many lines of the file stand before it."""
        self.values = 0
        self._node: Node | None = None
        self._problems: list[Problem] = []
        self._question: Question | None = None
        self._read_at: int | None = None
        """The line for which its nodes and problems were made."""
        self._faulty = False
        """Whether these lines alone are no entry."""
        self._checked = False

    @classmethod
    def given(cls, node: Node) -> Part:
        """An entry that was read with the whole of its file."""
        part = cls("", 0)
        part._node, part._read_at = node, 0
        return part

    @property
    def first_line(self) -> int:
        """The line of its dash, from 1."""
        dash = _DASH.search(self.text)
        return self.line + (self.text.count("\n", 0, dash.start()) if dash else 0) + 1

    def node(self, file: str) -> Node | None:
        """The entry; None where these lines alone are not one, which `problems` explains."""
        if self._read_at not in (None, self.line) and self._faulty:
            self._read_at = None  # what is said of it names lines
        if self._read_at is None:
            self._read(file)
        elif (by := self.line - self._read_at) != 0:
            self._problems = [_moved(problem, by) for problem in self._problems]
            assert self._node is not None
            _move(self._node, by)
            self._read_at = self.line
        return self._node

    def _read(self, file: str) -> None:
        # As many blank lines before it as it has lines before it, so that every place is the true one.
        document = read("\n" * self.line + self.text, file)
        listed = document.root.entries if document.root is not None else None
        whole = listed is not None and len(listed) == 1 and not document.problems
        self._node = listed[0] if whole and listed else None
        self._problems, self.values, self._read_at = document.problems, document.values, self.line
        self._faulty = not whole

    def question(self, file: str, check: Check) -> Question | None:
        """The question that the entry is; None where it is none, which `problems` explains."""
        node = self.node(file)
        if node is not None and not self._checked:
            self._question, self._problems = check(node)
            self._checked = True
        return self._question

    def problems(self, file: str) -> tuple[Problem, ...]:
        """What is wrong with it, as far as it was read."""
        self.node(file)
        return tuple(self._problems)


def _moved(problem: Problem, by: int) -> Problem:
    return replace(problem, mark=replace(problem.mark, line=problem.mark.line + by))


def _move(node: Node, by: int) -> None:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        one.line += by
        for field in (one.fields or {}).values():
            field.key_line += by
            waiting.append(field)
        waiting += one.entries or ()


def parts_of(text: str, known: Iterable[Part]) -> list[Part]:
    """The entries of a file; those that have the same lines as before are the parts that are known."""
    kept: dict[str, list[Part]] = {}
    for part in known:
        kept.setdefault(part.text, []).append(part)
    return [_kept(kept, lines, line) for lines, line in split(text)]


def _kept(known: Mapping[str, list[Part]], text: str, line: int) -> Part:
    if not (same := known.get(text)):
        return Part(text, line)
    part = same.pop(0)
    part.line = line
    return part


def split(text: str) -> Iterator[tuple[str, int]]:
    """(lines of an entry, lines before it). What stands above the first entry belongs to it.

    Cut at each dash in the column of the first one: where that is not an entry, as in a quoted text over several
    lines, the lines before it are no whole entry, and reading them says so.
    """
    first = _DASH.search(text)
    if first is None:
        yield text, 0
        return
    starts = [match.start() for match in _DASH.finditer(text) if match.group(1) == first.group(1)]
    line, begin = 0, 0
    for end in (*starts[1:], len(text)):
        yield text[begin:end], line
        line += text.count("\n", begin, end)
        begin = end
