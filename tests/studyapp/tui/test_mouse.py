"""The mouse does what the keys do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from studyapp.core.memory import Rating

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Run


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (140, 40)], ids=str)
async def test_a_click_on_a_rating_stores_it(run: Run, size: tuple[int, int]) -> None:
    async with run(size=size) as driver:
        await driver.press("enter")
        for rating in Rating:
            await driver.press("enter")
            await driver.click_text(f"{rating.value} {rating.name.lower()} ")
            assert [review.rating for review in driver.reviews("kinds/steepest#forward")] == [rating]
            await driver.press("ctrl+z")


async def test_a_click_on_an_option_chooses_it(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "3")
        await driver.type("1/4")
        await driver.press("enter", "enter")
        await driver.click_text("1 / 4")
        assert "✓ Right  1 / 4" in driver.text()
        await driver.press("enter")
        await driver.click_text("The weight")
        await driver.click_text("The slope of the activation")
        await driver.click_text("The bias")
        await driver.click_text("The bias")
        assert driver.text().count("[✓]") == 2
        await driver.click_text("Enter Answer")
        assert "✓ Right  The slope of the activation; The weight" in driver.text()
        await driver.click_text("Enter Next")
        await driver.click_text("False")
        assert "✗ Wrong  False" in driver.text()


async def test_a_click_on_a_key_of_the_footer_does_what_the_key_does(run: Run) -> None:
    async with run() as driver:
        for key, screen in [
            ("g Guide", "GuideScreen"),
            ("b Browse", "BrowseScreen"),
            ("p Progress", "ProgressScreen"),
            ("F1 Help", "HelpScreen"),
            ("Enter Start", "AskScreen"),
        ]:
            await driver.click_text(key)
            assert driver.screen == screen, key
            await driver.click_text("Esc Back")
            assert driver.screen == "HomeScreen", key


async def test_a_click_on_help_works_on_every_screen(run: Run) -> None:
    async with run() as driver:
        for key in ("enter", "g", "b", "p"):
            await driver.press(key)
            await driver.click_text("F1 Help")
            assert driver.screen == "HelpScreen"
            await driver.press("escape", "escape")
            assert driver.screen == "HomeScreen"


async def test_a_click_opens_what_a_list_shows(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        await driver.click_text("Largest slope")
        assert driver.screen == "PageScreen"
        await driver.press("escape", "escape", "g")
        await driver.click_text("Check yourself")
        assert driver.screen == "AskScreen"
