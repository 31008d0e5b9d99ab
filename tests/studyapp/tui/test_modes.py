"""Choosing a quiz, cramming, mistakes, lessons, time and challenge codes on the screens."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from studyapp.study import quiz_run
from studyapp.tui.ask import timing
from tests.studyapp.tui.mode_steps import attempts, take, to_line

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.studyapp.tui.conftest import Run

SIZES = [(40, 12), (80, 24), (140, 40)]


@pytest.fixture(params=SIZES, ids=[f"{width}x{height}" for width, height in SIZES])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    width, height = request.param
    return int(width), int(height)


@pytest.fixture(params=[False, True], ids=["unicode", "ascii"])
def ascii_only(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time of timed quizzes stands still until it is moved."""
    now = [1_000.0]
    monkeypatch.setattr(timing, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(quiz_run.QuizRun.__init__, "__defaults__", (lambda: now[0],))
    return now


# --- the screens ------------------------------------------------------------------------------------------------


async def test_the_screens_of_the_modes(
    run: Run, size: tuple[int, int], ascii_only: bool, ticks: list[float]
) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        await driver.press("z")
        await driver.capture("quiz-setup")
        await to_line(driver, "time")
        await driver.press("right", "right", "down", "right", "down")
        await driver.type("42")
        await driver.capture("quiz-setup-changed")
        await driver.press("enter")
        await driver.capture("quiz-timed")
        await driver.press("7", "enter")
        ticks[0] += 119
        await driver.press("escape")
        await driver.capture("quiz-result-at-the-end")
        await driver.press("escape", "z", "up")
        await driver.capture("quiz-setup-unfinished")
        await to_line(driver, "what")
        await driver.press("right")
        await to_line(driver, "kind")
        await driver.press("left", "left")
        await driver.capture("cram-setup")
        await driver.press("enter", "enter")
        await driver.capture("cram-answered")
        await driver.press("escape", "escape", "escape")
        driver.check()


async def test_the_screens_of_learning(run: Run, size: tuple[int, int], ascii_only: bool, home: Home) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        await driver.press("l")
        await driver.capture("learn")
        await driver.press("n")
        await driver.capture("learn-next")
        driver.check()
    home.settings.write_text("[schedule]\nnew_a_day = 1\n", encoding="utf-8")
    async with run(size=size, ascii_only=ascii_only) as driver:
        await driver.press("l", "n")
        await driver.capture("learn-limited")
        driver.check()


# --- choosing ---------------------------------------------------------------------------------------------------


async def test_enter_takes_ten_questions_of_the_pack_at_once(run: Run) -> None:
    async with run() as driver:
        await driver.press("z")
        assert "Enter asks 6 of 6." in driver.text()
        await driver.press("enter")
        assert driver.screen == "AskScreen"
        assert "1 of 6" in driver.lines()[0]
        await take(driver)
        assert driver.screen == "ResultScreen"
        await driver.press("escape")
        assert driver.screen == "HomeScreen"


async def test_what_was_chosen_is_what_is_asked(run: Run) -> None:
    async with run() as driver:
        await driver.press("z")
        await to_line(driver, "kind")
        for _ in range(20):
            if "numeric" in driver.text():
                break
            await driver.press("right")
        assert "Enter asks 1 of 1." in driver.text()
        await driver.press("enter")
        assert driver.asked.question.kind == "numeric"
        assert "1 of 1" in driver.lines()[0]


async def test_a_click_changes_a_line_and_starts_nothing(run: Run) -> None:
    async with run() as driver:
        await driver.press("z")
        await driver.click_text("no limit")
        assert "1 min" in driver.text()
        assert driver.screen == "QuizSetupScreen"


async def test_a_code_that_is_no_code_keeps_the_choice(run: Run) -> None:
    async with run() as driver:
        await driver.press("z")
        await to_line(driver, "challenge")
        await driver.type("4abc")
        assert "4ABC" in driver.text()
        assert "Enter takes the quiz of this code." in driver.text()
        await driver.press("enter")
        assert driver.screen == "QuizSetupScreen"
        assert "has a slip in it" in driver.notices()[0]
        await driver.press(*["backspace"] * 4)
        assert "Enter asks 6 of 6." in driver.text()


async def test_a_challenge_gives_the_quiz_of_the_result_page(run: Run) -> None:
    async with run() as driver:
        driver.app.open_quiz("kinds", 3, 7)
        await driver.settle()
        first = driver.asked.variant, driver.asked.card.id
        await take(driver)
        code = re.findall(r"studyapp quiz --challenge ([0-9A-Z-]+)", driver.text())[0]
        await driver.press("escape", "z")
        await to_line(driver, "challenge")
        await driver.type(code.lower())
        await driver.press("enter")
        assert (driver.asked.variant, driver.asked.card.id) == first
        assert "seed 7" in driver.lines()[0]


# --- cramming and mistakes --------------------------------------------------------------------------------------


async def test_cramming_asks_until_right_once(run: Run) -> None:
    async with run() as driver:
        await driver.press("z", "right")
        await to_line(driver, "kind")
        await driver.press("left", "left")
        assert "flashcard" in driver.text()
        await driver.press("enter", "enter")
        shown = driver.text()
        assert "1 again not known" in shown
        assert "3 good known" in shown
        assert "2 hard" not in shown
        await driver.press("1")
        while driver.screen == "AskScreen":
            await driver.press("enter", "3")
        assert "more until all were right" in driver.text()
        assert driver.review_count() == 0
        outcomes = attempts(driver)
        assert {outcome for _, outcome in outcomes} == {"self-rated"}
        await driver.press("r")
        assert driver.lines()[0].startswith(" Missed again")


async def test_a_click_on_known_is_known(run: Run) -> None:
    async with run() as driver:
        await driver.press("z", "right")
        await to_line(driver, "kind")
        await driver.press("left", "left", "enter", "enter")
        await driver.click_text("3 good known")
        assert "✓" not in driver.text() or driver.screen in ("AskScreen", "ResultScreen")
        with driver.store.reading() as session:
            assert session.execute(text("SELECT score FROM attempts")).scalar_one() == 1.0


async def test_mistakes_are_asked_newest_first(run: Run) -> None:
    async with run() as driver:
        await driver.press("z", "right", "right")
        assert "Nothing was wrong lately." in driver.text()
        await driver.press("enter")
        assert "nothing was answered wrong in the last 30 days" in driver.notices()[0]
        await driver.press("escape")
        driver.app.open_quiz("kinds", 3, 7)
        await driver.settle()
        missed: list[str] = []
        while driver.screen == "AskScreen":
            asked = driver.asked.card.id
            await driver.answer()
            if "✗ Wrong" in driver.text():
                missed.append(asked)
            await driver.press("enter")
        await driver.press("escape", "z", "right", "right", "enter")
        assert missed
        assert driver.asked.card.id in missed
        assert f"1 of {len(missed)}" in driver.lines()[0]


async def test_a_review_of_one_topic_rates_into_the_schedule(run: Run) -> None:
    async with run() as driver:
        await driver.press("z", "left")
        assert "review, what is due" in driver.text()
        await to_line(driver, "pack")
        await driver.press("left")
        await to_line(driver, "search")
        await driver.type("kind:numeric or kind:cloze")
        await driver.press("enter")
        kinds = []
        for _ in range(2):
            kinds.append(driver.asked.question.kind)
            await driver.answer()
            await driver.press("4")
        assert sorted(kinds) == ["cloze", "numeric"]
        assert driver.review_count() == 2
        assert attempts(driver) == []


async def test_a_search_that_cannot_be_read_is_told_below_the_lines(run: Run) -> None:
    async with run() as driver:
        await driver.press("z")
        await to_line(driver, "search")
        await driver.type("is:nonsense")
        assert "nonsense" in "".join(driver.lines()[-12:])
        assert driver.notices() == []
        await driver.press("enter")
        assert driver.screen == "QuizSetupScreen"
        assert driver.notices() != []
