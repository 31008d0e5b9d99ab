"""How far predicted recall is from what happened: log loss, and the error of recall in bins of like reviews."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor, log, sqrt

LEAST = 1e-6
"""Predictions are kept so far from 0 and 1, so that no single review has an infinite loss."""

# Width of the bins, as ratios: days since the last review, reviews so far, lapses so far (RMSE(bins) of the FSRS
# authors' benchmark).
_DAYS, _REVIEWS, _LAPSES = log(3.62), log(1.89), log(1.73)


class Score:
    """Sums over reviews, from which both losses follow; scores of parts can be added up."""

    __slots__ = ("_bins", "_loss", "count")

    def __init__(self) -> None:
        self.count = 0
        self._loss = 0.0
        self._bins: dict[tuple[int, int, int], list[float]] = {}

    def add(self, recall: float, recalled: bool, days: int, reviews: int, lapses: int) -> None:
        """A review: predicted recall, whether it was recalled, days since the last review (at least 1), and the
        card's reviews (at least 1) and lapses before it.
        """
        recall = min(max(recall, LEAST), 1 - LEAST)
        self.count += 1
        self._loss -= log(recall if recalled else 1 - recall)
        key = (
            floor(log(days) / _DAYS),
            floor(log(reviews + 1) / _REVIEWS),
            floor(log(lapses) / _LAPSES) + 1 if lapses else 0,
        )
        entry = self._bins.setdefault(key, [0.0, 0.0, 0.0])
        entry[0] += 1
        entry[1] += recall
        entry[2] += recalled

    @property
    def log_loss(self) -> float:
        """Mean of -log of the probability given to what happened, in nats; 0 without reviews."""
        return self._loss / self.count if self.count else 0.0

    @property
    def rmse_bins(self) -> float:
        """Root of the mean squared difference of mean predicted and true recall in a bin, by its reviews."""
        squares = sum((predicted - true) ** 2 / count for count, predicted, true in self._bins.values())
        return sqrt(squares / self.count) if self.count else 0.0

    @staticmethod
    def total(scores: Iterable[Score]) -> Score:
        """The score of all their reviews together."""
        whole = Score()
        for score in scores:
            whole.count += score.count
            whole._loss += score._loss
            for key, sums in score._bins.items():
                entry = whole._bins.setdefault(key, [0.0, 0.0, 0.0])
                for place, value in enumerate(sums):
                    entry[place] += value
        return whole
