"""A learner's days with a schedule: so many minutes each.

An answer begun in time may run over; the next day has that much less.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tests.benchmarks.learner.memory import Learner
from tests.benchmarks.learner.schedules import Schedule


class Result(NamedTuple):
    """What a run came to."""

    remembered: float
    """Expected number of cards recalled on the last day, by the true memory."""
    minutes: float
    """A day, on average."""
    answers: int
    introduced: int


class Day:
    """A day in progress."""

    def __init__(
        self, learner: Learner, schedule: Schedule, day: int, seconds: float, before: Day | None = None
    ) -> None:
        self._learner, self._schedule, self._day = learner, schedule, day
        self._end = learner.seconds + seconds + (min(0.0, before.left) if before else 0.0)
        self._asked: set[int] = set()

    @property
    def left(self) -> float:
        return self._end - self._learner.seconds

    def ask(self, cards: Iterable[int], until: float = 0.0) -> None:
        """Ask cards, each with its steps, while more time than that is left; none a second time."""
        for card in cards:
            if self.left <= until:
                return
            if card in self._asked:
                continue
            self._asked.add(card)
            self._schedule.rate(card, self._learner.answer(card, self._day), self._day)
            while self._schedule.in_steps(card):
                self._schedule.rate(card, self._learner.answer(card, self._day), self._day)

    def begin(self, new: int) -> None:
        """Begin new cards, in their order."""
        for _ in range(min(new, self._schedule.cards - self._schedule.begun)):
            if self.left <= 0:
                return
            self._schedule.begun += 1
            self.ask([self._schedule.begun - 1])


def studied(seed: int, schedule: Schedule, minutes: float, days: int, *, fills: bool) -> Result:
    """A learner's days with a schedule. `fills`: time that is left is spent on cards that are not due."""
    learner, seconds = Learner(seed, schedule.cards), 60 * minutes
    day: Day | None = None
    for number in range(days):
        day = Day(learner, schedule, number, seconds, day)
        due = schedule.due(number)
        new = min(schedule.new(number, due, seconds), schedule.cards - schedule.begun)
        day.ask(due, until=seconds - schedule.before_new(seconds, new))
        day.begin(new)
        day.ask(due)
        if fills:
            day.ask(schedule.ahead(number))
    return Result(
        learner.remembered(days), learner.seconds / 60 / days, learner.answers, learner.introduced()
    )
