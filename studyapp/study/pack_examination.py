"""Examining the questions of a pack: each on many seeds, its claims and its key against the run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from studyapp.core.grading import Known
from studyapp.core.items import Question
from studyapp.core.text import one_line
from studyapp.core.worked import CheckedClaim, Variant
from studyapp.lab import runner, variants
from studyapp.lab.runner import LabError
from studyapp.study.key_check import check_key, check_spellings


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
    stopped: bool = False  # a variant could not be run, so that the seeds after it are left out

    def blame(self, message: str, *path: str | int) -> None:
        """Note the first fault of a field."""
        if all(fault.path != path for fault in self.faults):
            self.faults.append(Fault(path, one_line(message, 400)))


class Job(NamedTuple):
    """Some questions of a pack to examine."""

    pack: str
    questions: tuple[Question, ...]
    seeds: int
    known: Known
    """The terms of the pack's glossary."""


def sharing_runs(questions: Sequence[Question]) -> list[tuple[Question, ...]]:
    """The questions, those together whose examples are one and the same run on each seed."""
    together: dict[str, list[Question]] = {}
    for question in questions:
        example, run = question.example, f"of {question.id} alone"
        if example is not None and not question.variables:
            run = json.dumps([example.experiment, example.with_], sort_keys=True, default=list)
        together.setdefault(run, []).append(question)
    return [tuple(sharing) for sharing in together.values()]


def examine(job: Job) -> list[Examined]:
    """Every variant of some questions, seed by seed: a run that they share is remembered from one to the next."""
    examined = [Examined() for _ in job.questions]
    for seed in range(1, job.seeds + 1):
        for question, one in zip(job.questions, examined, strict=True):
            # A question without numbers is the same on every seed but for the order of its options.
            varying = bool(question.variables) or question.example is not None
            if not one.stopped and (varying or seed == 1):
                _examine_variant(job, question, seed, one)
    return examined


def _examine_variant(job: Job, question: Question, seed: int, examined: Examined) -> None:
    """One variant; the first failure of each statement is enough."""
    examined.variants += 1
    try:
        variant = variants.draw(job.pack, question, seed)
        worked = runner.worked(question, variant)
    except LabError as error:
        examined.blame(f"{question.id}: {error} (seed {seed})", "example")
        examined.stopped = True
        return
    claims = worked.claims if worked else ()
    examined.claims += len(claims)
    for place, claim in enumerate(claims):
        if not claim.holds:
            examined.blame(_contradiction(question, claim, variant), *_path_of(question, place))
    check_key(question, variant, examined.blame)
    check_spellings(question, variant, job.known, examined.blame)


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
