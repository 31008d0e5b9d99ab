"""Checking packs: every rule over the text, every claim and variant on many seeds; one contradiction fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from studyapp.core.grading import Known, known_terms
from studyapp.core.items import Backing, Question
from studyapp.packs.errors import PackErrors, Problem
from studyapp.packs.loader import LoadedPack, load, without_collection
from studyapp.study.pack_findings import findings, placed
from studyapp.study.pack_jobs import Job, sharing_runs
from studyapp.study.pack_report import Examined, Failure, PackReport
from studyapp.study.pack_running import examine_all

__all__ = ["DEFAULT_SEEDS", "Failure", "Memory", "PackReport", "check"]

DEFAULT_SEEDS = 20

Heard: TypeAlias = Callable[[int, int, str], None]
"""Called with (questions done, questions in all, id of the last one)."""


class Memory:
    """What earlier checks of a pack found, so that only questions that changed are run again."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Question, int, Known, Examined]] = {}

    def recalled(self, question: Question, seeds: int, known: Known) -> Examined | None:
        """What was found of this very question, or None."""
        kept = self._kept.get(question.id)
        return kept[3] if kept is not None and kept[:3] == (question, seeds, known) else None

    def keep(self, question: Question, seeds: int, known: Known, found: Examined) -> None:
        self._kept[question.id] = (question, seeds, known, found)


def check(
    folder: Path,
    seeds: int = DEFAULT_SEEDS,
    heard: Heard | None = None,
    *,
    run: bool = True,
    memory: Memory | None = None,
) -> PackReport:
    """Load a pack, hold it against the rules and, unless `run` is false, against the simulator on `seeds` seeds."""
    try:
        with without_collection():  # one that came in between would look through all that was read
            loaded = load(folder)
            found = list(findings(loaded))
    except PackErrors as errors:
        return PackReport(folder.name, ran=False, failures=[_failure(problem) for problem in errors.problems])
    pack = loaded.pack
    report = PackReport(
        pack.id,
        items=len(pack.questions),
        by_kind=dict(sorted(Counter(question.kind for question in pack.questions).items())),
        backed={backing.value: 0 for backing in Backing if backing is not Backing.NOTED},
        ran=run,
    )
    for question in pack.questions:
        backed = question.backing.value
        report.backed[backed] = report.backed.get(backed, 0) + 1
    if run:
        examined = _examined(loaded, seeds, heard, memory or Memory())
        for question in pack.questions:
            found += _told(loaded, question, examined[question.id], report)
    found.sort(key=lambda one: one.place)
    report.failures = [one for one in found if one.level == "error"]
    report.warnings = [one for one in found if one.level == "warning"]
    return report


def _examined(loaded: LoadedPack, seeds: int, heard: Heard | None, memory: Memory) -> dict[str, Examined]:
    """What the runs of each question show, by its id; only what `memory` does not know is run."""
    pack = loaded.pack
    known = known_terms(pack.glossary)
    found: dict[str, Examined] = {}
    changed: dict[str, Question] = {}
    for question in pack.questions:
        if (earlier := memory.recalled(question, seeds, known)) is not None:
            found[question.id] = earlier
        else:
            changed[question.id] = question
    jobs = [Job(pack.id, questions, seeds, known) for questions in sharing_runs(list(changed.values()))]
    for batch in examine_all(jobs):
        for one in batch:
            found[one.question] = one
            memory.keep(changed[one.question], seeds, known, one)
            if heard:
                heard(len(found), len(pack.questions), one.question)
    return found


def _told(loaded: LoadedPack, question: Question, one: Examined, report: PackReport) -> Iterator[Failure]:
    """What was found of a question, at its lines; its counts go to the report."""
    report.claims += one.claims
    report.variants += one.variants
    if one.acceptance is not None:
        report.acceptance[question.id] = one.acceptance
    if one.seconds is not None:
        report.seconds[question.id] = one.seconds
    for fault in one.faults:
        yield placed(loaded, question.id, fault.path, fault.message, fault.code, "error")
    for fault in one.warnings:
        if fault.code not in question.allow:
            yield placed(loaded, question.id, fault.path, fault.message, fault.code, "warning")


def _failure(problem: Problem) -> Failure:
    mark = problem.mark
    return Failure(mark.file, mark.line, mark.column, problem.message, problem.code)
