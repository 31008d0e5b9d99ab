"""Years of reviews for the big store, and the states that they leave its cards in."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

DECAY = 0.1542
FACTOR = 0.9 ** (-1 / DECAY) - 1
LONGEST = 100.0
"""Stability grows no further, in days, so that a card's reviews span years and not decades."""
Array = np.ndarray[Any, Any]


class Log(NamedTuple):
    """Reviews card by card: (reviews,) each; and the state that each reviewed card is left in: (reviewed,)."""

    card: Array
    step: Array
    day: Array
    """Days from TODAY."""
    rating: Array
    stability: Array
    """Before the review; 0 for the first."""
    difficulty: Array
    elapsed: Array
    given: Array
    lapses: Array
    ends: dict[str, Array]


def history(reviewed: Array, count: int, source: np.random.Generator) -> Log:
    """Reviews of the reviewed cards, each near the day it was due; some cards have many, most a few."""
    size = len(reviewed)
    shares = source.gamma(5, size=size)
    lengths = 1 + source.multinomial(count - size, shares / shares.sum())
    first = np.cumsum(lengths) - lengths
    flat = {
        name: np.zeros(count) for name in ("stability", "difficulty", "elapsed", "given", "rating", "lapses")
    }
    ratings = source.choice([1, 2, 3, 4], size=size, p=[0.2, 0.15, 0.5, 0.15])
    stability = np.array([0, 1.2, 2.0, 3.0, 8.3])[ratings] * source.uniform(0.8, 1.2, size)
    difficulty = np.clip(np.array([0, 8, 6.5, 5, 3])[ratings] + source.normal(0, 0.8, size), 1, 10)
    lapses = np.zeros(size)
    flat["rating"][first] = ratings
    flat["difficulty"][first] = difficulty
    for step in range(1, int(lengths.max())):
        at = np.flatnonzero(lengths > step)
        place = first[at] + step
        before = stability[at]
        elapsed = np.maximum(1, np.round(before * source.uniform(0.85, 1.15, len(at))))
        recalled = source.random(len(at)) < (1 + FACTOR * elapsed / before) ** -DECAY
        # At a given moment, most cards are in one of their long intervals.
        recalled |= (lengths[at] - step <= 4) & (source.random(len(at)) < 0.8)
        rating = np.where(recalled, source.choice([2, 3, 4], size=len(at), p=[0.12, 0.78, 0.1]), 1)
        values = {"stability": before, "difficulty": difficulty[at], "elapsed": elapsed, "rating": rating}
        for name, value in {**values, "lapses": lapses[at]}.items():
            flat[name][place] = value
        flat["given"][place - 1] = elapsed
        grown = np.minimum(before * (1.2 + 0.12 * (10 - difficulty[at])), LONGEST)
        stability[at] = np.where(recalled, grown, np.maximum(1.2, np.minimum(0.4 * before, 2 * before**0.3)))
        difficulty[at] = np.clip(difficulty[at] + np.array([0, 0.8, 0.3, 0, -0.3])[rating], 1, 10)
        lapses[at] += ~recalled
    given = np.maximum(1, np.round(stability * source.uniform(0.9, 1.1, size)))
    flat["given"][first + lengths - 1] = given
    # Most cards wait for their day, a few are overdue, and few were reviewed already today.
    passed = np.floor(given * source.uniform(0, 1.03, size))
    passed = np.where((passed == 0) & (source.random(size) < 0.95), 1, passed)
    spent = np.cumsum(flat["elapsed"])
    day = spent - np.repeat(spent[first + lengths - 1] + passed, lengths)
    ends = {"stability": stability, "difficulty": difficulty, "last": -passed, "due": given - passed}
    return Log(
        card=np.repeat(reviewed, lengths),
        step=np.arange(count) - np.repeat(first, lengths),
        day=day.astype(int),
        rating=flat["rating"].astype(int),
        stability=flat["stability"].round(4),
        difficulty=flat["difficulty"].round(4),
        elapsed=flat["elapsed"].astype(int),
        given=flat["given"].astype(int),
        lapses=flat["lapses"].astype(int),
        ends=ends | {"reps": lengths, "lapses": lapses},
    )
