"""The preview of a pack that is being written: what it shows, and how it follows the files."""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import Event

import pytest

from studyapp.lab import runner
from studyapp.study.pack_preview import Closer, PackPreview, Ran, Shot
from studyapp.tui.screens import pack_preview
from tests.studyapp.tui.pack_driver import QUESTIONS, previewing


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The closer look comes at once, no run is waited for less than it takes, and each takes 0.9 ms."""
    monkeypatch.setattr(pack_preview, "RESTS", 0.001)
    monkeypatch.setattr(pack_preview, "MENDED_WITHIN", 0.0)
    monkeypatch.setattr(pack_preview, "PATIENCE", 30.0)
    monkeypatch.setattr(runner, "seconds", lambda *_asked: 0.0009)


@pytest.fixture
def folder(packs: Path, tmp_path: Path) -> Path:
    """A pack with a question of every kind, to be changed."""
    return Path(shutil.copytree(packs / "kinds", tmp_path / "kinds"))


async def test_a_save_shows_the_question_as_it_is_now(folder: Path) -> None:
    async with previewing(folder, "steepest") as driver:
        assert "How steep is the sigmoid" in driver.text()
        await driver.change("How steep is the sigmoid", "How flat is the sigmoid")
        assert "How flat is the sigmoid" in driver.text()
        assert driver.place == f"{QUESTIONS}:1"


async def test_turning_stops_at_the_end(folder: Path) -> None:
    async with previewing(folder, "why-chains-fade") as driver:
        await driver.press("n")
        assert "8 of 8" in driver.text()
        await driver.press("left")
        assert "7 of 8" in driver.text()


async def test_the_answer_shows_key_mistakes_claims_and_backing(folder: Path) -> None:
    async with previewing(folder, "chain-of-four", size=(80, 60)) as driver:
        hidden = driver.text()
        assert "Claims" not in hidden
        await driver.press("x")
        shown = driver.text()
        for part in ("Answer", "Mistakes", "mutant", "hold on seed 1", "measured", "computed: the run"):
            assert part in shown
        await driver.press("enter")
        assert driver.text() == hidden


async def test_the_answer_shows_each_distractor_by_its_letter(folder: Path) -> None:
    async with previewing(folder, "largest-slope", size=(80, 60)) as driver:
        await driver.press("space")
        lines = driver.lines()
        assert sum(line.strip().startswith("✗ ") for line in lines) == 2
        assert any(line.strip().startswith("✓ ") and "1 / 4" in line for line in lines)


async def test_seeds_change_the_numbers_and_another_question_begins_with_its_own(folder: Path) -> None:
    async with previewing(folder, "chain-of-four", seed=None) as driver:
        first = driver.text()
        await driver.press("v")
        assert driver.text() != first
        await driver.press("V")
        assert driver.text() == first
        await driver.press("v", "n", "p")
        assert driver.text() == first


async def test_a_file_that_does_not_parse_says_so_and_keeps_the_question(folder: Path) -> None:
    async with previewing(folder, "bound", size=(80, 30)) as driver:
        text = (folder / QUESTIONS).read_text(encoding="utf-8")
        await driver.save(text.replace("kind: cloze", "kind: [cloze"))
        shown = driver.text()
        assert "✗ questions/all.yaml:15:9" in shown
        assert "as it could last be read" in shown
        assert driver.at("#sheet").has_class("-stale")
        assert "Fill in the blank" in shown
        await driver.press("x", "n", "p")
        await driver.save(text)
        assert "questions/all.yaml:15" not in driver.text()
        assert not driver.at("#sheet").has_class("-stale")


async def test_a_question_that_is_renamed_is_followed_by_its_place(folder: Path) -> None:
    async with previewing(folder, "bound") as driver:
        await driver.change("- id: bound", "- id: upper-bound")
        assert driver.preview._shot is not None
        assert driver.preview._shot.id == "upper-bound"
        assert "2 of 8" in driver.text()


async def test_a_folder_that_goes_away_and_comes_back(folder: Path, tmp_path: Path) -> None:
    async with previewing(folder, "bound") as driver:
        folder.rename(tmp_path / "away")
        await driver.saved()
        assert "there is no folder" in driver.text()
        (tmp_path / "away").rename(folder)
        await driver.saved()
        assert "there is no folder" not in driver.text()
        assert "2 of 8" in driver.text()


async def test_a_run_that_takes_long_does_not_hold_up_the_question(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_run, run = Event(), PackPreview.run
    may_run.set()

    def waiting(self: PackPreview, shot: Shot, seed: int | None) -> Ran:
        assert may_run.wait(20)
        return run(self, shot, seed)

    monkeypatch.setattr(PackPreview, "run", waiting)
    async with previewing(folder, "chain-of-four") as driver:
        may_run.clear()
        monkeypatch.setattr(pack_preview, "PATIENCE", 0.001)
        text = (folder / QUESTIONS).read_text(encoding="utf-8")
        (folder / QUESTIONS).write_text(text.replace("Four sigmoid units", "Quattro unità"), encoding="utf-8")
        assert driver.told.saved is not None
        driver.told.saved()
        while "running…" not in driver.text():
            await driver.pilot.pause(0.005)
        assert "Quattro unità in a row, every weight 8" in driver.text()
        may_run.set()
        await driver.settle()
        assert "seed 1" in driver.text()


async def test_a_result_of_an_older_save_is_dropped(folder: Path) -> None:
    async with previewing(folder, "chain-of-four") as driver:
        screen = driver.preview
        before = driver.text()
        screen._show_run(screen._runs - 1, Ran(99))
        screen._looked_closer(screen._runs - 1, Closer((), (), 0))
        screen._looked_at_whole(screen._runs - 1, (None, 0.0))
        await driver.settle()
        assert driver.text() == before


async def test_an_unknown_question_is_said_and_the_first_is_shown(folder: Path) -> None:
    async with previewing(folder, "no-such-question") as driver:
        assert "1 of 8" in driver.text()
        assert any("no question 'no-such-question'" in notice for notice in driver.notices())


async def test_leaving_stops_watching_and_ends_the_app(folder: Path) -> None:
    async with previewing(folder) as driver:
        told, app = driver.told, driver.app
        await driver.press("escape")
    assert told.stopped
    assert not app.is_running


async def test_help_and_palette_know_its_keys(folder: Path) -> None:
    async with previewing(folder, "bound", size=(80, 24)) as driver:
        await driver.press("f1")
        assert driver.screen == "HelpScreen"
        await driver.press("escape", "ctrl+p")
        await driver.type("next seed")
        await driver.pilot.pause(0.2)
        await driver.press("enter")
        await driver.settle()
        assert "seed 2" in driver.text()


async def test_without_a_pack_one_is_chosen(folder: Path, packs: Path) -> None:
    async with previewing(None, choice=(folder, packs / "more")) as driver:
        await driver.press("down", "enter")
        assert "more ›" in driver.text()
        await driver.press("escape")
        assert driver.screen == "PackChoiceScreen"


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (140, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("ascii_only", [False, True], ids=["unicode", "ascii"])
async def test_the_screens(folder: Path, packs: Path, size: tuple[int, int], ascii_only: bool) -> None:
    async with previewing(folder, "largest-slope", size=size, ascii_only=ascii_only) as driver:
        await driver.capture("pack_preview")
        await driver.press("x")
        await driver.capture("pack_preview_answer")
        await driver.press("n", "n", "n", "end")
        await driver.capture("pack_preview_numeric_end")
        await driver.press("home")
        await driver.change("kind: numeric", "kind: [numeric")
        await driver.capture("pack_preview_broken")
        driver.check()
    async with previewing(None, choice=(folder, packs / "more"), size=size, ascii_only=ascii_only) as driver:
        await driver.capture("pack_choice")
        driver.check()
