"""What must agree across the files of a pack: ids, names, and what refers to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from studyapp.core.codes import ErrorCode
from studyapp.core.text import folded
from studyapp.packs.errors import Mark, Problem
from studyapp.packs.fields import meant
from studyapp.packs.yaml_nodes import Node

MAX_CYCLES = 20
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FENCE = re.compile(r"\s*(```|~~~)")
_ASKED = re.compile(r"\{\{\s*question\b")
_INTERRUPTION = re.compile(r"\s*\{\{\s*question:\s*([a-z0-9/-]+)\s*\}\}\s*")


@dataclass(frozen=True)
class Parts:
    """A pack as it was read; complete says that every file could be, so that what is missing is missing."""

    manifest_valid: bool
    pack_id: str | None
    manifest: Node | None
    questions: Sequence[Node]
    terms: Sequence[Node]
    guide: tuple[str, str] | None  # its file's name and its text
    complete: bool


def problems_across(parts: Parts) -> Iterator[Problem]:
    """Every disagreement between the parts."""
    yield from _twice(parts.questions, "duplicate-id", "question id")
    if parts.manifest is not None:
        yield from _twice(parts.manifest.children("objectives"), "duplicate-objective", "objective id")
    if parts.manifest_valid:
        yield from _objectives(parts)
    yield from _names(parts.terms)
    yield from _references(parts)
    yield from _cycles(parts)


def _twice(nodes: Iterable[Node], code: ErrorCode, what: str) -> Iterator[Problem]:
    first: dict[str, Mark] = {}
    for node in nodes:
        value = node.text("id")
        if value is None:
            continue
        mark = node.mark_of("id")
        if value in first:
            yield Problem(mark, f"{what} {value[:70]!r} is already used at {first[value]}", code)
        else:
            first[value] = mark


def _objectives(parts: Parts) -> Iterator[Problem]:
    assert parts.manifest is not None
    declared = {node.text("id") for node in parts.manifest.children("objectives")}
    for question in parts.questions:
        for entry in question.children("objectives"):
            if isinstance(entry.value, str) and entry.value not in declared:
                names = [name for name in declared if name is not None]
                yield Problem(
                    entry.mark,
                    f"objective {entry.value[:70]!r} is not in pack.yaml" + _hint(entry.value, names),
                    "unknown-objective",
                )


def _names(terms: Iterable[Node]) -> Iterator[Problem]:
    """Terms and aliases must differ between entries, as a reader would compare them."""
    owners: dict[str, tuple[Node, Mark]] = {}
    for term in terms:
        name = term.child("term")
        for node in (*([name] if name is not None else []), *term.children("aliases")):
            if not isinstance(node.value, str) or len(node.value) > 400:
                continue
            owner, mark = owners.setdefault(folded(node.value), (term, node.mark))
            if owner is not term:
                yield Problem(
                    node.mark,
                    f"{node.value[:70]!r} is already a name of the term at {mark}",
                    "repeated-term",
                )


def _references(parts: Parts) -> Iterator[Problem]:
    known = [name for question in parts.questions if (name := question.text("id")) is not None]
    ids = frozenset(known)
    for question in parts.questions:
        own = question.text("id")
        for field in ("related", "requires"):
            for entry in question.children(field):
                target = _inside(entry.value, parts.pack_id)
                if target is not None and target == own:
                    yield Problem(
                        entry.mark, f"{field} names the question itself; remove it", "self-reference"
                    )
                elif target is not None and parts.complete and target not in ids:
                    yield Problem(entry.mark, _absent(target, known), "unknown-question")
    if not parts.complete:
        return
    for term in parts.terms:
        for entry in term.children("related"):
            target = _inside(entry.value, parts.pack_id)
            if target is not None and target not in ids:
                yield Problem(entry.mark, _absent(target, known), "unknown-question")
    for mark, written in _interruptions(parts.guide):
        target = _inside(written, parts.pack_id)
        if written is None:
            yield Problem(mark, "{{question: id}} must stand alone on its line", "interruption")
        elif target is not None and target not in ids:
            yield Problem(mark, _absent(target, known), "unknown-question")


def _inside(written: object, pack_id: str | None) -> str | None:
    """The id that a reference within this pack names; None for one to another pack, or for no reference."""
    if not isinstance(written, str):
        return None
    pack, slash, question = written.rpartition("/")
    own = not slash or pack == pack_id
    return question if own and _ID.fullmatch(question) else None


def _absent(target: str, known: Sequence[str]) -> str:
    return f"there is no question {target[:70]!r} in this pack" + _hint(target, known)


def _hint(word: str, known: Sequence[str]) -> str:
    near = meant(word, known[:2_000])
    return f"; did you mean {near}?" if near else ""


def _interruptions(guide: tuple[str, str] | None) -> Iterator[tuple[Mark, str | None]]:
    """(place, id) of every {{question: id}} of the guide; None for one that is not alone on its line."""
    if guide is None:
        return
    name, text = guide
    fenced = False
    for number, line in enumerate(text.split("\n"), start=1):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (asked := _ASKED.search(line)):
            whole = _INTERRUPTION.fullmatch(line)
            yield Mark(name, number, asked.start() + 1), whole.group(1) if whole else None


def _cycles(parts: Parts) -> Iterator[Problem]:
    """Chains of `requires` that come back to where they began."""
    marks: dict[tuple[str, str], Mark] = {}
    graph: dict[str, list[str]] = {}
    for question in parts.questions:
        own = question.text("id")
        for entry in question.children("requires"):
            target = _inside(entry.value, parts.pack_id)
            if own is not None and target is not None and target != own:
                graph.setdefault(own, []).append(target)
                marks.setdefault((own, target), entry.mark)
    for _ in range(MAX_CYCLES):
        try:
            TopologicalSorter(graph).prepare()
            return
        except CycleError as error:
            # Each name of the cycle is required by the next one, and the last is the first.
            chain = list(reversed(error.args[1]))[:-1]
        links = list(zip(chain, [*chain[1:], chain[0]], strict=True))
        start = min(range(len(links)), key=lambda place: (marks[links[place]], place))
        names = [name[:70] for name in (*chain[start:], *chain[: start + 1])]
        shown = [*names[:4], "…", names[-1]] if len(names) > 8 else names
        yield Problem(
            marks[links[start]], "requires goes round in a circle: " + " -> ".join(shown), "requires-cycle"
        )
        owner, target = links[start]
        graph[owner] = [name for name in graph[owner] if name != target]
