"""The history of a card: how each review found it, and what it left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from studyapp.core.memory import Rating


class Logged(NamedTuple):
    """A review of a card as the log has it."""

    number: int
    day: date
    rating: Rating
    phase: str
    """Where the card stood before: new, learning, review or relearning."""
    elapsed: int | None
    """Days since its last review."""
    stability: float | None
    """Before the review, in days."""
    recall: float | None
    """As it was predicted."""
    interval: int | None
    """Days given; None for a card that stayed in its steps."""


@dataclass(frozen=True, slots=True)
class CardPoint:
    """A review in the history of a card."""

    number: int
    day: date
    rating: Rating
    phase: str
    elapsed: int | None
    recall: float | None
    """The chance of recall before it; None for a new card."""
    interval: int | None
    stability: float | None
    """After it, in days; None where the card was begun anew since and it is not known."""


@dataclass(frozen=True, slots=True)
class CardHistory:
    """A card with its reviews that stand, oldest first."""

    card_id: str
    facet: str
    points: tuple[CardPoint, ...]
    recall: float | None
    """The chance of recall now; None for a card never reviewed."""


def card_points(log: Sequence[Logged], stability: float | None) -> tuple[CardPoint, ...]:
    """The points of a card whose stability is now as given: each review left what the next one found."""
    after = [*(logged.stability for logged in log[1:]), stability]
    return tuple(
        CardPoint(
            logged.number,
            logged.day,
            logged.rating,
            logged.phase,
            logged.elapsed,
            logged.recall,
            logged.interval,
            left,
        )
        for logged, left in zip(log, after, strict=False)
    )
