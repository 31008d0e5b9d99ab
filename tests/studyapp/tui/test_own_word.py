"""How sure the learner is, "I was right", and past reviews, on the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from studyapp.core.confidence import Confidence
from studyapp.core.memory import SOONER, Rating, Reviewed

if TYPE_CHECKING:
    from tests.conftest import FrozenClock
    from tests.studyapp.tui.conftest import Driver, Run

BOUND = "kinds/bound#bound"
SIZES = pytest.mark.parametrize(
    "size", [(40, 12), (80, 24), (140, 40)], ids=lambda size: f"{size[0]}x{size[1]}"
)


async def _to_cloze(driver: Driver) -> None:
    await driver.press("enter", "enter", "4")
    assert driver.at("#typed").display


async def _to_numeric(driver: Driver) -> None:
    await _to_cloze(driver)
    await driver.type("1/4")
    await driver.press("enter", "4", "a", "4", "space", "enter", "4", "t", "4")
    assert "Four sigmoid units" in driver.text()


# --- how sure ---------------------------------------------------------------------------------------------------


async def test_it_is_not_asked_unless_turned_on(run: Run) -> None:
    async with run() as driver:
        await _to_cloze(driver)
        await driver.type("1/4")
        await driver.press("enter")
        assert driver.answered
        await driver.press("4")
        assert driver.reviews(BOUND)[0].confidence is None


LEVELS = {
    "1": Confidence.SURE,
    "s": Confidence.SURE,
    "2": Confidence.UNSURE,
    "u": Confidence.UNSURE,
    "3": Confidence.GUESS,
    "g": Confidence.GUESS,
}


async def test_it_is_asked_before_the_verdict(run: Run) -> None:
    async with run(asks_confidence=True) as driver:
        await driver.press("enter", "enter")
        assert driver.at("#ratings").display, "a flashcard has no verdict to be sure of"
        await driver.press("4")
        for key, level in LEVELS.items():
            await driver.type("1/4")
            await driver.press("enter")
            assert not driver.answered
            assert "How sure are you?" in driver.text()
            assert "Right" not in driver.text()
            assert "1/8" not in driver.text()
            for silent in ("enter", "space", "4", "i", "w", "x", "c"):
                await driver.press(silent)
                assert not driver.answered, silent
            await driver.press(key)
            assert driver.at("#ratings").display
            assert "Right" in driver.text()
            assert driver.review_count() == 1
            await driver.press("enter")
            (review,) = driver.reviews(BOUND)
            assert (review.confidence, review.rating) == (level, Rating.GOOD)
            assert review.seconds == 6, "the time to say how sure is not the time to answer"
            await driver.press("ctrl+z")
            assert driver.reviews(BOUND) == []


async def test_what_cannot_be_read_is_said_before_it_is_asked(run: Run) -> None:
    async with run(asks_confidence=True) as driver:
        await _to_cloze(driver)
        await driver.press("enter")
        assert "Not gradable yet" in driver.text()
        assert "How sure" not in driver.text()
        assert driver.at("#typed").display


@pytest.mark.parametrize(("key", "sure"), [("1", True), ("3", False)])
async def test_sure_but_wrong_stands_out_and_comes_back_sooner(
    run: Run, clock: FrozenClock, key: str, sure: bool
) -> None:
    async with run() as driver:
        await _to_cloze(driver)
        await driver.type("1/4")
        await driver.press("enter", "4")
    clock.forward(days=60)
    async with run(asks_confidence=True) as driver:
        await driver.press("enter")
        for _ in range(3):
            if driver.at("#typed").display:
                break
            await driver.press("enter", "4")
        await driver.type("nonsense")
        await driver.press("enter", key)
        assert ("You were sure of it" in driver.text()) is sure
        assert ("1 again 1m" in driver.text()) is sure
        assert ("1 again 10m" in driver.text()) is not sure
        await driver.press("enter")
        review = driver.reviews(BOUND)[-1]
        state = driver.card(BOUND)
        assert isinstance(state, Reviewed)
        assert state.due_at is not None
        assert (state.due_at - review.at == SOONER) is sure


async def test_leaving_before_it_is_said_stores_nothing(run: Run) -> None:
    async with run(asks_confidence=True) as driver:
        await _to_cloze(driver)
        await driver.type("1/4")
        await driver.press("enter", "escape", "escape")
        assert driver.screen == "HomeScreen"
        assert driver.review_count() == 1
        await driver.press("enter")
        assert driver.at("#typed").display


async def test_a_quiz_asks_too_and_a_resize_changes_nothing(run: Run) -> None:
    async with run(asks_confidence=True) as driver:
        driver.app.open_quiz("kinds", 1, 9)
        await driver.settle()
        await driver.type("7")
        await driver.press("enter")
        await driver.pilot.resize_terminal(40, 12)
        await driver.settle()
        assert "How sure are you?" in driver.text()
        await driver.press("g", "enter")
        assert driver.screen == "ResultScreen"
        assert driver.app.study is not None
        (level,) = driver.app.study.progress.overview().calibration
        assert (level.confidence, level.answers, level.right) == (Confidence.GUESS, 1, 0)


# --- "I was right" ------------------------------------------------------------------------------------------------


async def test_one_key_counts_an_answer_as_right_and_takes_it_back(run: Run) -> None:
    async with run() as driver:
        await _to_numeric(driver)
        await driver.press("8", "enter")
        assert "▸ 1 again" in driver.text()
        await driver.press("i")
        assert "Counted as right" in driver.text()
        assert "▸ 3 good" in driver.text()
        await driver.press("i")
        assert "Counted as right" not in driver.text()
        assert "▸ 1 again" in driver.text()
        await driver.press("i", "enter")
        (review,) = driver.reviews("kinds/chain-of-four#answer")
        assert (review.rating, review.overridden) == (Rating.GOOD, True)
        assert (review.outcome, review.mistake) == ("wrong", "no-slope")
        await driver.press("ctrl+z")
        assert driver.reviews("kinds/chain-of-four#answer") == []
        assert "Four sigmoid units" in driver.text()


async def test_it_is_offered_only_for_what_was_found_wrong(run: Run) -> None:
    async with run(size=(140, 40)) as driver:
        await _to_cloze(driver)
        await driver.type("1/4")
        await driver.press("enter", "i")
        assert "Counted as right" not in driver.text()
        assert "I was right" not in driver.lines()[-1]
        await driver.press("enter", "a")
        assert "I was right" in driver.lines()[-1]


async def test_it_counts_in_a_quiz(run: Run) -> None:
    async with run() as driver:
        driver.app.open_quiz("kinds", 1, 9)
        await driver.settle()
        await driver.type("7")
        await driver.press("enter", "i", "enter")
        assert "1 of 1 right" in driver.text()
        assert "Nothing was missed." in driver.text()


# --- past reviews -------------------------------------------------------------------------------------------------


@SIZES
@pytest.mark.parametrize("ascii_only", [False, True], ids=["unicode", "ascii"])
async def test_the_screens(run: Run, clock: FrozenClock, size: tuple[int, int], ascii_only: bool) -> None:
    async with run(size=size, ascii_only=ascii_only, asks_confidence=True) as driver:
        await _to_cloze(driver)
        await driver.type("nonsense")
        await driver.press("enter")
        await driver.capture("sure-asked")
        await driver.press("s")
        await driver.capture("sure-but-wrong")
        await driver.press("i")
        await driver.capture("counted-as-right")
        await driver.press("enter", "a", "1", "enter", "space", "enter", "2", "4", "t", "3", "4")
        await driver.type("8")
        await driver.press("enter", "1", "enter", "escape", "p", "k")
        await driver.capture("progress-own-word")
        await driver.press("escape")
        clock.forward(days=1)
        driver.app.open_page("kinds/chain-of-four")
        await driver.settle()
        await driver.press("h")
        await driver.capture("history")
        await driver.press("enter")
        await driver.capture("past")
        await driver.press("pagedown", "pagedown")
        await driver.capture("past-below")
        driver.check()


async def test_a_past_review_opens_with_its_numbers(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        await _to_numeric(driver)
        await driver.press("8", "enter", "enter")
        (review,) = driver.reviews("kinds/chain-of-four#answer")
        await driver.press("escape", "escape")
        driver.app.open_page("kinds/chain-of-four")
        await driver.settle()
        await driver.press("h")
        assert driver.screen == "HistoryScreen"
        assert "1 review" in driver.text()
        assert f"seed {review.seed}" in driver.text()
        await driver.press("enter")
        assert driver.screen == "PastScreen"
        text = driver.text()
        for words in ("every weight 2", "You answered  8", "wrong", "0.125", f"seed {review.seed}"):
            assert words in text
        assert "step 10 of 25" in text
        await driver.press("right")
        assert "step 11 of 25" in driver.text()
        await driver.press("escape", "escape", "escape")
        assert driver.screen == "HomeScreen"


async def test_a_question_never_studied_has_no_past(run: Run) -> None:
    async with run() as driver:
        driver.app.open_page("kinds/bound")
        await driver.settle()
        await driver.press("h")
        assert "Not studied yet." in driver.text()
        await driver.press("enter")
        assert driver.screen == "HistoryScreen"
