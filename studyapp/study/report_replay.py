"""Going through a report of a mistake again: the same numbers, the answer graded by the app of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from studyapp.core.errors import Refusal
from studyapp.core.grading import Response, Verdict, right_answer
from studyapp.core.items import Question, card_id
from studyapp.core.memory import New
from studyapp.core.mistake_report import LARGEST, Report, version_changes
from studyapp.core.planner import Card
from studyapp.core.text import one_line
from studyapp.core.worked import Variant, WorkedExample
from studyapp.lab import runner, variants
from studyapp.lab.runner import LabError
from studyapp.store import items
from studyapp.store.engine import Store
from studyapp.study.asked import Asked


@dataclass(frozen=True, slots=True)
class Replay:
    """A report gone through again with the app of today."""

    report: Report
    question: Question
    variant: Variant
    expected: str
    """The answer that is right today."""
    verdict: Verdict | None
    """What the answer is worth today; None where there is nothing to grade."""
    same: bool
    """Whether all is as it was reported: the verdict and the right answer."""
    changes: tuple[str, ...]
    """What is otherwise than it was, in words."""
    example: WorkedExample | None


def replayed(store: Store, report: Report, versions: Mapping[str, str]) -> Replay:
    """A report held against the question, the simulator and the other versions of today."""
    with store.reading() as session:
        stored = items.question(session, report.identity)
        kept = items.version(session, report.version)
        known = items.known_terms(session, report.pack) if stored else frozenset()
    if stored is None:
        raise Refusal(f"the report is on {report.identity}, which is in no pack here; install its pack")
    question = stored.question
    changes: list[str] = []
    if stored.version != report.version:
        changes.append("the question reads otherwise today")
        if set(report.variables) != set(question.variables) and kept is not None and kept.id == question.id:
            question = kept
            changes.append("its variables are others today, so its text of then is shown")
    if set(report.variables) != set(question.variables):
        raise Refusal(f"{report.identity} has other variables today; replay it with the pack of then")
    if report.facet not in question.facets:
        raise Refusal(
            f"{report.identity} has no card {report.facet!r} today; replay it with the pack of then"
        )
    variant = _settled(report, question)
    expected = right_answer(question, report.facet, variant)
    same = _line(expected) == _line(report.expected)
    if not same:
        changes.append(f"the right answer: {_line(report.expected)} then, {_line(expected)} now")
    card = Card(card_id(report.pack, question.id, report.facet), New())
    verdict = _graded(report, Asked(card, question, report.version, variant, known))
    if verdict is not None and verdict.outcome.value != report.outcome:
        same = False
        changes.append(f"the verdict: {report.outcome} then, {verdict.outcome.value} now")
    elif verdict is not None and verdict.mistake != report.mistake:
        changes.append(f"the mistake: {report.mistake or 'none'} then, {verdict.mistake or 'none'} now")
    changes += version_changes(report.versions, versions)
    return Replay(
        report, question, variant, expected, verdict, same, tuple(changes), _example(question, variant)
    )


def _graded(report: Report, asked: Asked) -> Verdict | None:
    """What the answer is worth today; None where there is nothing to grade."""
    if report.response is None or report.outcome in (None, "self-rated"):
        return None
    given: Response = report.response if report.given is None else report.given
    try:
        return asked.diagnose(given)
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise Refusal(f"the answer of this report does not fit the question: {_line(str(error))}") from error


def text_of(path: Path) -> str:
    """The text of a file that may be a report; a Refusal where it cannot be one."""
    try:
        with path.open("rb") as file:
            held = file.read(LARGEST + 1)
        if len(held) > LARGEST:
            raise Refusal(f"{path.name} is larger than a report, which has at most {LARGEST:,} bytes")
        return held.decode("utf-8")
    except OSError as error:
        raise Refusal(f"cannot read {path}: {error.strerror or 'not readable'}") from error
    except ValueError as error:
        raise Refusal(f"{path.name} is not a report: not UTF-8") from error


def _settled(report: Report, question: Question) -> Variant:
    """The variant with the report's numbers, its key computed by the simulator of today."""
    try:
        variant = variants.settled(report.pack, question, report.seed, report.variables)
    except (LabError, LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise Refusal(f"the numbers of this report cannot be run: {_line(str(error))}") from error
    if sorted(report.order) == sorted(variant.order):
        variant = replace(variant, order=report.order)
    if len(report.blanks) == len(variant.cells):
        cells = zip(variant.cells, report.blanks, strict=True)
        variant = replace(variant, cells=tuple(replace(cell, blank=blank) for cell, blank in cells))
    return variant


def _example(question: Question, variant: Variant) -> WorkedExample | None:
    try:
        return runner.worked(question, variant)
    except LabError:
        return None


def _line(text: str) -> str:
    return one_line(text, 120)
