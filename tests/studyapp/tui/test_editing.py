"""From a review, a page and the list into the editor and back; the editor is one of the tests' own."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.app import App

from studyapp import editor
from studyapp.study.sources import SourceError, Sources
from studyapp.tui.editing import IN_A_BROWSER
from tests.benchmarks.terminal import running
from tests.studyapp.tui.conftest import PACKS

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver, Run

QUESTIONS = Path("kinds/questions/all.yaml")
Edit = Callable[[str], str]


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """The packs of these tests, to be changed."""
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


class Editor:
    """Does to a file what a test wants; remembers what it was called with."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.edit: Edit = str

    def run(self, command: list[str]) -> None:
        self.calls.append(command)
        file = Path(command[-1])
        file.write_text(self.edit(file.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Editor:
    """An editor in a terminal that can be handed over."""
    made = Editor()
    monkeypatch.setenv("EDITOR", "vi")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr(editor, "run", made.run)
    monkeypatch.setattr(App, "suspend", lambda _app: nullcontext())
    return made


def replacing(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


async def test_a_question_that_is_not_answered_yet_is_asked_as_it_is_now(
    run: Run, packs: Path, own: Editor
) -> None:
    async with run() as driver:
        await driver.press("enter")
        assert driver.asked.card.question == "kinds/steepest"
        before = driver.card(driver.asked.card.id)
        own.edit = replacing("How steep is the sigmoid", "How flat is the sigmoid")
        await driver.press("e")
        assert own.calls == [["vi", "+1", str((packs / QUESTIONS).resolve())]]
        assert "How flat is the sigmoid" in driver.text()
        assert driver.card(driver.asked.card.id) == before
        await driver.answer()
        await driver.press("4")
        assert driver.review_count() == 1


async def test_an_answer_stays_as_it_was_judged_and_the_schedule_as_it_is(run: Run, own: Editor) -> None:
    async with run() as driver:
        await driver.press("enter")
        card, version = driver.asked.card.id, driver.asked.version
        await driver.answer()
        own.edit = replacing("How steep is the sigmoid", "How flat is the sigmoid")
        await driver.press("e")
        assert driver.answered
        assert driver.asked.version == version
        await driver.press("4")
        assert [review.version for review in driver.reviews(card)] == [version]
        driver.app.open_page("kinds/steepest")
        await driver.settle()
        assert "How flat is the sigmoid" in driver.text()


async def test_a_question_that_leaves_study_gives_way_to_the_next(run: Run, own: Editor) -> None:
    async with run() as driver:
        await driver.press("enter")
        own.edit = replacing("- id: steepest", "- id: steepest\n  draft: true")
        await driver.press("e")
        assert driver.screen == "AskScreen"
        assert driver.asked.card.question != "kinds/steepest"


async def test_a_file_that_cannot_be_read_leaves_the_question(run: Run, own: Editor) -> None:
    async with run() as driver:
        await driver.press("enter")
        own.edit = replacing("kind: cloze", "kind: [cloze")
        await driver.press("e")
        assert driver.asked.card.question == "kinds/steepest"
        assert any("kinds/questions/all.yaml:15:9" in notice for notice in driver.notices())


async def test_a_key_works_while_an_answer_is_typed(run: Run, own: Editor) -> None:
    async with run() as driver:
        driver.app.open_page("kinds/chain-of-four")
        await driver.settle()
        await driver.press("a", "7", "f9")
        assert own.calls[0][1] == "+65"
        assert driver.screen == "AskScreen"


async def test_a_letter_of_an_option_chooses_it(run: Run, packs: Path, own: Editor) -> None:
    more = "\n".join(
        f"    - {{text: {word}, says: No., tag: no-{word}}}" for word in ("two", "three", "four")
    )
    path = packs / QUESTIONS
    line = next(each for each in path.read_text(encoding="utf-8").split("\n") if "tag: tanh" in each)
    path.write_text(replacing(line, f"{line}\n{more}")(path.read_text(encoding="utf-8")), encoding="utf-8")
    async with run() as driver:
        driver.app.open_page("kinds/largest-slope")
        await driver.settle()
        await driver.press("a", "e")
        assert driver.answered
        assert not own.calls


async def test_the_page_and_the_list_show_what_was_saved(run: Run, own: Editor) -> None:
    async with run() as driver:
        driver.app.open_page("kinds/steepest")
        await driver.settle()
        own.edit = replacing("How steep is the sigmoid", "How flat is the sigmoid")
        await driver.press("e")
        assert "How flat is the sigmoid" in driver.text()
        await driver.press("escape")
        driver.app.open_browse()
        await driver.settle()
        await driver.press("tab")
        own.edit = replacing("title: The steepest place", "title: The flattest place")
        await driver.press("e")
        assert driver.screen == "BrowseScreen"
        assert "The flattest place" in driver.text()


async def test_where_no_editor_can_be_opened_a_line_says_why(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with run() as driver:
        driver.app.open_page("kinds/steepest")
        await driver.settle()
        assert "Set EDITOR to change its file" in await _told(driver), "a built-in pack has no other way"
        monkeypatch.setenv("EDITOR", "no-such-editor")
        assert await _told(driver) == IN_A_BROWSER, "this driver has no terminal to hand over"
        monkeypatch.setattr(App, "suspend", lambda _app: nullcontext())
        assert "there is no editor 'no-such-editor'" in await _told(driver)
        monkeypatch.setattr(App, "is_web", True)
        assert await _told(driver) == IN_A_BROWSER
        assert driver.screen == "PageScreen"


async def _told(driver: Driver) -> str:
    driver.app.clear_notifications()
    await driver.press("e")
    (notice,) = driver.notices()
    return notice


EDITOR = """
import pathlib, sys
print("the editor has the terminal", flush=True)
path = pathlib.Path(sys.argv[-1])
path.write_text(path.read_text().replace("How steep is", "How flat is"))
"""


@pytest.mark.slow
def test_the_terminal_is_the_editors_and_then_the_screens_again(
    packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "vi"
    script.write_text(f"#!{sys.executable}\n{EDITOR}", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))
    command = [sys.executable, "-m", "studyapp", "pack", "preview", f"{packs}/kinds/steepest"]
    with running(command, tmp_path / "home") as terminal:
        terminal.until(b"How steep is")
        terminal.settle()
        terminal.press(b"e")
        terminal.until(b"How flat is")
        assert b"the editor has the terminal" in terminal.written
        terminal.press(b"x")
        terminal.settle()
        assert b"Backing" in terminal.written


def test_packs_of_an_installed_app_are_not_for_editing(packs: Path) -> None:
    with pytest.raises(SourceError, match="came with the installed studyapp"):
        Sources((packs,), bundled=packs).of("kinds/steepest")
    with pytest.raises(SourceError, match="are not here any more"):
        Sources((packs,)).of("gone/steepest")
    with pytest.raises(SourceError, match="not in the files of its pack"):
        Sources((packs,)).of("kinds/gone")
    source = Sources((packs / "none", packs)).of("kinds/bound")
    assert (source.file, source.line) == ((packs / QUESTIONS).resolve(), 13)
