"""A crash at any moment of a change leaves files, store and journal as they were before it, or all as after it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest
from sqlalchemy import event

from studyapp.core.errors import Refusal
from studyapp.core.records import ActionKind
from studyapp.packs import installed, kept
from studyapp.packs.loader import load
from studyapp.store import items
from studyapp.store.engine import Store
from studyapp.study.app import Study
from studyapp.study.clock import Clock
from tests.studyapp.study.test_pack_files import FIRST, MANIFEST, NEW_PACK, SECOND

P = ParamSpec("P")
R = TypeVar("R")
OTHER = {
    "pack.yaml": MANIFEST.replace("[questions/cards.yaml]", "[a.yaml]") + "guide: guide.md\n",
    "questions/cards.yaml": None,
    "a.yaml": SECOND,
    "guide.md": "# Read me\n",
}
GONE = dict.fromkeys(NEW_PACK)


class Crash(BaseException):
    """The machine stops; nothing after it is carried out."""


class Machine:
    """Stops before or after the n-th step that writes, and does none of those that follow."""

    def __init__(self, patch: pytest.MonkeyPatch, stop_at: int, error: BaseException) -> None:
        self.steps = 0
        self.stop_at = stop_at
        self.error = error
        for module in (installed, kept):
            patch.setattr(module, "write_through", self.counted(kept.write_through))
        patch.setattr(os, "replace", self.counted(os.replace))
        patch.setattr(shutil, "rmtree", self.counted(shutil.rmtree))
        for name in ("unlink", "rmdir", "mkdir"):
            patch.setattr(Path, name, self.counted(getattr(Path, name)))

    def counted(self, real: Callable[P, R]) -> Callable[P, R]:
        def step(*given: P.args, **named: P.kwargs) -> R:
            self.steps += 1
            if self.steps >= self.stop_at:
                raise self.error
            return real(*given, **named)

        return step

    def commits(self, *_: Any) -> None:
        """A commit is a step too: the machine may stop right before it."""
        self.counted(lambda: None)()


def study_at(folder: Path) -> Study:
    return Study(Store(folder / "store.db"), folder / "builtin", Clock(), own_packs=folder / "packs")


def act(study: Study, name: str) -> None:
    change = study.pack_files.change
    if name == "install":
        change("other", {"pack.yaml": MANIFEST.replace("mine", "other"), "questions/cards.yaml": FIRST},
               ActionKind.IMPORT, "Installed")  # fmt: skip
    elif name == "update":
        change("mine", OTHER, ActionKind.IMPORT, "Updated")
    elif name == "remove":
        change("mine", GONE, ActionKind.IMPORT, "Removed")
    elif name == "undo":
        study.actions.undo()
    elif name == "redo":
        study.actions.redo()


def told(study: Study) -> tuple[object, ...]:
    """Everything that must agree: files, what the store has, and what the journal says."""
    files = {pack_id: study.pack_files.files(pack_id) for pack_id in study.pack_files.installed()}
    with study._store.reading() as session:
        digests = items.pack_digests(session)
    assert digests == {pack_id: load(study.pack_files.folder(pack_id)).digest for pack_id in files}
    hidden = sorted(path.name for path in study.pack_files.folder("x").parent.glob(".*"))
    assert hidden == [".kept"]
    return files, digests, [(entry.says, entry.done) for entry in study.actions.journal()]


@pytest.fixture
def before(migrated: Path, tmp_path: Path) -> Path:
    """A home with a pack, one action to undo and one to do again."""
    folder = tmp_path / "before"
    folder.mkdir()
    shutil.copyfile(migrated, folder / "store.db")
    study = study_at(folder)
    study.pack_files.change("mine", NEW_PACK, ActionKind.EDIT, "Wrote")
    study.pack_files.change("mine", OTHER, ActionKind.EDIT, "Changed")
    study.actions.undo()
    study.close()
    return folder


FULL = OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("install", Crash()),
        ("update", FULL),
        ("undo", Crash()),
        *(
            pytest.param(name, error, marks=pytest.mark.slow)
            for name, error in (
                ("install", FULL),
                ("update", Crash()),
                ("remove", Crash()),
                ("remove", FULL),
                ("undo", FULL),
                ("redo", Crash()),
                ("redo", FULL),
            )
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_a_fault_at_each_step(name: str, error: BaseException, before: Path, tmp_path: Path) -> None:
    seen: dict[str, tuple[object, ...]] = {}
    for whole in (False, True):
        folder = shutil.copytree(before, tmp_path / f"whole-{whole}")
        study = study_at(folder)
        if whole:
            act(study, name)
        seen[str(whole)] = told(study)
        study.close()
    assert seen["False"] != seen["True"]
    stopped: list[bool] = []
    for stop_at in range(1, 200):
        folder = shutil.copytree(before, tmp_path / f"stop-{stop_at}")
        study = study_at(folder)
        with pytest.MonkeyPatch.context() as patch:
            machine = Machine(patch, stop_at, error)
            event.listen(study._store._engine, "commit", machine.commits)
            try:
                act(study, name)
            except (Crash, Refusal, OSError):
                stopped.append(True)
            else:
                stopped.append(False)
            event.remove(study._store._engine, "commit", machine.commits)
        study.close()
        again = study_at(folder)
        again.pack_files.settle()
        assert again.library.synchronize() == (), stop_at
        found = told(again)
        assert found in seen.values(), stop_at
        if isinstance(error, OSError):
            # What went wrong was told, and an action that was not told to have failed stands.
            assert found == seen[str(not stopped[-1])], stop_at
        again.close()
        if machine.steps < stop_at:
            break
    assert len(stopped) > 8
    assert not stopped[-1]
