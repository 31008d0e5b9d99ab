"""The learner's own word: how sure they were before the verdict, and answers that they count as right."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest

from studyapp.config import Home
from studyapp.core import memory
from studyapp.core.confidence import Calibration, Confidence, calibration, can_be_asked, read_confidence
from studyapp.core.grading import Outcome, Verdict, can_be_overridden
from studyapp.core.memory import SOONER, Moment, New, Rating, Reviewed, State
from studyapp.core.records import Overrides
from studyapp.core.worked import Variant
from studyapp.study.app import Study
from studyapp.study.asked import Asked
from studyapp.study.quiz import Result
from studyapp.study.session import ReviewSession

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open

SURE, UNSURE, GUESS = Confidence
SLOPE = "relus/slope-right#answer"
FACTORS = "sigmoids/factors#answer"


def to(session: ReviewSession, card_id: str) -> Asked:
    while (asked := session.next()) is not None and asked.card.id != card_id:
        session.pass_over(asked)
    assert asked is not None
    return asked


def learned(study: Study, clock: FrozenClock, card_id: str = SLOPE) -> None:
    """Bring a card out of its steps and on to the day when it is due."""
    study.review().rate(to(study.review(), card_id), None, rating=Rating.EASY)
    clock.forward(days=40)


# --- how sure ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("1", SURE),
        ("s", SURE),
        (" Sure ", SURE),
        ("2", UNSURE),
        ("u", UNSURE),
        ("3", GUESS),
        ("G", GUESS),
        ("guess", GUESS),
        ("", None),
        ("4", None),
        ("0", None),
        ("su", None),
        ("q", None),
    ],
)
def test_reading_it(typed: str, level: Confidence | None) -> None:
    assert read_confidence(typed) is level


def test_it_is_asked_only_where_there_is_a_verdict(study: Study) -> None:
    asked = {
        row.id: can_be_asked(page.question, page.variant)
        for row in study.library.questions()
        if (page := study.library.page(row.id)) is not None
    }
    assert {identity for identity, wanted in asked.items() if not wanted} == {
        "sigmoids/slope-bound",  # a flashcard
        "sigmoids/why-chains-fade",  # an open question
    }


def test_calibration_adds_up_and_leaves_out_what_was_never_said() -> None:
    rows = [("guess", 4, 1), ("sure", 3, 3), ("sure", 7, 5)]
    assert calibration(rows) == (Calibration(SURE, 10, 8), Calibration(GUESS, 4, 1))
    assert [level.share for level in calibration(rows)] == [0.8, 0.25]
    assert calibration([]) == ()


# --- sure but wrong comes back sooner ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "wrong", "delay"),
    [
        (SURE, True, SOONER),
        (UNSURE, True, timedelta(minutes=10)),
        (GUESS, True, timedelta(minutes=10)),
        (None, True, timedelta(minutes=10)),
        (SURE, False, None),
    ],
)
def test_a_lapse_comes_back_in_ten_minutes_or_sooner(
    level: Confidence | None, wrong: bool, delay: timedelta | None, study: Study, clock: FrozenClock
) -> None:
    learned(study, clock)
    session = study.review(("relus",))
    asked = to(session, SLOPE)
    now = clock.clock.now()
    shown = session.previews(asked, sooner=wrong and level is SURE)
    rated = session.rate(asked, asked.grade("3" if wrong else "1"), confidence=level)
    assert rated.state.due_at == (now.at + delay if delay else None)
    assert shown[rated.rating] == memory.interval_text(rated.state, now)
    assert study.examine() == (), "the replay knows nothing of it"


def test_it_is_asked_again_after_one_other_question(study: Study, clock: FrozenClock) -> None:
    learned(study, clock)
    session = study.review()
    asked = to(session, SLOPE)
    session.rate(asked, asked.grade("3"), confidence=SURE)
    other = session.next()
    assert other is not None
    assert other.card.id != SLOPE
    clock.forward(seconds=31)
    session.rate(other, None, rating=Rating.GOOD)
    again = session.next()
    assert again is not None
    assert again.card.id == SLOPE, "an answer that was sure and wrong comes before all else"


def test_only_again_is_shortened() -> None:
    now = Moment(datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 11, 23))
    old = Reviewed(5.0, 5.0, date(2026, 11, 1), date(2026, 11, 6))
    states: tuple[State, ...] = (New(), memory.review(New(), Rating.AGAIN, now), old)
    for state, rating in product(states, Rating):
        plain, sooner = (memory.review(state, rating, now, sooner=how) for how in (False, True))
        if rating is Rating.AGAIN:
            assert sooner.due_at == now.at + SOONER
            assert plain.due_at is not None
            assert plain.due_at > sooner.due_at
            assert replace(sooner, due_at=plain.due_at) == plain, "nothing else may change"
        else:
            assert sooner == plain


def test_taking_it_back_restores_the_card(study: Study, clock: FrozenClock) -> None:
    learned(study, clock)
    session = study.review()
    asked = to(session, SLOPE)
    session.rate(asked, asked.grade("3"), confidence=SURE)
    undone = session.undo()
    assert undone is not None
    assert undone[1] is not None
    assert undone[1].card == asked.card
    assert study.progress.overview().calibration == ()


def test_mending_keeps_the_shorter_step(study: Study, clock: FrozenClock, home: Home) -> None:
    learned(study, clock)
    session = study.review()
    asked = to(session, SLOPE)
    expected = session.rate(asked, asked.grade("3"), confidence=SURE).state
    with contextlib.closing(sqlite3.connect(home.store)) as connection, connection:
        connection.execute("UPDATE cards SET due_at = NULL, stability = 1 WHERE id = ?", (SLOPE,))
    assert study.mend() == 1
    page = study.library.page("relus/slope-right")
    assert page is not None
    assert page.cards[0].state == expected


# --- "I was right" ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hinted", "rating"), [(False, Rating.GOOD), (True, Rating.HARD)])
def test_an_answer_counted_as_right_is_rated_like_one(
    hinted: bool, rating: Rating, study: Study, clock: FrozenClock
) -> None:
    learned(study, clock)
    session = study.review()
    asked = to(session, SLOPE)
    before = asked.card.state
    rated = session.rate(
        asked, asked.grade("3"), response="3", hinted=hinted, overridden=True, confidence=SURE
    )
    assert rated.rating is rating
    assert rated.state == memory.review(before, rating, clock.clock.now())
    assert study.examine() == ()
    shown = study.history.shown("relus/slope-right", 2)
    assert shown is not None
    assert shown.review.overridden
    assert shown.verdict == asked.grade("3"), "the verdict is kept as it was found"
    assert shown.verdict is not None
    assert (shown.verdict.outcome, shown.verdict.mistake) == (Outcome.WRONG, "value")


def test_it_is_counted_among_the_wrong_answers_and_not_among_the_mistakes(
    open_study: Open, clock: FrozenClock
) -> None:
    study = open_study()
    session = study.review()
    for card, typed, level, overridden in (
        (SLOPE, "3", SURE, True),
        (FACTORS, "c", SURE, False),
        ("sigmoids/two-slopes#answer", "0.5", GUESS, False),
        ("sigmoids/below-one#answer", "t", SURE, False),
    ):
        asked = to(study.review(), card)
        session.rate(asked, asked.grade(typed), confidence=level, overridden=overridden)
    study.close()
    overview = open_study().progress.overview()
    assert overview.overrides == Overrides(1, 3)
    assert overview.overrides.share == pytest.approx(1 / 3)
    assert overview.calibration == (Calibration(SURE, 3, 2), Calibration(GUESS, 1, 0))
    assert "value" not in {one.mistake for one in overview.mistakes}
    assert "added" in {one.mistake for one in overview.mistakes}
    session = open_study().review()
    while session.undo() is not None:
        pass
    assert open_study().progress.overview().overrides == Overrides(0, 0)


@pytest.mark.parametrize("verdict", [None, Verdict(Outcome.RIGHT, score=1.0)])
def test_only_a_wrong_answer_can_be_counted_as_right(verdict: Verdict | None, study: Study) -> None:
    session = study.review()
    asked = to(session, SLOPE)
    with pytest.raises(ValueError, match="found wrong"):
        session.rate(asked, verdict, rating=Rating.GOOD, overridden=True)
    assert study.progress.overview().reviews == 0
    assert not can_be_overridden(asked.question, verdict)


def test_answers_that_the_learner_judges_cannot_be_overruled(study: Study) -> None:
    for name in ("why-chains-fade", "slope-bound"):
        page = study.library.page(f"sigmoids/{name}")
        assert page is not None
        assert not can_be_overridden(page.question, Verdict(Outcome.WRONG))
        assert not can_be_asked(page.question, Variant(1))


# --- in a quiz --------------------------------------------------------------------------------------------------


def test_a_quiz_keeps_both_and_can_take_the_word_back(study: Study) -> None:
    quiz = study.quizzes.start("relus", 2, seed=1)
    wrong = Verdict(Outcome.WRONG, "Why.", "value")
    first = study.quizzes.answer(quiz, 0, wrong, confidence=SURE, overridden=True)
    second = study.quizzes.answer(quiz, 1, wrong, confidence=UNSURE)
    assert Result(quiz, (first, second)).right == 1
    assert [one.asked for one in Result(quiz, (first, second)).missed] == [quiz.questions[1]]
    overview = study.progress.overview()
    assert (overview.quizzes[0].right, overview.overrides) == (1, Overrides(1, 2))
    assert overview.calibration == (Calibration(SURE, 1, 1), Calibration(UNSURE, 1, 0))

    both = (study.quizzes.override(quiz, 0, first, False), study.quizzes.override(quiz, 1, second, True))
    assert [one.overridden for one in both] == [False, True]
    assert Result(quiz, both).missed == (both[0],)
    overview = study.progress.overview()
    assert (overview.quizzes[0].right, overview.overrides) == (1, Overrides(1, 2))
    assert overview.calibration == (Calibration(SURE, 1, 0), Calibration(UNSURE, 1, 1))


def test_a_quiz_counts_only_wrong_answers_as_right(study: Study) -> None:
    quiz = study.quizzes.start("relus", 2, seed=1)
    right = Verdict(Outcome.RIGHT, score=1.0)
    with pytest.raises(ValueError, match="found wrong"):
        study.quizzes.answer(quiz, 0, right, overridden=True)
    answered = study.quizzes.answer(quiz, 0, right)
    with pytest.raises(ValueError, match="found wrong"):
        study.quizzes.override(quiz, 0, answered, True)
    assert study.progress.overview().overrides == Overrides(0, 0)
