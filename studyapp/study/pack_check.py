"""Checking packs: every claim and every variant runs on many seeds; one contradiction and the pack fails."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from studyapp.core.grading import Known, known_terms
from studyapp.core.items import Backing, Question
from studyapp.core.text import one_line
from studyapp.core.worked import CheckedClaim, Variant
from studyapp.lab import runner, variants
from studyapp.lab.runner import LabError
from studyapp.packs.errors import Mark, PackErrors
from studyapp.packs.loader import LoadedPack, load
from studyapp.study.key_check import check_key, check_spellings

DEFAULT_SEEDS = 20
WORTH_PROCESSES = 500
"""Variants from which on starting a process for each core takes less time than it saves."""

Job = tuple[str, Question, int, Known]
"""A question to examine: its pack, itself, the number of seeds, the terms of the glossary."""

Heard = Callable[[int, int, str], None]
"""Called with (questions done, questions in all, id of the last one)."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something wrong with a pack, and where."""

    file: str
    line: int
    column: int
    message: str

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(slots=True)
class PackReport:
    """What a check found."""

    id: str
    items: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    backed: dict[str, int] = field(default_factory=dict)
    claims: int = 0
    variants: int = 0
    failures: list[Failure] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "items": self.items,
            "by_kind": self.by_kind,
            "backed": self.backed,
            "claims": self.claims,
            "variants": self.variants,
            "failures": [
                {"where": failure.where, "line": failure.line, "message": failure.message}
                for failure in self.failures
            ],
        }


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a question, and at which of its fields."""

    path: tuple[str | int, ...]
    message: str


@dataclass(slots=True)
class Examined:
    """What the runs of one question showed."""

    claims: int = 0
    variants: int = 0
    faults: list[Fault] = field(default_factory=list)

    def blame(self, message: str, *path: str | int) -> None:
        """Note the first fault of a field."""
        if all(fault.path != path for fault in self.faults):
            self.faults.append(Fault(path, one_line(message, 400)))


def check(folder: Path, seeds: int = DEFAULT_SEEDS, heard: Heard | None = None) -> PackReport:
    """Load a pack and hold it against the simulator on `seeds` seeds."""
    try:
        loaded = load(folder)
    except PackErrors as errors:
        failures = [
            Failure(problem.mark.file, problem.mark.line, problem.mark.column, problem.message)
            for problem in errors.problems
        ]
        return PackReport(folder.name, failures=failures)
    pack = loaded.pack
    report = PackReport(
        pack.id,
        items=len(pack.questions),
        by_kind=dict(sorted(Counter(question.kind for question in pack.questions).items())),
        backed={backing.value: 0 for backing in Backing},
    )
    for question in pack.questions:
        report.backed[question.backing.value] += 1
    report.failures += _objectives(loaded)
    known = known_terms(pack.glossary)
    jobs = [(pack.id, question, seeds, known) for question in pack.questions]
    for done, (question, examined) in enumerate(
        zip(pack.questions, _examine_all(jobs), strict=True), start=1
    ):
        report.claims += examined.claims
        report.variants += examined.variants
        report.failures += [
            _failure(loaded.marks.of(question.id, *fault.path), fault.message) for fault in examined.faults
        ]
        if heard:
            heard(done, len(jobs), question.id)
    return report


def _examine_all(jobs: list[Job]) -> Iterator[Examined]:
    """The questions in order; on all cores where that is worth starting processes for."""
    workers = min(os.cpu_count() or 1, len(jobs))
    if workers < 2 or len(jobs) * jobs[0][2] < WORTH_PROCESSES:
        yield from map(_examine, jobs)
        return
    # Fresh processes, since a fork of one that runs threads may hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_examine, jobs)


def _objectives(loaded: LoadedPack) -> Iterator[Failure]:
    """Each objective is trained by questions of at least two kinds."""
    kinds: dict[str, set[str]] = {}
    for question in loaded.pack.questions:
        for trained in question.objectives:
            kinds.setdefault(trained, set()).add(question.kind)
    for place, objective in enumerate(loaded.pack.manifest.objectives):
        found = kinds.get(objective.id, set())
        if len(found) < 2:
            mark = loaded.marks.manifest("objectives", place)
            have = "no question" if not found else f"only {next(iter(found))} questions"
            yield _failure(mark, f"objective {objective.id!r} has {have}; give it questions of two kinds")


def _failure(mark: Mark, message: str) -> Failure:
    return Failure(mark.file, mark.line, mark.column, message)


def _examine(job: Job) -> Examined:
    """Every variant of one question; the first failure of each statement is enough."""
    pack_id, question, seeds, known = job
    examined = Examined()
    # A question without numbers is the same on every seed but for the order of its options.
    varying = bool(question.variables) or question.example is not None
    for seed in range(1, (seeds if varying else 1) + 1):
        examined.variants += 1
        try:
            variant = variants.draw(pack_id, question, seed)
            worked = runner.worked(question, variant)
        except LabError as error:
            examined.blame(f"{question.id}: {error} (seed {seed})", "example")
            break
        claims = worked.claims if worked else ()
        examined.claims += len(claims)
        for place, claim in enumerate(claims):
            if not claim.holds:
                examined.blame(_contradiction(question, claim, variant), *_path_of(question, place))
        check_key(question, variant, examined.blame)
        check_spellings(question, variant, known, examined.blame)
    return examined


def _path_of(question: Question, place: int) -> tuple[str | int, ...]:
    """Where the n-th checked statement of a question stands in its file."""
    count = len(question.example.claims) if question.example else 0
    if place < count:
        return ("example", "claims", place)
    for name in ("options", "pairs", "prospects"):
        if (listed := getattr(question, name, None)) is not None:
            decided = [index for index, one in enumerate(listed) if one.holds is not None]
            return (name, decided[place - count])
    return ("answer",)


def _contradiction(question: Question, claim: CheckedClaim, variant: Variant) -> str:
    return f"{question.id}: claim {claim.text!r} does not hold on seed {variant.seed}: {claim.measured}"
