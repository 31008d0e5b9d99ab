"""An exam on day 60: its plan against plain FSRS, at equal minutes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from studyapp.core import exam
from studyapp.core.exam_days import Budget
from studyapp.core.planner import Card
from tests.benchmarks.learner.comparison import Heard, Row
from tests.benchmarks.learner.days import Day, Result, studied
from tests.benchmarks.learner.memory import Learner
from tests.benchmarks.learner.schedules import FIRST_DAY, PACE, Engine, Fsrs, FsrsDueFirst, Schedule, moment


class Planned(Engine):
    """The exam plan, made anew every day from what is known then."""

    name = "exam plan"

    def sit(self, seed: int, minutes: float, days: int) -> Result:
        """Study by the plan until the exam."""
        learner = Learner(seed, self.cards)
        exam_day = FIRST_DAY + timedelta(days=days)
        day: Day | None = None
        for number in range(days):
            day, before = Day(learner, self, number, 60 * minutes, day), -1
            while day.left > 0 and learner.answers != before:
                before = learner.answers
                budget = Budget(minutes, 60 * minutes - day.left)
                today = exam.first_day(self._deck(), moment(number), exam_day, budget, pace=PACE)
                for card in today.cards:
                    if card in today.new:
                        day.begin(1)
                    else:
                        day.ask(self._numbers([Card(card, self.states[0])]))
        minutes_a_day = learner.seconds / 60 / days
        return Result(learner.remembered(days), minutes_a_day, learner.answers, learner.introduced())

    def _deck(self) -> list[Card]:
        return [self._card(number) for number in range(self.cards)]


def compared(
    seeds: Iterable[int], minutes: float, days: int = 60, cards: int = 300, heard: Heard | None = None
) -> list[Row]:
    """The exam plan first, then FSRS with new cards first and last, as it is and with its spare time filled."""
    rows: list[Row] = []

    def add(name: str, results: Iterable[Result]) -> None:
        rows.append(Row(name, tuple(results)))
        if heard:
            heard(rows[-1])

    add(Planned.name, [Planned(cards).sit(seed, minutes, days) for seed in seeds])
    plain: tuple[type[Schedule], ...] = (Fsrs, FsrsDueFirst)
    for fills in (False, True):
        for schedule in plain:
            name = schedule.name + (", time filled" if fills else "")
            add(name, [studied(seed, schedule(cards), minutes, days, fills=fills) for seed in seeds])
    return rows
