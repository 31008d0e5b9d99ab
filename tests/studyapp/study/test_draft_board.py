"""What a decision on a draft did is taken back whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.core.errors import Refusal
from studyapp.packs import draft_steps
from studyapp.packs.draft_record import RECORD
from studyapp.packs.draft_saving import replace_file
from studyapp.packs.draft_steps import files_of, step_between, take
from studyapp.study import draft_board, drafting
from studyapp.study.draft_board import END, DraftBoard


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    notes = tmp_path / "notes.md"
    notes.write_text("".join(f"Q: What is {name}?\nA: This {name}.\n\n" for name in ("one", "two", "three")))
    drafting.draft((notes,), tmp_path / "numbers", None)
    return tmp_path / "numbers"


def test_a_step_that_cannot_be_written_leaves_every_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = DraftBoard(folder)
    sheet = board.look().sheet
    assert sheet is not None
    board.drop(sheet)
    after = files_of(folder)
    assert RECORD in after
    written: list[str] = []

    def full(path: Path, content: str | bytes) -> None:
        written.append(path.name)
        if len(written) == 2:
            raise Refusal("the disk is full")
        replace_file(path, content)

    monkeypatch.setattr(draft_steps, "replace_file", full)
    with pytest.raises(Refusal, match="the disk is full"):
        board.undo()
    assert len(written) > 2, "what was written is put back"
    assert files_of(folder) == after
    monkeypatch.undo()
    back = board.undo()
    assert (back.dropped, back.undoes, back.redoes) == (0, "", "dropped")


def test_a_step_holds_what_changed_alone(folder: Path) -> None:
    before = files_of(folder)
    assert step_between(before, before) is None
    assert step_between(before, {}) is None, "the folder could not be read"
    step = step_between(before, {**before, "guide.md": b"# New\n"})
    assert step is not None
    assert list(step.after) == ["guide.md"]
    with pytest.raises(Refusal, match=r"guide\.md was changed outside since"):
        take(folder, step, back=True)


def test_nothing_to_take_back_is_told(folder: Path) -> None:
    board = DraftBoard(folder)
    with pytest.raises(Refusal, match="nothing to take back"):
        board.undo()
    with pytest.raises(Refusal, match="nothing to do again"):
        board.redo()


def test_as_many_steps_as_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert draft_board.MOST_STEPS >= 20
    board = DraftBoard(folder)
    shown = board.look()
    for text in ("a", "b"):
        assert shown.sheet is not None
        shown = board.answer(shown.sheet, text)
    assert shown.undoes == "edited"
    assert shown.sheet is not None
    shown = board.keep(shown.sheet)
    assert board.look(END).sheet is None
    assert board.look(END, -1).number == 3
    for _ in range(3):
        shown = board.undo()
    assert shown.sheet is not None
    assert shown.sheet.place.question.model_dump()["answer"] == "This one."


def test_a_folder_that_goes_away_is_told_and_comes_back(folder: Path) -> None:
    board = DraftBoard(folder)
    first = board.look()
    folder.rename(folder.with_name("away"))
    gone = board.look()
    assert gone.broken is not None
    assert gone.sheet == first.sheet
    assert gone.turn > first.turn
    folder.with_name("away").rename(folder)
    assert board.look().broken is None
