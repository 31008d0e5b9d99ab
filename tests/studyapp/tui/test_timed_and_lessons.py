"""Time, feedback at the end, a quiz that is gone on with, and lessons on the screens."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Never

import pytest

from studyapp.core.errors import Refusal
from studyapp.core.grading import Outcome
from studyapp.core.memory import Rating
from studyapp.core.quiz import Feedback, QuizOptions
from studyapp.render.spans import plain
from studyapp.study import quiz_run
from studyapp.study.asked import Asked
from studyapp.tui.app import Start
from studyapp.tui.ask import timing
from studyapp.tui.ask.view import AskView
from tests.studyapp.tui.mode_steps import attempts, take, to_line

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.conftest import FrozenClock
    from tests.studyapp.tui.conftest import Run


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time of timed quizzes stands still until it is moved."""
    now = [1_000.0]
    monkeypatch.setattr(timing, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(quiz_run.QuizRun.__init__, "__defaults__", (lambda: now[0],))
    return now


# --- time and feedback ------------------------------------------------------------------------------------------


def timed(minutes: int, **options: object) -> Start:
    return Start("quiz", (), {"options": QuizOptions(("kinds",), seed=2, seconds=minutes * 60, **options)})  # type: ignore[arg-type]


async def test_the_quiz_ends_when_its_time_is_over(run: Run, ticks: list[float]) -> None:
    async with run(start=timed(1)) as driver:
        assert "1:00" in driver.lines()[0]
        await driver.answer()
        await driver.press("enter")
        ticks[0] += 45
        driver.app.screen._timing.tick()  # type: ignore[attr-defined]
        await driver.settle()
        assert "0:15" in driver.lines()[0]
        ticks[0] += 20
        driver.app.screen._timing.tick()  # type: ignore[attr-defined]
        await driver.settle()
        assert driver.screen == "ResultScreen"
        assert "the time is over, 5 left unanswered" in driver.text()
        assert len(attempts(driver)) == 1
        await driver.press("escape", "z")
        assert "unfinished" not in driver.text()


async def test_an_answer_on_the_screen_at_the_end_is_kept(run: Run, ticks: list[float]) -> None:
    async with run(start=timed(1)) as driver:
        await driver.answer()
        ticks[0] += 90
        driver.app.screen._timing.tick()  # type: ignore[attr-defined]
        await driver.settle()
        assert driver.answered
        await driver.press("enter")
        assert driver.screen == "ResultScreen"
        assert len(attempts(driver)) == 1


async def test_feedback_at_the_end_is_shown_on_the_result_page_only(run: Run) -> None:
    options = QuizOptions(("kinds",), seed=2, count=3, feedback=Feedback.END)
    async with run(start=Start("quiz", (), {"options": options})) as driver:
        for done in range(3):
            assert driver.screen == "AskScreen"
            assert len(attempts(driver)) == done, "each answer is on the disk at once"
            card = driver.asked.card.id
            for key in ("a", "7", "t", "enter"):
                if driver.screen == "AskScreen" and driver.asked.card.id == card:
                    await driver.press(key)
                    assert driver.screen != "AskScreen" or not re.search("✓ Right|✗ Wrong", driver.text())
        assert driver.screen == "ResultScreen"
        assert "Your answers" in driver.text()
        assert driver.text().count("✓") + driver.text().count("✗") == 3


async def test_a_silent_answer_that_cannot_be_stored_tells_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = QuizOptions(("kinds",), kinds=("choice",), seed=2, count=1, feedback=Feedback.END)
    async with run(start=Start("quiz", (), {"options": options})) as driver:
        with monkeypatch.context() as patched:
            patched.setattr(quiz_run.QuizRun, "answer", _refused)
            await driver.press("a")
        assert driver.notices() == ["the disk is full; make room"]
        driver.app.clear_notifications()
        await driver.settle()
        kept = driver.text()
        await driver.press("n", "k", "e", "b", "s", "g", "i", "x", "w", "r", "1", "3", "v", "o")
        await driver.settle()
        assert driver.text() == kept
        assert not re.search("Right|Wrong|✓|✗", kept)
        assert attempts(driver) == []
        await driver.press("enter")
        assert driver.screen == "ResultScreen"
        assert len(attempts(driver)) == 1


def _refused(*_given: object, **_options: object) -> Never:
    raise Refusal("the disk is full; make room")


async def test_looking_for_the_mistake_does_not_tell_that_there_is_one(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a wrong answer is held against the mistakes of the run; the screen must look the same meanwhile."""
    said: list[str] = []
    monkeypatch.setattr(Asked, "diagnosed_at_once", property(lambda _asked: False))
    monkeypatch.setattr(AskView, "ask", lambda _view, row: said.append(plain((row,))))
    options = QuizOptions(("kinds",), kinds=("choice",), seed=2, count=1, feedback=Feedback.END)
    async with run(start=Start("quiz", (), {"options": options})) as driver:
        for wrong in "bcd":
            if driver.asked.grade(wrong).outcome is Outcome.WRONG:
                break
        await driver.press(wrong)
        assert attempts(driver) == [(0, "wrong")]
    assert not [words for words in said if "mistake" in words]


async def test_an_unfinished_quiz_is_gone_on_with_after_a_restart(run: Run) -> None:
    async with run() as driver:
        driver.app.open_quiz("kinds", 4, 2)
        await driver.settle()
        await driver.answer()
        await driver.press("enter")
        second = driver.asked.card.id, driver.asked.variant
        await driver.press("escape", "escape")
    async with run() as driver:
        await driver.press("z")
        assert "1 of 4 answered" in driver.text()
        await to_line(driver, "unfinished")
        assert "Enter goes on where you left it." in driver.text()
        await driver.press("enter")
        assert (driver.asked.card.id, driver.asked.variant) == second
        assert "2 of 4" in driver.lines()[0]
        await take(driver)
        assert len(attempts(driver)) == 4


# --- learning ---------------------------------------------------------------------------------------------------


async def test_learning_shows_a_section_then_asks_its_questions_into_the_schedule(run: Run) -> None:
    async with run() as driver:
        await driver.press("l")
        assert driver.screen == "LearnScreen"
        assert "A sigmoid squashes every number" in driver.text()
        await driver.press("enter")
        assert "How steep is the sigmoid at most, and where?" in driver.text()
        await driver.press("enter", "4")
        assert driver.reviews("kinds/steepest#forward")[0].rating is Rating.EASY
        while driver.screen == "AskScreen" and driver.at("#ask").display:
            await driver.answer()
            await driver.press("4")
        await driver.press("enter")
        assert driver.screen == "LearnScreen"
        assert "A sigmoid squashes every number" not in driver.text()


async def test_leaving_in_the_middle_keeps_the_section(run: Run) -> None:
    async with run() as driver:
        await driver.press("l", "enter", "escape")
        assert "A sigmoid squashes every number" in driver.text()
        await driver.press("escape")
        assert driver.screen == "HomeScreen"


@pytest.mark.parametrize("options", [{}, {"section": "more-questions"}], ids=["next", "by-name"])
async def test_a_lesson_whose_questions_are_all_suspended_is_over(run: Run, options: dict[str, str]) -> None:
    async with run(start=Start("learn", ("more",), options)) as driver:
        assert "1 of 1" in driver.lines()[0]
        await driver.press("enter", "f7", "enter")
        assert driver.screen == "LearnScreen"
        assert "1 of 1" not in driver.lines()[0]
        await driver.press("enter", "n", "escape")
        assert driver.screen == "HomeScreen"


async def test_beyond_the_limit_of_a_day_only_knowingly(run: Run, home: Home, clock: FrozenClock) -> None:
    home.settings.write_text("[schedule]\nnew_a_day = 0\n", encoding="utf-8")
    async with run(size=(140, 40)) as driver:
        await driver.press("l", "enter")
        assert driver.screen == "LearnScreen"
        assert "Today still allows 0 more new cards (0 a day)." in driver.text()
        await driver.press("a")
        assert driver.screen == "AskScreen"
        assert driver.asked.card.id.startswith("kinds/")


async def test_learning_from_the_command_line_opens_its_section(run: Run) -> None:
    async with run(start=Start("learn", ("kinds",), {"section": "chains"})) as driver:
        assert driver.screen == "LearnScreen"
        assert "Chains" in driver.lines()[0]
    async with run(start=Start("learn", ("kinds",), {"section": "nowhere"})) as driver:
        assert "there is no section 'nowhere'" in driver.notices()[0]
