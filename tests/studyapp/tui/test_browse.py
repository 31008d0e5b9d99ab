"""Browsing: what is listed for a search, how it is ordered and filtered, and what is done with many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studyapp.core.memory import New
from studyapp.tui.app import Start

if TYPE_CHECKING:
    from tests.conftest import FrozenClock
    from tests.studyapp.tui.conftest import Driver, Run


async def typed(driver: Driver, query: str) -> str:
    """The screen after a search, however it is typed."""
    driver.app.screen.query_one("#search").value = query  # type: ignore[attr-defined]
    await driver.settle()
    return driver.text()


async def said(driver: Driver, *keys: str) -> str:
    """The newest notice after some keys."""
    driver.app.clear_notifications()
    await driver.press(*keys)
    return driver.notices()[-1]


def titles(driver: Driver) -> list[str]:
    """The rows of the list, without their marks."""
    lines = driver.lines()
    first = next(place for place, line in enumerate(lines) if line.startswith("   title")) + 1
    rows = lines[first:-2]
    return [row[3:38].strip() for row in rows if row.strip()]


async def test_a_selection_lists_its_cards(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        shown = await typed(driver, "pack:more")
        assert " 1 card\n" in shown
        shown = await typed(driver, "kind:true_false -pack:more is:new")
        assert "true false" in shown
        assert "numeric" not in shown
        await driver.press("enter")
        assert driver.screen == "PageScreen"


async def test_a_phrase_is_a_phrase(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        assert "1 card" in await typed(driver, "positive slope")
        assert "No card is like that." in await typed(driver, '"positive slope" is:new')


async def test_the_last_word_is_a_beginning_while_it_is_typed(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        assert "Slope of ReLU" in await typed(driver, "slope rel")
        assert "Nothing found" in await typed(driver, "slo relu")
        assert "Slope of ReLU" in await typed(driver, "slo")


async def test_plain_words_find_terms_and_sections_too(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        assert "section" in await typed(driver, "slope")
        assert "3 in guide and glossary" in driver.text()


async def test_what_cannot_be_read_is_told_and_the_list_stays(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        before = await typed(driver, "pack:more")
        after = await typed(driver, "pack:more tpic:x")
        assert "at 11: unknown key 'tpic:'; did you mean topic:?" in after
        assert " 1 card\n" in after
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
        assert "11 cards" in everything


async def test_enter_right_after_typing_opens_what_is_found_then(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        for key in ("r", "e", "l", "u", "enter"):
            driver.app.simulate_key(key)
        await driver.settle()
        assert driver.screen == "PageScreen"
        assert "Slope of ReLU" in driver.lines()[0]


async def test_a_filter_writes_itself_into_the_search_and_out_again(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        await driver.type("slope")
        await driver.press("f3")
        search = driver.app.screen.query_one("#search")
        assert search.value == "is:new slope"  # type: ignore[attr-defined]
        await driver.press("tab", "3")
        assert search.value == "is:flagged is:new slope"  # type: ignore[attr-defined]
        assert "No card is like that." in driver.text()
        await driver.press("2", "3")
        assert search.value == "slope"  # type: ignore[attr-defined]
        await typed(driver, "relu or sigmoid")
        await driver.press("1")
        assert search.value == "is:due (relu or sigmoid)"  # type: ignore[attr-defined]


async def test_the_order_changes_with_a_key(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "1", "escape", "escape", "b", "tab")
        in_study = titles(driver)
        await driver.press("o")
        assert "by due day" in driver.text()
        assert titles(driver)[0] == "The steepest place · forward"
        await driver.press("o", "o", "o")
        assert "by name" in driver.text()
        assert titles(driver) == sorted(in_study, key=str.casefold)
        await driver.press("o", "o")
        assert titles(driver) == in_study


async def test_marked_cards_are_acted_on_together_and_undone_by_one_key(run: Run) -> None:
    async with run() as driver:
        await driver.press("b", "tab", "space", "space")
        assert "2 marked" in driver.text()
        assert await said(driver, "s") == "Suspended: 2 cards; u takes it back."
        assert "2 cards" in await typed(driver, "is:suspended")
        await typed(driver, "")
        await driver.press("u")
        assert "No card is like that." in await typed(driver, "is:suspended")


async def test_all_that_is_found_is_acted_on_and_no_more(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        await typed(driver, "kind:true_false")
        await driver.press("tab", "a")
        assert "all 2 marked" in driver.text()
        assert await said(driver, "f") == "Flagged: 2 cards; u takes it back."
        assert await said(driver, "f") == "Unflagged: 2 cards; u takes it back."
        assert await said(driver, "b") == "Buried until tomorrow: 2 cards; u takes it back."
        assert "2 cards" in await typed(driver, "is:buried")
        assert "marked" not in driver.text()


async def test_a_day_and_tags_are_asked_for_in_a_line(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "4", "escape", "escape", "b", "tab", "t")
        await driver.type("exam")
        assert await said(driver, "enter") == "Tagged 1 question: 1 tag; u takes it back."
        assert "2 cards" in await typed(driver, "tag:exam")
        await driver.press("d")
        await driver.type("in 3 days")
        assert await said(driver, "enter") == "Due on 26 November 2026: 1 card; u takes it back."
        driver.app.clear_notifications()
        await driver.settle()
        assert "in 3 d" in driver.text()
        await driver.press("d")
        await driver.type("someday")
        assert "is not a day" in await said(driver, "enter")
        await driver.press("d", "escape")
        assert driver.screen == "BrowseScreen"
        assert await said(driver, "r") == "Begun anew: 1 card; u takes it back."
        assert isinstance(driver.card("kinds/steepest#forward"), New)
        await driver.press("u")
        assert not isinstance(driver.card("kinds/steepest#forward"), New)


async def test_the_preview_hides_the_answer_until_it_is_asked_for(run: Run) -> None:
    async with run(size=(140, 40)) as driver:
        await driver.press("b", "tab")
        assert "How steep is the sigmoid" in driver.text()
        assert "1/4, at zero" not in driver.text()
        await driver.press("x")
        assert "1/4, at zero" in driver.text()
        await driver.press("down")
        assert "How steep" not in driver.text()
        assert "x shows the answer" in driver.text()
    async with run() as driver:
        await driver.press("b", "tab")
        assert "How steep is the sigmoid" not in driver.text()
        await driver.press("p")
        assert "How steep is the sigmoid" in driver.text()
        await driver.press("escape")
        assert "How steep is the sigmoid" not in driver.text()
        assert driver.screen == "BrowseScreen"


async def test_the_history_of_a_card(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "4", "escape", "escape", "b", "tab", "h")
        assert driver.screen == "HistoryScreen"
        assert "1 review" in driver.text()
        await driver.press("escape")
        assert driver.screen == "BrowseScreen"


async def test_nothing_found_is_nothing_to_act_on(run: Run) -> None:
    async with run() as driver:
        await driver.press("b")
        await typed(driver, "zzz")
        await driver.press(
            "tab", "space", "a", "s", "b", "h", "x", "enter", "d", "t", "end", "home", "pagedown"
        )
        assert driver.screen == "BrowseScreen"
        assert driver.notices() == []


async def test_more_cards_are_read_as_the_cursor_comes_near_the_end(run: Run, monkeypatch: object) -> None:
    import studyapp.tui.found_list as screen
    import studyapp.tui.rows.browse as rows

    monkeypatch.setattr(rows, "PAGE", 4)  # type: ignore[attr-defined]
    monkeypatch.setattr(screen, "PAGE", 4)  # type: ignore[attr-defined]
    monkeypatch.setattr(screen, "AHEAD", 1)  # type: ignore[attr-defined]
    async with run() as driver:
        await driver.press("b", "tab")
        assert "11 cards, 4 shown" in driver.text()
        await driver.press("down", "down", "down")
        assert "11 cards, 8 shown" in driver.text()
        await driver.press("end", "end", "o")
        assert "11 cards, 4 shown" in driver.text()


async def test_a_review_of_what_is_selected(run: Run) -> None:
    async with run(start=Start("review", select="-pack:kinds")) as driver:
        assert driver.screen == "AskScreen"
        assert "1 left" in driver.lines()[0]


async def test_a_selection_that_cannot_be_read_ends_the_app_with_a_line(run: Run) -> None:
    async with run(start=Start("review", select="tpic:x")) as driver:
        await driver.settle()
        assert driver.app.return_code == 2
