"""The list of question files in pack.yaml, changed in place: one file more or less, all else kept."""

from __future__ import annotations

import re

from studyapp.core.errors import Refusal
from studyapp.packs.folder import MANIFEST
from studyapp.packs.yaml_nodes import Node
from studyapp.packs.yaml_reader import read


def with_listed(text: str, name: str) -> str:
    """pack.yaml with another question file behind the last one."""
    node = _listed(text)[-1]
    lines = text.split("\n")
    line = lines[node.line - 1]
    if _alone(line, node):
        lines.insert(node.line, f"{line[: node.column - 1]}{name}")
    else:
        end = node.column - 1 + _length(line, node)
        lines[node.line - 1] = f"{line[:end]}, {name}{line[end:]}"
    return "\n".join(lines)


def without_listed(text: str, name: str) -> str:
    """pack.yaml without a question file; Refusal when that is the only one."""
    nodes = _listed(text)
    node = next((node for node in nodes if node.value == name), None)
    if node is None:
        return text
    if len(nodes) == 1:
        raise Refusal(
            "it is the last question of the pack, and a pack has one at least; delete the folder instead"
        )
    lines = text.split("\n")
    line = lines[node.line - 1]
    if _alone(line, node):
        del lines[node.line - 1]
    else:
        start = node.column - 1
        end = start + _length(line, node)
        before, after = line[:start], line[end:]
        if following := re.match(r"\s*,\s*", after):
            after = after[following.end() :]
        else:
            before = re.sub(r"\s*,\s*$", "", before)
        lines[node.line - 1] = before + after
    return "\n".join(lines)


def _listed(text: str) -> list[Node]:
    root = read(text, MANIFEST).root
    nodes = root.children("questions") if root is not None else []
    if not nodes:
        raise Refusal(f"{MANIFEST} lists no question files; write them under 'questions:'")
    return nodes


def _alone(line: str, node: Node) -> bool:
    """Whether an entry stands behind a dash of its own, rather than in brackets."""
    return re.fullmatch(r"\s*-\s+", line[: node.column - 1]) is not None


def _length(line: str, node: Node) -> int:
    quoted = line[node.column - 1] in "'\""
    return len(str(node.value)) + 2 * quoted
