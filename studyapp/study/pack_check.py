"""Checking packs: every claim and every variant runs on many seeds; one contradiction and the pack fails."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from studyapp.core.grading import known_terms
from studyapp.core.items import Backing
from studyapp.packs.errors import Mark, PackErrors
from studyapp.packs.loader import LoadedPack, load
from studyapp.study.examine import Job, examine
from studyapp.study.pack_report import Examined, Failure, Fault, PackReport

__all__ = ["DEFAULT_SEEDS", "Failure", "PackReport", "check"]

DEFAULT_SEEDS = 20
WORTH_PROCESSES = 500
"""Variants from which on starting a process for each core takes less time than it saves."""

Heard = Callable[[int, int, str], None]
"""Called with (questions done, questions in all, id of the last one)."""


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
        if examined.acceptance is not None:
            report.acceptance[question.id] = examined.acceptance
        report.failures += _placed(loaded, examined, examined.faults)
        report.warnings += _placed(loaded, examined, examined.warnings)
        if heard:
            heard(done, len(jobs), question.id)
    return report


def _examine_all(jobs: list[Job]) -> Iterator[Examined]:
    """The questions in order; on all cores where that is worth starting processes for."""
    workers = min(os.cpu_count() or 1, len(jobs))
    if workers < 2 or len(jobs) * jobs[0][2] < WORTH_PROCESSES:
        yield from map(examine, jobs)
        return
    # Fresh processes, since a fork of one that runs threads may hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(examine, jobs)


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


def _placed(loaded: LoadedPack, examined: Examined, faults: list[Fault]) -> Iterator[Failure]:
    return (_failure(loaded.marks.of(examined.question, *fault.path), fault.message) for fault in faults)
