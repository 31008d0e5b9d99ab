"""settings.toml changed a line at a time: the rest stays, and what cannot be read is never overwritten."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp import config
from studyapp.config import ConfigError, Settings
from studyapp.core.settings import SETTINGS, Value, value_of
from studyapp.settings_file import SettingsFile
from studyapp.settings_lines import changed, toml

HAND_WRITTEN = """\
# mine, since 2024
reduced_motion = false   # the train

theme = 'studyapp-light' # "paper" was too bright = no
\t
# how much
[schedule]
minutes_a_day = 20
new_a_day     =  7  # seven
weekdays = { sunday = 0, saturday = 0.5 } # rest

# my keys
[keys]
"home.quiz" = "f5"
'home.learn' = 'f6'
"""


def change(path: Path, **values: Value) -> Settings:
    return SettingsFile(path).change({name.replace("__", "."): value for name, value in values.items()})


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """What went and what came."""
    old, new = before.split("\n"), after.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.mark.parametrize(
    ("name", "value", "gone", "come"),
    [
        (
            "theme",
            "studyapp-dark",
            ["theme = 'studyapp-light' # \"paper\" was too bright = no"],
            ['theme = "studyapp-dark" # "paper" was too bright = no'],
        ),
        (
            "reduced_motion",
            True,
            ["reduced_motion = false   # the train"],
            ["reduced_motion = true   # the train"],
        ),
        (
            "schedule.new_a_day",
            8,
            ["new_a_day     =  7  # seven"],
            ["new_a_day     =  8  # seven"],
        ),
        (
            "schedule.weekdays.sunday",
            1.0,
            ["weekdays = { sunday = 0, saturday = 0.5 } # rest"],
            ["weekdays = {sunday = 1.0, saturday = 0.5} # rest"],
        ),
        ("schedule.retention", 0.85, [], ["retention = 0.85"]),
        ("confidence", True, [], ["confidence = true"]),
        ("ascii", False, [], ["ascii = false"]),
        ("ascii", None, [], []),
        ("keys.home.quiz", "f7", ['"home.quiz" = "f5"'], ['"home.quiz" = "f7"']),
        ("keys.home.learn", None, ["'home.learn' = 'f6'"], []),
        ("keys.ask.hint", "h", [], ['"ask.hint" = "h"']),
    ],
)
def test_only_the_line_of_the_setting_changes(
    name: str, value: Value, gone: list[str], come: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(HAND_WRITTEN, encoding="utf-8")
    settings = SettingsFile(path).change({name: value})
    after = path.read_text(encoding="utf-8")
    assert lines_changed(HAND_WRITTEN, after) == (gone, come)
    assert config.load(path) == settings
    assert value_of(settings, name) == value


@pytest.mark.parametrize(
    ("written", "name", "value", "after"),
    [
        ("", "theme", "a", 'theme = "a"\n'),
        ("", "schedule.new_a_day", 3, "[schedule]\nnew_a_day = 3\n"),
        ("", "schedule.weekdays.monday", 0.5, "[schedule]\nweekdays.monday = 0.5\n"),
        ("", "keys.app.help", "f9", '[keys]\n"app.help" = "f9"\n'),
        ("# only words", "theme", "a", '# only words\ntheme = "a"\n'),
        ("schedule.new_a_day = 3", "schedule.new_a_day", 4, "schedule.new_a_day = 4\n"),
        (
            "schedule.new_a_day = 3\n",
            "schedule.retention",
            0.8,
            "schedule.new_a_day = 3\nschedule.retention = 0.8\n",
        ),
        ("schedule = {new_a_day = 3}\n", "schedule.new_a_day", 4, "schedule = {new_a_day = 4}\n"),
        (
            "schedule = {new_a_day = 3}\n",
            "schedule.retention",
            0.8,
            "schedule = {new_a_day = 3, retention = 0.8}\n",
        ),
        (
            "[schedule.weekdays]\nsunday = 0\n",
            "schedule.weekdays.monday",
            0.5,
            "[schedule.weekdays]\nsunday = 0\nmonday = 0.5\n",
        ),
        (
            "[schedule.weekdays]\nsunday = 0\n",
            "schedule.new_a_day",
            5,
            "[schedule.weekdays]\nsunday = 0\n\n[schedule]\nnew_a_day = 5\n",
        ),
        ("\"theme\"='x'#c\r\n", "theme", "y", '"theme"= "y"#c\r\n'),
        ("# about the table\n[keys]\n", "theme", "a", 'theme = "a"\n# about the table\n[keys]\n'),
    ],
)
def test_every_way_to_write_it(written: str, name: str, value: Value, after: str) -> None:
    first, _, rest = name.partition(".")
    path = (first, rest) if first == "keys" else tuple(name.split("."))
    assert changed(written, path, value) == after


def test_what_no_single_line_says_is_refused_and_left(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    written = 'theme = """\nstudyapp-light"""\n'
    path.write_text(written, encoding="utf-8")
    with pytest.raises(ConfigError, match="theme cannot be changed in place; change it by hand"):
        change(path, theme="studyapp-dark")
    assert path.read_text(encoding="utf-8") == written
    change(path, confidence=True)
    assert path.read_text(encoding="utf-8") == written + "confidence = true\n"


@pytest.mark.parametrize(
    "written",
    [
        b"theme = ",
        b"\xff\xfe",
        b"\xef\xbb\xbftheme = 'a'",
        b"thme = 'dark'",
        b"[schedule]\nretention = 2",
        b"[keys]\na = 1",
    ],
)
def test_a_file_that_cannot_be_read_is_never_overwritten(written: bytes, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(written)
    with pytest.raises(ConfigError) as caught:
        change(path, confidence=True)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == written
    assert [file.name for file in tmp_path.iterdir()] == ["settings.toml"]


def test_several_at_once_are_written_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    settings = change(path, theme="studyapp-light", schedule__new_a_day=0)
    assert path.read_text(encoding="utf-8") == 'theme = "studyapp-light"\n\n[schedule]\nnew_a_day = 0\n'
    assert settings.habits.new_a_day == 0
    assert [file.name for file in path.parent.iterdir()] == ["settings.toml"]


def test_a_link_stays_a_link_and_rights_stay(tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_text("theme = 'a'\n", encoding="utf-8")
    kept.chmod(0o640)
    link = tmp_path / "settings.toml"
    link.symlink_to(kept)
    change(link, theme="b")
    assert link.is_symlink()
    assert kept.read_text(encoding="utf-8") == 'theme = "b"\n'
    assert kept.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ConfigError, match="cannot write"):
            change(tmp_path / "settings.toml", theme="b")
    finally:
        tmp_path.chmod(0o700)


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("theme = 'a'\n", encoding="utf-8")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left on device; the setting stays as it was"):
        change(path, theme="b")
    assert path.read_text(encoding="utf-8") == "theme = 'a'\n"
    assert [file.name for file in tmp_path.iterdir()] == ["settings.toml"]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
scalars: Any = st.one_of(texts, st.booleans(), st.integers(-5, 5), st.floats(0, 1))


@given(texts)
def test_a_text_is_read_back(text: str) -> None:
    assert tomllib.loads(f"x = {toml(text)}") == {"x": text}


@given(
    st.lists(st.tuples(st.sampled_from([setting.name for setting in SETTINGS]), st.booleans()), max_size=12),
    st.sampled_from(
        ["", HAND_WRITTEN, HAND_WRITTEN.replace("\n", "\r\n"), "schedule = {}", "[schedule]\n[keys]"]
    ),
)
def test_any_changes_in_any_order_keep_the_comments(changes: list[tuple[str, bool]], written: str) -> None:
    text = written
    values: dict[str, Any] = {}
    for name, high in changes:
        values[name] = float(high)
        text = changed(text, tuple(name.split(".")), float(high))
    read = tomllib.loads(text)
    for name, value in values.items():
        found: Any = read
        for part in name.split("."):
            found = found[part]
        assert found == value
    for comment in ("# mine, since 2024", "# the train", "# rest", "# my keys"):
        assert (comment in text) is (comment in written)
