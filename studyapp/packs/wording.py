"""What pydantic finds wrong, in the author's words and at the author's line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError

from studyapp.core.codes import Broken, ErrorCode
from studyapp.core.items.common import Common
from studyapp.packs.complaints import Step, code_of, complaint, got, written
from studyapp.packs.errors import MAX_SHOWN, Mark, Problem
from studyapp.packs.fields import UNION_FIELDS, fields_of, kinds_with, meant, model_at
from studyapp.packs.yaml_nodes import Node

_TAG = re.compile(r"(\w+)\]?$")
_JOINED = frozenset(
    {"needs", "holds", "uses", "cannot"}
)  # a message that starts so wants its subject before it
_SCALAR_MEMBERS = frozenset({"float", "int", "str"})
_MENTIONED = re.compile(r"uses \{\{(\w+)\}\}|option '(.+)' needs")


def problems_of(
    error: ValidationError, model: type[BaseModel], node: Node, subject: str
) -> Iterator[Problem]:
    """One problem for each fault in the value of `node`, which a model refused; `subject` names the whole."""
    details: list[Any] = error.errors(include_url=False)
    unknown = {tuple(found["loc"]) for found in details if found["type"] == "extra_forbidden"}
    misspelled = _misspelled(unknown, model)
    seen: set[tuple[Step, ...]] = set()
    for found in islice(details, MAX_SHOWN + 1):
        loc: tuple[Step, ...] = found["loc"]
        kind: str = found["type"]
        if kind == "missing" and loc in misspelled.values():
            continue
        path, tags = _path(node, loc)
        here = node.nearest(path)
        member = next((match.group(1) for tag in tags if (match := _TAG.search(str(tag)))), None)
        if member in UNION_FIELDS:
            variable = node.nearest(path[:2])
            given = [field for field in UNION_FIELDS.values() if variable.child(field) is not None]
            if len(given) != 1:
                if path[:2] not in seen:
                    seen.add(path[:2])
                    names = ", ".join(UNION_FIELDS.values())
                    yield Problem(
                        variable.mark,
                        f"{written(path[:2])} needs one of {names}, got {got(variable)}",
                        "variable-range",
                    )
                continue
            if UNION_FIELDS[member] != given[0]:
                continue  # what a member complains of that the author did not mean
        if tags and tags[-1] in _SCALAR_MEMBERS:
            if path not in seen:
                seen.add(path)
                yield Problem(
                    here.mark, f"{written(path)} must be a number or text, got {got(here)}", "wrong-type"
                )
            continue
        if kind == "extra_forbidden":
            yield _unknown_field(node, path, model, subject, member, misspelled.get(loc))
        elif loc == ("id",) and issubclass(model, Common) and path and here.nothing:
            yield Problem(here.mark, "id is empty; --fix writes one", "missing-id")
        elif kind == "missing" and loc == ("id",) and issubclass(model, Common):
            yield Problem(here.mark, f"{subject} needs 'id'; --fix writes one", "missing-id")
        elif kind == "missing":
            yield _missing(here, path, loc, subject)
        elif kind == "too_short" and len(here.entries or ()) >= found["ctx"]["min_length"]:
            continue  # its entries were refused, each with its own message
        elif kind in ("value_error", "assertion_error"):
            yield _refused_byrule(here, path, subject, found["ctx"]["error"])
        elif tags and tags[-1] == "[key]":
            key = str(path[-1])
            owner = node.nearest(path[:-1])
            says = complaint(kind, found.get("ctx") or {}, key)
            yield Problem(owner.key_mark(key), f"{written(path[:-1])}: name {says}", code_of(kind))
        else:
            says = complaint(kind, found.get("ctx") or {}, here, model_at(model, path)) or found["msg"]
            yield Problem(here.mark, f"{written(path) or subject} {says}", code_of(kind))
    if len(details) > MAX_SHOWN + 1:
        yield Problem(node.mark, f"{subject} has more faults than are told here", "more-problems")


def _path(node: Node, loc: Sequence[Step]) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """(the steps that the file has, the others: names of union members and of fields that are missing)."""
    path: list[Step] = []
    others: list[Step] = []
    for step in loc:
        child = node.child(step)
        if child is None:
            others.append(step)
        else:
            path.append(step)
            node = child
    return tuple(path), tuple(others)


def _misspelled(unknown: set[tuple[Step, ...]], model: type[BaseModel]) -> dict[tuple[Step, ...], Any]:
    """Each unknown field with the place of the known field it probably means."""
    intended: dict[tuple[Step, ...], Any] = {}
    for loc in islice(sorted(unknown, key=str), MAX_SHOWN):
        at = model_at(model, loc[:-1])
        known = fields_of(at) if at is not None else {}
        if name := meant(str(loc[-1]), known):
            intended[loc] = (*loc[:-1], name)
    return intended


def _unknown_field(
    root: Node,
    path: tuple[Step, ...],
    model: type[BaseModel],
    subject: str,
    member: str | None,
    intended: Any,
) -> Problem:
    name, owner = str(path[-1]), root.nearest(path[:-1])
    message = f"unknown field {name[:60]!r}"
    if len(path) > 1:
        message += f" in {written(path[:-1])}"
    if len(path) == 1 and (kinds := kinds_with(name[:60])):
        message += f"; it belongs to kind {', '.join(kinds)}"
    elif intended:
        message += f"; did you mean {intended[-1]}?"
    elif (at := model_at(model, path[:-1])) and len(fields_of(at)) <= 8:
        message += f"; there are {', '.join(fields_of(at))}"
    elif member in UNION_FIELDS:
        message += f" beside {UNION_FIELDS[member]}"
    return Problem(owner.key_mark(name), message, "unknown-field")


def _missing(here: Node, path: tuple[Step, ...], loc: tuple[Step, ...], subject: str) -> Problem:
    name = written(path) or subject
    if isinstance(loc[-1], int):
        return Problem(
            here.mark, f"{name} needs {loc[-1] + 1} entries, got {len(here.entries or ())}", "too-few-entries"
        )
    return Problem(here.mark, f"{name} needs {loc[-1]!r}", "missing-field")


def _refused_byrule(here: Node, path: tuple[Step, ...], subject: str, error: Exception) -> Problem:
    message = str(error)
    code: ErrorCode = error.code if isinstance(error, Broken) else "unreadable-expression"
    first = re.match(r"\w*", message).group()  # type: ignore[union-attr]
    mark = here.mark
    if field := here.child(first):
        return Problem(field.mark, message, code)
    if (mentioned := _MENTIONED.search(message)) and (place := _holding(here, mentioned)):
        mark = place
    if isinstance(error, Broken) and error.at is not None:
        mark = here.mark_of(error.at)
    if first in _JOINED:
        return Problem(mark, f"{written(path) or subject} {message}", code)
    return Problem(mark, f"{written(path) or subject}: {message}", code)


def _holding(root: Node, mentioned: re.Match[str]) -> Mark | None:
    """Where a text stands that a message is about: one that uses a variable, or an option's text."""
    variable, option = mentioned.groups()
    uses = re.compile(r"\{\{\s*" + variable + r"\s*\}\}") if variable else None
    waiting = [root]
    while waiting:
        node = waiting.pop()
        text = node.scalar
        if isinstance(text, str) and (uses.search(text) if uses else text == option):
            return node.mark
        fields = [field for key, field in (node.fields or {}).items() if key != "variables"]
        waiting.extend(reversed(node.entries or fields))
    return None
