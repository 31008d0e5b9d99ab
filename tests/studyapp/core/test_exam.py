"""The days before an exam: within their time, better than nothing, near the best, and fast at any size."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core import outcomes
from studyapp.core.exam import COARSE, FINE, Cancelled, Grain, first_day, planned, plans_of
from studyapp.core.exam_costs import cost_of_days_off, minutes_needed
from studyapp.core.exam_days import Budget
from studyapp.core.exam_groups import groups_of, stretches
from studyapp.core.forecast import DEFAULT_PACE, Pace, Trace, forecast_of
from studyapp.core.memory import DEFAULT_MODEL, Moment, New, Reviewed
from studyapp.core.planner import Card

DAY = date(2026, 11, 23)
NOW = Moment(datetime(2026, 11, 23, 12, tzinfo=UTC), DAY)
FORECAST = forecast_of(DEFAULT_MODEL)


def deck(count: int, seed: int = 0, new: float = 0.3) -> list[Card]:
    """Cards of all ages, a share of them new."""
    drawn = random.Random(seed)
    cards = []
    for number in range(count):
        stability = 10 ** drawn.uniform(0, 2)
        last = DAY - timedelta(days=int(drawn.uniform(0, 1.5) * stability))
        state = Reviewed(stability, drawn.uniform(2, 9), last, last + timedelta(days=round(stability)))
        cards.append(Card(f"p/q{number}#a", New() if drawn.random() < new else state))
    return cards


def after(days: int) -> date:
    return DAY + timedelta(days=days)


@given(st.integers(0, 80), st.integers(1, 40), st.integers(1, 60), st.integers(0, 99))
def test_a_plan_keeps_to_its_time_and_asks_no_card_twice_a_day(
    count: int, days: int, minutes: int, seed: int
) -> None:
    cards = deck(count, seed)
    plan = planned(cards, NOW, after(days), Budget(minutes))
    known = {card.id: isinstance(card.state, Reviewed) for card in cards}
    begun: Counter[str] = Counter()
    for day in plan.days:
        assert DAY <= day.day < after(days)
        # The last answer may run over by half of itself.
        assert day.seconds <= 60 * minutes + DEFAULT_PACE.new / 2
        assert len(set(day.cards)) == len(day.cards)
        assert day.new <= set(day.cards)
        begun.update(day.new)
        for card in set(day.cards) - day.new:
            assert known[card]
        known |= dict.fromkeys(day.new, True)
    assert not begun or max(begun.values()) == 1
    assert plan.new_left == sum(not seen for seen in known.values())
    assert 0 <= plan.recall_untouched <= plan.recall <= 1
    assert plan.cards == count


def test_cards_reviewed_today_wait_until_tomorrow() -> None:
    card = Card("p/q#a", Reviewed(2.0, 5.0, DAY, after(2)))
    plan = planned([card], NOW, after(5), Budget(10))
    assert plan.on(DAY).cards == ()
    assert any(card.id in day.cards for day in plan.days)


def test_recall_without_study_is_that_of_the_model() -> None:
    cards = deck(50)
    plan = planned(cards, NOW, after(20), Budget(10))
    expected = sum(DEFAULT_MODEL.recall(card.state, after(20)) for card in cards) / 50
    assert plan.recall_untouched == pytest.approx(expected)
    assert plan.recall_now == pytest.approx(sum(DEFAULT_MODEL.recall(card.state, DAY) for card in cards) / 50)


def test_more_time_and_fewer_days_off_never_hurt() -> None:
    cards = deck(200)
    recalls = [planned(cards, NOW, after(30), Budget(minutes)).recall for minutes in (0, 2, 5, 10, 20, 40)]
    assert recalls == sorted(recalls)
    assert recalls[0] == planned(cards, NOW, after(30), Budget(5)).recall_untouched
    costs = cost_of_days_off(cards, NOW, after(30), Budget(5), [DAY, after(15), after(29)])
    assert all(0 <= cost < 0.1 for cost in costs.values())
    assert max(costs.values()) > 0
    off = planned(cards, NOW, after(30), Budget(5, off={after(3)}))
    assert off.on(after(3)).cards == ()


def test_minutes_needed_are_the_fewest_that_do() -> None:
    cards = deck(150)
    minutes = minutes_needed(cards, NOW, after(20), 0.9)
    assert minutes is not None
    assert planned(cards, NOW, after(20), Budget(minutes), grain=COARSE).recall >= 0.9
    assert planned(cards, NOW, after(20), Budget(minutes - 1), grain=COARSE).recall < 0.9
    assert minutes_needed(cards, NOW, after(20), 0.0) == 0
    assert minutes_needed(cards, NOW, after(20), 0.9999) is None


def test_new_cards_come_early_enough_to_be_reviewed() -> None:
    cards = [Card(f"p/q{number}#a", New()) for number in range(100)]
    plan = planned(cards, NOW, after(30), Budget(20))
    begun = {card: (day.day - DAY).days for day in plan.days for card in day.new}
    assert len(begun) == 100
    assert sorted(begun.values())[50] <= 12
    asked = Counter(card for day in plan.days for card in day.cards)
    assert min(asked.values()) >= 2


def test_time_spent_today_is_gone() -> None:
    cards = deck(200)
    assert planned(cards, NOW, after(9), Budget(5, spent_today=300.0)).on(DAY).cards == ()
    part = planned(cards, NOW, after(9), Budget(5, spent_today=200.0)).on(DAY)
    assert 0 < part.seconds <= 100 + DEFAULT_PACE.new / 2


def test_today_by_itself_is_the_first_day_of_the_plan() -> None:
    cards = deck(120)
    assert first_day(cards, NOW, after(25), Budget(8)) == planned(cards, NOW, after(25), Budget(8)).on(DAY)


def test_planning_tells_how_far_it_is_and_can_be_stopped() -> None:
    told: list[float] = []

    def stop(share: float) -> bool:
        told.append(share)
        return share < 0.5

    with pytest.raises(Cancelled):
        planned(deck(20), NOW, after(20), Budget(5), heard=stop)
    assert told == sorted(told)
    assert told[0] == 0.0
    assert told[-1] == 0.5


@pytest.mark.parametrize("days", [0, -3, 3_651])
def test_an_exam_lies_ahead(days: int) -> None:
    with pytest.raises(ValueError, match="days ahead"):
        planned([], NOW, after(days), Budget(5))


def best_of_all(cards: list[Card], days: int, a_day: int) -> float:
    """The greatest mean recall that any schedule of so many cards a day reaches, by trying them all."""
    choices = list(itertools.combinations(range(len(cards)), a_day))
    best = 0.0
    for schedule in itertools.product(choices, repeat=days):
        ways, last = [], []
        for card in cards:
            assert isinstance(card.state, Reviewed)
            ways.append(outcomes.certain(Trace(card.state.stability, card.state.difficulty)))
            last.append((card.state.last_day - DAY).days)
        for day, chosen in enumerate(schedule):
            for number in chosen:
                ways[number] = outcomes.reviewed(FORECAST, ways[number], day - last[number], days - day)
                last[number] = day
        recalls = [outcomes.recall(FORECAST, way, days - at) for way, at in zip(ways, last, strict=True)]
        best = max(best, sum(recalls) / len(recalls))
    return best


@pytest.mark.parametrize("seed", range(6))
def test_a_small_plan_is_near_the_best_there_is(seed: int) -> None:
    cards = deck(4, seed, new=0.0)
    pace = Pace(recalled=60.0, lapsed=60.0)
    plan = planned(cards, NOW, after(5), Budget(1), pace=pace)
    best = best_of_all(cards, 5, 1)
    assert plan.recall_untouched < plan.recall <= best + 1e-9
    assert best - plan.recall < 0.02


# --- size -----------------------------------------------------------------------------------------------------


@given(st.integers(1, 3_650), st.integers(3, 60))
def test_stretches_cover_every_day_once(days: int, most: int) -> None:
    found = stretches(days, most)
    assert [day for each in found for day in range(each.first, each.first + each.days)] == list(range(days))
    assert found[0].days == found[-1].days == 1
    assert len(found) <= most + 1


def test_many_cards_are_taken_in_groups() -> None:
    cards = deck(5_000)
    groups = groups_of(cards, NOW, FORECAST, FINE.groups)
    assert len(groups) <= FINE.groups
    assert sorted(card for group in groups for card in group.cards) == sorted(card.id for card in cards)
    coarse = planned(cards, NOW, after(30), Budget(60), grain=COARSE)
    fine = planned(cards, NOW, after(30), Budget(60), grain=Grain(10_000, 45))
    assert coarse.recall == pytest.approx(fine.recall, abs=0.01)
    assert coarse.cards == fine.cards == 5_000


def test_a_distant_exam_is_planned_in_stretches() -> None:
    cards = deck(60)
    plan = planned(cards, NOW, after(400), Budget(5))
    assert plan.on(DAY) == first_day(cards, NOW, after(400), Budget(5))
    for day in plan.days:
        assert len(set(day.cards)) == len(day.cards)
    # Last days stand for themselves.
    assert {after(400 - back) for back in range(1, 8)} <= {day.day for day in plan.days}


def test_plans_of_many_budgets_are_those_that_each_would_have_alone() -> None:
    cards = deck(600, seed=3)
    plan = plans_of(cards, NOW, after(30))
    budgets = [Budget(5), Budget(0), Budget(40, off={after(1)}), Budget(20, 300.0), Budget(5)]
    for budget in budgets:
        assert plan(budget) == planned(cards, NOW, after(30), budget, grain=COARSE)
