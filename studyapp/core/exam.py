"""Days before an exam, planned so that as much as possible is recalled on it.

Each day goes to the cards whose review adds the most to the recall expected on the exam day, for each second it takes;
new cards are begun in time. Choosing day by day what adds the most comes close to the best schedule there is, which
cannot be computed for many cards (Hunziker et al., "Teaching Multiple Concepts to a Forgetful Learner", NeurIPS 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from studyapp.core.exam_groups import Group, Stretch, groups_of, stretches
from studyapp.core.forecast import DEFAULT_PACE, Forecast, Pace, forecast_of
from studyapp.core.memory import DEFAULT_MODEL, Model, Moment
from studyapp.core.planner import Card

LEAST_GAIN = 0.0005
"""A review that adds less recall than that is not worth its time."""
SOONER_THAN_EVEN = 2
"""New cards are begun so many times faster than an even share of those waiting would be for each day left."""
LONGEST = 3_650
"""Days that an exam may be off."""


@dataclass(frozen=True, slots=True)
class Grain:
    """How finely a plan looks."""

    groups: int
    stretches: int


FINE = Grain(1_200, 45)
COARSE = Grain(250, 24)
"""For what compares many plans."""


class Cancelled(Exception):
    """Planning was stopped by the one who had asked for it."""


Heard = Callable[[float], bool]
"""Is told the share done, 0 to 1; False stops the work, which then raises Cancelled."""


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
class ExamPlan:
    """The days before an exam."""

    exam_day: date
    cards: int
    recall_now: float
    """Mean recall of all cards today; new ones count 0."""
    recall_untouched: float
    """Mean recall on the exam day, if nothing more is done."""
    recall: float
    """Mean recall on the exam day with the plan."""
    new_left: int
    """New cards for which there is no time."""
    days: tuple[PlannedDay, ...]
    """From today to the day before the exam; days without work are left out."""

    def on(self, day: date) -> PlannedDay:
        """What a day is to ask; nothing where the plan has no such day."""
        return next((each for each in self.days if each.day == day), PlannedDay(day))


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
class _Planning:
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
            if group.trace is None:
                after = self.forecast.introduced(self.pace, left)
                gain, cost = self.forecast.recall(after.stability, left), self.pace.new
            elif group.last < at and group.last < stretch.first:
                now, gain = self.forecast.gain(group.trace, at - group.last, left)
                cost = self.pace.review(now)
            else:
                continue
            if gain > LEAST_GAIN:
                ranked.append((gain / cost, place, cost))
        ranked.sort(key=lambda entry: (-entry[0], entry[1]))
        waiting: list[tuple[Group, float]] = []
        for _, place, cost in ranked:
            group = self.groups[place]
            new = group.trace is None
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
        waiting = sum(len(group.cards) for group in self.groups if group.trace is None)
        left = self.days - first
        return -(-SOONER_THAN_EVEN * waiting // left)

    def _ask(self, group: Group, count: int, cost: float, at: int, left: int, days: list[int]) -> None:
        asked = group.split(count) if count < len(group.cards) else group
        for number, card in enumerate(asked.cards):
            day = days[number * len(days) // len(asked.cards)]
            self.cards.setdefault(day, []).append(card)
            if asked.trace is None:
                self.new.setdefault(day, set()).add(card)
            self.seconds[day] = self.seconds.get(day, 0.0) + cost
        if asked.trace is None:
            asked.trace = self.forecast.introduced(self.pace, left)
        else:
            recall = self.forecast.recall(asked.trace.stability, at - asked.last)
            asked.trace = self.forecast.reviewed(asked.trace, recall, left)
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


def planned(
    cards: Iterable[Card],
    now: Moment,
    exam_day: date,
    budget: Budget,
    model: Model = DEFAULT_MODEL,
    pace: Pace = DEFAULT_PACE,
    *,
    grain: Grain = FINE,
    heard: Heard | None = None,
) -> ExamPlan:
    """The plan from today to the day before the exam. ValueError where the exam is not on a later day.

    Today's cards that were reviewed today are not asked again today.
    """
    planning = _begun(cards, now, exam_day, budget, model, pace, grain.groups)
    days = planning.days
    count = sum(len(group.cards) for group in planning.groups)
    recall_now, untouched = planning.recall_on(0), planning.recall_on(days)
    for stretch in stretches(days, grain.stretches):
        if heard is not None and not heard(stretch.first / days):
            raise Cancelled
        planning.plan(stretch)
    new_left = sum(len(group.cards) for group in planning.groups if group.trace is None)
    made = tuple(map(planning.made, sorted(planning.seconds)))
    return ExamPlan(exam_day, count, recall_now, untouched, planning.recall_on(days), new_left, made)


def first_day(
    cards: Iterable[Card],
    now: Moment,
    exam_day: date,
    budget: Budget,
    model: Model = DEFAULT_MODEL,
    pace: Pace = DEFAULT_PACE,
) -> PlannedDay:
    """Today of the plan by itself, for which no other day need be looked at."""
    planning = _begun(cards, now, exam_day, budget, model, pace, FINE.groups)
    planning.plan(Stretch(0, 1))
    return planning.made(0)


def _begun(
    cards: Iterable[Card],
    now: Moment,
    exam_day: date,
    budget: Budget,
    model: Model,
    pace: Pace,
    most: int,
) -> _Planning:
    forecast, days = forecast_of(model), days_until(exam_day, now)
    return _Planning(now.day, days, budget, forecast, pace, groups_of(cards, now, forecast, most))


def days_until(exam_day: date, now: Moment) -> int:
    """Days from today to the exam, 1 to LONGEST; ValueError otherwise."""
    days = (exam_day - now.day).days
    if not 1 <= days <= LONGEST:
        raise ValueError(f"an exam lies 1 to {LONGEST} days ahead, got {days}")
    return days


def mean_recall(cards: Iterable[Card], day: date, model: Model = DEFAULT_MODEL) -> float:
    """Mean recall of all cards on a day, if nothing is done until then; new ones count 0, and so does no card."""
    recalls = [model.recall(card.state, day) for card in cards]
    return sum(recalls) / len(recalls) if recalls else 0.0


def _fit(room: float, cost: float) -> int:
    """How many answers of a cost are nearest to filling the room: the last may run over by half of itself."""
    return max(0, int(room / cost + 0.5))


def _mean_recall(groups: Iterable[Group], forecast: Forecast, day: int) -> float:
    total = count = 0.0
    for group in groups:
        count += len(group.cards)
        if group.trace is not None:
            total += len(group.cards) * forecast.recall(group.trace.stability, day - group.last)
    return total / count if count else 0.0


def cost_of_days_off(
    cards: Iterable[Card],
    now: Moment,
    exam_day: date,
    budget: Budget,
    days: Iterable[date],
    model: Model = DEFAULT_MODEL,
    pace: Pace = DEFAULT_PACE,
    *,
    heard: Heard | None = None,
) -> Mapping[date, float]:
    """For each day, by how much the recall on the exam day falls when that day is taken off; never below 0.

    A plan without a day's minutes is one that the plan with them could have had too.
    """
    kept = list(cards)

    def recall(off: Collection[date]) -> float:
        without = Budget(budget.minutes, budget.spent_today, {*budget.off, *off})
        return planned(kept, now, exam_day, without, model, pace, grain=COARSE).recall

    wanted = list(days)
    full, costs = recall(()), {}
    for number, day in enumerate(wanted):
        if heard is not None and not heard(number / len(wanted)):
            raise Cancelled
        costs[day] = max(0.0, full - recall((day,)))
    return costs


def minutes_needed(
    cards: Iterable[Card],
    now: Moment,
    exam_day: date,
    wish: float,
    model: Model = DEFAULT_MODEL,
    pace: Pace = DEFAULT_PACE,
    *,
    most: int = 480,
    heard: Heard | None = None,
) -> int | None:
    """The fewest whole minutes a day that reach a mean recall on the exam day; None where not even `most` do."""
    kept = list(cards)

    def reaches(minutes: int) -> bool:
        if heard is not None and not heard(0.0):
            raise Cancelled
        return planned(kept, now, exam_day, Budget(minutes), model, pace, grain=COARSE).recall >= wish

    if reaches(0):
        return 0
    lowest, highest = 0, 1
    while not reaches(highest):
        if highest >= most:
            return None
        lowest, highest = highest, min(2 * highest, most)
    while highest - lowest > 1:
        middle = (lowest + highest) // 2
        lowest, highest = (lowest, middle) if reaches(middle) else (middle, highest)
    return highest
