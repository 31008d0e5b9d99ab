"""A learner whose memory is known: FSRS-6 with parameters of its own, every answer a coin toss with true recall."""

from __future__ import annotations

import random
from dataclasses import dataclass

from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from studyapp.core.forecast import Forecast, Trace
from studyapp.core.memory import DEFAULT_MODEL, Model, Rating

SPREAD = 0.2
"""Standard deviation of the logarithm of each true parameter around the default."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of an answer."""

    recalled: float = 8.0
    forgotten: float = 12.0
    new: float = 20.0
    """The first showing of a card."""
    step: float = 6.0
    """A further answer on the same day."""


COSTS = Costs()
RIGHT_AT_FIRST = 0.4
"""How often a card is answered right that was never shown."""


def true_model(seed: int) -> Model:
    """A learner's own parameters: the defaults, each times a factor, within the bounds of the model."""
    drawn = random.Random(f"learner {seed}")
    bounds = zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    parameters = [
        min(max(default * drawn.lognormvariate(0.0, SPREAD), lowest), highest)
        for default, (lowest, highest) in zip(DEFAULT_MODEL.parameters, bounds, strict=True)
    ]
    # A better first rating never means a weaker memory.
    parameters[:4] = sorted(parameters[:4])
    return Model(tuple(parameters))


class Learner:
    """The true memory of a deck of cards.

    The n-th answer to a card is tossed with the n-th number of that card, whatever was asked in between, so that
    schedules are compared on the same luck.
    """

    def __init__(self, seed: int, cards: int, costs: Costs = COSTS) -> None:
        self.forecast = Forecast(true_model(seed))
        self.costs = costs
        self._luck = [random.Random(f"luck {seed} {card}") for card in range(cards)]
        self._traces: list[Trace | None] = [None] * cards
        self._last = [0] * cards
        self.seconds = 0.0
        self.answers = 0

    def answer(self, card: int, day: int) -> Rating:
        """Ask a card: Good where it was recalled, Again where not. The time it took is added up."""
        trace, costs = self._traces[card], self.costs
        self.answers += 1
        if trace is not None and self._last[card] == day:
            # Minutes after its last answer a card is known.
            self._traces[card] = self.forecast.same_day(trace, Rating.GOOD)
            self.seconds += costs.step
            return Rating.GOOD
        luck = self._luck[card].random()
        if trace is None:
            rating = Rating.GOOD if luck < RIGHT_AT_FIRST else Rating.AGAIN
            after = self.forecast.first(rating)
            self.seconds += costs.new
        else:
            recall = self.forecast.recall(trace.stability, day - self._last[card])
            rating = Rating.GOOD if luck < recall else Rating.AGAIN
            right = rating is Rating.GOOD
            after = self.forecast.recalled(trace, recall) if right else self.forecast.forgotten(trace, recall)
            self.seconds += costs.recalled if right else costs.forgotten
        self._traces[card], self._last[card] = after, day
        return rating

    def remembered(self, day: int) -> float:
        """The expected number of cards recalled on a day."""
        return sum(
            self.forecast.recall(trace.stability, day - last)
            for trace, last in zip(self._traces, self._last, strict=True)
            if trace is not None
        )

    def introduced(self) -> int:
        return sum(trace is not None for trace in self._traces)
