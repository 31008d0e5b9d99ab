"""A day that has so many minutes: room for new cards, and what its spare time is spent on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.forecast import Pace
from studyapp.core.memory import New, Reviewed
from studyapp.core.planner import Card, Marks, at_risk_first
from studyapp.core.timing import KEPT_UP, NEW_SHARE, before_new, brought_forward, new_in_time

DAY = date(2026, 11, 23)
PACE = Pace(recalled=10.0, lapsed=10.0, new=30.0)


def known(identity: str, stability: float, ago: int, marks: Marks | None = None) -> Card:
    state = Reviewed(stability, 5.0, DAY - timedelta(days=ago), DAY + timedelta(days=3))
    return Card(identity, state, marks or Marks())


@pytest.mark.parametrize(
    ("introduced", "seconds", "recalls", "allowed"),
    [
        (0, 1200.0, [], 20),  # 600 s would hold 20 at 30 s
        (0, 1230.0, [], 20),  # the limit of the day
        (5, 1200.0, [], 15),
        (25, 1200.0, [], 0),
        (0, 600.0, [], 10),
        (0, 0.0, [], 0),
        (0, 600.0, [0.5] * 30, 10),  # 300 s hold them
        (0, 600.0, [0.5] * 31, 0),
        (0, 600.0, [0.5] * 10 + [0.9] * 500, 10),  # the rest is not at risk
    ],
)
def test_room_for_new_cards(introduced: int, seconds: float, recalls: list[float], allowed: int) -> None:
    assert new_in_time(20, introduced, seconds, recalls, PACE) == allowed


@given(
    st.integers(0, 50),
    st.floats(0, 10_000),
    st.lists(st.floats(0, 1), max_size=60).map(sorted),
    st.integers(0, 60),
)
def test_new_cards_never_take_more_than_their_share(
    introduced: int, seconds: float, recalls: list[float], limit: int
) -> None:
    new = new_in_time(limit, introduced, seconds, recalls, PACE)
    assert 0 <= new <= max(0, limit - introduced)
    assert new * PACE.new <= seconds * NEW_SHARE
    assert before_new(seconds, new, PACE) >= seconds * (1 - NEW_SHARE) - 1e-6
    # One more card at risk never makes room.
    assert new_in_time(limit, introduced, seconds, [KEPT_UP / 2, *recalls], PACE) <= new


def test_spare_time_goes_to_what_gains_the_most() -> None:
    hidden = Marks(buried_until=DAY + timedelta(days=1))
    cards = [
        known("p/firm#a", 300.0, 5),
        known("p/weak#a", 10.0, 8),
        known("p/today#a", 10.0, 0),
        known("p/out#a", 10.0, 8, Marks(suspended=True)),
        known("p/hidden#a", 10.0, 8, hidden),
        known("p/back#a", 10.0, 7, Marks(buried_until=DAY)),
        Card("p/new#a", New()),
    ]
    found = [card.id for card in brought_forward(cards, DAY)]
    assert found == ["p/weak#a", "p/back#a", "p/firm#a"]
    assert [card.id for card in brought_forward(cards[::-1], DAY)] == found


def test_the_least_likely_recalled_come_first() -> None:
    cards = [
        known("p/b#a", 3.0, 4),
        known("p/a#a", 3.0, 4),
        known("p/old#a", 100.0, 90),
        known("p/weak#a", 1.0, 9),
    ]
    assert [card.id for card in at_risk_first(cards, DAY)] == ["p/weak#a", "p/a#a", "p/b#a", "p/old#a"]
