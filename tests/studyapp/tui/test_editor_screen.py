"""The editor in the app and new cards from anywhere: what is typed is checked, shown, kept and never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from textual.widgets import TextArea

from studyapp.config import Home
from studyapp.core.records import ActionKind
from studyapp.study.app import Study
from studyapp.tui import question_sheet
from studyapp.tui.screens import editor as editor_screen
from studyapp.tui.screens.editor import EditorScreen
from tests.studyapp.tui.conftest import Driver

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Run

CARDS = "questions/cards.yaml"
MANIFEST = f"""\
format: 1
id: own
title: Own
summary: An installed pack.
authors: [Me]
license: CC0-1.0
questions: [{CARDS}]
"""
FILE = """\
# Its own layout.
- id: slope   # stays
  kind: flashcard
  difficulty: easy
  topics: [relu]
  prompt: How steep is ReLU at 3?
  answer: One.
  backed_by: notes

- id: which
  kind: choice
  difficulty: medium
  topics: [relu, slopes]
  prompt: Which of these never has a slope above one?
  options:
    - {text: ReLU, correct: true}
    - {text: Softplus of twice the input, says: Twice the slope.}
  explanation: It is 0 or 1.
  backed_by: notes
"""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed is looked at as soon as nothing else is under way."""
    monkeypatch.setattr(editor_screen, "RESTS", 0.001)
    monkeypatch.setattr(editor_screen, "KEPT_AFTER", 0.001)
    monkeypatch.setattr(question_sheet, "CLOSER_AFTER", 0.001)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)


def study_of(driver: Driver) -> Study:
    assert driver.app.study is not None
    return driver.app.study


async def installed(driver: Driver) -> Study:
    study = study_of(driver)
    files = {"pack.yaml": MANIFEST, CARDS: FILE}
    study.pack_files.change("own", files, ActionKind.IMPORT, "Installed own")
    return study


async def looked(driver: Driver) -> None:
    """Wait until the newest text was looked at."""
    await driver.settle()
    for _ in range(500):
        screen = driver.app.screen
        if not isinstance(screen, EditorScreen) or screen._findings is not None:
            return
        await asyncio.sleep(0.002)
        await driver.settle()
    raise AssertionError("what was typed was never looked at")


async def opened(driver: Driver, question: str = "own/slope") -> Study:
    study = await installed(driver)
    driver.app.open_page(question)
    await driver.settle()
    await driver.press("E")
    assert driver.screen == "EditorScreen"
    await looked(driver)
    return study


def area(driver: Driver) -> TextArea:
    return driver.app.screen.query_one("#source", TextArea)


async def change(driver: Driver, old: str, new: str) -> None:
    """Change the source as an editor does that pastes."""
    text = area(driver).text
    assert old in text
    area(driver).load_text(text.replace(old, new, 1))
    await looked(driver)


def on_disk(home: Home, pack: str = "own") -> str:
    return (home.packs / pack / CARDS).read_text(encoding="utf-8")


async def test_what_is_typed_is_shown_and_saved(run: Run, home: Home) -> None:
    async with run() as driver:
        study = await opened(driver)
        await driver.press("down", "down", "down", "down", "end", *"X")
        await looked(driver)
        assert "How steep is ReLU at 3?X" in driver.text()
        assert "not saved" in driver.text()
        await driver.press("ctrl+s")
        assert on_disk(home) == FILE.replace("at 3?", "at 3?X")
        assert "not saved" not in driver.text()
        await driver.press("escape")
        assert driver.screen == "PageScreen"
        assert "How steep is ReLU at 3?X" in driver.text()
        study.actions.undo()
        assert on_disk(home) == FILE


async def test_a_slip_keeps_the_question_dimmed_and_says_where(run: Run) -> None:
    async with run() as driver:
        await opened(driver)
        await change(driver, "difficulty: easy", "difficulty: eazy")
        assert "How steep is ReLU" in driver.text()
        assert driver.at("#preview").has_class("-stale")
        assert "✗ line 4: " in driver.text()
        await driver.press("f8")
        assert area(driver).cursor_location == (2, 14)
        await driver.press("ctrl+s")
        assert any("questions/cards.yaml:4:15" in notice for notice in driver.notices())
        assert driver.screen == "EditorScreen"
        await change(driver, "eazy", "hard")
        assert not driver.at("#preview").has_class("-stale")
        await change(driver, "topics: [relu]", "topics: [relu")
        await driver.press("f4")
        assert not driver.at("#form").display
        assert any("The form needs a source" in notice for notice in driver.notices())


async def test_the_form_changes_only_what_is_typed_into_it(run: Run, home: Home) -> None:
    async with run() as driver:
        await opened(driver, "own/which")
        await driver.press("f4")
        assert driver.at("#form").display
        fields = driver.app.screen.query(TextArea)
        options = next(field for field in fields if field.id == "field-options")
        assert options.text == "* ReLU\nSoftplus of twice the input"
        options.load_text("* ReLU\nSoftplus of 2x")
        await looked(driver)
        await driver.press("f4")
        assert not driver.at("#form").display
        assert "{text: Softplus of 2x, says: Twice the slope.}" in area(driver).text
        await driver.press("ctrl+s")
        assert on_disk(home) == FILE.replace("Softplus of twice the input", "Softplus of 2x")


async def test_the_form_saves_twice(run: Run, home: Home) -> None:
    async with run() as driver:
        await opened(driver)
        await driver.press("f4")
        await driver.press("end", *"A", "ctrl+s", *"B", "ctrl+s")
        assert on_disk(home) == FILE.replace("at 3?", "at 3?AB")
        await driver.press("enter", "ctrl+s")
        assert on_disk(home) == FILE.replace("at 3?", "at 3?AB")
        assert "not saved" not in driver.text()


async def test_leaving_asks_and_loses_nothing(run: Run, home: Home) -> None:
    async with run() as driver:
        await opened(driver)
        await change(driver, "One.", "Two.")
        await driver.press("escape")
        assert driver.screen == "LeaveScreen"
        await driver.press("escape")
        assert driver.screen == "EditorScreen"
        await driver.press("escape", "l")
        assert driver.screen == "PageScreen"
        assert on_disk(home) == FILE
        await driver.press("E")
        await looked(driver)
        assert "answer: Two." in area(driver).text
        await driver.press("escape", "d", "E")
        await looked(driver)
        assert "answer: One." in area(driver).text
        await change(driver, "One.", "Three.")
        await driver.press("escape", "s")
        assert driver.screen == "PageScreen"
        assert on_disk(home) == FILE.replace("One.", "Three.")


@pytest.mark.parametrize("face", ["source", "form"])
async def test_what_was_typed_when_the_app_ended_is_there_again(face: str, run: Run) -> None:
    async with run() as driver:
        await opened(driver)
        if face == "form":
            await driver.press("f4")
        else:
            await driver.press("down", "down", "down", "down", "end")
        await driver.press("end", *"Z")
    async with run() as driver:
        driver.app.open_page("own/slope")
        await driver.settle()
        await driver.press("E")
        await looked(driver)
        assert "at 3?Z" in area(driver).text


async def test_e_opens_it_in_a_review_where_no_editor_is_set(run: Run, home: Home) -> None:
    async with run() as driver:
        await installed(driver)
        driver.app.open_review(("own",))
        await driver.settle()
        asked = driver.asked.card
        await driver.press("e")
        assert driver.screen == "EditorScreen"
        await change(driver, "prompt: ", "prompt: Say, h")
        await driver.press("ctrl+s", "escape")
        assert driver.screen == "AskScreen"
        assert "Say, h" in driver.text()
        assert driver.asked.card == asked
        assert driver.card(asked.id) == asked.state


# --- new cards ----------------------------------------------------------------------------------------------------


async def test_a_new_card_from_a_question_belongs_to_it(run: Run, home: Home) -> None:
    async with run() as driver:
        driver.app.open_page("kinds/steepest")
        await driver.settle()
        await driver.press("ctrl+o")
        assert driver.screen == "NewCardScreen"
        await driver.type("why")
        await driver.press("tab")
        await driver.type("so")
        await driver.press("ctrl+s")
        assert driver.screen == "PageScreen"
        assert any("mine/why" in notice for notice in driver.notices())
        assert "related: [kinds/steepest]" in on_disk(home, "mine")
        driver.app.open_review(("mine",))
        await driver.settle()
        assert driver.asked.card.question == "mine/why"


async def test_a_card_that_is_not_kept_waits(run: Run, home: Home) -> None:
    async with run() as driver:
        await driver.press("ctrl+o")
        await driver.type("half")
        await driver.press("ctrl+s")
        assert driver.screen == "NewCardScreen"
        assert any("the back is empty" in notice for notice in driver.notices())
        await driver.press("ctrl+o", "escape")
        assert driver.screen == "HomeScreen"
        await driver.press("ctrl+o")
        assert driver.app.screen.query_one("#front", TextArea).text == "half"
        await driver.type(" a")
    async with run() as driver:
        await driver.press("ctrl+o")
        assert driver.app.screen.query_one("#front", TextArea).text == "half a"
        assert not (home.packs / "mine").exists()


async def test_a_new_card_while_an_answer_is_typed(run: Run) -> None:
    async with run() as driver:
        driver.app.open_page("kinds/chain-of-four")
        await driver.settle()
        await driver.press("a")
        assert driver.screen == "AskScreen"
        await driver.press("1", "ctrl+o")
        assert driver.screen == "NewCardScreen"


# --- pictures -----------------------------------------------------------------------------------------------------

SIZES = [
    pytest.param((40, 12), False, id="40x12"),
    pytest.param((40, 12), True, id="40x12-ascii"),
    pytest.param((80, 24), False, id="80x24"),
    pytest.param((140, 40), False, id="140x40"),
]
sizes = pytest.mark.parametrize(("size", "ascii_only"), SIZES)
Pictures = Callable[[tuple[int, int], bool], None]


@sizes
async def test_the_screens_look_as_kept(run: Run, size: tuple[int, int], ascii_only: bool) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        await opened(driver, "own/which")
        await driver.capture("editor")
        await change(driver, "says: ", "sayz: ")
        await driver.capture("editor-slip")
        await change(driver, "sayz: ", "says: ")
        if size == (40, 12):
            await driver.press("f3")
            await driver.capture("editor-preview")
            await driver.press("f3")
        await driver.press("f4")
        await looked(driver)
        await driver.capture("editor-form")
        await driver.press("end", *"!", "escape")
        await driver.capture("editor-leave")
        await driver.press("d", "ctrl+o")
        await driver.type("a ==b== c")
        await driver.capture("new-card")
        driver.check()
