"""A question that is being typed: read at its place in its file, run, and held against what a check finds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import get_args

from studyapp.core.codes import WarningCode
from studyapp.core.grading import Known
from studyapp.core.items import Manifest, Pack, Question
from studyapp.core.lint import lint
from studyapp.core.text import one_line, unsafe_character
from studyapp.packs.entry_parts import Part
from studyapp.packs.errors import Mark, Problem
from studyapp.packs.folder import Contents
from studyapp.packs.following import Seen
from studyapp.packs.links import Parts, problems_across
from studyapp.packs.reading import Reading
from studyapp.packs.yaml_nodes import Node
from studyapp.study.pack_check import DEFAULT_SEEDS
from studyapp.study.pack_examination import examine
from studyapp.study.pack_jobs import Job
from studyapp.study.pack_order import MINE
from studyapp.study.pack_preview import Finding, PackPreview, Ran, Shot

LONGEST = 100_000
"""Signs of a question that are looked at; a longer one is refused at once."""
RUN_SECONDS = 0.5
"""What the runs on several seeds may take together."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question is written, and whether it can be changed here."""

    question: str
    """As pack/question."""
    file: str
    """Below the pack's folder."""
    line: int
    """From 1."""
    refused: str = ""
    """Why it cannot be changed here, and what can be done instead; empty where it can."""

    @property
    def pack(self) -> str:
        return self.question.partition("/")[0]

    @property
    def id(self) -> str:
        return self.question.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Opened:
    """A question to be changed, with what it is held against while it is."""

    place: Place
    text: str
    """As it stands in its file, its dash at the margin."""
    unsaved: str | None
    """What was typed before and not kept."""
    others: tuple[str, ...] = ()
    """Ids of the other questions of its pack."""
    manifest: Manifest | None = None
    manifest_node: Node | None = field(default=None, compare=False)
    known: Known = frozenset()


@dataclass(frozen=True, slots=True)
class Look:
    """A text as a question. Without one, `findings` say why there is none."""

    question: Question | None
    ran: Ran | None
    findings: tuple[Finding, ...]


def look_at(opened: Opened, text: str, folder: Path, seed: int | None = None) -> Look:
    """A text as the question that it would be, with what a check finds in it; `folder` is that of its pack."""
    place = opened.place
    refused = unread(place, text)
    if refused is not None:
        return Look(None, None, (_finding(refused),))
    seen = _seen(place, text)
    found = [_finding(problem) for problem in seen.problems]
    found += _linked(opened, seen)
    if seen.question is None or seen.node is None:
        return Look(None, None, _sorted(found))
    ran = _run(place, seen, folder, seed)
    found += _linted(opened, seen)
    return Look(seen.question, ran, _sorted(found))


def _linked(opened: Opened, seen: Seen) -> list[Finding]:
    """What does not agree with the rest of the pack."""
    place = opened.place
    if seen.node is None:
        return []
    if seen.id != place.id:
        return [_at(seen, ("id",), "error", other_id(place, seen.id), "other-id")]
    others = [_named(name) for name in opened.others]
    parts = Parts(
        opened.manifest is not None,
        place.pack,
        opened.manifest_node,
        [*others, seen.node],
        (),
        None,
        True,
    )
    return [_finding(each) for each in problems_across(parts) if each.mark.file == place.file]


def _run(place: Place, seen: Seen, folder: Path, seed: int | None) -> Ran:
    shot = Shot(0, place.pack, folder, 1, 1, None, seen)
    return PackPreview(folder).run(shot, seed)


def examined(opened: Opened, text: str, look: Look) -> Look:
    """The same with what runs on several seeds contradict, on as many as there is time for."""
    seen = _seen(opened.place, text)
    if look.ran is None or seen.question is None:
        return look
    seeds = max(1, min(DEFAULT_SEEDS, int(RUN_SECONDS / max(look.ran.seconds, 1e-3))))
    one = examine(Job(opened.place.pack, (seen.question,), seeds, opened.known))[0]
    found = [_at(seen, each.path, "error", each.message, each.code) for each in one.faults]
    allowed = [each for each in one.warnings if each.code not in seen.question.allow]
    found += [_at(seen, each.path, "warning", each.message, each.code) for each in allowed]
    return replace(look, findings=_sorted([*look.findings, *found]))


def unread(place: Place, text: str) -> Problem | None:
    """Why a text is not even looked at: it is too long, or holds what no file of a pack may."""
    if len(text) > LONGEST:
        said = f"has {len(text):,} characters, at most {LONGEST:,} are read; shorten it"
        return Problem(Mark(place.file, place.line), said, "too-long")
    if unsafe_character(text) is None:
        return None
    for number, line in enumerate(text.split("\n")):
        if unsafe := unsafe_character(line):
            column = next(at for at, sign in enumerate(line, start=1) if unsafe_character(sign))
            return Problem(
                Mark(place.file, place.line + number, column),
                f"holds a {unsafe}; remove it",
                "unsafe-character",
            )
    raise AssertionError("an unsafe character is in some line")


def _seen(place: Place, text: str) -> Seen:
    """A text as the entry of its file, its lines counted as they are there."""
    part = Part(text, place.line - 1)
    question = part.question(place.file, _check)
    node = part.node(place.file)
    mark = node.mark if node is not None else Mark(place.file, place.line)
    problems = part.problems(place.file)
    if node is None and not problems:
        problems = (Problem(mark, "must be one question, beginning with '- '", "bad-layout"),)
    return Seen(node.text("id") if node is not None else None, question, mark, problems, node)


def _check(node: Node) -> tuple[Question | None, list[Problem]]:
    reading = Reading(Contents({}, {}), "")
    return reading.question(node), reading.files.problems


def _named(identity: str) -> Node:
    """Stands for another question of the pack."""
    node, name = Node("", 1, 1), Node("", 1, 1)
    name.scalar = identity
    node.fields = {"id": name}
    return node


def _linted(opened: Opened, seen: Seen) -> list[Finding]:
    """What rules over its text say."""
    if opened.manifest is None or seen.question is None:
        return []
    pack = Pack.model_construct(manifest=opened.manifest, guide=None, glossary=(), questions=(seen.question,))
    # One's own cards rest on one's own words.
    needless = {"not-backed"} if opened.place.pack == MINE else set()
    found = (
        one
        for one in lint(pack, get_args(WarningCode))
        if one.question == seen.id and one.code not in needless
    )
    return [_at(seen, one.path, one.level, one.message, one.code) for one in found]


def other_id(place: Place, identity: object) -> str:
    found = f"got {one_line(str(identity), 70)!r}" if identity is not None else "it is missing"
    return f"the id is the identity of its cards and stays {place.id!r}, {found}"


def _finding(problem: Problem) -> Finding:
    mark = problem.mark
    return Finding("error", mark.file, mark.line, mark.column, problem.message, problem.code)


def _at(seen: Seen, path: tuple[str | int, ...], level: str, message: str, code: str) -> Finding:
    mark = seen.at(*path)
    return Finding(level, mark.file, mark.line, mark.column, message, code)


def _sorted(found: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(set(found), key=lambda one: (one.level != "error", one.line, one.column)))
