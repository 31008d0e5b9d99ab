"""How far predicted recall is from what happened: log loss, and the error of recall in bins of like reviews."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from math import floor, log, sqrt

LEAST = 1e-6
"""Predictions are kept so far from 0 and 1, so that no single review has an infinite loss."""

# Width of the bins, as ratios: days since the last review, reviews so far, lapses so far (RMSE(bins) of the FSRS
# authors' benchmark).
_DAYS, _REVIEWS, _LAPSES = log(3.62), log(1.89), log(1.73)


class Score:
    """The losses of predictions, one by one and in bins; scores of parts can be added up."""

    __slots__ = ("_bins", "losses")

    def __init__(self) -> None:
        self.losses = array("d")
        """-log of the probability given to what happened, in nats, of each review."""
        self._bins: dict[tuple[int, int, int], list[float]] = {}

    def add(self, recall: float, recalled: bool, days: int, reviews: int, lapses: int) -> None:
        """A review: predicted recall, whether it was recalled, days since the last review (at least 1), and the
        card's reviews (at least 1) and lapses before it.
        """
        recall = min(max(recall, LEAST), 1 - LEAST)
        self.losses.append(-log(recall if recalled else 1 - recall))
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
    def count(self) -> int:
        return len(self.losses)

    @property
    def log_loss(self) -> float:
        """The mean loss; 0 without reviews."""
        return sum(self.losses) / self.count if self.count else 0.0

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
            whole.losses.extend(score.losses)
            for key, sums in score._bins.items():
                entry = whole._bins.setdefault(key, [0.0, 0.0, 0.0])
                for place, value in enumerate(sums):
                    entry[place] += value
        return whole


def noise(before: Sequence[Score], after: Sequence[Score]) -> float:
    """The standard error of the mean difference between two predictions of the same reviews in the same order."""
    gains = array("d")
    for old, new in zip(before, after, strict=True):
        gains.extend(one - other for one, other in zip(old.losses, new.losses, strict=True))
    count = len(gains)
    if count < 2:
        return float("inf")
    mean = sum(gains) / count
    return sqrt(sum((gain - mean) ** 2 for gain in gains) / (count - 1) / count)
