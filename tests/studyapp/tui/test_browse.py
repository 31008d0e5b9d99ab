"""Browsing with a selection: its questions are listed, and what cannot be read is told under the input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studyapp.tui.app import Start

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver, Run


async def typed(driver: Driver, query: str) -> str:
    """The screen after a search, however it is typed."""
    driver.app.screen.query_one("#search").value = query  # type: ignore[attr-defined]
    await driver.settle()
    return driver.text()


async def test_a_selection_lists_its_questions(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        shown = await typed(driver, "pack:more")
        assert "1 card of 1 question, Enter opens" in shown
        shown = await typed(driver, "kind:true_false -pack:more is:new")
        assert "true false" in shown
        assert "numeric" not in shown
        await driver.press("enter")
        assert driver.screen == "PageScreen"


async def test_a_phrase_is_a_phrase(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        assert "found, Enter opens" in await typed(driver, "positive slope")
        assert "No card is like that." in await typed(driver, '"positive slope"')


async def test_plain_words_find_terms_and_sections_too(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        assert "section" in await typed(driver, "slope")


async def test_what_cannot_be_read_is_told_and_the_list_stays(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        before = await typed(driver, "pack:more")
        after = await typed(driver, "pack:more tpic:x")
        assert "at 11: unknown key 'tpic:'; did you mean topic:?" in after
        assert "1 card of 1 question, Enter opens" in after
        assert driver.notices() == []
        assert await typed(driver, "pack:more") == before
        await driver.press("enter")
        assert driver.screen == "PageScreen"


async def test_a_name_that_nothing_has_is_hinted_at(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        shown = await typed(driver, "pack:kind")
        assert "no pack 'kind'; near: kinds" in shown
        assert "No card is like that." in shown


async def test_the_empty_search_lists_everything_again(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        everything = driver.text()
        await typed(driver, "pack:more")
        assert (await typed(driver, "")) == everything


async def test_a_review_of_what_is_selected(run: Run) -> None:
    async with run(start=Start("review", select="-pack:kinds")) as driver:
        assert driver.screen == "AskScreen"
        assert "1 left" in driver.lines()[0]


async def test_a_selection_that_cannot_be_read_ends_the_app_with_a_line(run: Run) -> None:
    async with run(start=Start("review", select="tpic:x")) as driver:
        await driver.settle()
        assert driver.app.return_code == 2
