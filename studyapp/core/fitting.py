"""Fitting the memory model to a learner's own reviews: what is learned from, and when a fit may be used.

A fit is tried on reviews that it has not seen. The log is cut by time into parts of equal size; the first part,
the first two and so on are fitted, and each fit predicts the part that comes next. Parts are cut by time, not by
cards, since that is what a fit is for: it meets later reviews of the same cards, by a learner who has changed
meanwhile. Cut by cards, each fit would have seen the days that it is tried on.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import inf
from typing import NamedTuple, TypeAlias

import fsrs
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from studyapp.core import memory
from studyapp.core.losses import Score
from studyapp.core.memory import DEFAULT_MODEL, Model, Moment, New, Rating, State

FOLDS = 5
FEWEST = 400
"""Usable reviews below which nothing is fitted: the defaults would count for more than 70 % of what is found."""
PULL = 1_000
"""Reviews that the defaults count for where a fit is shrunk toward them."""
LONGEST_LIFE = 256
"""Reviews of a life that are learned from: the optimizer keeps for each review a copy of those before it."""
MARGIN = 1.64
"""Standard errors by which the loss must fall: by luck alone it does in one log of twenty."""

Parameters: TypeAlias = tuple[float, ...]
Sequences: TypeAlias = Iterator[list[tuple[int, int, int]]]
"""For each life (number, days since the last review, rating), oldest first."""
Tick: TypeAlias = Callable[[int], None]
"""Told how many reviews were replayed; may raise to stop the work."""

_RATINGS = {int(rating): fsrs.Rating(int(rating)) for rating in Rating}
_START = datetime(1, 1, 1, tzinfo=UTC)


class Rated(NamedTuple):
    """What a fit needs of a review."""

    number: int
    """Its place in the log of all cards."""
    day: date
    rating: int


@dataclass(frozen=True, slots=True)
class Life:
    """The reviews of a card from its first, or from the first after it was begun anew; oldest first."""

    numbers: array[int]
    elapsed: array[int]
    """Study days since the review before, 0 for the first and within a day."""
    ratings: bytes

    def usable(self) -> Iterator[int]:
        """Places of the reviews that test memory: those at least a day after the one before."""
        return (place for place, days in enumerate(self.elapsed) if days)

    def before(self, cut: float) -> int:
        """How many of its reviews come before a cut."""
        return bisect_right(self.numbers, cut)


def lives(reviews: Iterable[Rated], resets: Sequence[int] = ()) -> Iterator[Life]:
    """The lives of a card, from its reviews that stand and the newest review at each time it was begun anew.

    Both oldest first. A due day that was moved changes nothing: what counts is when the card was reviewed.
    """
    left = list(resets)
    numbers, elapsed, ratings = array("q"), array("l"), bytearray()
    last: date | None = None
    for review in reviews:
        begun_anew = False
        while left and left[0] < review.number:
            left.pop(0)
            begun_anew = True
        if begun_anew and numbers:
            yield Life(numbers, elapsed, bytes(ratings))
            numbers, elapsed, ratings, last = array("q"), array("l"), bytearray(), None
        # As in `memory.review`: a clock moved back never makes time run backwards.
        elapsed.append(0 if last is None else max(0, (review.day - last).days))
        last = review.day if last is None else max(last, review.day)
        numbers.append(review.number)
        ratings.append(review.rating)
    if numbers:
        yield Life(numbers, elapsed, bytes(ratings))


def count_usable(log: Iterable[Life], cut: float = inf) -> int:
    """How many reviews test memory, up to a cut."""
    return sum(sum(map(bool, life.elapsed[: life.before(cut)])) for life in log)


def cuts(log: Iterable[Life], folds: int = FOLDS) -> tuple[int, ...]:
    """The number of the last usable review of each of `folds` + 1 parts of equal size, by time."""
    numbers = array("q", sorted(life.numbers[place] for life in log for place in life.usable()))
    parts = folds + 1
    if len(numbers) < parts:
        raise ValueError(f"{len(numbers)} usable reviews cannot be cut into {parts} parts")
    return tuple(numbers[len(numbers) * part // parts - 1] for part in range(1, parts + 1))


def training(log: Iterable[Life], cut: int) -> Sequences:
    """What a fit learns from: every life up to a cut, where it has a usable review."""
    for life in log:
        count = min(life.before(cut), LONGEST_LIFE)
        if any(life.elapsed[:count]):
            yield list(zip(life.numbers[:count], life.elapsed[:count], life.ratings[:count], strict=True))


def recalls(life: Life, model: Model, count: int) -> Iterator[float]:
    """The recall predicted before each of the first `count` reviews, 0 before the first.

    The states are those of `memory.review`, which a test compares; here nothing but the memory is computed.
    """
    scheduler = fsrs.Scheduler(model.parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, at = fsrs.Card(card_id=0), _START
    for days, rating in zip(life.elapsed[:count], life.ratings[:count], strict=True):
        at += timedelta(days=days)
        yield 0.0 if card.stability is None else model.recall_after(card.stability, days)
        card, _ = scheduler.review_card(card, _RATINGS[rating], at)


def scores(
    log: Iterable[Life], model: Model, bounds: Sequence[int], tick: Tick = lambda reviews: None
) -> list[Score]:
    """How well parameters predict the usable reviews after each bound, up to the next one."""
    found = [Score() for _ in bounds[1:]]
    for life in log:
        count, seen = life.before(bounds[-1]), life.before(bounds[0])
        if not any(life.elapsed[seen:count]):
            continue
        lapses = 0
        for place, recall in enumerate(recalls(life, model, count)):
            rating, days = life.ratings[place], life.elapsed[place]
            recalled = rating > Rating.AGAIN
            if place >= seen and days:
                part = bisect_right(bounds, life.numbers[place] - 1) - 1
                found[part].add(recall, recalled, days, place, lapses)
            lapses += bool(days) and not recalled
        tick(count)
    return found


def clamped(parameters: Iterable[float]) -> Parameters:
    """Parameters within the bounds of the model."""
    bounds = zip(parameters, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(min(max(value, lowest), highest) for value, lowest, highest in bounds)


def shrunk(fitted: Iterable[float], reviews: int) -> Parameters:
    """Parameters drawn toward the defaults, the more so the fewer usable reviews they were fitted to."""
    share = reviews / (reviews + PULL)
    pairs = zip(fitted, DEFAULT_MODEL.parameters, strict=True)
    return clamped(value * share + default * (1 - share) for value, default in pairs)


class Fold(NamedTuple):
    """A part of the log that was predicted, and the mean log loss there."""

    reviews: int
    before: float
    """Of the parameters in force."""
    after: float
    """Of those fitted to the parts before it."""


def why_not(folds: Sequence[Fold], noise: float = 0.0) -> str:
    """Why a fit is not to be used; empty where it predicts better, in most folds and by more than luck would.

    `noise` is the standard error of the gain in mean loss.
    """
    better = sum(fold.after < fold.before for fold in folds)
    gain = mean_loss(folds, "before") - mean_loss(folds, "after")
    if gain <= 0:
        return "it predicts your later reviews no better than the parameters in force"
    if better * 2 <= len(folds):
        return f"it predicts better in only {better} of {len(folds)} parts of your log"
    if gain <= MARGIN * noise:
        return "what it gains may well be luck; more reviews will tell"
    return ""


def mean_loss(folds: Sequence[Fold], which: str) -> float:
    """The mean log loss of all reviews that were predicted; `which` is before or after."""
    total = sum(fold.reviews for fold in folds)
    return sum(fold.reviews * float(getattr(fold, which)) for fold in folds) / total


def typical_intervals(model: Model, count: int = 4) -> tuple[int, ...]:
    """The first intervals, in days, of a card that is always answered Good on the day that it is due."""
    state: State = New()
    day = date(2000, 1, 1)
    found: list[int] = []
    while len(found) < count:
        state = memory.review(state, Rating.GOOD, Moment(datetime(2000, 1, 1, tzinfo=UTC), day), model)
        if state.step is None:
            found.append((state.due_day - day).days)
            day = state.due_day
    return tuple(found)
