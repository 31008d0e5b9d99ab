"""FSRS-6 on plain floats, and what is expected of a card whose answer is not known yet.

The `fsrs` package schedules cards (`memory`); a plan over weeks takes hundreds of thousands of steps, for which its
calls are too slow. These are the same formulas; a test holds both together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import NamedTuple

from studyapp.core.memory import Model, Rating

LEAST_STABILITY = 0.001
"""Days."""


class Trace(NamedTuple):
    """What is left of a card's reviews."""

    stability: float
    """Days after which recall has fallen to 90 %."""
    difficulty: float
    """1 (easy) to 10 (hard)."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that answers take, and how often a new card is answered right at its first showing."""

    recalled: float = 10.0
    lapsed: float = 25.0
    """A forgotten card with its relearning."""
    new: float = 40.0
    """A new card with all its learning steps."""
    right_at_first: float = 0.4

    def review(self, recall: float) -> float:
        """What a review takes on average that is passed with this probability."""
        return recall * self.recalled + (1.0 - recall) * self.lapsed


DEFAULT_PACE = Pace()
GUESS_COUNTS_AS = 10
"""The first answers say little yet, so the default counts as some answers of its own."""

Tally = Mapping[tuple[str, bool], tuple[int, float]]
"""(phase of the card, whether it was recalled) -> (answers, seconds they took in all)."""


def pace_of(tally: Tally) -> Pace:
    """The pace that a learner's answers show; the default as long as there are few."""

    def total(*which: tuple[str, bool]) -> tuple[int, float]:
        found = [tally.get(each, (0, 0.0)) for each in which]
        return sum(count for count, _ in found), sum(seconds for _, seconds in found)

    def shown(guess: float, count: int, seconds: float) -> float:
        return (GUESS_COUNTS_AS * guess + seconds) / (GUESS_COUNTS_AS + count)

    recalled, lapses = total(("review", True)), total(("review", False))
    again = total(("relearning", True), ("relearning", False))[1]
    right, begun = total(("new", True))[0], total(("new", True), ("new", False))
    steps = total(("learning", True), ("learning", False))[1]
    return Pace(
        recalled=shown(DEFAULT_PACE.recalled, *recalled),
        lapsed=shown(DEFAULT_PACE.lapsed, lapses[0], lapses[1] + again),
        new=shown(DEFAULT_PACE.new, begun[0], begun[1] + steps),
        right_at_first=shown(DEFAULT_PACE.right_at_first, begun[0], right),
    )


class Forecast:
    """The memory model with its parameters unfolded; rating Good stands for recalled, Again for forgotten."""

    def __init__(self, model: Model) -> None:
        w = model.parameters
        self._w = w
        self._decay = -w[20]
        self._inverse = -1.0 / w[20]
        self._factor = 0.9**self._inverse - 1.0
        self._growth = exp(w[8])
        self._ease = w[4] - exp(w[5] * 3) + 1.0
        self._most_after_lapse = exp(-w[17] * w[18])

    def recall(self, stability: float, days: float) -> float:
        """The probability of recall `days` after a review that left this stability."""
        return float((1.0 + self._factor * days / stability) ** self._decay)

    def stability_for(self, recall: float, days: float) -> float:
        """The stability of which this recall is left after `days`: the inverse of `recall`."""
        lost: float = max(recall, 1e-9) ** self._inverse - 1.0
        return max(LEAST_STABILITY, self._factor * days / lost) if lost > 1e-12 else 1e6

    def first(self, rating: Rating) -> Trace:
        """A new card after its first rating."""
        w = self._w
        difficulty = w[4] - exp(w[5] * (rating - 1)) + 1.0
        return Trace(max(w[rating - 1], LEAST_STABILITY), min(max(difficulty, 1.0), 10.0))

    def same_day(self, trace: Trace, rating: Rating) -> Trace:
        """A card after another rating on the day of its last one."""
        w = self._w
        grown = exp(w[17] * (rating - 3 + w[18])) * trace.stability ** -w[19]
        if rating > Rating.AGAIN:
            grown = max(grown, 1.0)
        return Trace(
            max(trace.stability * grown, LEAST_STABILITY), self._difficulty(trace.difficulty, rating)
        )

    def recalled(self, trace: Trace, recall: float) -> Trace:
        """A card after it was recalled, on a later day, where that had this probability."""
        s, d = trace
        w = self._w
        grown = self._growth * (11.0 - d) * s ** -w[9] * (exp((1.0 - recall) * w[10]) - 1.0)
        return Trace(s * (1.0 + grown), min(max(w[7] * self._ease + (1.0 - w[7]) * d, 1.0), 10.0))

    def forgotten(self, trace: Trace, recall: float) -> Trace:
        """A card after it was forgotten on a later day, before its relearning."""
        s, d = trace
        w = self._w
        left = w[11] * d ** -w[12] * ((s + 1.0) ** w[13] - 1.0) * exp((1.0 - recall) * w[14])
        left = max(min(left, s * self._most_after_lapse), LEAST_STABILITY)
        return Trace(left, self._difficulty(d, Rating.AGAIN))

    def relearned(self, trace: Trace, recall: float) -> Trace:
        """The same after its relearning: one Good on the same day."""
        return self.same_day(self.forgotten(trace, recall), Rating.GOOD)

    def _difficulty(self, difficulty: float, rating: Rating) -> float:
        w = self._w
        moved = difficulty - w[6] * (rating - 3) * (10.0 - difficulty) / 9.0
        return min(max(w[7] * self._ease + (1.0 - w[7]) * moved, 1.0), 10.0)

    def learned(self, right_at_first: bool) -> Trace:
        """A new card after its first answer and what the learning steps then ask for."""
        trace = self.same_day(self.first(Rating.GOOD if right_at_first else Rating.AGAIN), Rating.GOOD)
        return trace if right_at_first else self.same_day(trace, Rating.GOOD)

    def gain(self, trace: Trace, elapsed: float, days_left: float) -> tuple[float, float]:
        """(recall `elapsed` days after the last review, what another adds to recall `days_left` days later)."""
        now = self.recall(trace.stability, elapsed)
        passed, failed = self.recalled(trace, now), self.relearned(trace, now)
        later = now * self.recall(passed.stability, days_left)
        later += (1.0 - now) * self.recall(failed.stability, days_left)
        return now, later - self.recall(trace.stability, elapsed + days_left)

    def merged(self, one: Trace, other: Trace, share: float, days: float) -> Trace:
        """One trace for two, of which the first has this share, with their mean recall after so many days."""
        mean = share * self.recall(one.stability, days) + (1.0 - share) * self.recall(other.stability, days)
        difficulty = share * one.difficulty + (1.0 - share) * other.difficulty
        return Trace(self.stability_for(mean, days), difficulty)


@lru_cache(maxsize=8)
def forecast_of(model: Model) -> Forecast:
    """The forecast of a model, made once."""
    return Forecast(model)
