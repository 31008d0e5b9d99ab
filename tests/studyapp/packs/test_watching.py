"""Seeing that a file was saved, by the system's notices and without them."""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Event

import pytest

from studyapp.packs import watching
from studyapp.packs.watching import Watch, stamps

PATIENCE = 20.0


@pytest.fixture(params=["notices", "looking"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the package that hears the system's notices, and without it."""
    if request.param == "notices":
        pytest.importorskip("watchfiles")
    else:
        monkeypatch.setitem(sys.modules, "watchfiles", None)
    monkeypatch.setattr(watching, "LOOK_EVERY", 0.005)
    return str(request.param)


@pytest.mark.usefixtures("way")
def test_a_save_is_told_also_one_that_puts_a_new_file_in_place(tmp_path: Path) -> None:
    file = tmp_path / "questions" / "one.yaml"
    file.parent.mkdir()
    file.write_text("- id: one\n")
    told = Event()
    watch = Watch(tmp_path, told.set)
    try:
        for number in range(3):
            _save(told, file, number, by_renaming=number == 1)
        (tmp_path / "questions" / "two.yaml").write_text("- id: two\n")
        assert told.wait(PATIENCE)
    finally:
        watch.stop()


def _save(told: Event, file: Path, number: int, *, by_renaming: bool) -> None:
    told.clear()
    text = f"- id: one\n# {number}\n"
    if by_renaming:
        beside = file.with_suffix(".new")
        beside.write_text(text)
        beside.replace(file)
    else:
        file.write_text(text)
    assert told.wait(PATIENCE)


@pytest.mark.usefixtures("way")
def test_a_watch_that_is_stopped_ends(tmp_path: Path) -> None:
    watch = Watch(tmp_path, lambda: None)
    watch.stop()
    watch._thread.join(PATIENCE)
    assert not watch._thread.is_alive()


@pytest.mark.usefixtures("way")
def test_a_folder_that_comes_back_is_watched_again(tmp_path: Path) -> None:
    folder, told = tmp_path / "pack", Event()
    folder.mkdir()
    (folder / "pack.yaml").write_text("id: pack\n")
    watch = Watch(folder, told.set)
    try:
        _save(told, folder / "pack.yaml", 0, by_renaming=False)
        told.clear()
        folder.rename(tmp_path / "away")
        assert told.wait(PATIENCE)
        (tmp_path / "away").rename(folder)
        _save(told, folder / "pack.yaml", 1, by_renaming=False)
    finally:
        watch.stop()


def test_what_is_hidden_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "index").write_text("x")
    (tmp_path / ".pack.yaml.swp").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "pack.yaml").write_text("x")
    assert {Path(name).name for name in stamps(tmp_path)} == {"pack.yaml", "link"}
