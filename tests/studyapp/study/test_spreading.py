"""Spreading over the store: nothing moves before it is applied, and one undo takes it all back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from studyapp.core.errors import Refusal
from studyapp.core.memory import Rating, Reviewed
from studyapp.store import cards
from studyapp.store.engine import Store
from studyapp.study.app import Study

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.conftest import FrozenClock

TODAY = date(2026, 11, 23)


def due_days(home: Home) -> dict[str, date]:
    store = Store(home.store)
    with store.reading() as session:
        found = cards.cards_in_study(session, [])
    store.close()
    return {card.id: card.state.due_day for card in found if isinstance(card.state, Reviewed)}


@pytest.fixture
def behind(study: Study, clock: FrozenClock) -> Study:
    """The small packs, learned on two days and then left for a month."""
    for _ in range(2):
        session = study.review()
        while (asked := session.next()) is not None:
            session.rate(asked, None, rating=Rating.EASY)
        clock.forward(days=1)
    clock.forward(days=28)
    return study


def test_a_backlog_is_previewed_applied_and_taken_back(behind: Study, home: Home, clock: FrozenClock) -> None:
    before = due_days(home)
    today = clock.clock.now().day
    plan = behind.spreading.backlog(per_day=2)
    assert plan.before[today] > 2
    assert due_days(home) == before
    assert behind.spreading.apply(plan) == len(plan.moves) > 0
    after = due_days(home)
    assert {identity: day for identity, day in after.items() if before[identity] != day} == dict(plan.moves)
    assert max(plan.after.values()) <= 2
    # Spread out once, there is nothing more to do.
    assert behind.spreading.backlog(per_day=2).moves == {}
    assert behind.examine() == ()
    done = behind.actions.undo()
    assert done is not None
    assert done.says == f"Spread: {len(plan.moves)} cards"
    assert due_days(home) == before
    assert behind.examine() == ()


def test_minutes_a_day_are_cards_a_day(behind: Study) -> None:
    assert behind.spreading.backlog(minutes=1).per_day == 4  # the default pace: 13 s each
    with pytest.raises(Refusal, match="minutes a day"):
        behind.spreading.backlog(minutes=0)
    with pytest.raises(Refusal, match="give one of"):
        behind.spreading.backlog()
    with pytest.raises(Refusal, match="not both"):
        behind.spreading.vacation(TODAY, TODAY, per_day=3, minutes=3)


def test_nothing_is_due_in_a_vacation(behind: Study, home: Home, clock: FrozenClock) -> None:
    today = clock.clock.now().day
    first, last = today, today + timedelta(days=6)
    assert behind.spreading.apply(behind.spreading.vacation(first, last)) > 0
    assert not any(day <= last for day in due_days(home).values())
    assert behind.review().outlook().due == 0
    clock.forward(days=7)
    assert behind.review().outlook().due > 0


def test_nothing_to_move_is_no_action(study: Study) -> None:
    assert study.spreading.apply(study.spreading.backlog(days=3)) == 0
    assert study.actions.undo() is None
