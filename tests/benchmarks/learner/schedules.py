"""Schedules to compare: the app's engine by its own functions, FSRS by itself, SM-2, and doubling intervals.

A schedule says what a day asks, and is told each answer. Cards are numbers from 0, days too. Steps on the same day
are alike for all: a new card ends its day with two right answers in a row, a forgotten one with one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from studyapp.core import memory, planner, timing
from studyapp.core.forecast import Pace
from studyapp.core.habits import DEFAULT_HABITS
from studyapp.core.memory import DEFAULT_MODEL, Moment, New, Rating, Reviewed, State
from studyapp.core.offers import offers
from studyapp.core.planner import Card
from tests.benchmarks.learner.memory import COSTS, RIGHT_AT_FIRST

FIRST_DAY = date(2026, 1, 1)
NEW_A_DAY = DEFAULT_HABITS.new_a_day
PACE = Pace(
    recalled=COSTS.recalled,
    lapsed=COSTS.forgotten + COSTS.step,
    new=COSTS.new + (2 - RIGHT_AT_FIRST) * COSTS.step,
    right_at_first=RIGHT_AT_FIRST,
)
"""What an answer takes, as the app would have measured it."""


def moment(day: int) -> Moment:
    at = datetime(2026, 1, 1, 8, tzinfo=UTC) + timedelta(days=day)
    return Moment(at, FIRST_DAY + timedelta(days=day))


class Schedule:
    """Days of due cards, new ones, and those that would come next."""

    name: ClassVar[str]

    def __init__(self, cards: int) -> None:
        self.cards = cards
        self.begun = 0

    def due(self, day: int) -> list[int]:
        """Cards due on a day, in the order they are asked."""
        return sorted(
            (card for card in range(self.begun) if self.due_day(card) <= day),
            key=lambda card: (self.due_day(card), card),
        )

    def new(self, day: int, due: list[int], seconds: float) -> int:
        """How many new cards a day of so many seconds begins."""
        return NEW_A_DAY

    def before_new(self, seconds: float, new: int) -> float:
        """How much of a day's time goes to due cards before the new ones begin: none."""
        return 0.0

    def ahead(self, day: int) -> list[int]:
        """Cards that are not due, in the order in which spare time would ask them: the soonest due first."""
        return sorted(range(self.begun), key=lambda card: (self.due_day(card), card))

    def due_day(self, card: int) -> int:
        raise NotImplementedError

    def in_steps(self, card: int) -> bool:
        """Whether a card comes again today."""
        raise NotImplementedError

    def rate(self, card: int, rating: Rating, day: int) -> None:
        raise NotImplementedError


class Fsrs(Schedule):
    """FSRS-6 with its default parameters: due in order of due day, 20 new cards every day."""

    name = "FSRS alone"

    def __init__(self, cards: int) -> None:
        super().__init__(cards)
        self.states: list[State] = [New()] * cards

    def _known(self, card: int) -> Reviewed:
        state = self.states[card]
        assert isinstance(state, Reviewed)
        return state

    def due_day(self, card: int) -> int:
        return (self._known(card).due_day - FIRST_DAY).days

    def in_steps(self, card: int) -> bool:
        return self._known(card).step is not None

    def rate(self, card: int, rating: Rating, day: int) -> None:
        self.states[card] = memory.review(self.states[card], rating, moment(day))


class FsrsDueFirst(Fsrs):
    """The same with new cards after all due ones."""

    name = "FSRS alone, due first"

    def before_new(self, seconds: float, new: int) -> float:
        return seconds


class Engine(Fsrs):
    """The app: at risk first, new cards as the day's time allows, balanced intervals, spare time used."""

    name = "engine"

    def __init__(self, cards: int) -> None:
        super().__init__(cards)
        self._load: dict[date, int] = {}

    def _card(self, number: int) -> Card:
        return Card(f"pack/q{number:04}#answer", self.states[number])

    @staticmethod
    def _numbers(cards: list[Card]) -> list[int]:
        return [int(card.question.removeprefix("pack/q")) for card in cards]

    def due(self, day: int) -> list[int]:
        now = moment(day)
        known = [self._card(number) for number in range(self.begun)]
        return self._numbers(planner.at_risk_first([card for card in known if card.due(now)], now.day))

    def new(self, day: int, due: list[int], seconds: float) -> int:
        today = moment(day).day
        recalls = [DEFAULT_MODEL.recall(self.states[card], today) for card in due]
        return timing.new_in_time(NEW_A_DAY, 0, seconds, recalls, PACE)

    def before_new(self, seconds: float, new: int) -> float:
        return timing.before_new(seconds, new, PACE)

    def ahead(self, day: int) -> list[int]:
        known = [self._card(number) for number in range(self.begun)]
        return self._numbers(timing.brought_forward(known, moment(day).day, pace=PACE))

    def rate(self, card: int, rating: Rating, day: int) -> None:
        before = self.states[card]
        after = offers(self._card(card).id, before, moment(day), load=self._load)[rating].state
        if isinstance(before, Reviewed):
            self._load[before.due_day] -= 1
        self._load[after.due_day] = self._load.get(after.due_day, 0) + 1
        self.states[card] = after


class Stepped(Schedule):
    """What SM-2 and doubling share: whole days, and a count of answers still owed on the same day."""

    def __init__(self, cards: int) -> None:
        super().__init__(cards)
        self.days = [0] * cards
        self._due = [0] * cards
        self._owed = [0] * cards

    def due_day(self, card: int) -> int:
        return self._due[card]

    def in_steps(self, card: int) -> bool:
        return self._owed[card] > 0

    def rate(self, card: int, rating: Rating, day: int) -> None:
        if self._owed[card]:
            self._owed[card] -= 1
            return
        right = rating > Rating.AGAIN
        new = self.days[card] == 0
        self._owed[card] = (1 if new else 0) + (0 if right else 1)
        self.days[card] = self._interval(card, new=new, right=right)
        self._due[card] = day + self.days[card]

    def _interval(self, card: int, *, new: bool, right: bool) -> int:
        raise NotImplementedError


class Doubling(Stepped):
    """1, 2, 4, 8 … days, and 1 again after a lapse."""

    name = "doubling"

    def _interval(self, card: int, *, new: bool, right: bool) -> int:
        return 1 if new or not right else 2 * self.days[card]


class DoublingDueFirst(Doubling):
    """The same with new cards after all due ones."""

    name = "doubling, due first"

    def before_new(self, seconds: float, new: int) -> float:
        return seconds


class Sm2(Stepped):
    """SM-2 (Wozniak, "Optimization of repetition spacing in the practice of learning", 1990): 1 day, 6 days, then
    times the easiness. A right answer has quality 4, which leaves the easiness at 2.5; a lapse begins again.
    """

    name = "SM-2"

    def __init__(self, cards: int) -> None:
        super().__init__(cards)
        self.easiness = [2.5] * cards
        self._row = [0] * cards

    def _interval(self, card: int, *, new: bool, right: bool) -> int:
        self._row[card] = self._row[card] + 1 if right and not new else 1
        if self._row[card] <= 2:
            return (1, 6)[self._row[card] - 1]
        return round(self.days[card] * self.easiness[card])


class Sm2Eased(Sm2):
    """The same with the easiness lowered by 0.2 at each lapse, to 1.3 at the lowest, as later programs do."""

    name = "SM-2, easiness lowered"

    def _interval(self, card: int, *, new: bool, right: bool) -> int:
        if not new and not right:
            self.easiness[card] = max(1.3, self.easiness[card] - 0.2)
        return super()._interval(card, new=new, right=right)


SCHEDULES: tuple[type[Schedule], ...] = (
    Engine,
    Fsrs,
    FsrsDueFirst,
    Sm2,
    Sm2Eased,
    Doubling,
    DoublingDueFirst,
)
