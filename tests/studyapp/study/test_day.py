"""A day's session: its limits, the time it has, what an exam asks first, and the clock in the middle of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from studyapp.config import Home
from studyapp.core.habits import DEFAULT_HABITS
from studyapp.core.memory import Rating, Reviewed
from studyapp.store.engine import Store
from studyapp.study.app import Study
from studyapp.study.asked import Asked
from studyapp.study.session import Limits, ReviewSession

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open

WithHabits = Callable[..., Study]
KINK, SLOPE = "relus/kink#answer", "relus/slope-right#answer"


def must(asked: Asked | None) -> Asked:
    assert asked is not None
    return asked


def rate(session: ReviewSession, rating: Rating = Rating.EASY, seconds: float = 10.0) -> str:
    asked = must(session.next())
    session.rate(asked, None, rating=rating, seconds=seconds)
    return asked.card.id


@pytest.fixture
def with_habits(open_study: Open, home: Home, packs: Path, clock: FrozenClock) -> Iterator[WithHabits]:
    """Opens the app with other habits over the same home."""
    open_study().close()
    opened: list[Study] = []

    def opening(**changes: int) -> Study:
        habits = replace(DEFAULT_HABITS, **changes)  # type: ignore[arg-type]
        study = Study(Store(home.store), packs, clock.clock, habits)
        opened.append(study)
        return study

    yield opening
    for study in opened:
        study.close()


# --- how long a session is ----------------------------------------------------------------------------------


def test_a_session_of_so_many_answers(study: Study) -> None:
    session = study.review(limits=Limits(answers=2))
    assert session.stopped == ""
    rate(session)
    rate(session)
    assert session.next() is None
    assert session.stopped == "You asked for 2 answers: that was it."
    assert session.outlook().new == 9, "what is left is still told"
    session.go_on()
    assert session.stopped == ""
    assert session.next() is not None


def test_a_session_of_so_many_minutes(study: Study) -> None:
    session = study.review(limits=Limits(minutes=1))
    rate(session, seconds=59.0)
    rate(session, seconds=2.0)
    assert session.next() is None
    assert session.stopped == "You asked for 1 minute: that was it."


def test_the_minutes_of_a_day_hold_over_restarts(with_habits: WithHabits, clock: FrozenClock) -> None:
    session = with_habits(minutes_a_day=4).review()
    rate(session, seconds=100.0)
    assert session.next() is not None
    rate(session, seconds=150.0)
    assert session.next() is None
    assert session.stopped == "Your 4 minutes of today are used."
    again = with_habits(minutes_a_day=4).review()
    assert again.next() is None
    clock.forward(days=1)
    assert with_habits(minutes_a_day=4).review().next() is not None


def test_a_learner_may_go_on_after_the_time_is_used(with_habits: WithHabits, clock: FrozenClock) -> None:
    study = with_habits(minutes_a_day=0)
    rate(study.review())
    clock.forward(days=20)
    session = with_habits(minutes_a_day=1, new_a_day=0).review(limits=Limits(minutes=1))
    assert rate(session, seconds=90.0) == KINK
    assert session.stopped
    session.go_on()
    assert session.stopped == ""


def test_a_card_in_its_steps_is_finished_after_the_time_is_used(
    with_habits: WithHabits, clock: FrozenClock
) -> None:
    session = with_habits(minutes_a_day=2).review()
    first = rate(session, Rating.AGAIN, seconds=130.0)
    assert session.next() is None
    clock.forward(minutes=2)
    assert must(with_habits(minutes_a_day=2).review().next()).card.id == first


def test_new_cards_fit_the_time(with_habits: WithHabits) -> None:
    # Half of four minutes hold three new cards of forty seconds.
    recipe = with_habits(minutes_a_day=4).review().recipe()
    assert (recipe.new, recipe.held_by_backlog) == (3, 8)
    assert "wait, since the day's time goes to what is due" in " ".join(recipe.lines())
    assert with_habits(minutes_a_day=0).review().recipe().new == 11


def test_time_that_is_left_goes_to_the_days_to_come(with_habits: WithHabits, clock: FrozenClock) -> None:
    study = with_habits(new_a_day=2, minutes_a_day=30)
    begun = {rate(study.review()), rate(study.review())}
    assert study.review().next() is None, "what was asked today is not asked again"
    clock.forward(days=1)
    session = with_habits(new_a_day=0, minutes_a_day=30).review()
    assert session.outlook().left == 0
    asked = {rate(session), rate(session)}
    assert asked == begun
    assert session.next() is None
    assert with_habits(new_a_day=0).review().next() is None, "without a time nothing is brought forward"


# --- an exam ------------------------------------------------------------------------------------------------


def test_what_an_exam_needs_comes_first(study: Study, clock: FrozenClock) -> None:
    today = clock.clock.now().day
    study.exams.add("Finals", today + timedelta(days=3), "pack:sigmoids", 20)
    needed = study.exams.todays_cards()
    assert needed
    assert all(card.startswith("sigmoids/") for card in needed)
    session = study.review()
    assert session.recipe().exam == len(needed)
    assert (session.outlook().due, session.outlook().new) == (0, 11), "all of them are new"
    assert "your exam needs today" in " ".join(session.recipe().lines())
    assert must(session.next()).card.id == needed[0]
    assert must(study.review(("relus",)).next()).card.id == KINK, "a selection of its own stays as it is"
    study.actions.undo()
    assert must(study.review().next()).card.id == KINK


# --- the clock in the middle of a session -------------------------------------------------------------------


def test_the_day_turns_during_a_session(study: Study, clock: FrozenClock) -> None:
    clock.local = clock.local.replace(hour=23)
    session = study.review(("relus",))
    rate(session, Rating.GOOD)
    asked = must(session.next())
    assert asked.card.id == SLOPE
    clock.forward(hours=6)
    shown = session.offers(asked)
    rated = session.rate(asked, None, rating=Rating.EASY)
    assert rated.state == shown[Rating.EASY].state
    assert rated.state.last_day == clock.clock.now().day
    # The step of yesterday evening is due, and today allows its own number of new cards.
    assert must(session.next()).card.id == KINK
    assert study.review().outlook().new == 9
    assert study.examine() == ()


def test_travel_across_time_zones(study: Study, clock: FrozenClock) -> None:
    session = study.review(("relus",))
    rated = session.rate(must(session.next()), None, rating=Rating.EASY)
    # On to Auckland at once: it is evening there, the same study day.
    clock.local = clock.local.astimezone(ZoneInfo("Pacific/Auckland"))
    day = clock.clock.now().day
    assert day == rated.state.last_day
    clock.forward(hours=10)
    assert clock.clock.now().day == day + timedelta(days=1)
    second = session.rate(must(session.next()), None, rating=Rating.EASY)
    assert second.state.last_day == day + timedelta(days=1)
    # And back across the date line: it is the day before once more.
    clock.local = clock.local.astimezone(ZoneInfo("America/Los_Angeles"))
    assert clock.clock.now().day == day
    page = study.library.page("relus/slope-right")
    assert page is not None
    again = study.review().rate(must(study.library.asked("relus/slope-right")), None, rating=Rating.GOOD)
    assert again.state.last_day == day + timedelta(days=1), "time does not run backwards"
    assert study.examine() == ()


def test_a_clock_that_ran_ahead_leaves_no_card_waiting(study: Study, clock: FrozenClock) -> None:
    clock.forward(days=2)
    session = study.review(("relus",))
    first = rate(session, Rating.AGAIN)
    clock.forward(days=-2)
    # The step lies two days ahead by today's clock: it is due now.
    session = study.review(("relus",))
    assert session.outlook().due == 1
    assert must(session.next()).card.id == first
    state = session.rate(must(session.next()), None, rating=Rating.GOOD).state
    assert isinstance(state, Reviewed)
    assert study.examine() == ()


# --- siblings -----------------------------------------------------------------------------------------------


def test_of_two_due_cards_of_a_question_one_waits_for_tomorrow(study: Study, clock: FrozenClock) -> None:
    forward, reverse = "sigmoids/slope-bound#forward", "sigmoids/slope-bound#reverse"
    for card in (forward, reverse):
        session = study.review(("sigmoids",))
        while (asked := must(session.next())).card.id != card:
            session.pass_over(asked)
        session.rate(asked, None, rating=Rating.EASY)
        clock.forward(days=1)
    study.actions.set_due([forward, reverse], clock.clock.now().day)
    session = study.review(("sigmoids",))
    assert session.outlook().due == 1
    first = rate(session, Rating.GOOD)
    assert first in (forward, reverse)
    left = []
    while (other := session.next()) is not None:
        left.append(other.card.id)
        session.pass_over(other)
    assert not {forward, reverse} & set(left)
    clock.forward(days=1)
    assert must(study.review(("sigmoids",)).next()).card.id == ({forward, reverse} - {first}).pop()
