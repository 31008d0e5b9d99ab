"""Notes on the screens: written where a question, a section or a term is read, and never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from studyapp.core.notes import NoteKind

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver, Run

SIZES = pytest.mark.parametrize(
    "size", [(40, 12), (80, 24), (140, 40)], ids=lambda size: f"{size[0]}x{size[1]}"
)
STEEPEST = "kinds/steepest"


def note(driver: Driver, kind: NoteKind, target: str) -> str | None:
    assert driver.app.study is not None
    found = driver.app.study.notes.of(kind, target)
    return found.text if found else None


@pytest.mark.parametrize("leave", ["ctrl+s", "escape"])
async def test_a_note_on_the_question_that_was_answered(run: Run, leave: str) -> None:
    async with run() as driver:
        await driver.press("enter", "n")
        assert driver.screen == "AskScreen", "before the answer it would give the answer away"
        await driver.press("enter", "n")
        assert driver.screen == "NoteScreen"
        await driver.type("Half way up.")
        await driver.press("enter")
        await driver.type("[red]x")
        await driver.press(leave)
        assert driver.screen == "AskScreen"
        assert driver.answered
        for words in ("Your note", "Half way up.", "[red]x"):
            assert words in driver.text()
        assert note(driver, NoteKind.QUESTION, driver.asked.card.question) == "Half way up.\n[red]x"
        assert driver.review_count() == 0
        await driver.press("n", *["backspace"] * 30, "escape")
        assert "Your note" not in driver.text()
        assert note(driver, NoteKind.QUESTION, driver.asked.card.question) is None
        await driver.press("4")
        assert driver.review_count() == 1


async def test_it_is_shown_when_the_question_comes_again(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "n")
        await driver.type("Half way up.")
        await driver.press("escape", "u")
        assert "Half way up." not in driver.text(), "not before the answer"
        await driver.press("enter")
        assert "Half way up." in driver.text()


async def test_leaving_the_app_keeps_what_was_typed(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter", "enter", "n")
        question = "kinds/steepest"
        await driver.type("Half way")
        await driver.press("ctrl+q")
    async with run() as driver:
        assert note(driver, NoteKind.QUESTION, question) == "Half way"


async def test_a_note_that_is_too_long_stays_on_the_screen(run: Run) -> None:
    async with run() as driver:
        driver.app.open_page(STEEPEST)
        await driver.settle()
        await driver.press("n")
        driver.at("#text").load_text("a" * 20_001)  # type: ignore[attr-defined]
        await driver.press("ctrl+s")
        assert driver.screen == "NoteScreen"
        assert any("at most 20,000 characters" in notice for notice in driver.notices())
        await driver.press("delete", "ctrl+s")
        assert driver.screen == "PageScreen"
        assert note(driver, NoteKind.QUESTION, STEEPEST) == "a" * 20_000


async def test_a_note_on_a_section_of_the_guide(run: Run) -> None:
    async with run(size=(60, 12)) as driver:
        await driver.press("g", "N")
        await driver.type("First.")
        await driver.press("escape", "n", "N")
        await driver.type("Second.")
        await driver.press("escape")
        assert driver.screen == "GuideScreen"
        assert note(driver, NoteKind.SECTION, "kinds/sigmoids") == "First."
        assert note(driver, NoteKind.SECTION, "kinds/chains") == "Second."
        assert "Second." in driver.at("#section .own").render().plain  # type: ignore[union-attr]
        driver.at("#section").scroll_end(animate=False)
        await driver.settle()
        await driver.press("N")
        await driver.type("Third.")
        await driver.press("escape")
        assert note(driver, NoteKind.SECTION, "kinds/what-remains") == "Third."
        await driver.press("p")
        assert "First." in driver.at("#section .own").render().plain  # type: ignore[union-attr]


async def test_a_note_on_a_term(run: Run) -> None:
    async with run() as driver:
        await driver.press("g", "g")
        await driver.type("pre")
        await driver.press("ctrl+n")
        await driver.type("z [bold]")
        await driver.press("escape")
        assert driver.screen == "GlossaryScreen"
        assert "z [bold]" in driver.text()
        assert note(driver, NoteKind.TERM, "kinds/Pre-activation") == "z [bold]"
        await driver.type("qqq")
        await driver.press("ctrl+n")
        assert driver.screen == "GlossaryScreen", "no term is listed"


@SIZES
@pytest.mark.parametrize("ascii_only", [False, True], ids=["unicode", "ascii"])
async def test_the_screens(run: Run, size: tuple[int, int], ascii_only: bool) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        await driver.press("enter", "enter", "n")
        await driver.type("At zero, half way up.")
        await driver.press("enter", "enter")
        await driver.type("  s(z) * (1 - s(z))")
        await driver.capture("note-writing")
        await driver.press("escape")
        await driver.capture("note-answered")
        await driver.press("k")
        await driver.capture("why")
        await driver.press("exclamation_mark")
        await driver.type("Is it not 1/2?")
        await driver.capture("report-writing")
        await driver.press("escape", "escape")
        driver.app.open_page(STEEPEST)
        await driver.settle()
        await driver.press("pagedown")
        await driver.capture("note-page")
        await driver.press("escape", "g", "N")
        await driver.type("Mine.")
        await driver.press("escape")
        await driver.capture("note-guide")
        await driver.press("g", "ctrl+n")
        await driver.type("Mine too.")
        await driver.press("escape")
        await driver.capture("note-glossary")
        driver.check()
