"""How long planning an exam takes, in seconds of the processor."""

from __future__ import annotations

import random
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from studyapp.core.exam import first_day, planned
from studyapp.core.exam_costs import minutes_needed
from studyapp.core.exam_days import Budget
from studyapp.core.memory import Moment, New, Reviewed
from studyapp.core.planner import Card

pytestmark = pytest.mark.benchmark

DAY = date(2026, 11, 23)
NOW = Moment(datetime(2026, 11, 23, 12, tzinfo=UTC), DAY)


def deck(count: int) -> list[Card]:
    drawn = random.Random(count)
    cards = []
    for number in range(count):
        stability = 10 ** drawn.uniform(0, 2)
        last = DAY - timedelta(days=int(drawn.uniform(0, 1.5) * stability))
        state = Reviewed(stability, drawn.uniform(2, 9), last, last + timedelta(days=round(stability)))
        cards.append(Card(f"p/q{number}#a", New() if drawn.random() < 0.3 else state))
    return cards


@pytest.mark.parametrize(
    ("count", "days", "minutes", "seconds"),
    [(1_000, 30, 20, 2.0), (20_000, 30, 60, 4.0), (20_000, 365, 60, 4.0), (100_000, 60, 60, 8.0)],
)
def test_a_plan(count: int, days: int, minutes: int, seconds: float) -> None:
    cards = deck(count)
    took, result = [], None
    for run in (planned, first_day):
        start = time.process_time()
        result = run(cards, NOW, DAY + timedelta(days=days), Budget(minutes))
        took.append(time.process_time() - start)
    assert result is not None
    print(f"{count} cards, {days} days: plan {took[0]:.2f} s, today alone {took[1]:.3f} s")
    assert took[0] < seconds


def test_the_minutes_of_a_wish() -> None:
    start = time.process_time()
    assert minutes_needed(deck(1_000), NOW, DAY + timedelta(days=30), 0.9)
    took = time.process_time() - start
    print(f"minutes needed, 1,000 cards, 30 days: {took:.2f} s")
    assert took < 2.0
