"""Where files live, what may be set, and the parts put together."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp import config, wiring
from studyapp.config import ConfigError, Home, Settings
from studyapp.core.errors import Refusal

if TYPE_CHECKING:
    from tests.conftest import FrozenClock


def test_one_folder_for_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STUDYAPP_HOME", str(tmp_path / "all"))
    assert config.home() == Home(tmp_path / "all", tmp_path / "all")
    assert config.home().store == tmp_path / "all" / "studyapp.db"
    assert config.home().settings == tmp_path / "all" / "settings.toml"
    assert not (tmp_path / "all").exists(), "asking where it is makes no folder"


def test_a_relative_folder_and_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STUDYAPP_HOME", "here")
    assert config.home().data == tmp_path / "here"
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("STUDYAPP_HOME", "~/study")
    assert config.home().data == tmp_path / "me" / "study"


@pytest.mark.parametrize("value", [None, ""])
def test_without_it_the_systems_own_places(
    value: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("STUDYAPP_HOME", raising=False)
    if value is not None:
        monkeypatch.setenv("STUDYAPP_HOME", value)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    if sys.platform == "linux":
        assert config.home() == Home(tmp_path / "data" / "studyapp", tmp_path / "config" / "studyapp")
    assert "studyapp" in config.home().store.parts[-2]


@pytest.mark.parametrize("value", ["x" * 1_001, "~no-such-user-anywhere/study"])
def test_a_folder_that_cannot_be(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDYAPP_HOME", value)
    with pytest.raises(ConfigError) as caught:
        config.home()
    assert "STUDYAPP_HOME" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["x" * 300, "a-file/below"])
def test_a_folder_that_cannot_be_made(name: str, tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    with pytest.raises(ConfigError) as caught:
        config.ensure(tmp_path / name)
    assert str(caught.value).startswith(f"cannot use {tmp_path / name}: ")
    assert str(caught.value).endswith("set STUDYAPP_HOME to a folder you can write to")


@pytest.mark.parametrize(
    ("written", "settings"),
    [
        ("", Settings()),
        ("# nothing\n", Settings()),
        ('theme = "paper"\n', Settings(theme="paper")),
        ("confidence = true\n", Settings(confidence=True)),
        ("ascii = true\nreduced_motion = true\n", Settings(ascii=True, reduced_motion=True)),
    ],
)
def test_settings(written: str, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    assert config.load(path) == Settings()
    path.write_text(written, encoding="utf-8")
    assert config.load(path) == settings


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (b"theme = ", "mend or remove the file"),
        (b"theme = 'a'\ntheme = 'b'\n", "mend or remove the file"),
        (b"\xff\xfe", "mend or remove the file"),
        (b"a = " + b"[" * 100_000, "mend or remove the file"),
        (b"a = " + b"9" * 5_000, "mend or remove the file"),
        (b"thme = 'dark'", "unknown setting 'thme'; known are theme, ascii, reduced_motion, confidence"),
        (b"[theme]\nname = 'dark'", "theme must be a text"),
        (b"theme = 3", "theme must be a text"),
        (b"ascii = 'yes'", "ascii must be true or false"),
        (b"ascii = 1", "ascii must be true or false"),
        (b"'a\\nb' = 1", "unknown setting"),
    ],
)
def test_settings_that_cannot_be_used_are_told_in_one_line(
    written: bytes, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(written)
    with pytest.raises(ConfigError) as caught:
        config.load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_settings_that_are_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="mend or remove"):
        config.load(tmp_path)


# --- wiring -------------------------------------------------------------------------------------------------


def test_everything_from_nothing(home: Home, packs: Path, clock: FrozenClock) -> None:
    study = wiring.open_study(clock=clock.clock, packs=packs)
    try:
        assert study.problems == ()
        assert study.today().new == 11
        assert study.examine() == ()
        assert {path.name.split("-")[0] for path in home.data.iterdir()} == {"studyapp.db"}
    finally:
        study.close()
    assert [path.name for path in home.data.iterdir()] == ["studyapp.db"]


def test_the_built_in_packs_are_found(home: Home, clock: FrozenClock) -> None:
    study = wiring.open_study(home, clock=clock.clock)
    try:
        assert study.problems == ()
        assert "vanishing-gradients" in {pack.manifest.id for pack in study.library.packs()}
    finally:
        study.close()


def test_a_store_that_is_not_ours_is_refused(home: Home, packs: Path) -> None:
    home.data.mkdir()
    home.store.write_bytes(b"something else")
    with pytest.raises(Refusal, match="not a studyapp store"):
        wiring.open_study(home, packs=packs)
    assert home.store.read_bytes() == b"something else"


@pytest.mark.parametrize("module", ["studyapp.study.app", "studyapp.wiring", "studyapp.core.grading"])
def test_the_study_runs_without_a_screen(module: str) -> None:
    code = f"import sys, {module}; print(sorted({{'textual', 'click', 'alembic'}} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
