"""What plans of exams are made from: the pace, the time of today, and cards in the order of risk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from studyapp.core import planner
from studyapp.core.memory import Rating
from studyapp.store import cards, exams
from studyapp.store.engine import Store
from studyapp.study.app import Study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from studyapp.config import Home
    from tests.conftest import FrozenClock


@pytest.fixture
def reviewed(study: Study, clock: FrozenClock) -> Study:
    """Two days of reviews of 20 seconds, of which the first of each day was forgotten and one was taken back."""
    for _ in range(2):
        session, rating = study.review(), Rating.AGAIN
        while (asked := session.next()) is not None:
            session.rate(asked, None, rating=rating, seconds=20.0)
            rating = Rating.EASY
        session.undo()
        clock.forward(days=1)
    return study


@pytest.fixture
def opened(home: Home) -> Iterator[Store]:
    store = Store(home.store)
    yield store
    store.close()


def test_the_pace_counts_answers_that_stand(reviewed: Study, opened: Store) -> None:
    with opened.reading() as session:
        tally = exams.pace(session)
    assert set(tally) <= {
        (phase, right) for phase in ("new", "learning", "review", "relearning") for right in (True, False)
    }
    assert all(seconds == 20.0 * count for count, seconds in tally.values())
    assert sum(count for count, _ in tally.values()) == sum(reviewed.progress.pace()[1].values())
    assert tally["new", False][0] >= 1


def test_who_was_away_did_not_answer_for_hours(study: Study, opened: Store) -> None:
    session = study.review()
    asked = session.next()
    assert asked is not None
    session.rate(asked, None, rating=Rating.GOOD, seconds=9_000.0)
    with opened.reading() as reading:
        assert exams.pace(reading) == {("new", True): (1, exams.LONGEST_ANSWER)}


def test_seconds_of_a_day_and_a_selection(reviewed: Study, opened: Store, clock: FrozenClock) -> None:
    yesterday = clock.clock.now().day - timedelta(days=1)
    with opened.reading() as session:
        whole = exams.seconds_on(session, yesterday, [])
        parts = [
            exams.seconds_on(session, yesterday, cards.of_packs([name])) for name in ("relus", "sigmoids")
        ]
        assert whole == sum(parts) > 0
        assert exams.seconds_on(session, yesterday + timedelta(days=1), []) == 0.0


def test_the_store_and_the_planner_agree_on_risk(reviewed: Study, opened: Store, clock: FrozenClock) -> None:
    clock.forward(days=200)
    now = clock.clock.now()
    with opened.reading() as session:
        found = cards.most_at_risk(session, now, [], frozenset(), 100)
        everything = cards.cards_in_study(session, [])
    due = [card for card in everything if card.due(now) and not card.in_step(now)]
    assert len(found) > 2
    assert [card.id for card in found] == [card.id for card in planner.at_risk_first(due, now.day)]
