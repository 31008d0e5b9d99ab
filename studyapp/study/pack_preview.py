"""A pack that is being written: a question as its files say now, its run, and what a check finds in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from studyapp.core.grading import Known, known_terms
from studyapp.core.items import Question
from studyapp.core.worked import Named, Variant, WorkedExample
from studyapp.lab import named, runner, variants
from studyapp.lab.runner import LabError
from studyapp.packs.errors import Mark, PackErrors, Problem
from studyapp.packs.following import FollowedPack, Seen, Spot
from studyapp.packs.watching import Watch, changes, stamps
from studyapp.study.pack_check import DEFAULT_SEEDS
from studyapp.study.pack_examination import examine
from studyapp.study.pack_findings import findings
from studyapp.study.pack_jobs import Job
from studyapp.study.pack_report import Fault

__all__ = ["Closer", "Finding", "PackPreview", "Ran", "Shot", "Watch", "changes", "stamps"]

EXAMINED_SECONDS = 2.0
"""What the runs of a closer look may take together: a question whose run is slow is looked at on fewer seeds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend, or to look at, and where."""

    level: str
    """`error` or `warning`."""
    file: str
    line: int
    column: int
    message: str
    code: str = ""
    here: bool = True
    """Whether it is about the question shown."""

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Shot:
    """A question as its file says now. Without a question, `findings` say why there is none."""

    looks: int
    pack: str
    folder: Path
    number: int
    """From 1; 0 where the pack has no question."""
    of: int
    spot: Spot | None
    seen: Seen | None
    findings: tuple[Finding, ...] = ()

    @property
    def question(self) -> Question | None:
        return None if self.seen is None else self.seen.question

    @property
    def id(self) -> str | None:
        return None if self.seen is None else self.seen.id

    @property
    def mark(self) -> Mark | None:
        """The file, below the pack's folder, and the line at which it begins."""
        if self.seen is not None:
            return self.seen.mark
        first = next(iter(self.findings), None)
        return Mark(first.file, first.line, first.column) if first else None

    @property
    def path(self) -> Path | None:
        """The file itself."""
        return None if self.mark is None else self.folder / self.mark.file


@dataclass(frozen=True, slots=True)
class Ran:
    """A question with the numbers of a seed, and its run; `refused` says why there are none."""

    seed: int
    variant: Variant | None = None
    worked: WorkedExample | None = None
    refused: str = ""
    seconds: float = 0.0
    """Seconds of computing that the run takes."""
    pending: bool = False
    """Whether only its variables are drawn: the run is still to come."""


@dataclass(frozen=True, slots=True)
class Closer:
    """What takes longer: the mistakes of the run, and what a check of the pack finds."""

    named: tuple[Named, ...]
    findings: tuple[Finding, ...]
    seeds: int
    """On how many seeds the question was run; 0 where it could not be read."""
    whole: bool = False
    """Whether the whole pack was looked at for it."""


class PackPreview:
    """One pack, looked at again at each save. Its methods are for workers; the values they give are plain."""

    def __init__(self, folder: Path) -> None:
        self._followed = FollowedPack(folder)
        self._examined: tuple[Job, tuple[Fault, ...], tuple[Fault, ...]] | None = None
        self._known: Known = frozenset()
        """The terms of the pack's glossary, once the whole pack was read."""

    @property
    def folder(self) -> Path:
        return self._followed.folder

    @property
    def looks(self) -> int:
        """Grows with each look that found something else."""
        return self._followed.looks

    def look(self, last: Shot | None = None, by: int = 0, wanted: str = "") -> Shot:
        """The question shown last as it is now, or the one `by` places on; the first, or the one that is wanted.

        A question that is gone or has another id now is followed by its place.
        """
        followed = self._followed
        try:
            followed.look()
        except PackErrors as errors:
            number, of = (last.number, last.of) if last else (0, 0)
            spot = last.spot if last else None
            return Shot(
                followed.looks, self.folder.name, self.folder, number, of, spot, None, _all(errors.problems)
            )
        spots = followed.spots()
        place = self._place(spots, last, wanted)
        if place is None:
            return Shot(followed.looks, self.folder.name, self.folder, 0, 0, None, None)
        place = max(0, min(len(spots) - 1, place + by))
        seen = followed.seen(spots[place])
        found = _all(seen.problems)
        return Shot(
            followed.looks, self.folder.name, self.folder, place + 1, len(spots), spots[place], seen, found
        )

    def _place(self, spots: tuple[Spot, ...], last: Shot | None, wanted: str) -> int | None:
        if not spots:
            return None
        identity = wanted or (last.id if last else None)
        if identity and (spot := self._followed.find(identity)) in spots:
            return spots.index(spot)
        if last is None or last.spot is None:
            return 0
        same = [place for place, spot in enumerate(spots) if spot.file == last.spot.file]
        if not same:
            return min(last.number, len(spots)) - 1
        return same[min(last.spot.entry, len(same) - 1)]

    def run(self, shot: Shot, seed: int | None) -> Ran:
        """The question with the numbers of a seed, those of its first showing where none is given, and its run."""
        question = shot.question
        assert question is not None
        seed = _seed(shot, question, seed)
        variant = None
        try:
            variant = variants.draw(shot.pack, question, seed)
            worked, asked = runner.worked(question, variant), runner.asked(question, variant)
            return Ran(seed, variant, worked, seconds=runner.seconds(*asked) if asked else 0.0)
        except LabError as error:
            return Ran(seed, variant, refused=str(error).removeprefix(f"{question.id}: "))

    def begun(self, shot: Shot, seed: int | None) -> Ran:
        """The same before the run, at once: only the numbers that are drawn."""
        question = shot.question
        assert question is not None
        seed = _seed(shot, question, seed)
        try:
            drawn = variants.drawn(shot.pack, question, seed)
        except LabError as error:
            return Ran(seed, refused=str(error).removeprefix(f"{question.id}: "), pending=True)
        return Ran(seed, Variant(seed, drawn), pending=True)

    def look_closer(self, shot: Shot, ran: Ran | None) -> Closer:
        """What the runs of the question show on several seeds, and the mistakes of its run."""
        if shot.seen is None or shot.question is None or ran is None:
            return Closer((), shot.findings, 0)
        seeds = max(1, min(DEFAULT_SEEDS, int(EXAMINED_SECONDS / max(ran.seconds, 1e-3))))
        found = self._examine(shot.seen, Job(shot.pack, (shot.question,), seeds, self._known))
        made = named.named_by_mutants(shot.question, ran.variant) if ran.variant and not ran.refused else ()
        return Closer(made, _sorted(found), seeds)

    def look_at_whole(self, shot: Shot, closer: Closer) -> Closer | None:
        """The same with what a check of the whole pack finds; None where its files were saved meanwhile."""
        whole = self._followed.whole()
        if whole is None or self.looks != shot.looks:
            return None
        (loaded, problems), seen = whole, shot.seen
        found = [_finding(problem, _is_here(problem.mark, seen)) for problem in problems]
        if seen is None or shot.question is None:
            others = (
                [] if any(one.file == each.file for one in found for each in shot.findings) else shot.findings
            )
            return Closer((), _sorted([*found, *others]), 0, whole=True)
        own = closer.findings
        if loaded is not None:
            if (known := known_terms(loaded.pack.glossary)) != self._known:
                self._known = known
                own = tuple(self._examine(seen, Job(shot.pack, (shot.question,), closer.seeds, known)))
            told = (one for one in findings(loaded) if _is_here(Mark(*one.place), seen))
            found += [Finding(one.level, *one.place, _alone(one.message, seen), one.code) for one in told]
        return replace(closer, findings=_sorted([*own, *found]), whole=True)

    def _examine(self, seen: Seen, job: Job) -> list[Finding]:
        """What the runs of a question show; of one that has not changed, what they showed before."""
        before = self._examined
        if before is None or before[0] != job:
            one = examine(job)[0]
            before = self._examined = (job, tuple(one.faults), tuple(one.warnings))
        _, faults, warnings = before
        allowed = job.questions[0].allow
        told = [("error", one) for one in faults]
        told += [("warning", one) for one in warnings if one.code not in allowed]
        return [_at(seen, one.path, level, one.message, one.code) for level, one in told]


def _seed(shot: Shot, question: Question, seed: int | None) -> int:
    """The seed that was chosen, or that of the question's first showing."""
    return variants.seed_for(shot.pack, question.id, 0) if seed is None else seed


def _is_here(mark: Mark, seen: Seen | None) -> bool:
    """Whether a place lies within the question: at its first line or below, before the next one."""
    if seen is None or mark.file != seen.mark.file or mark.line < seen.mark.line:
        return False
    return seen.node is None or mark.line <= _last_line(seen)


def _last_line(seen: Seen) -> int:
    """The last line on which something of the question begins."""
    last, waiting = seen.mark.line, [seen.node]
    while waiting:
        node = waiting.pop()
        if node is not None:
            last = max(last, node.line)
            waiting += node.entries or (node.fields or {}).values()
    return last


def _all(problems: Iterable[Problem]) -> tuple[Finding, ...]:
    return tuple(_finding(problem) for problem in problems)


def _finding(problem: Problem, here: bool = True) -> Finding:
    mark = problem.mark
    return Finding("error", mark.file, mark.line, mark.column, problem.message, problem.code, here=here)


def _alone(message: str, seen: Seen) -> str:
    """A message without the id of the question, which is on the screen."""
    return message.removeprefix(f"{seen.id}: ")


def _at(seen: Seen, path: tuple[str | int, ...], level: str, message: str, code: str) -> Finding:
    mark = seen.at(*path)
    return Finding(level, mark.file, mark.line, mark.column, _alone(message, seen), code)


def _sorted(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """What is about the question first, errors before warnings, then by place."""
    return tuple(
        sorted(found, key=lambda one: (not one.here, one.level != "error", one.file, one.line, one.column))
    )
