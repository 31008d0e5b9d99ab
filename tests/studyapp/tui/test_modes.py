"""Choosing a quiz, cramming, mistakes, lessons, time and challenge codes on the screens."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from studyapp.core.memory import Rating
from studyapp.core.quiz import Feedback, QuizOptions
from studyapp.study import quiz_run
from studyapp.tui.app import Start
from studyapp.tui.ask import timing

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.conftest import FrozenClock
    from tests.studyapp.tui.conftest import Driver, Run

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


async def take(driver: Driver) -> None:
    """Answer whatever a quiz asks, until its result."""
    while driver.screen == "AskScreen":
        await driver.answer()
        if driver.screen == "AskScreen" and driver.answered:
            await driver.press("enter")


def attempts(driver: Driver) -> list[tuple[object, ...]]:
    with driver.store.reading() as session:
        rows = session.execute(text("SELECT place, outcome FROM attempts ORDER BY quiz_id, place"))
        return [tuple(row) for row in rows]


async def to_line(driver: Driver, label: str) -> None:
    """Move the cursor of the set-up screen to a line."""
    await driver.press("home")
    for _ in range(12):
        listed = driver.at("#lines")
        option = listed.get_option_at_index(listed.highlighted)  # type: ignore[attr-defined]
        if str(option.prompt).startswith(label):
            return
        await driver.press("down")
    raise AssertionError(f"there is no line {label!r}:\n{driver.text()}")


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
        code = re.findall(r"Same quiz for others: ([0-9A-Z-]+)", driver.text())[0]
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
