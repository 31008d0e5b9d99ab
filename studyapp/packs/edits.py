"""Changes to one entry of a file that is a list; all else in it stays: comments, layout, line ends."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from studyapp.core.errors import Refusal
from studyapp.core.text import one_line
from studyapp.packs.yaml_nodes import Node
from studyapp.packs.yaml_reader import read

_BLANK = re.compile(r"\s*(#.*)?")
_DASH = re.compile(r"(\s*)-(\s+|$)")


class EditError(Refusal):
    """The text is not laid out so that one entry can be changed; the message says what to do."""


class Entry(NamedTuple):
    """An entry of a list, by its lines from 0: from its dash up to the line before `end`."""

    id: str | None
    first: int
    end: int


def entries(text: str) -> list[Entry]:
    """The entries in order. Blank lines and comments between two belong to neither."""
    return [entry for entry, _ in _read(text)]


def find(text: str, identity: str) -> Entry:
    """The entry with an id; EditError when there is none."""
    return _found(text, identity)[0]


def entry_text(text: str, entry: Entry) -> str:
    """An entry as it is written, its dash moved to the margin; ends with a line end."""
    lines = _lines(text)[entry.first : entry.end]
    margin = _margin(lines[0])
    return "".join(f"{_moved_left(line, margin)}\n" for line in lines)


def replaced(text: str, entry: Entry, new: str) -> str:
    """The text with `new`, which begins with its dash, in an entry's place."""
    lines = _lines(text)
    written = _indented(new, _margin(lines[entry.first]))
    return _joined(text, [*lines[: entry.first], *written, *lines[entry.end :]])


def removed(text: str, entry: Entry) -> str:
    """The text without an entry and without the comment right above it, unless that opens the file."""
    lines = _lines(text)
    first, end = entry.first, entry.end
    while first > 0 and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    if first == 0:
        first = entry.first
    while end < len(lines) and not lines[end].strip():
        end += 1
    return _joined(text, [*lines[:first], *lines[end:]])


def appended(text: str, new: str) -> str:
    """The text with another entry at its end, indented as the entries before it."""
    listed = entries(text)
    lines = _lines(text)
    margin = _margin(lines[listed[-1].first]) if listed else 0
    before = [*_without_blank_end(lines), ""] if any(line.strip() for line in lines) else []
    return _joined(text, [*before, *_indented(new, margin)])


def with_field(text: str, entry: Entry, name: str, value: str, after: Collection[str] = ()) -> str:
    """The text with a field of an entry set to `value`, YAML as it stands behind the colon; further lines of it are
    indented by whoever gives them. A field that is new stands behind the last of the fields `after`, or first.
    """
    lines = _lines(text)
    node = _node_of(text, entry)
    keys = node.keys or {}
    if name in keys:
        key = keys[name]
        if _in_brackets(lines, node):
            raise EditError(
                f"{name} stands in brackets in line {key.line}; put each field in a line of its own"
            )
        first, end = key.line - 1, _field_end(lines, node, entry, name)
        head = lines[first][: key.column - 1]
        return _joined(text, [*lines[:first], *_field(f"{head}{name}", value), *lines[end:]])
    place, column = node.line - 1, node.column - 1
    before = [known for known in keys if known in after]
    if before and not _in_brackets(lines, node):
        last = max(before, key=lambda known: keys[known].line)
        end = _field_end(lines, node, entry, last)
        return _joined(text, [*lines[:end], *_field(f"{' ' * column}{name}", value), *lines[end:]])
    line = lines[place]
    if _in_brackets(lines, node):
        inside = line[column + 1 :]
        comma = "" if inside.lstrip().startswith("}") else ", "
        lines[place] = f"{line[: column + 1]}{name}: {value}{comma}{inside.lstrip()}"
    else:
        lines[place : place + 1] = [
            *_field(f"{line[:column]}{name}", value),
            f"{' ' * column}{line[column:]}",
        ]
    return _joined(text, lines)


def without_field(text: str, entry: Entry, name: str) -> str:
    """The text without a field of an entry; unchanged where it has none."""
    lines = _lines(text)
    node = _node_of(text, entry)
    key = (node.keys or {}).get(name)
    if key is None:
        return text
    if _in_brackets(lines, node):
        raise EditError(f"{name} stands in brackets in line {key.line}; put each field in a line of its own")
    if len(node.keys or {}) == 1:
        raise EditError(f"{name} is the only field of the entry in line {key.line}; remove the entry")
    first, end = key.line - 1, _field_end(lines, node, entry, name)
    if lines[first][: key.column - 1].strip():  # it follows the dash, so the next field does now
        following = next(place for place in range(end, entry.end) if _BLANK.fullmatch(lines[place]) is None)
        lines[following] = lines[first][: key.column - 1] + lines[following][key.column - 1 :]
    return _joined(text, [*lines[:first], *lines[end:]])


def _read(text: str) -> list[tuple[Entry, Node]]:
    root, problems, _ = read(text, "")
    if problems:
        problem = problems[0]
        raise EditError(f"line {problem.mark.line} cannot be read: {problem.message}")
    if root is None or root.nothing:
        return []
    if root.entries is None:
        raise EditError("the file is no list of entries, each beginning with '- '")
    lines = _lines(text)
    if _bracket_at(lines, root) == "[":
        raise EditError(
            "the file is a list in brackets; write each entry in lines of its own, beginning with '- '"
        )
    firsts = [_dash_line(lines, node) for node in root.entries]
    ends = [*firsts[1:], len(lines)]
    return [
        (Entry(node.text("id"), first, _trimmed(lines, first, end)), node)
        for node, first, end in zip(root.entries, firsts, ends, strict=True)
    ]


def _found(text: str, identity: str) -> tuple[Entry, Node]:
    for entry, node in _read(text):
        if entry.id == identity:
            return entry, node
    raise EditError(f"there is no entry {one_line(identity, 80)!r} in the file any longer")


def _node_of(text: str, entry: Entry) -> Node:
    for found, node in _read(text):
        if found.first == entry.first:
            if node.fields is None:
                raise EditError(f"the entry in line {entry.first + 1} has no fields")
            return node
    raise EditError(f"no entry begins in line {entry.first + 1} any longer")


def _dash_line(lines: list[str], node: Node) -> int:
    """The line of the dash of an entry, which may stand alone above the value."""
    place = node.line - 1
    while place > 0 and (found := _DASH.match(lines[place])) is None:
        place -= 1
    found = _DASH.match(lines[place])
    assert found is not None
    return place


def _trimmed(lines: list[str], first: int, end: int) -> int:
    """The end of an entry without the blank lines and comments after it.

    Text of a block may look like a comment, so only what stands no further in than the dash is one.
    """
    margin = _margin(lines[first])
    while end > first + 1:
        line = lines[end - 1]
        comment = line.lstrip().startswith("#") and _margin(line) <= margin
        if line.strip() and not comment:
            break
        end -= 1
    return end


def _field_end(lines: list[str], node: Node, entry: Entry, name: str) -> int:
    """The line after the last one of a field; comments above the next field belong to that."""
    first = (node.keys or {})[name].line - 1
    later = [key.line - 1 for key in (node.keys or {}).values() if key.line - 1 > first]
    end = min(later, default=entry.end)
    margin = node.column - 1
    while end > first + 1 and (
        not lines[end - 1].strip()
        or (lines[end - 1].lstrip().startswith("#") and _margin(lines[end - 1]) <= margin)
    ):
        end -= 1
    return end


def _field(head: str, value: str) -> list[str]:
    """The lines of a field; nothing stands behind the colon where its value begins below."""
    first, *more = value.split("\n")
    return [f"{head}: {first}" if first else f"{head}:", *more]


def _bracket_at(lines: list[str], node: Node) -> str:
    return lines[node.line - 1][node.column - 1 : node.column]


def _in_brackets(lines: list[str], node: Node) -> bool:
    return _bracket_at(lines, node) == "{"


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _moved_left(line: str, by: int) -> str:
    return line[min(by, _margin(line)) :]


def _indented(new: str, margin: int) -> list[str]:
    return [" " * margin + line if line.strip() else "" for line in new.rstrip("\n").split("\n")]


def _without_blank_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _lines(text: str) -> list[str]:
    """The lines without their ends; the empty one after a last line end is none."""
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _joined(text: str, lines: list[str]) -> str:
    """The lines with the line ends of the text they came from."""
    ending = "\r\n" if "\r\n" in text else "\n"
    return "".join(line + ending for line in lines)
