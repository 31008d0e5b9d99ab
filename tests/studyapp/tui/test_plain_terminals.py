"""Terminals without color, and themes that are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.app import App

from studyapp.core.errors import Refusal
from studyapp.study.app import Study
from studyapp.tui.app import StudyApp

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver, Run


def _colors(driver: Driver) -> set[str]:
    """The colors of the strips that are not a shade of gray."""
    found = set()
    for strip in driver.strips():
        for segment in strip:
            for color in (segment.style.color, segment.style.bgcolor) if segment.style else ():
                triplet = color.get_truecolor() if color else None
                if triplet and not triplet.red == triplet.green == triplet.blue:
                    found.add(triplet.hex)
    return found


WALK = ("enter", "enter", "3", "escape", "g", "escape", "b", "escape", "p", "escape", "f1", "escape")


async def test_no_color_draws_shades_of_gray_only(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with run() as driver:
        for key in WALK:
            await driver.press(key)
            assert _colors(driver) == set(), key
        await driver.press("enter")
        await driver.type("1/4")
        await driver.press("enter")
        assert "✓ Right" in driver.text()
        assert "▸ 3 good" in driver.text()


async def test_with_color_there_is_some(run: Run) -> None:
    async with run() as driver:
        assert _colors(driver)


async def test_a_theme_that_is_not_there_is_said_and_the_app_goes_on() -> None:
    def opening() -> Study:
        raise Refusal("not needed here")

    app: App[None] = StudyApp(opening, theme="no-such-theme", reduced_motion=True)
    async with app.run_test(notifications=True):
        assert app.theme == "studyapp-dark"
        assert any("no-such-theme" in notice.message for notice in app._notifications)
