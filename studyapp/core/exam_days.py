"""Days before an exam, filled one after the other with what adds the most to the recall of the exam day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from studyapp.core import outcomes
from studyapp.core.exam_groups import Group, Stretch
from studyapp.core.forecast import Forecast, Pace

LEAST_GAIN = 0.0005
"""A review that adds less recall than that is not worth its time."""
SOONER_THAN_EVEN = 2
"""New cards are begun so many times faster than an even share of those waiting would be for each day left."""


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """What a day is to ask."""

    day: date
    cards: tuple[str, ...] = ()
    """In the order of what they gain for the time they take."""
    new: frozenset[str] = frozenset()
    """Those among them that are begun."""
    seconds: float = 0.0
    """What that takes, on average."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Time for an exam."""

    minutes: float
    """A day."""
    spent_today: float = 0.0
    """Seconds of today's minutes that are gone."""
    off: Collection[date] = ()
    """Days without study."""

    def seconds(self, day: date, today: date) -> float:
        if day in self.off:
            return 0.0
        return max(0.0, 60 * self.minutes - (self.spent_today if day == today else 0.0))


@dataclass
class Planning:
    """A plan in the making."""

    today: date
    days: int
    budget: Budget
    forecast: Forecast
    pace: Pace
    groups: list[Group]
    cards: dict[int, list[str]] = field(default_factory=dict)
    new: dict[int, set[str]] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)

    def plan(self, stretch: Stretch) -> None:
        """Fill a stretch of days: what gains the most for its time first, new cards at the pace they need."""
        open_days = [
            day for day in range(stretch.first, stretch.first + stretch.days) if self._seconds_on(day) > 0
        ]
        room = sum(map(self._seconds_on, open_days))
        if not open_days:
            return
        at, left = stretch.middle, self.days - stretch.middle
        limit = self._new_a_day(stretch.first) * len(open_days)
        ranked: list[tuple[float, int, float]] = []
        for place, group in enumerate(self.groups):
            if not group.outcomes:
                after = outcomes.introduced(self.forecast, self.pace, left)
                gain, cost = outcomes.recall(self.forecast, after, left), self.pace.new
            elif group.last < at and group.last < stretch.first:
                now, gain = outcomes.gain(self.forecast, group.outcomes, at - group.last, left)
                cost = self.pace.review(now)
            else:
                continue
            if gain > LEAST_GAIN:
                ranked.append((gain / cost, place, cost))
        ranked.sort(key=lambda entry: (-entry[0], entry[1]))
        waiting: list[tuple[Group, float]] = []
        for _, place, cost in ranked:
            group = self.groups[place]
            new = not group.outcomes
            count = min(len(group.cards), _fit(room, cost), limit if new else len(group.cards))
            if new and count < len(group.cards):
                waiting.append((group, cost))
            if count:
                limit -= count if new else 0
                room -= count * cost
                self._ask(group, count, cost, at, left, open_days)
        for group, cost in waiting:
            # Time that no review needs begins more new cards.
            count = min(len(group.cards), _fit(room, cost))
            if count:
                room -= count * cost
                self._ask(group, count, cost, at, left, open_days)
        self.groups = [group for group in self.groups if group.cards]

    def _seconds_on(self, day: int) -> float:
        return self.budget.seconds(self.today + timedelta(days=day), self.today)

    def _new_a_day(self, first: int) -> int:
        """New cards a day at the pace that has them begun in time, most of them early."""
        waiting = sum(len(group.cards) for group in self.groups if not group.outcomes)
        left = self.days - first
        return -(-SOONER_THAN_EVEN * waiting // left)

    def _ask(self, group: Group, count: int, cost: float, at: int, left: int, days: list[int]) -> None:
        asked = group.split(count) if count < len(group.cards) else group
        for number, card in enumerate(asked.cards):
            day = days[number * len(days) // len(asked.cards)]
            self.cards.setdefault(day, []).append(card)
            if not asked.outcomes:
                self.new.setdefault(day, set()).add(card)
            self.seconds[day] = self.seconds.get(day, 0.0) + cost
        if asked.outcomes:
            asked.outcomes = outcomes.reviewed(self.forecast, asked.outcomes, at - asked.last, left)
        else:
            asked.outcomes = outcomes.introduced(self.forecast, self.pace, left)
        asked.last = at
        if asked is not group:
            self.groups.append(asked)

    def recall_on(self, day: int) -> float:
        return _mean_recall(self.groups, self.forecast, day)

    def made(self, day: int) -> PlannedDay:
        """What a day has been given."""
        asked, new = self.cards.get(day, ()), self.new.get(day, ())
        day_itself = self.today + timedelta(days=day)
        return PlannedDay(day_itself, tuple(asked), frozenset(new), self.seconds.get(day, 0.0))


def _fit(room: float, cost: float) -> int:
    """How many answers of a cost are nearest to filling the room: the last may run over by half of itself."""
    return max(0, int(room / cost + 0.5))


def _mean_recall(groups: Iterable[Group], forecast: Forecast, day: int) -> float:
    total = count = 0.0
    for group in groups:
        count += len(group.cards)
        total += len(group.cards) * outcomes.recall(forecast, group.outcomes, day - group.last)
    return total / count if count else 0.0
