"""How sure a learner was before the verdict, and whether that agrees with how often they were right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from studyapp.core.items import Flashcard, Open, Question, Trace
from studyapp.core.worked import Variant


class Confidence(StrEnum):
    SURE = "sure"
    UNSURE = "unsure"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Calibration:
    """How often the learner was right when they felt so sure."""

    confidence: Confidence
    answers: int
    right: int

    @property
    def share(self) -> float:
        return self.right / self.answers


def read_confidence(typed: str) -> Confidence | None:
    """A level from its place, its first letter or its name; None for anything else."""
    word = typed.strip().casefold()
    for place, level in enumerate(Confidence, start=1):
        if word in (str(place), level.value[0], level.value):
            return level
    return None


def can_be_asked(question: Question, variant: Variant) -> bool:
    """Whether there is a verdict to be sure of: a learner judges cards and open answers, a whole trace is read."""
    if isinstance(question, Flashcard | Open):
        return False
    return not isinstance(question, Trace) or any(cell.blank for cell in variant.cells)


def calibration(counted: Iterable[tuple[str, int, int]]) -> tuple[Calibration, ...]:
    """From (level, answers, right), in any number of rows a level: surest first, levels never given left out."""
    rows = list(counted)
    totals = (
        Calibration(
            level,
            sum(answers for name, answers, _ in rows if name == level),
            sum(right for name, _, right in rows if name == level),
        )
        for level in Confidence
    )
    return tuple(total for total in totals if total.answers)
