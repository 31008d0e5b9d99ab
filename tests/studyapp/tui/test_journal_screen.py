"""The journal on the screen: everything that was done, taken back and done again step by step, across restarts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from studyapp.core.memory import Rating
from studyapp.study.app import Study
from studyapp.tui.screens import journal as journal_screen
from tests.studyapp.tui.test_progress import ASCII, SIZES

if TYPE_CHECKING:
    from tests.conftest import FrozenClock
    from tests.studyapp.tui.conftest import Driver, Run


def some_actions(driver: Driver, clock: FrozenClock) -> Study:
    """An answer and a flag yesterday; a card buried and an exam added today."""
    study = driver.app.study
    assert study is not None
    session = study.review()
    asked = session.next()
    assert asked is not None
    session.rate(asked, None, rating=Rating.GOOD)
    study.actions.flag(study.actions.named(["kinds/chain-of-four"]))
    clock.forward(days=1, minutes=7)
    study.actions.bury(study.actions.named(["kinds/chain-of-four"]))
    study.exams.add("Finals", clock.clock.now().day + timedelta(days=9))
    return study


@SIZES
@ASCII
async def test_the_journal_at_every_size(
    run: Run, clock: FrozenClock, size: tuple[int, int], ascii_only: bool
) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        await driver.press("j")
        await driver.capture("journal-empty")
        await driver.press("escape")
        some_actions(driver, clock)
        await driver.press("j")
        await driver.capture("journal")
        await driver.press("u", "u")
        await driver.capture("journal-undone")
        driver.check()


async def test_undo_and_redo_go_through_everything_across_a_restart(run: Run, clock: FrozenClock) -> None:
    said: list[str] = []
    async with run() as driver:
        study = some_actions(driver, clock)
        said = [entry.says for entry in study.actions.journal()]
        assert len(said) == 4
        await driver.press("j", "u", "u")
        assert [entry.done for entry in study.actions.journal()] == [False, False, True, True]
    async with run() as driver:
        assert driver.app.study is not None
        actions = driver.app.study.actions
        await driver.press("j")
        assert driver.text().count("undone") == 3  # two lines, and their number
        await driver.press("u", "u", "u")
        assert "u Undo" not in driver.text()
        assert not any(entry.done for entry in actions.journal())
        assert driver.review_count() == 0
        await driver.press("U", "ctrl+y", "U", "U", "U")
        assert all(entry.done for entry in actions.journal())
        assert [entry.says for entry in actions.journal()] == said
        assert driver.review_count() == 1


async def test_undo_from_home_says_what_it_took_back(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        await driver.press("u")
        assert driver.notices() == ["There is nothing to take back."]
        await driver.press("U")
        assert driver.notices() == ["There is nothing to do again."]
        study = some_actions(driver, clock)
        for entry in study.actions.journal():
            await driver.press("u")
            assert driver.notices() == [f"Taken back: {entry.says}"]
        await driver.press("u")
        assert driver.notices() == ["There is nothing to take back."]
        assert driver.review_count() == 0


async def test_more_is_read_when_the_cursor_comes_to_the_end(
    run: Run, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_screen, "AT_ONCE", 3)
    async with run() as driver:
        some_actions(driver, clock)
        await driver.press("j")
        assert "the newest 3 actions" in driver.text()
        await driver.press("down", "down")
        assert "4 actions" in driver.text()
        assert "Rated" in driver.text()


async def test_keys_that_mean_nothing_change_nothing(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        some_actions(driver, clock)
        await driver.press("j")
        told = driver.text()
        await driver.press("x", "enter", "space", "left", "d", "1", "tab", "U")
        driver.app.clear_notifications()
        await driver.settle()
        assert driver.text() == told
        await driver.press("escape")
        assert driver.screen == "HomeScreen"


async def test_the_palette_offers_the_screens_everywhere(run: Run) -> None:
    async with run() as driver:
        for words, screen in (
            ("Exams", "ExamsScreen"),
            ("Spread", "SpreadScreen"),
            ("Journal", "JournalScreen"),
        ):
            await driver.press("p", "ctrl+p")
            await driver.type(words)
            for _ in range(20):
                await driver.settle()
            await driver.press("enter")
            assert driver.screen == screen
            await driver.press("escape", "escape")
            assert driver.screen == "HomeScreen"
