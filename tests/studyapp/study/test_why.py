"""What is told of a card's schedule is what happens to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from studyapp.core.confidence import Confidence
from studyapp.core.leeches import AGAIN_EVERY
from studyapp.core.memory import Rating, Reviewed
from studyapp.core.why import interval_words
from studyapp.store import cards as card_queries
from studyapp.store.engine import Store
from studyapp.study.app import Study
from studyapp.study.asked import Asked
from studyapp.study.session import ReviewSession

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.conftest import FrozenClock

RELU = "relus/slope-right"
CARD = f"{RELU}#answer"


def ask(session: ReviewSession, card_id: str = CARD) -> Asked:
    while (asked := session.next()) is not None and asked.card.id != card_id:
        session.pass_over(asked)
    assert asked is not None
    return asked


def put(home: Home, clock: FrozenClock, **values: object) -> Reviewed:
    """The card has such a state, and is due."""
    day = clock.clock.now().day
    state = replace(Reviewed(12.0, 5.0, day - timedelta(days=14), day, reps=5), **values)  # type: ignore[arg-type]
    store = Store(home.store)
    with store.writing() as session:
        card_queries.put_state(session, CARD, state)
    store.close()
    return state


@pytest.mark.parametrize("rating", [Rating.HARD, Rating.GOOD, Rating.EASY])
def test_the_interval_that_is_told_is_the_one_given(
    study: Study, home: Home, clock: FrozenClock, rating: Rating
) -> None:
    put(home, clock)
    session = study.review()
    asked = ask(session)
    told = session.why(asked)[0]
    assert told.before.startswith("8")
    assert " % likely · lasts 12 days (stability) · difficulty 5.0 of 10" in told.before
    rated = session.rate(asked, asked.grade("1"), rating=rating)
    assert rated.interval is not None
    words = interval_words(rated.interval, clock.clock.now().day)
    assert told.after[rating].startswith(f"{rating.name.capitalize()}: {words}, ")
    (page,) = study.explain.cards(RELU)
    assert page.given == rated.interval
    assert page.lines[1] == f"Last interval: {words}"
    assert page.recall == pytest.approx(1.0)


def test_sure_and_wrong_is_told_apart(study: Study) -> None:
    session = study.review()
    asked = ask(session)
    plain, sooner = session.why(asked)
    assert plain.after[Rating.AGAIN] == "Again: in 1 minute"
    assert sooner.after[Rating.AGAIN] == "Again: in under a minute"
    assert plain.after[Rating.EASY] == sooner.after[Rating.EASY]
    rated = session.rate(asked, asked.grade("7"), confidence=Confidence.SURE)
    assert rated.state.due_at is not None


def test_the_page_of_a_new_card(study: Study) -> None:
    (page,) = study.explain.cards(RELU)
    assert (page.recall, page.leech, page.given, page.lines) == (0.0, False, None, ("Not studied yet.",))
    assert page.why.before == "new"
    assert set(page.offered) == set(Rating)
    assert study.explain.cards("relus/nothing") == ()


def test_the_page_says_what_was_decided(study: Study) -> None:
    study.actions.flag([CARD])
    study.actions.bury([CARD])
    (page,) = study.explain.cards(RELU)
    assert page.lines[-1] == "Buried until 24 Nov, flagged."


@pytest.mark.parametrize("lapses", [7, 7 + AGAIN_EVERY])
def test_the_lapse_that_calls_for_help_is_known_before_it_is_stored(
    study: Study, home: Home, clock: FrozenClock, lapses: int
) -> None:
    put(home, clock, lapses=lapses)
    session = study.review()
    asked = ask(session)
    assert session.lapses_for_help(asked) == lapses + 1
    rated = session.rate(asked, asked.grade("7"))
    assert rated.state.lapses == lapses + 1
    (page,) = study.explain.cards(RELU)
    assert page.leech


@pytest.mark.parametrize("lapses", [0, 6, 8, 9])
def test_other_lapses_call_for_none(study: Study, home: Home, clock: FrozenClock, lapses: int) -> None:
    put(home, clock, lapses=lapses)
    session = study.review()
    assert session.lapses_for_help(ask(session)) is None


def test_marks_of_a_session_are_undone_one_by_one(study: Study, home: Home) -> None:
    def marks() -> tuple[bool, bool, bool]:
        store = Store(home.store)
        with store.reading() as reading:
            card = card_queries.card(reading, CARD)
        store.close()
        assert card is not None
        return card.marks.flagged, card.marks.suspended, card.marks.buried_until is not None

    session = study.review()
    asked = ask(session)
    assert session.flag(asked) is True
    assert session.flag(asked) is False
    assert session.flag(asked) is True
    session.bury(asked)
    session.suspend(asked)
    assert marks() == (True, True, True)
    following = session.next()
    assert following is None or following.card.id != CARD
    seen = [marks()]
    while session.undo():
        seen.append(marks())
    assert seen == [
        (True, True, True),
        (True, False, True),
        (True, False, False),
        (False, False, False),
        (True, False, False),
        (False, False, False),
    ]
