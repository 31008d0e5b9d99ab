"""Settings, keys and the welcome as text, at three sizes, Unicode and ASCII only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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


def written(home: Home, ascii_only: bool) -> None:
    home.settings.write_text(f"ascii = {str(ascii_only).lower()}\nreduced_motion = true\n", encoding="utf-8")


async def test_what_can_be_set(run: Run, home: Home, size: tuple[int, int], ascii_only: bool) -> None:
    written(home, ascii_only)
    async with run(size=size, ascii_only=ascii_only, settings=True) as driver:
        await driver.press("s")
        await driver.capture("settings")
        await driver.press("down", "down", "down", "down", "left", "down")
        await driver.type("12")
        await driver.capture("settings-typing")
        await driver.type("000")
        await driver.press("enter")
        await driver.capture("settings-refused")
        await driver.press("end")
        await driver.capture("settings-last")
        await driver.press("enter", "down", "enter")
        await driver.capture("keys-press")
        await driver.press("f12")
        await driver.capture("keys-changed")
        await driver.press("enter", "z")
        await driver.capture("keys-refused")
        driver.check()


async def test_the_welcome(run: Run, size: tuple[int, int], ascii_only: bool) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        driver.app.open_welcome()
        await driver.settle()
        await driver.capture("welcome")
        await driver.press("right")
        await driver.capture("welcome-proof")
        driver.check()
