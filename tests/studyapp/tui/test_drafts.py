"""The screen that offers drafts one by one: every decision is on the disk, and can be taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.app import App

from studyapp import editor
from studyapp.packs.loader import load
from studyapp.study import drafting
from tests.studyapp.tui.drafts_driver import DraftsDriver, offering

NOTES = """# Gates

A gate is a unit that scales what passes through it.

Q: What does a sigmoid gate give at zero?
A: one half

The slope of the sigmoid is at most ==0.25== and never negative.

Which gate can close fully?
- [x] one with a hard sigmoid
- [ ] one with a softplus
"""
FILE = "questions/notes.yaml"
FIRST, QUESTION, CLOZE, CHOICE = (
    "gate", "what-does-a-sigmoid-gate-give-at-zero", "the-slope-of-the-sigmoid-is-at-most-0-25-and",
    "which-gate-can-close-fully",
)  # fmt: skip


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of four drafts, to be copied."""
    notes = tmp_path_factory.mktemp("drafted") / "notes.md"
    notes.write_text(NOTES, encoding="utf-8")
    drafting.draft((notes,), notes.parent / "gates", None)
    return notes.parent / "gates"


@pytest.fixture
def folder(drafted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pack, in the folder in which the app runs, without an editor."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(drafted, tmp_path / "gates")
    return Path("gates")


def drafts(folder: Path) -> dict[str, bool]:
    """Every question of the pack, and whether it is a draft."""
    return {question.id: question.draft for question in load(folder).pack.questions}


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / FILE).read_text(encoding="utf-8")
    assert old in text
    (folder / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")


async def test_keep_and_drop_are_on_the_disk_before_the_next_is_shown(folder: Path) -> None:
    async with offering(folder) as driver:
        assert driver.shown == FIRST
        await driver.press("k")
        assert (driver.shown, drafts(folder)[FIRST]) == (QUESTION, False)
        await driver.press("d")
        assert driver.shown == CLOZE
        assert list(drafts(folder)) == [FIRST, CLOZE, CHOICE]
        assert "3 of 4: 1 kept, 1 dropped" in driver.lines()[0]


async def test_the_next_are_left_for_later_and_found_again(folder: Path) -> None:
    async with offering(folder) as driver:
        await driver.press("n", "k", "right", "n", "n")
        assert "1 kept, 0 dropped; 3 drafts left for later" in driver.text()
        await driver.press("p")
        assert driver.shown == CHOICE
        await driver.press("left", "p")
        assert driver.shown == FIRST, "the one that was kept is passed over"
        await driver.press("p")
        assert driver.shown == FIRST


async def test_the_end_says_what_to_do_next(folder: Path) -> None:
    async with offering(folder) as driver:
        await driver.press(*"kddd")
        for said in (
            "Every draft is decided: 1 kept, 3 dropped.",
            "studyapp pack check gates",
            "studyapp pack install gates",
        ):
            assert said in driver.text()
        await driver.press("k", "e", "n")
        assert "Every draft is decided" in driver.text()
        await driver.press("u")
        assert driver.shown == CHOICE
        await driver.press("q")
        assert not driver.app.is_running or driver.screen != "DraftsScreen"


async def test_undo_puts_every_file_back_and_redo_does_it_again(folder: Path) -> None:
    states = [everything(folder)]
    async with offering(folder) as driver:
        for key in "kdkd":
            await driver.press(key)
            states.append(everything(folder))
        for state in reversed(states[:-1]):
            await driver.press("u")
            assert everything(folder) == state
        assert driver.shown == FIRST
        assert "1 of 4: 0 kept, 0 dropped" in driver.lines()[0]
        await driver.press("ctrl+y", "U", "U", "U")
        assert everything(folder) == states[-1]
        assert driver.shown is None


async def test_the_last_draft_of_a_file_comes_back_with_its_file(folder: Path) -> None:
    notes = []
    for name in ("first", "second"):
        notes.append(folder.parent / f"{name}.md")
        notes[-1].write_text(f"Q: What is the {name}?\nA: This {name} one.\n", encoding="utf-8")
    drafting.draft(tuple(notes), folder.parent / "two", None)
    before = everything(Path("two"))
    async with offering(Path("two")) as driver:
        await driver.press("d")
        assert not Path("two/questions/first.yaml").exists()
        after = everything(Path("two"))
        await driver.press("d")
        assert "a pack has one at least; delete the folder instead" in driver.notices()[0]
        assert everything(Path("two")) == after
        await driver.press("u")
        assert everything(Path("two")) == before
        await driver.press("U")
        assert everything(Path("two")) == after


async def test_a_file_that_was_changed_since_is_not_taken_back(folder: Path) -> None:
    async with offering(folder) as driver:
        await driver.press("d")
        change(folder, "one half", "a half")
        await driver.press("u")
        assert driver.notices() == [f"{FILE} was changed outside since; nothing was taken back"]
        assert driver.shown == QUESTION
        assert list(drafts(folder)) == [QUESTION, CLOZE, CHOICE]


async def test_what_was_not_seen_is_not_decided(folder: Path) -> None:
    async with offering(folder) as driver:
        change(folder, "answer: a unit that scales", "answer: a unit that multiplies")
        await driver.press("k")
        assert "changed outside" in driver.notices()[0]
        assert "a unit that multiplies" in driver.text()
        assert drafts(folder)[FIRST]
        await driver.press("k")
        assert not drafts(folder)[FIRST]


async def test_what_is_saved_outside_is_shown_at_once(folder: Path) -> None:
    async with offering(folder) as driver:
        change(folder, "answer: a unit that scales", "answer: a unit that multiplies")
        await driver.saved()
        assert "a unit that multiplies" in driver.text()
        change(folder, "- id: gate\n  kind: flashcard\n  draft: true\n", "- id: gate\n  kind: flashcard\n")
        await driver.saved()
        assert driver.shown == QUESTION
        assert "1 of 3: 0 kept, 0 dropped" in driver.lines()[0]
        driver.app.screen.dismiss()
    assert driver.told.stopped


async def test_a_broken_pack_says_where_and_nothing_is_lost(folder: Path) -> None:
    async with offering(folder) as driver:
        await driver.press("k")
        change(folder, "kind: cloze", "kind: [cloze")
        await driver.saved()
        assert "✗ gates/questions/notes.yaml:2" in driver.text()
        assert "the draft as last read" in driver.text()
        await driver.press("k", "d", "n")
        assert driver.shown == QUESTION
        change(folder, "kind: [cloze", "kind: cloze")
        await driver.saved()
        assert "✗" not in driver.text()
        await driver.press("d")
        assert drafts(folder) == {FIRST: False, CLOZE: True, CHOICE: True}


async def test_a_pack_without_drafts_says_how_to_make_some(folder: Path) -> None:
    (folder / FILE).write_text((folder / FILE).read_text().replace("  draft: true\n", ""))
    async with offering(folder) as driver:
        assert "There is no draft in gates." in driver.text()
        assert "studyapp pack draft NOTES.md --output gates --update" in driver.text()
        await driver.press("k", "d", "e", "u")
        assert not driver.notices()


# --- editing ------------------------------------------------------------------------------------------------------


async def test_without_an_editor_another_answer_is_typed_here(folder: Path) -> None:
    async with offering(folder) as driver:
        await driver.press("n", "e")
        assert "The new answer:" in driver.text()
        await driver.press(*["backspace"] * 8)
        await driver.type("0.5: kd")
        await driver.press("enter")
        assert driver.shown == QUESTION
        assert "0.5: kd" in driver.text()
        assert load(folder).pack.questions[1].model_dump()["answer"] == "0.5: kd"
        await driver.press("u")
        assert "one half" in driver.text()
        assert "changed outside" not in str(driver.notices())


async def test_what_is_typed_can_be_left_and_what_does_not_fit_is_told(folder: Path) -> None:
    before = everything(folder)
    async with offering(folder) as driver:
        await driver.press("e", *"kd", "escape")
        assert driver.screen == "DraftsScreen"
        await driver.press("n", "n", "e", "ctrl+u", "x", "enter")
        assert driver.notices() == ["write the sentence with its blanks, such as [[bound|0.25]]"]
        await driver.press("escape", "n", "e")
        assert "the answer of a choice question is no line" in driver.notices()[-1]
        assert everything(folder) == before


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[Callable[[str], str]]:
    """An editor that does to the file what is in the list."""
    edits: list[Callable[[str], str]] = []

    def run(command: list[str]) -> None:
        text = (folder / FILE).read_text(encoding="utf-8")
        line = int(command[-2].removeprefix("+"))
        assert command[-1] == str((folder / FILE).resolve())
        assert text.split("\n")[line - 1].startswith("- id: ") or "[" in text.split("\n")[line - 1]
        (folder / FILE).write_text(edits.pop(0)(text), encoding="utf-8")

    monkeypatch.setenv("EDITOR", "vi")
    monkeypatch.setattr(editor, "run", run)
    monkeypatch.setattr(App, "suspend", lambda _app: nullcontext())
    return edits


async def test_an_editor_opens_at_the_draft_and_its_work_can_be_taken_back(
    folder: Path, own: list[Callable[[str], str]]
) -> None:
    before = everything(folder)
    async with offering(folder) as driver:
        own.append(lambda text: text.replace("- id: gate\n", "- id: what-is-a-gate\n"))
        (folder / "guide.md").write_text((folder / "guide.md").read_text().replace("{{question: gate}}", ""))
        before = everything(folder)
        await driver.press("e")
        assert driver.shown == "what-is-a-gate", driver.text()
        assert "1 of 4" in driver.lines()[0]
        await driver.press("k", "u", "u")
        assert driver.shown == FIRST
        assert everything(folder) == before


async def test_an_editor_that_breaks_the_pack_is_opened_again_at_the_fault(
    folder: Path, own: list[Callable[[str], str]]
) -> None:
    async with offering(folder) as driver:
        own += [
            lambda text: text.replace("kind: cloze", "kind: [cloze"),
            lambda text: text.replace("[cloze", "cloze"),
        ]
        await driver.press("e")
        assert "✗ gates/questions/notes.yaml:" in driver.text()
        await driver.press("e")
        assert "✗" not in driver.text()
        assert driver.shown == FIRST


# --- what it looks like -------------------------------------------------------------------------------------------


async def test_the_answer_is_marked_in_its_line_without_color(folder: Path) -> None:
    async with offering(folder) as driver:
        assert "│ A gate is «a unit that scales what passes through it»." in driver.text()
        await driver.press("n", "n")
        assert "│ The slope of the sigmoid is at most ==«0.25»== and never negative." in driver.text()
        await driver.press("n")
        assert "✓ " in driver.text()
        assert "│ - [x] «one with a hard sigmoid»" in driver.text()


async def _captures(driver: DraftsDriver) -> None:
    await driver.capture("drafts")
    await driver.press("n", "n", "e")
    await driver.capture("drafts_typing")
    await driver.press("escape", "n", "k")
    await driver.capture("drafts_end")
    await driver.press("p")
    change(driver.folder, "kind: cloze", "kind: [cloze")
    await driver.saved()
    await driver.capture("drafts_broken")


@pytest.mark.parametrize(
    ("size", "ascii_only"),
    [((40, 12), False), ((80, 24), False), ((140, 40), False), ((40, 12), True)],
    ids=["40x12", "80x24", "140x40", "40x12-ascii"],
)
async def test_the_screens(folder: Path, size: tuple[int, int], ascii_only: bool) -> None:
    async with offering(folder, size=size, ascii_only=ascii_only) as driver:
        await _captures(driver)
        driver.check()
