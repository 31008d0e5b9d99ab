"""Asking and answering: what is stored is what was said, and what cannot be read costs nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Never

import pytest

from studyapp.core import memory
from studyapp.core.errors import Refusal
from studyapp.core.memory import New, Rating, Reviewed, interval_text, moment
from studyapp.core.quiz import QuizOptions
from studyapp.store.migrate import StoreError
from studyapp.study.app import Study
from studyapp.study.session import ReviewSession
from studyapp.tui.app import Start, StudyApp

if TYPE_CHECKING:
    from tests.conftest import FrozenClock
    from tests.studyapp.tui.conftest import Driver, Run

FIRST = "kinds/steepest#forward"
NUMERIC = "kinds/chain-of-four#answer"


async def _to_numeric(driver: Driver) -> None:
    """Answer the five questions before the numeric one."""
    await driver.press("enter", "enter", "3")
    await driver.type("1/4")
    await driver.press("enter", "enter", "a", "enter", "space", "enter", "enter", "t", "enter")
    assert "Four sigmoid units" in driver.text()


async def test_the_first_enter_asks_the_first_question(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter")
        assert driver.screen == "AskScreen"
        assert "How steep is the sigmoid at most, and where?" in driver.text()
        assert "1/4, at zero" not in driver.text()
        assert driver.review_count() == 0


@pytest.mark.parametrize(
    ("key", "rating"),
    [("1", Rating.AGAIN), ("2", Rating.HARD), ("3", Rating.GOOD), ("4", Rating.EASY), ("enter", Rating.GOOD)],
)
async def test_a_rating_key_stores_what_it_says(
    run: Run, clock: FrozenClock, key: str, rating: Rating
) -> None:
    async with run() as driver:
        await driver.press("enter", "enter")
        shown = re.search(rf"{rating.value} {rating.name.lower()} (\S+)", driver.text())
        assert shown is not None
        await driver.press(key)
        (review,) = driver.reviews(FIRST)
        now = moment(clock.local)
        state = driver.card(FIRST)
        assert review.rating is rating
        assert review.seconds == 6
        assert state == memory.review(New(), rating, now)
        assert isinstance(state, Reviewed)
        assert shown.group(1) == interval_text(state, now)


async def test_the_interval_shown_on_a_card_seen_before_is_the_one_given(
    run: Run, clock: FrozenClock
) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "4")
        before = driver.card(FIRST)
    assert isinstance(before, Reviewed)
    clock.forward(days=(before.due_day - before.last_day).days + 3)
    async with run() as driver:
        await driver.press("enter", "enter")
        shown = dict(re.findall(r"(\d) (?:again|hard|good|easy) (\S+)", driver.text()))
        now = moment(clock.local)
        await driver.press("2")
        given = driver.card(FIRST)
        assert isinstance(given, Reviewed)
        assert shown["2"] == interval_text(given, now)
        interval = driver.reviews(FIRST)[-1].interval
        assert interval is not None
        assert given == memory.review(before, Rating.HARD, now, days=interval.days)
        assert shown["1"] == interval_text(memory.review(before, Rating.AGAIN, now), now)


async def test_right_is_good_and_wrong_is_again_with_the_mistake_named(run: Run) -> None:
    async with run() as driver:
        await _to_numeric(driver)
        assert driver.reviews("kinds/bound#bound")[0].rating is Rating.GOOD
        wrong = driver.reviews("kinds/largest-slope#answer")[0]
        assert (wrong.rating, wrong.mistake, wrong.outcome) == (Rating.AGAIN, "tanh", "wrong")
        await driver.press("8", "enter")
        assert "That leaves out the slope of the sigmoid, 1/4." in driver.text()
        await driver.press("enter")
        review = driver.reviews(NUMERIC)[0]
        assert (review.rating, review.mistake, review.response) == (Rating.AGAIN, "no-slope", "8")
        assert review.variant["variables"] == {"w": 2}


async def test_what_cannot_be_read_keeps_the_question_and_says_how_to_write_it(run: Run) -> None:
    async with run() as driver:
        await _to_numeric(driver)
        before = driver.review_count()
        for typed, says in [
            ("", "nothing typed yet"),
            ("about two", "cannot read"),
            ("0,125", "decimal point"),
        ]:
            await driver.type(typed)
            await driver.press("enter")
            said = " ".join(driver.text().split())
            assert "Not gradable yet" in said
            assert says in said
            assert driver.at("#typed").display
            assert not driver.at("#ratings").display
            driver.app.clear_notifications()
            await driver.press(*["backspace"] * len(typed))
        assert driver.review_count() == before
        await driver.type("0.125")
        await driver.press("enter")
        assert "✓ Right" in driver.text()


async def test_a_hint_makes_the_answer_hard_at_best(run: Run) -> None:
    async with run() as driver:
        await _to_numeric(driver)
        await driver.press("f2")
        assert "Three factors lie between the first unit and the last." in driver.text()
        await driver.type("1/8")
        await driver.press("enter")
        assert "▸ 2 hard" in driver.text()
        await driver.press("enter")
        review = driver.reviews(NUMERIC)[0]
        assert (review.rating, review.hinted) == (Rating.HARD, True)


async def test_undo_puts_the_card_back_and_asks_it_again(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "4")
        assert isinstance(driver.card(FIRST), Reviewed)
        await driver.press("ctrl+z")
        assert driver.card(FIRST) == New()
        assert driver.review_count() == 0
        assert "How steep is the sigmoid" in driver.text()
        await driver.press("enter", "1")
        assert driver.reviews(FIRST)[-1].rating is Rating.AGAIN


async def test_undo_without_a_review_keeps_the_question(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter", "u")
        assert driver.notices() == ["There is nothing to take back."]
        assert "How steep is the sigmoid" in driver.text()


async def test_letters_typed_into_an_answer_are_no_commands(run: Run) -> None:
    async with run() as driver:
        driver.app.open_quiz("kinds", 8, 3)
        await driver.settle()
        while not driver.at("#typed").display:
            await driver.answer()
            await driver.press("enter")
        await driver.type("wxtyduov1234?")
        assert "wxtyduov1234?" in driver.text()
        assert driver.screen == "AskScreen"


async def test_a_quiz_leaves_the_schedule_alone_and_lists_exactly_what_was_missed(run: Run) -> None:
    async with run() as driver:
        driver.app.open_quiz("kinds", 6, 2)
        await driver.settle()
        right: list[str] = []
        missed: list[str] = []
        while driver.screen == "AskScreen":
            prompt = " ".join(driver.lines()[2].split())
            await driver.answer()
            (right if "✓ Right" in driver.text() else missed).append(prompt)
            assert not driver.at("#ratings").display
            await driver.press("enter")
        assert driver.screen == "ResultScreen"
        assert f"{len(right)} of 6 right" in driver.text()
        listed = " ".join(driver.text().split())
        assert [prompt for prompt in missed if prompt not in listed] == []
        assert [prompt for prompt in right if prompt in listed] == []
        assert driver.text().count("you: ") == len(missed)
        assert driver.review_count() == 0
        await driver.press("enter")
        assert driver.screen == "PageScreen"
        await driver.press("escape", "r")
        assert driver.lines()[0].startswith(" Missed again")
        assert f"1 of {len(missed)}" in driver.lines()[0]
        await driver.press("escape", "escape")
        assert driver.screen == "HomeScreen"
        assert driver.review_count() == 0


async def test_a_quiz_left_early_counts_the_rest_as_unanswered(run: Run) -> None:
    async with run(start=Start("quiz", (), {"options": QuizOptions(("kinds",), count=3, seed=2)})) as driver:
        await driver.answer()
        await driver.press("enter", "escape")
        assert "2 left unanswered" in driver.text()
        await driver.press("escape")
        assert driver.screen == "HomeScreen"


async def test_resizing_keeps_the_question_what_was_typed_and_the_answer(run: Run) -> None:
    async with run() as driver:
        await _to_numeric(driver)
        await driver.type("0.1")
        await driver.pilot.resize_terminal(40, 12)
        await driver.settle()
        assert "Four sigmoid units" in driver.text()
        await driver.type("25")
        await driver.press("enter")
        assert "✓ Right" in driver.text()
        await driver.pilot.resize_terminal(120, 40)
        await driver.settle()
        assert "✓ Right" in driver.text()
        assert "backward  step" in driver.text()
        await driver.press("enter")
        assert driver.reviews(NUMERIC)[0].response == "0.125"


async def test_on_a_short_screen_a_layer_that_is_opened_is_seen(run: Run) -> None:
    async with run(size=(40, 12)) as driver:
        await _to_numeric(driver)
        await driver.press("7", "enter", "x")
        assert "Each step back multiplies" in driver.text()
        await driver.press("f")
        assert "Michael Nielsen" in driver.text()


async def test_a_review_of_one_pack_asks_that_pack_only(run: Run) -> None:
    async with run(start=Start("review", ("more",))) as driver:
        assert "ReLU has slope 1" in driver.text()
        await driver.press("t", "4")
        assert "1 of 1 recalled" in driver.text()
        await driver.press("enter")
        assert driver.screen == "HomeScreen"


async def test_what_was_answered_is_there_after_a_restart(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "4")
        home = driver.card(FIRST)
    async with run() as driver:
        assert driver.card(FIRST) == home
        assert "8 new" in driver.text()
        assert "1 day" in driver.lines()[0]
        await driver.press("enter")
        assert "How steep" not in driver.text()


async def test_a_refusal_while_storing_becomes_a_notice_and_the_answer_can_be_stored_again(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run() as driver:
        await driver.press("enter", "enter")
        with monkeypatch.context() as patched:
            patched.setattr(ReviewSession, "rate", _refused)
            await driver.press("3")
        assert driver.notices() == ["the disk is full; make room"]
        assert driver.review_count() == 0
        await driver.press("3")
        assert driver.reviews(FIRST)[0].rating is Rating.GOOD


def _refused(*_given: object, **_options: object) -> Never:
    raise Refusal("the disk is full; make room")


async def test_a_quiz_that_cannot_be_given_is_left_with_a_notice(run: Run) -> None:
    async with run() as driver:
        driver.app.open_quiz("nowhere")
        await driver.settle()
        assert "there is no pack 'nowhere'" in driver.notices()[0]
        assert driver.screen == "HomeScreen"
        await driver.press("enter")
        assert driver.screen == "AskScreen"


async def test_a_store_that_cannot_be_opened_ends_the_app_with_code_2() -> None:
    def opening() -> Study:
        raise StoreError("cannot use the store; set STUDYAPP_HOME to a folder you can write to")

    app = StudyApp(opening, reduced_motion=True)
    async with app.run_test() as pilot:
        while app.is_running and app.return_code in (None, 0):
            await pilot.pause()
    assert app.return_code == 2


async def test_keys_pressed_before_the_study_is_open_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StudyApp, "_open", lambda _app: None)
    app = StudyApp(_refused, reduced_motion=True)
    async with app.run_test() as pilot:
        await pilot.press("enter", "z", "g", "b", "p", "r", "down")
        assert len(app.screen_stack) == 2
        assert app.is_running


async def test_leaving_after_the_verdict_keeps_the_answer_with_the_rating_it_earned(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "3")  # the flashcard
        await driver.answer()
        before = driver.review_count()
        await driver.press("escape")
        assert driver.screen == "ReviewEndScreen"
        assert driver.review_count() == before + 1


async def test_leaving_a_card_that_was_only_turned_over_stores_nothing(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "escape")
        assert driver.screen == "HomeScreen"
        assert driver.review_count() == 0


async def test_undo_after_a_verdict_asks_the_same_question_again_and_stores_nothing(run: Run) -> None:
    async with run() as driver:
        await _to_numeric(driver)
        before = driver.review_count()
        await driver.type("7")
        await driver.press("enter", "u")
        assert not driver.answered
        assert driver.at("#typed").display
        assert driver.review_count() == before


async def test_nothing_is_chosen_beforehand(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter")
        while not driver.at("#options").display:
            await driver.answer()
            await driver.press("4")
        before = driver.review_count()
        await driver.press("enter")
        assert not driver.answered
        assert "Not gradable yet" in driver.text()
        assert driver.review_count() == before


async def test_other_numbers_are_named_and_the_way_back_is_one_key(run: Run) -> None:
    async with run() as driver:
        await _to_numeric(driver)
        await driver.type("7")
        await driver.press("enter")
        own = driver.text()
        await driver.press("v")
        assert "Other numbers, seed" in driver.text()
        await driver.press("w")
        assert driver.text() == own


async def test_every_line_of_a_long_question_can_be_reached(run: Run) -> None:
    async with run(size=(40, 12)) as driver:
        await _to_numeric(driver)
        seen = set(driver.lines())
        assert not any("last?" in line for line in seen)
        for _ in range(4):
            await driver.press("pagedown")
            seen |= set(driver.lines())
        assert any("last?" in line for line in seen)
