"""Holding an author's own tests: answers with the verdict that each must get."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.core.grading import Known, Outcome, Response, grade
from studyapp.core.items import (
    Question,
    Trial,
)
from studyapp.core.offered import offered
from studyapp.core.text import filled, folded
from studyapp.core.worked import Variant
from studyapp.lab import variants
from studyapp.lab.runner import LabError
from studyapp.study.pack_report import Blame

_OUTCOMES = {
    "right": Outcome.RIGHT,
    "wrong": Outcome.WRONG,
    "not gradable": Outcome.NOT_GRADABLE,
}


def check_trials(pack_id: str, question: Question, known: Known, blame: Blame) -> None:
    """`blame` is told of each test that is not judged as its author expects, at its own line."""
    for place, trial in enumerate(question.tests):
        try:
            variant = variants.draw(pack_id, question, trial.seed)
        except LabError as error:
            blame("test-fails", f"the test {trial.typed!r} cannot be tried yet: {error}", "tests", place)
            continue
        if complaint := _complaint(question, trial, variant, known):
            blame("test-fails", f"the test {complaint} on seed {trial.seed}", "tests", place)


def _complaint(question: Question, trial: Trial, variant: Variant, known: Known) -> str | None:
    typed = filled(trial.typed, variant.variables)
    facet = trial.facet or question.facets[0]
    found = grade(question, facet, response(question, variant, typed), variant, known)
    if found.outcome is not _OUTCOMES[trial.verdict]:
        says = f" ({found.says})" if found.says else ""
        return f"{typed!r} must be {trial.verdict}, but is {found.outcome}{says}"
    if trial.mistake is not None and found.mistake != trial.mistake:
        return f"{typed!r} must be the mistake {trial.mistake!r}, but is {found.mistake!r}"
    return None


def response(question: Question, variant: Variant, typed: str) -> Response:
    """What was typed as a response; lines that are the shown texts themselves become their places."""
    shown = [folded(text) for text in shown_texts(question, variant)]
    lines = [folded(line) for line in typed.splitlines() if line.strip()]
    if shown and lines and all(line in shown for line in lines):
        return tuple(shown.index(line) for line in lines)
    return typed


def shown_texts(question: Question, variant: Variant) -> Sequence[str]:
    """What is shown to be chosen or arranged, in the order shown."""
    texts = offered(question, variant)
    return [texts[place] for place in variant.order or range(len(texts))]
