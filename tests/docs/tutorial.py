"""A tutorial that is executed: commands are run, files written and changed as it says, outputs compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

Run: TypeAlias = Callable[[str], str]
"""Runs a command line -> what it prints."""
Kind: TypeAlias = Literal["console", "diff", "write"]

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"(?:Write this to|Change)\s+`([^`]+)`:\s*\Z")
ANYTHING = "…"
"""A line that stands for any number of lines."""


@dataclass(frozen=True)
class Command:
    """A command line with what the page shows of its output."""

    line: str
    shown: tuple[str, ...]

    def agrees(self, printed: str) -> bool:
        """Whether the output is the one shown."""
        parts = ["(?:.*\n)*" if line == ANYTHING else re.escape(line) + "\n" for line in self.shown]
        return re.fullmatch("".join(parts), printed) is not None


@dataclass(frozen=True)
class Block:
    """A fenced block of the page; `place` is the file that the sentence before it names."""

    kind: Kind
    text: str
    place: str = ""

    @property
    def commands(self) -> list[Command]:
        assert self.text.startswith("$ ")
        entries = [entry.splitlines() for entry in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]]
        return [Command(entry[0], tuple(entry[1:])) for entry in entries]


def blocks(page: str) -> Iterator[Block]:
    """The blocks in order; AssertionError for one that would not be executed."""
    for found in _FENCE.finditer(page):
        language, text = found.groups()
        if language == "console":
            yield Block("console", text)
            continue
        place = _PLACE.search(page[: found.start()])
        assert place, f"no sentence says which file this block is for: {text[:60]!r}"
        yield Block("diff" if language == "diff" else "write", text, place[1])


def follow(page: str, folder: Path, run: Run) -> Iterator[tuple[Command, str]]:
    """Do what the page says, block by block, in a folder -> each command with what it printed."""
    for block in blocks(page):
        path = folder / block.place
        if block.kind == "write":
            path.write_text(block.text, encoding="utf-8")
        elif block.kind == "diff":
            path.write_text(patched(path.read_text(encoding="utf-8"), block.text), encoding="utf-8")
        else:
            for command in block.commands:
                yield command, run(command.line)


def patched(text: str, diff: str) -> str:
    """The text with one change, as `diff -u` writes it without line numbers; what it changes is there once."""
    lines = diff.splitlines(keepends=True)
    assert {line[0] for line in lines} <= set(" +-"), diff
    before = "".join(line[1:] for line in lines if line[0] != "+")
    after = "".join(line[1:] for line in lines if line[0] != "-")
    assert text.count(before) == 1, before
    return text.replace(before, after)
