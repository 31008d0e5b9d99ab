"""Verdicts: what an answer is worth, what is said about it, and the rating that it earns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from studyapp.core.memory import Rating


class Outcome(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    NOT_GRADABLE = "not gradable yet"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is worth, and what to say about it."""

    outcome: Outcome
    says: str = ""
    """Feedback: the named mistake, or how to write the answer."""
    mistake: str | None = None
    """Stable name of the mistake, when one was recognized."""
    score: float = 0.0
    """Share of full marks, 0 to 1."""
    slip: str | None = None
    """The right spelling, when a slip of the keyboard was accepted; the answer is then Hard at best."""
    read_as: str | None = None
    """How a typed formula was read."""
    marks: tuple[tuple[bool, ...], ...] = ()
    """For each blank that was filled in, whether each of its entries is right."""


Response: TypeAlias = "str | bool | Sequence[int] | Sequence[str]"
"""Typed text, true or false, places of options or key points in the order shown, or a text for each blank."""


def verdict(right: bool, says: str = "", mistake: str | None = None) -> Verdict:
    """Full marks or none."""
    if right:
        return Verdict(Outcome.RIGHT, says, score=1.0)
    return Verdict(Outcome.WRONG, says, mistake)


def not_gradable(says: str) -> Verdict:
    """What cannot be read costs nothing."""
    return Verdict(Outcome.NOT_GRADABLE, says)


def rating_for(verdict: Verdict, *, hinted: bool, overridden: bool = False) -> Rating:
    """Only full marks count as recalled: Good, Hard after a hint or with a slip; anything else is Again.

    An answer that the learner counts as right is rated like a right one.
    """
    if verdict.outcome is not Outcome.RIGHT and not overridden:
        return Rating.AGAIN
    return Rating.HARD if hinted or verdict.slip else Rating.GOOD


def told(verdict: Verdict) -> dict[str, Any] | None:
    """What was said with a verdict, to be kept with the answer; None when nothing was."""
    said = {"says": verdict.says, "slip": verdict.slip, "read_as": verdict.read_as, "marks": verdict.marks}
    return {name: value for name, value in said.items() if value} or None


def retold(
    outcome: Outcome, mistake: str | None, score: float | None, said: Mapping[str, Any] | None
) -> Verdict:
    """The verdict that was given, from what was kept of it."""
    kept = said or {}
    return Verdict(
        outcome,
        kept.get("says", ""),
        mistake,
        score if score is not None else float(outcome is Outcome.RIGHT),
        kept.get("slip"),
        kept.get("read_as"),
        tuple(tuple(bool(mark) for mark in line) for line in kept.get("marks", ())),
    )
