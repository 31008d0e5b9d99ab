"""The end of a review: what it tells, what it leads to, and that the question never moves before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from studyapp.tui.app import Start

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver, Run

SIZES = [(40, 12), (80, 24), (140, 40)]
sizes = pytest.mark.parametrize("size", SIZES, ids=[f"{width}x{height}" for width, height in SIZES])


async def to_numeric(driver: Driver) -> None:
    """Answer the six questions before the numeric one, one of them wrong."""
    await driver.press("enter", "enter", "3")
    await driver.type("1/4")
    await driver.press("enter", "4", "a", "enter", "space", "enter", "4", "t", "4")


@sizes
@pytest.mark.parametrize("ascii_only", [False, True], ids=["unicode", "ascii"])
async def test_the_end_page(run: Run, size: tuple[int, int], ascii_only: bool) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        await to_numeric(driver)
        await driver.type("8")
        await driver.press("enter", "enter", "escape")
        assert driver.screen == "ReviewEndScreen"
        await driver.capture("review-end")
        await driver.press("r")
        await driver.capture("review-end-again")
        driver.check()


async def test_what_was_missed_is_told_with_its_mistake(run: Run) -> None:
    async with run(size=(140, 40)) as driver:
        await to_numeric(driver)
        await driver.type("8")
        await driver.press("enter", "enter", "escape")
        shown = driver.text()
        assert "4 of 6 recalled" in shown
        assert "36 s" in shown
        assert "Missed: 2, r practises exactly these" in shown
        assert "That leaves out the slope of the sigmoid, 1/4." in shown
        assert "you: 8   answer: 0.125" in shown
        assert "Tomorrow" in shown


async def test_a_miss_is_told_with_its_own_numbers_after_the_card_came_again(run: Run) -> None:
    async with run(size=(140, 40)) as driver:
        await to_numeric(driver)
        first = driver.asked
        await driver.type("8")
        await driver.press("enter", "1")
        while driver.screen == "AskScreen":
            if driver.asked.card.id == first.card.id:
                assert driver.asked.variant.seed != first.variant.seed
                break
            await driver.answer()
            await driver.press("4")
        await driver.answer()
        await driver.press("4")
        await driver.press("escape")
        assert driver.screen == "ReviewEndScreen"
        assert "you: 8   answer: 0.125" in driver.text()


async def test_what_was_missed_is_practised_and_the_schedule_stays(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "1", "escape", "r")
        assert driver.lines()[0].startswith(" Missed again")
        before = driver.review_count()
        await driver.press("enter", "enter")
        assert "That was all." in driver.text()
        await driver.press("enter")
        assert driver.screen == "ReviewEndScreen"
        assert driver.review_count() == before == 1
        await driver.press("o")
        assert driver.screen == "PageScreen"
        await driver.press("escape", "enter")
        assert driver.screen == "HomeScreen"


async def test_nothing_missed_is_nothing_to_practise(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "4", "escape")
        assert "Nothing was missed." in driver.text()
        await driver.press("r", "o", "up", "down", "space", "x")
        assert driver.screen == "ReviewEndScreen"
        assert "1 of 1 recalled" in driver.text()
        await driver.press("escape")
        assert driver.screen == "HomeScreen"


async def test_a_review_left_without_an_answer_has_no_end_page(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "escape")
        assert driver.screen == "HomeScreen"


async def test_an_answer_taken_back_does_not_count(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "1", "escape")
        assert "0 of 1 recalled" in driver.text()
        await driver.press("u")
        assert driver.screen == "AskScreen"
        assert "How steep is the sigmoid" in driver.text()
        assert driver.review_count() == 0
        await driver.press("enter", "4", "escape")
        assert "1 of 1 recalled" in driver.text()


async def test_a_limit_ends_with_the_page_and_more_goes_on(run: Run) -> None:
    async with run(start=Start("review", options={"count": 1})) as driver:
        await driver.press("enter", "4")
        assert driver.screen == "ReviewEndScreen"
        assert "are left; m asks more." in " ".join(driver.text().split())
        await driver.press("m")
        assert driver.screen == "AskScreen"
        assert driver.at("#ask").display


async def test_leaving_can_be_changed_to_going_on(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "4")
        await driver.type("1/4")
        await driver.press("enter", "escape")
        assert "2 of 2 recalled" in driver.text()
        await driver.press("m")
        assert driver.screen == "AskScreen"
        assert driver.review_count() == 2
        assert driver.at("#ask").display


async def test_the_rule_under_the_head_line_fills_up(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter")
        assert "━" not in driver.lines()[1]
        await driver.press("enter", "4")
        first = driver.lines()[1].count("━")
        assert 0 < first < 78
        await driver.type("1/4")
        await driver.press("enter", "4")
        assert driver.lines()[1].count("━") > first


def top(driver: Driver) -> tuple[int, str]:
    """Where the prompt begins on the screen, and how."""
    prompt = driver.at("#prompt")
    x, y = prompt.region.offset
    return y, driver.lines()[y][x : x + 20] if driver.at("#question").region.contains(x, y) else "scrolled"


@sizes
async def test_the_question_stays_in_its_place_when_the_answer_appears(
    run: Run, size: tuple[int, int]
) -> None:
    async with run(size=size) as driver:
        await driver.press("enter")
        for _ in range(30):
            if driver.screen != "AskScreen":
                break
            asked = top(driver)
            await driver.answer()
            assert top(driver) == asked, driver.asked.question.id
            await driver.press("4")
        else:
            raise AssertionError("the review does not end")
