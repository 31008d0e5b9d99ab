"""Progress: every number worked out by hand from a small log."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from studyapp.core.forecast import DEFAULT_PACE
from studyapp.core.grading import Outcome, Verdict
from studyapp.core.memory import DEFAULT_MODEL, Rating
from studyapp.core.records import DayTally
from studyapp.core.statistics import Streak
from studyapp.study.app import Study
from studyapp.study.common_mistakes import CommonMistake
from studyapp.study.progress import FIRST_GUESS_SECONDS, FORECAST_DAYS
from studyapp.study.session import ReviewSession

if TYPE_CHECKING:
    from tests.conftest import FrozenClock

MONDAY = date(2026, 11, 23)
AGAIN, HARD, GOOD, EASY = Rating
DAY = timedelta(days=1)


def rate(
    session: ReviewSession, card: str, rating: Rating, seconds: float, mistake: str | None = None
) -> None:
    """Rate a certain card, passing over those before it."""
    passed = []
    while (asked := session.next()) is not None and asked.card.id != card:
        passed.append(asked)
        session.pass_over(asked)
    assert asked is not None, f"{card} is not asked now"
    outcome = Outcome.WRONG if rating is AGAIN else Outcome.RIGHT
    session.rate(
        asked, Verdict(outcome, mistake=mistake), rating=rating, seconds=seconds, response=f"to {card}"
    )


def test_an_empty_log(study: Study) -> None:
    overview = study.progress.overview()
    assert overview.day == MONDAY
    assert overview.today == DayTally(MONDAY, 0, 0, 0.0)
    assert (overview.streak, overview.reviews, overview.begun) == (Streak(0), 0, False)
    assert (overview.retention, overview.fit, overview.by_age, overview.by_recall) == (None, None, {}, {})
    assert (overview.times.median, overview.stability.median, overview.slowest) == (None, None, ())
    assert (overview.days, overview.forecast, overview.mistakes, overview.recent, overview.quizzes) == (
        {},
        {},
        (),
        (),
        (),
    )
    assert [(topic.name, topic.cards, topic.seen, topic.known) for topic in overview.topics] == [
        ("relu", 2, 0, 0.0),
        ("sigmoid", 11, 0, 0.0),
    ]
    assert study.today().recipe.minutes == round(11 * DEFAULT_PACE.new / 60)
    assert study.progress.pace() == (0, {}, FIRST_GUESS_SECONDS)


def test_a_small_log(study: Study, clock: FrozenClock) -> None:
    # Monday: two new cards, one of them twice. Tuesday: nothing. Wednesday: one new card.
    rate(study.review(), "relus/kink#answer", EASY, 10.0)
    rate(study.review(), "relus/slope-right#answer", AGAIN, 20.0, mistake="value")
    clock.forward(minutes=2)
    rate(study.review(), "relus/slope-right#answer", EASY, 30.0)
    clock.forward(days=2)
    rate(study.review(), "sigmoids/below-one#answer", GOOD, 4.0)
    taken_back = study.review()
    rate(taken_back, "sigmoids/factors#answer", AGAIN, 500.0, mistake="bias")
    taken_back.undo()

    overview = study.progress.overview()
    assert overview.today == DayTally(MONDAY + 2 * DAY, 1, 1, 4.0)
    assert overview.days == {MONDAY: 3, MONDAY + 2 * DAY: 1}
    assert (overview.reviews, overview.streak) == (4, Streak(2, (MONDAY + DAY,)))
    assert overview.retention is None
    assert overview.mistakes == (CommonMistake("That is its value.", "value", 1, ("Slope right",)),)
    assert [(recent.question, recent.heading, recent.rating) for recent in overview.recent] == [
        ("sigmoids/below-one", "Below one", GOOD),
        ("relus/slope-right", "Slope right", EASY),
        ("relus/slope-right", "Slope right", AGAIN),
        ("relus/kink", "Kink", EASY),
    ]
    assert overview.recent[0].response == "to sigmoids/below-one#answer"
    assert study.progress.pace() == (2, {MONDAY: 3, MONDAY + 2 * DAY: 1}, (10 + 20 + 30 + 4 + 10 * 25) / 14)

    kink, slope, below = (
        study.library.page(identity).cards[0].state  # type: ignore[union-attr]
        for identity in ("relus/kink", "relus/slope-right", "sigmoids/below-one")
    )
    today = MONDAY + 2 * DAY
    assert overview.forecast == {
        day: sum(max(state.due_day, today) == day for state in (kink, slope, below))  # type: ignore[union-attr]
        for day in {max(state.due_day, today) for state in (kink, slope, below)}  # type: ignore[union-attr]
    }
    topics = {topic.name: topic for topic in overview.topics}
    known = [DEFAULT_MODEL.recall(state, today) for state in (kink, slope)]
    assert topics["relu"].known == pytest.approx(sum(known) / 2)
    assert (topics["relu"].cards, topics["relu"].seen) == (2, 2)
    assert topics["relu"].weakest == ("Kink" if known[0] < known[1] else "Slope right")
    assert (topics["sigmoid"].seen, topics["sigmoid"].weakest) == (1, "Below one")
    assert topics["sigmoid"].known == pytest.approx(1 / 11)
    assert [topic.name for topic in overview.topics] == ["sigmoid", "relu"]
    packs = {pack.manifest.id: pack for pack in study.library.packs()}
    assert packs["relus"].known == pytest.approx(sum(known) / 2)
    assert packs["sigmoids"].known == pytest.approx(1 / 11)
    assert (packs["relus"].new, packs["sigmoids"].new) == (0, 10)


def test_retention_over_reviews_that_tested_memory(study: Study, clock: FrozenClock) -> None:
    for card in ("relus/kink#answer", "relus/slope-right#answer"):
        rate(study.review(), card, EASY, 1.0)
    clock.forward(days=30)
    rate(study.review(), "relus/kink#answer", GOOD, 1.0)
    rate(study.review(), "relus/slope-right#answer", AGAIN, 1.0)
    clock.forward(minutes=11)
    rate(study.review(), "relus/slope-right#answer", GOOD, 1.0)  # a relearning step tests no memory
    overview = study.progress.overview()
    assert overview.retention is not None
    assert (overview.retention.share, overview.retention.tested) == (0.5, 2)
    assert overview.today == DayTally(MONDAY + 30 * DAY, 3, 2, 3.0)


def test_what_is_overdue_is_forecast_for_today_and_what_is_far_is_left_out(
    study: Study, clock: FrozenClock
) -> None:
    rate(study.review(), "relus/kink#answer", EASY, 1.0)
    clock.forward(days=20)
    assert study.progress.overview().forecast == {MONDAY + 20 * DAY: 1}
    rate(study.review(), "relus/kink#answer", EASY, 1.0)
    due = study.library.page("relus/kink").cards[0].state.due_day  # type: ignore[union-attr]
    assert due > MONDAY + (20 + FORECAST_DAYS) * DAY
    assert study.progress.overview().forecast == {}


def test_a_streak_lives_until_the_day_is_over(study: Study, clock: FrozenClock) -> None:
    for card in ("relus/kink#answer", "relus/slope-right#answer", "sigmoids/factors#answer"):
        rate(study.review(), card, EASY, 1.0)
        clock.forward(days=1)
    assert study.progress.overview().streak == Streak(3)
    assert study.today().streak == 3
    clock.forward(days=1)  # yesterday was a day off, which studying today would forgive
    assert study.progress.overview().streak == Streak(3, (MONDAY + 3 * DAY,))
    clock.forward(days=1)
    assert study.today().streak == 0


def test_minutes_follow_the_pace_of_the_learner(study: Study) -> None:
    rate(study.review(), "relus/kink#answer", EASY, 120.0)
    today = study.today()
    seconds = (120 + 10 * DEFAULT_PACE.new) / 11  # one answer says little against the first guess
    minutes = today.recipe.minutes
    assert (today.due, today.new, minutes, today.answers) == (0, 10, round(10 * seconds / 60), 1)
