"""Backlogs and vacations: no card is lost, no day is too full, nothing is due on a closed day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.errors import Refusal
from studyapp.core.memory import DEFAULT_MODEL, New, Reviewed
from studyapp.core.planner import Card, Marks
from studyapp.core.spread import Spread, backlog, vacation

DAY = date(2026, 11, 23)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def card(number: int, stability: float, ago: int, due: int) -> Card:
    return Card(f"p/q{number:03}#a", Reviewed(stability, 5.0, after(-ago), after(due)))


cards_due = st.lists(
    st.tuples(st.floats(0.5, 200), st.integers(1, 90), st.integers(-30, 40)), min_size=1, max_size=60
).map(lambda drawn: [card(number, *one) for number, one in enumerate(drawn)])


def due_days(cards: list[Card], plan: Spread) -> dict[str, date]:
    """The day of each card once the plan is applied; what is overdue counts today."""
    found = {}
    for each in cards:
        assert isinstance(each.state, Reviewed)
        found[each.id] = max(DAY, plan.moves.get(each.id, each.state.due_day))
    return found


def counted(days: dict[str, date], until: date) -> dict[date, int]:
    return {day: list(days.values()).count(day) for day in sorted(set(days.values())) if day <= until}


@given(cards_due, st.integers(1, 20))
def test_a_backlog_never_fills_a_day_beyond_its_number(cards: list[Card], per_day: int) -> None:
    plan = backlog(cards, DAY, per_day=per_day)
    days = due_days(cards, plan)
    last = max([DAY, *plan.moves.values()])
    assert plan.after == counted(days, last)
    assert max(plan.after.values(), default=0) <= per_day
    assert plan.before == counted(due_days(cards, Spread({}, {}, {}, 0, 1)), last)
    # Cards only wait, none comes sooner, so recall is lost, never won.
    was = due_days(cards, Spread({}, {}, {}, 0, 1))
    assert all(days[identity] > was[identity] for identity in plan.moves)
    assert plan.lost >= 0
    assert plan.lost == pytest.approx(
        sum(
            DEFAULT_MODEL.recall(each.state, was[each.id]) - DEFAULT_MODEL.recall(each.state, days[each.id])
            for each in cards
        )
    )


@given(cards_due, st.integers(1, 30))
def test_a_backlog_over_so_many_days_is_done_within_them(cards: list[Card], length: int) -> None:
    waiting = [each for each in cards if isinstance(each.state, Reviewed) and each.state.due_day <= DAY]
    plan = backlog(waiting, DAY, days=length)
    assert plan.per_day == max(1, -(-len(waiting) // length))
    assert sum(plan.after.values()) == len(waiting)
    assert all(DAY <= day < after(length) for day in plan.after)
    assert max(plan.after.values(), default=0) <= plan.per_day


def test_the_most_at_risk_come_first() -> None:
    cards = [card(0, 100.0, 50, -1), card(1, 2.0, 50, -1), card(2, 20.0, 50, -1), card(3, 1.0, 50, -1)]
    plan = backlog(cards, DAY, per_day=1)
    assert plan.moves == {"p/q001#a": after(1), "p/q002#a": after(2), "p/q000#a": after(3)}
    assert plan.before == {DAY: 4}
    assert plan.after == {after(number): 1 for number in range(4)}
    assert plan.per_day == 1
    assert backlog(cards, DAY, days=2).per_day == 2


def test_cards_that_come_due_meanwhile_count_as_well() -> None:
    cards = [card(0, 5.0, 9, 0), card(1, 5.0, 8, 0), card(2, 1.0, 3, 1)]
    plan = backlog(cards, DAY, per_day=1)
    assert plan.moves == {"p/q001#a": after(2)}


def test_what_is_not_scheduled_by_days_stays() -> None:
    step = Reviewed(1.0, 5.0, DAY, DAY, due_at=None, step=None)
    cards = [
        Card("p/new#a", New()),
        Card("p/out#a", Reviewed(1.0, 5.0, after(-9), after(-5)), Marks(suspended=True)),
        Card("p/one#a", step),
    ]
    plan = backlog(cards, DAY, per_day=1)
    assert plan.moves == {}
    assert plan.before == plan.after == {DAY: 1}


@given(cards_due, st.integers(0, 20), st.integers(0, 20), st.one_of(st.none(), st.integers(1, 30)))
def test_nothing_is_due_in_a_vacation(
    cards: list[Card], start: int, length: int, per_day: int | None
) -> None:
    first, last = after(start), after(start + length)
    plan = vacation(cards, DAY, first, last, per_day=per_day)
    days = due_days(cards, plan)
    assert len(days) == len(cards)
    assert not any(first <= day <= last for day in days.values())
    for identity, day in plan.moves.items():
        if day < first:
            # Brought forward only where there was room, and never to the day of its last review.
            assert plan.after[day] <= max(plan.per_day, plan.before.get(day, 0))
        else:
            assert plan.after[day] <= plan.per_day
        state = next(each.state for each in cards if each.id == identity)
        assert isinstance(state, Reviewed)
        assert day > state.last_day


def test_before_a_vacation_comes_what_waiting_would_cost_most() -> None:
    weak, firm = card(0, 3.0, 1, 2), card(1, 200.0, 190, 2)
    plan = vacation([weak, firm], DAY, after(1), after(14), per_day=1)
    assert plan.moves == {weak.id: DAY, firm.id: after(15)}
    # Where there is no room before, both wait, the most at risk first.
    busy = [card(number, 30.0, 30, 0) for number in range(2, 4)]
    plan = vacation([weak, firm, *busy], DAY, after(1), after(14), per_day=2)
    assert plan.moves == {weak.id: after(15), firm.id: after(15)}
    assert plan.lost > 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "either"),
        ({"days": 3, "per_day": 3}, "either"),
        ({"days": 0}, "days must lie between 1 and 366"),
        ({"days": 367}, "days must lie between 1 and 366"),
        ({"per_day": 0}, "cards a day must lie between"),
    ],
)
def test_a_backlog_is_spread_in_one_way(given: dict[str, int], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        backlog([], DAY, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("first", "last"), [(-1, 3), (5, 4), (3, 366)])
def test_a_vacation_lies_ahead(first: int, last: int) -> None:
    with pytest.raises(Refusal):
        vacation([], DAY, after(first), after(last))
