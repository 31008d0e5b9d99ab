"""The kinds whose answer is put together: their screens, and how they are answered by keys."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp import wiring
from studyapp.config import Home
from studyapp.study.clock import Clock

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver, Run

COMPUTED = Path(__file__).parent / "computed"
SIZES = [(40, 12), (80, 24), (140, 40)]


@pytest.fixture
def packs() -> Path:
    """A root with one pack: a question of each of these kinds."""
    return COMPUTED


@pytest.fixture(scope="session")
def stocked(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("computed")
    home = Home(folder, folder)
    shutil.copyfile(migrated, home.store)
    study = wiring.open_study(home, clock=Clock(), packs=COMPUTED)
    assert not study.problems
    study.close()
    return home.store


@pytest.fixture(params=SIZES, ids=[f"{width}x{height}" for width, height in SIZES])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    width, height = request.param
    return int(width), int(height)


@pytest.fixture(params=[False, True], ids=["unicode", "ascii"])
def ascii_only(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


async def test_the_screens_of_each_kind(run: Run, size: tuple[int, int], ascii_only: bool) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        await driver.press("enter")
        await _ask_each_kind(driver)
        driver.check()


async def _ask_each_kind(driver: Driver) -> None:
    await driver.capture("array-asked")
    await driver.type("0.5 2")
    await driver.press("semicolon")
    await driver.type("1")
    await driver.capture("array-typing")
    await driver.type(" 2 7")
    await driver.capture("array-too-many")
    await driver.press("backspace", "backspace", "enter")
    await driver.capture("array-wrong")
    await driver.press("enter")
    await driver.capture("ordering-asked")
    await driver.type("b a z")
    await driver.capture("ordering-typing")
    await driver.press("backspace")
    await driver.type("c d")
    await driver.press("enter")
    await driver.capture("ordering-wrong")
    await driver.press("enter")
    await driver.capture("matching-asked")
    await driver.type("a c")
    await driver.capture("matching-typing")
    await driver.type("b")
    await driver.press("enter")
    await driver.capture("matching-answered")
    await driver.press("enter")
    await driver.capture("parts-asked")
    await driver.type("5")
    await driver.press("enter")
    await driver.type("8")
    await driver.press("enter")
    await driver.capture("parts-typing")
    await driver.type("24")
    await driver.press("enter")
    await driver.capture("parts-carried")
    await driver.press("enter")
    await driver.capture("trace-asked")
    await driver.press("enter")
    await driver.capture("trace-read")
    await driver.press("enter")
    await driver.capture("predict-asked")
    await driver.press("a")
    await driver.capture("predict-answered")
    await driver.press("enter")
    await driver.capture("bug-asked")
    await driver.press("e")
    await driver.capture("bug-answered")
    await driver.press("enter")
    await driver.type("2(a-t")
    await driver.press("right_parenthesis", "enter")
    await driver.capture("expression-right")
    await driver.press("enter")
    await driver.capture("mutant-asked")
    await driver.type("3")
    await driver.press("enter")
    await driver.capture("mutant-named")
