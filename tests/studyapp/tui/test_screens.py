"""The screens as text, at three sizes, Unicode and ASCII only; STUDYAPP_UPDATE_SCREENS=1 keeps new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import FrozenClock
    from tests.studyapp.tui.conftest import Driver, Run

SIZES = [(40, 12), (80, 24), (140, 40)]
ids = [f"{width}x{height}" for width, height in SIZES]


@pytest.fixture(params=SIZES, ids=ids)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    width, height = request.param
    return int(width), int(height)


@pytest.fixture(params=[False, True], ids=["unicode", "ascii"])
def ascii_only(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


async def test_a_review_of_every_kind(
    run: Run, clock: FrozenClock, size: tuple[int, int], ascii_only: bool
) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        await driver.capture("home-new")
        await driver.press("p")
        await driver.capture("progress-empty")
        await driver.press("escape", "enter")
        await _ask_each_kind(driver)
        await driver.capture("review-over")
        await driver.press("enter")
        await driver.capture("home-after")
        await driver.press("p")
        await driver.capture("progress")
        driver.check()
    clock.forward(days=1)
    async with run(size=size, ascii_only=ascii_only) as driver:
        await driver.capture("home-due")
        driver.check()


async def _ask_each_kind(driver: Driver) -> None:
    await driver.capture("flashcard-asked")
    await driver.press("f2")
    await driver.capture("flashcard-hinted")
    await driver.press("enter")
    await driver.capture("flashcard-answered")
    await driver.press("4")
    await driver.capture("cloze-asked")
    await driver.type("1/4")
    await driver.press("enter")
    await driver.capture("cloze-right")
    await driver.press("4")
    await driver.capture("choice-asked")
    await driver.press("a")
    await driver.capture("choice-wrong")
    await driver.press("4")
    await driver.capture("choices-asked")
    await driver.press("space", "down", "space")
    await driver.capture("choices-ticked")
    await driver.press("enter")
    await driver.capture("choices-wrong")
    await driver.press("4")
    await driver.capture("true-false-asked")
    await driver.press("t")
    await driver.capture("true-false-right")
    await driver.press("4")
    await driver.capture("numeric-asked")
    await driver.press("f2", "f2", "f2", "f2")
    await driver.capture("numeric-hinted")
    await driver.type("8")
    await driver.press("enter")
    await driver.capture("numeric-wrong")
    layers = [("x", "explanation"), ("t", "theory"), ("d", "diagram"), ("l", "related"), ("f", "references")]
    for key, layer in layers:
        await driver.press(key)
        await driver.capture(f"numeric-{layer}")
    await driver.press("o")
    await driver.capture("player")
    await driver.press("right", "right")
    await driver.capture("player-later")
    await driver.press("equals_sign")
    await driver.capture("player-compared")
    await driver.press("m", "down", "right")
    await driver.capture("my-numbers")
    await driver.type("x")
    await driver.press("enter")
    await driver.capture("my-numbers-refused")
    await driver.press("backspace", "enter")
    await driver.capture("player-mine")
    await driver.press("escape", "escape", "enter")
    await driver.capture("text-asked")
    await driver.type("tanh")
    await driver.press("enter")
    await driver.capture("text-wrong")
    await driver.press("4")
    await driver.capture("open-asked")
    await driver.type("Slopes multiply.")
    await driver.press("ctrl+s", "a")
    await driver.capture("open-ticking")
    await driver.press("enter")
    await driver.capture("open-answered")
    await driver.press("4", "t", "4")
    await driver.finish()


async def test_a_quiz_and_its_result(run: Run, size: tuple[int, int], ascii_only: bool) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        driver.app.open_quiz("kinds", 4, 1)
        await driver.settle()
        await driver.capture("quiz-asked")
        while driver.screen == "AskScreen":
            await driver.answer()
            await driver.press("enter")
        await driver.capture("quiz-result")
        driver.check()


async def test_what_is_read(run: Run, size: tuple[int, int], ascii_only: bool) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        driver.app.open_page("kinds/chain-of-four")
        await driver.settle()
        await driver.capture("page")
        await driver.press("pagedown")
        await driver.capture("page-below")
        await driver.press("escape", "g")
        await driver.capture("guide-first")
        await driver.press("t")
        await driver.capture("guide-term")
        await driver.press("escape", "n")
        await driver.capture("guide-chapter")
        await driver.press("n")
        await driver.capture("guide-table")
        await driver.press("c")
        await driver.capture("guide-contents")
        await driver.press("g")
        await driver.capture("glossary")
        await driver.type("pre")
        await driver.capture("glossary-narrowed")
        await driver.press("escape", "escape", "b")
        await driver.capture("browse")
        await driver.type("slope")
        await driver.capture("browse-found")
        await driver.press("tab", "down", "space", "f", "p")
        await driver.capture("browse-preview")
        await driver.press("x")
        await driver.capture("browse-answer")
        await driver.press("p", "o", "o", "d")
        await driver.capture("browse-day")
        await driver.press("escape", "slash")
        await driver.type("zzz")
        await driver.capture("browse-nothing")
        await driver.press("f1")
        await driver.capture("help")
        driver.check()
