"""Guide, glossary, browse, pages, and the way back home from everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Run


async def test_the_guide_keeps_its_place_across_a_restart(run: Run) -> None:
    async with run() as driver:
        await driver.press("g")
        assert driver.lines()[0].startswith(" Sigmoids   1 of 3")
        await driver.press("n", "right")
        assert driver.lines()[0].startswith(" Remedies   3 of 3")
        await driver.press("p")
        assert driver.lines()[0].startswith(" Chains   2 of 3")
    async with run() as driver:
        await driver.press("g")
        assert driver.lines()[0].startswith(" Chains   2 of 3")


async def test_the_ends_of_the_guide_hold(run: Run) -> None:
    async with run() as driver:
        await driver.press("g", "p", "left")
        assert driver.lines()[0].startswith(" Sigmoids   1 of 3")
        assert "p Previous" not in driver.lines()[-1]
        await driver.press("n", "n", "n", "n")
        assert driver.lines()[0].startswith(" Remedies   3 of 3")
        assert "n Next" not in driver.lines()[-1]


async def test_a_question_of_the_guide_is_a_try_that_stores_nothing(run: Run) -> None:
    async with run() as driver:
        await driver.press("g", "a")
        assert driver.lines()[0].startswith(" Check yourself")
        await driver.press("enter", "enter")
        assert "That was all." in driver.text()
        await driver.press("enter")
        assert driver.screen == "GuideScreen"
        assert driver.review_count() == 0


async def test_a_pack_without_a_guide_says_so(run: Run) -> None:
    async with run() as driver:
        await driver.press("down", "g")
        assert driver.notices() == ["This pack has no guide."]
        assert driver.screen == "HomeScreen"


@pytest.mark.parametrize(
    ("query", "screen", "shown"),
    [
        ("remedies", "GuideScreen", "Remedies"),
        ("pre-activation", "GlossaryScreen", "What a unit adds up"),
        ("other name", "PageScreen", "What is the sigmoid also called?"),
        ("slope of relu", "PageScreen", "ReLU has slope 1 for every positive input."),
    ],
)
async def test_browse_finds_and_opens(run: Run, query: str, screen: str, shown: str) -> None:
    async with run() as driver:
        await driver.press("b")
        await driver.type(query)
        await driver.press("enter")
        assert driver.screen == screen
        assert shown in driver.text()
        await driver.press("escape")
        assert driver.screen == "BrowseScreen"


async def test_browse_moves_with_the_arrows(run: Run) -> None:
    async with run() as driver:
        await driver.press("b", "down", "down", "down", "down", "down", "up", "enter")
        assert "Largest slope" in driver.lines()[0]


async def test_what_a_person_types_is_never_a_query_language(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        for query in ('"', "slope OR (", "*", "a:b", "NEAR("):
            typed = driver.app.screen.query_one("#search")
            typed.value = query  # type: ignore[attr-defined]
            await driver.settle()
            assert driver.screen == "BrowseScreen"
        assert driver.notices() == []


async def test_a_page_shows_other_numbers_and_opens_what_is_related(run: Run) -> None:
    async with run() as driver:
        driver.app.open_page("kinds/chain-of-four")
        await driver.settle()
        seen = set()
        for _ in range(8):
            await driver.press("v")
            seen.add(driver.text().partition("every weight ")[2].partition(",")[0])
        assert len(seen) > 1
        await driver.press("l", "enter")
        assert "Largest slope" in driver.lines()[0]
        await driver.press("escape", "a")
        assert driver.lines()[0].startswith(" Try it")
        await driver.press("escape", "escape")
        assert driver.screen == "HomeScreen"
        assert driver.review_count() == 0


async def test_a_page_that_is_not_there_says_so(run: Run) -> None:
    async with run() as driver:
        driver.app.open_page("kinds/nowhere")
        await driver.settle()
        assert driver.notices() == ["There is no question kinds/nowhere."]
        assert driver.screen == "HomeScreen"


WAYS_IN = (
    "enter",
    "enter enter",
    "enter enter 3 1 enter",
    "z",
    "g",
    "g a",
    "g a enter",
    "g g",
    "g c",
    "b",
    "b s l o p e",
    "b enter",
    "b down enter",
    "b enter a",
    "p",
    "f1",
    "question_mark",
    "enter f1",
    "ctrl+p",
    "ctrl+p q u i z",
)


async def test_escape_leads_home_from_everywhere(run: Run) -> None:
    async with run() as driver:
        for keys in WAYS_IN:
            await driver.press(*keys.split())
            assert len(driver.app.screen_stack) > 2, keys
            for _ in range(6):
                if driver.screen == "HomeScreen":
                    break
                await driver.press("escape")
            assert driver.screen == "HomeScreen", keys
            assert len(driver.app.screen_stack) == 2, keys


async def test_the_palette_finds_actions_and_questions(run: Run) -> None:
    async with run() as driver:
        await driver.press("ctrl+p")
        await driver.type("chain of four")
        await driver.pilot.pause(0.3)
        await driver.settle()
        await driver.press("enter")
        await driver.settle()
        assert driver.screen == "PageScreen"
        assert "A chain of four sigmoids" in driver.lines()[0]


async def test_turning_pages_fast_beside_the_contents_comes_to_rest(run: Run) -> None:
    async with run(size=(140, 40)) as driver:
        await driver.press("g")
        driver.at("#contents").focus()
        for _ in range(3):
            driver.app.simulate_key("n")
        await driver.settle()  # would never return while pages turn each other
        assert driver.screen == "GuideScreen"
