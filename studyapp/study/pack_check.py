"""Checking packs: every claim and every variant runs on many seeds; one contradiction and the pack fails."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studyapp.core.grading import Outcome, grade, within
from studyapp.core.items import Backing, Numeric, Question
from studyapp.core.text import one_line
from studyapp.core.worked import CheckedClaim, Variant
from studyapp.lab import runner, variants
from studyapp.lab.runner import LabError
from studyapp.packs.errors import Mark, PackErrors
from studyapp.packs.loader import LoadedPack, load

DEFAULT_SEEDS = 20
MOST_SEEDS = 100_000

Heard = Callable[[int, int, str], None]
"""Called with (questions done, questions in all, the next one's id)."""


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
    for place, question in enumerate(pack.questions):
        if heard:
            heard(place, len(pack.questions), question.id)
        _check_question(loaded, question, seeds, report)
    return report


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


def _check_question(loaded: LoadedPack, question: Question, seeds: int, report: PackReport) -> None:
    """Every variant of one question; the first failure of each statement is enough."""
    blamed: set[str] = set()

    def blame(message: str, *path: str | int) -> None:
        place = "/".join(map(str, path))
        if place not in blamed:
            blamed.add(place)
            report.failures.append(_failure(loaded.marks.of(question.id, *path), one_line(message, 400)))

    varying = bool(question.variables) or question.example is not None
    # A question without numbers is the same on every seed but for the order of its options.
    for seed in range(1, (seeds if varying else 1) + 1):
        report.variants += 1
        try:
            variant = variants.draw(loaded.pack.id, question, seed)
            worked = runner.worked(question, variant)
        except LabError as error:
            blame(f"{question.id}: {error} (seed {seed})", "example")
            return
        claims = worked.claims if worked else ()
        report.claims += len(claims)
        for place, claim in enumerate(claims):
            if not claim.holds:
                path = _path_of(question, place)
                blame(_contradiction(question, claim, variant), *path)
        if isinstance(question, Numeric):
            _check_key(question, variant, blame)


def _path_of(question: Question, place: int) -> tuple[str | int, ...]:
    """Where the n-th checked statement of a question stands in its file."""
    count = len(question.example.claims) if question.example else 0
    if place < count:
        return ("example", "claims", place)
    options = getattr(question, "options", None)
    if options is None:
        return ("answer",)
    decided = [index for index, option in enumerate(options) if option.holds is not None]
    return ("options", decided[place - count])


def _contradiction(question: Question, claim: CheckedClaim, variant: Variant) -> str:
    return f"{question.id}: claim {claim.text!r} does not hold on seed {variant.seed}: {claim.measured}"


def _check_key(question: Numeric, variant: Variant, blame: Callable[..., None]) -> None:
    """The key is a number that is graded right, and no named mistake would be."""
    key = variant.key
    if key is None or not math.isfinite(key):
        blame(f"{question.id}: the key is {key} on seed {variant.seed}; it must be finite", "answer", "value")
        return
    tolerance, relative = question.answer.allowed
    if key == 0 and relative:
        blame(
            f"{question.id}: the key is 0 on seed {variant.seed}; give an absolute tolerance such as 0.01",
            "answer",
            "tolerance",
        )
    if grade(question, "answer", repr(key), variant).outcome is not Outcome.RIGHT:
        blame(f"{question.id}: its own key {key!r} is not graded right on seed {variant.seed}", "answer")
    for place, mistake in enumerate(variant.mistakes):
        if within(mistake.value, key, tolerance, relative=relative):
            blame(
                f"{question.id}: the mistake {mistake.tag!r} gives {mistake.value:.6g}, which the tolerance"
                f" accepts for the key {key:.6g} on seed {variant.seed}",
                "mistakes",
                place,
                "value",
            )
