"""True against predicted retention: whether as many cards were recalled as the memory model expected."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from studyapp.core.statistics import place_in, wilson

AGES = (("new", 0.0), ("young", 7.0), ("mature", 21.0))
"""Ages of a card, and the stability in days from which it has each."""
RECALL_EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)
"""Between which predicted recalls predictions are held against what happened."""
RECALL_STEPS = 10_000
"""Predicted recall is counted in steps of 1/10,000, so that a log of any length is few counts."""


class Predicted(NamedTuple):
    """Reviews of cards of one age for which the same recall was predicted."""

    age: int
    """Place in AGES."""
    recall: float
    tested: int
    recalled: int


@dataclass(frozen=True, slots=True)
class Retention:
    """How many reviews recalled their card, against how many the model expected."""

    tested: int
    """At least 1."""
    recalled: int
    predicted: float
    """Mean of the recall predicted before each review."""

    @property
    def share(self) -> float:
        return self.recalled / self.tested

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share."""
        return wilson(self.recalled, self.tested)

    @property
    def as_predicted(self) -> bool:
        """Whether what was predicted lies in the interval."""
        low, high = self.interval
        return low <= self.predicted <= high


@dataclass(frozen=True, slots=True)
class Fit:
    """How well predicted recall agrees with the log."""

    log_loss: float
    """Mean negative log-likelihood of what happened, in nats; smaller is better."""
    rmse: float
    """Root mean square of the distance between predicted and true recall over the ranges of RECALL_EDGES, weighted
    by their reviews."""


def retention(counted: Iterable[Predicted]) -> Retention | None:
    """All of them together; None without any."""
    rows = list(counted)
    tested = sum(row.tested for row in rows)
    if not tested:
        return None
    expected = math.fsum(row.recall * row.tested for row in rows)
    return Retention(tested, sum(row.recalled for row in rows), expected / tested)


def by_age(counted: Sequence[Predicted]) -> dict[str, Retention]:
    """Retention by age of the card, ages never tested left out."""
    found = {
        name: retention(row for row in counted if row.age == place) for place, (name, _) in enumerate(AGES)
    }
    return {name: one for name, one in found.items() if one is not None}


def by_recall(counted: Sequence[Predicted]) -> dict[tuple[float, float], Retention]:
    """Retention by the range in which the predicted recall fell, ranges without reviews left out."""
    parts: dict[int, list[Predicted]] = {}
    for row in counted:
        parts.setdefault(place_in(row.recall, RECALL_EDGES), []).append(row)
    found = {(RECALL_EDGES[at], RECALL_EDGES[at + 1]): retention(parts[at]) for at in sorted(parts)}
    return {ends: one for ends, one in found.items() if one is not None}


def fit(counted: Sequence[Predicted]) -> Fit | None:
    """How well the predictions agree with what happened; None without any."""
    tested = sum(row.tested for row in counted)
    if not tested:
        return None
    loss = 0.0
    for row in counted:
        recall = min(max(row.recall, 1 / RECALL_STEPS), 1 - 1 / RECALL_STEPS)
        loss -= row.recalled * math.log(recall) + (row.tested - row.recalled) * math.log1p(-recall)
    off = math.fsum(one.tested * (one.share - one.predicted) ** 2 for one in by_recall(counted).values())
    return Fit(loss / tested, math.sqrt(off / tested))
