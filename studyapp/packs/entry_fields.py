"""The fields of one entry as values, and the entry with one of them changed: the lines of all others stay."""

from __future__ import annotations

from studyapp.packs.edits import EditError, Entry, entries, with_field, without_field
from studyapp.packs.writing import QUESTION_FIELDS, question_yaml
from studyapp.packs.yaml_nodes import Node
from studyapp.packs.yaml_reader import read


def only(text: str) -> Entry:
    """The entry of a text that holds one; EditError for none, or more."""
    found = entries(text)
    if len(found) != 1:
        raise EditError(f"this must be one question, beginning with '- ', and holds {len(found) or 'none'}")
    return found[0]


def values(text: str) -> dict[str, object]:
    """The fields of the only entry; EditError where it cannot be read."""
    only(text)
    return _values(_node(text))


def with_value(text: str, name: str, value: object) -> str:
    """The text with a field of its only entry set to a value; None takes the field away.

    EditError where the text cannot be read, WriteError for a value that no pack file can hold.
    """
    entry = only(text)
    node = _node(text)
    there = _values(node)
    if value is None:
        return without_field(text, entry, name)
    if text.split("\n")[node.line - 1][node.column - 1 : node.column] == "{":
        return question_yaml({**there, name: value})
    first, *more = question_yaml({name: value}).removeprefix(f"- {name}:").rstrip("\n").split("\n")
    # It is written for fields that stand two columns in; here they may stand further in.
    further = " " * (node.column - 3)
    lines = [first.strip(), *(further + line if line else "" for line in more)]
    place = QUESTION_FIELDS.index(name)
    return with_field(text, entry, name, "\n".join(lines), after=QUESTION_FIELDS[:place])


def _node(text: str) -> Node:
    root = read(text, "").root
    assert root is not None
    assert root.entries is not None
    return root.entries[0]


def _values(node: Node) -> dict[str, object]:
    if not isinstance(node.value, dict) or node.bad:
        raise EditError("the question must be fields such as 'id: …', each in a line of its own")
    return node.value
