"""Packs installed, brought up to date and removed on the command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.studyapp.packs.test_zips import zipped

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.studyapp.cli.conftest import Cli

RELUS = Path(__file__).parents[2] / "data" / "packs" / "relus"
Source = Callable[..., str]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """source(old, new, …) -> the folder of the pack `relus` with texts replaced in its questions."""
    folder = shutil.copytree(RELUS, tmp_path / "relus-1.0")

    def changed(*replaced: str) -> str:
        path = folder / "questions" / "all.yaml"
        text = (RELUS / "questions" / "all.yaml").read_text(encoding="utf-8")
        for old, new in zip(replaced[::2], replaced[1::2], strict=True):
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        return str(folder)

    return changed


def reviewed(cli: Cli) -> None:
    """Both questions of the pack."""
    assert "Done: 2 answered" in cli("review", "relus", "--plain", typed="t\n\n1\n\n").out


def installed(cli: Cli) -> list[str]:
    return [pack["id"] for pack in cli("packs", "--json").json["packs"]]


def test_a_folder_is_installed_and_removed(cli: Cli, fresh_home: Home, source: Source) -> None:
    dry = cli("pack", "install", source(), "--dry-run")
    assert "2 questions added: kink, slope-right" in dry.out
    assert "Nothing was changed." in dry.out
    assert "relus" not in installed(cli)
    done = cli("pack", "install", source())
    assert (done.code, done.out) == (
        0,
        "relus: ReLUs, version 1\n  2 questions added: kink, slope-right\n"
        "Installed; 'studyapp undo' takes it back.\n",
    )
    assert installed(cli) == ["kinds", "more", "relus"]
    assert (fresh_home.packs / "relus" / "pack.yaml").is_file()
    cli("pack", "install", source()).says("relus is already there", "pack update relus")
    reviewed(cli)

    told = cli("pack", "remove", "relus", "--json").json
    assert (told["did"], told["retired"], told["reviews_left"]) == ("Removed", ["kink", "slope-right"], 2)
    assert told["cards"] == {"kept": 0, "moved": 0, "left": 2}
    assert installed(cli) == ["kinds", "more"]
    assert "Taken back: Removed the pack relus" in cli("undo").out
    assert installed(cli) == ["kinds", "more", "relus"]
    assert "Done again: Removed the pack relus" in cli("redo").out
    back = cli("pack", "install", source())
    assert "2 questions back, with the schedule that was kept: kink, slope-right" in back.out
    assert cli("doctor").code == 0


def test_a_zip_is_installed(cli: Cli, fresh_home: Home, tmp_path: Path) -> None:
    files = {f"relus-1/{path.relative_to(RELUS)}": path.read_bytes() for path in RELUS.rglob("*.yaml")}
    path = tmp_path / "relus.zip"
    path.write_bytes(zipped(files))
    assert cli("pack", "install", str(path)).code == 0
    assert "relus" in installed(cli)
    path.write_bytes(zipped({"../evil.yaml": b"x", **files}))
    cli("pack", "update", "relus").says("relus.zip", "points outside")
    assert not list(tmp_path.rglob("evil.yaml"))


def test_an_update_is_told_and_a_reworded_id_is_asked_about_once(
    cli: Cli, fresh_home: Home, source: Source
) -> None:
    cli("pack", "install", source())
    reviewed(cli)
    assert "Nothing to change." in cli("pack", "update", "relus").out
    renamed = source("id: slope-right", "id: at-three", "slope of ReLU at 3?", "slope of ReLU at x = 3?",
                     "a kink at zero", "a corner at zero")  # fmt: skip
    dry = cli("pack", "update", "relus", "--dry-run")
    assert "it will be asked whether slope-right is now called at-three" in dry.out
    cli("pack", "update", "relus", "--json").says("slope-right may be called at-three now", "--yes or --no")
    cli("pack", "update", "relus").says("it was not said whether", "--yes or --no")
    done = cli("pack", "update", "relus", renamed, typed="y\n")
    assert "What is the slope of ReLU at x = 3?" in done.out
    assert "1 question changed; the schedule of 1 card stays: kink" in done.out
    assert "1 question renamed; the schedule of 1 card goes along: slope-right -> at-three" in done.out
    assert len(cli("history", "relus/at-three", "--json").json["reviews"]) == 1
    assert cli("doctor").code == 0

    source()
    back = cli("pack", "update", "relus", "--json").json
    assert (back["renamed"], back["asked"]) == ([{"from": "at-three", "to": "slope-right"}], [])
    assert back["cards"] == {"kept": 1, "moved": 1, "left": 0}
    assert [cli("undo").code for _ in range(2)] == [0, 0]
    assert len(cli("history", "relus/slope-right", "--json").json["reviews"]) == 1
    assert cli("doctor").code == 0


@pytest.mark.parametrize(("answer", "moved"), [("--yes", 1), ("--no", 0)])
def test_scripts_answer_beforehand(
    answer: str, moved: int, cli: Cli, fresh_home: Home, source: Source
) -> None:
    cli("pack", "install", source())
    reviewed(cli)
    source("id: slope-right", "id: at-three", "slope of ReLU at 3?", "slope of ReLU at x = 3?")
    told = cli("pack", "update", "relus", answer, "--json").json
    assert (told["cards"]["moved"], told["asked"][0]["same"]) == (moved, bool(moved))
    source("a kink at zero", "a corner at zero")
    assert cli("pack", "update", "relus", "--json").json["asked"] == []
    source("id: slope-right", "id: at-three", "slope of ReLU at 3?", "slope of ReLU at x = 3?")
    assert cli("pack", "update", "relus", "--json").json["asked"] == []
    assert cli("doctor").code == 0


def test_a_pack_with_failures_does_not_come_in(cli: Cli, fresh_home: Home, source: Source) -> None:
    done = cli("pack", "install", source("difficulty: easy", "difficulty: odd"))
    assert done.code == 1
    first, *_, last = done.err.splitlines()
    assert first.startswith("relus/questions/all.yaml:3:15 difficulty must be easy, medium or hard")
    assert last == "studyapp: relus has 2 failures; nothing was changed"
    assert not fresh_home.packs.exists()
    told = cli("pack", "install", source("difficulty: easy", "difficulty: odd"), "--json")
    assert (told.code, told.json["failures"][0]["line"]) == (1, 3)


CONTRADICTED = """\
- id: slope
  kind: true_false
  difficulty: easy
  topics: [sigmoid]
  prompt: The slope of the sigmoid is above 1 somewhere.
  answer: true
  example: {experiment: activation, with: {activation: sigmoid}}
  decided_by: derivative_maximum > 1
"""


def test_a_claim_that_a_run_contradicts_does_not_come_in(cli: Cli, fresh_home: Home, source: Source) -> None:
    folder = Path(source())
    (folder / "questions" / "all.yaml").write_text(CONTRADICTED, encoding="utf-8")
    done = cli("pack", "install", str(folder))
    assert done.code == 1
    assert "relus/questions/all.yaml:" in done.err
    assert "nothing was changed" in done.err
    assert "relus" not in installed(cli)


def test_misuse(cli: Cli, fresh_home: Home, source: Source, tmp_path: Path) -> None:
    cli("pack", "install", str(tmp_path / "absent")).says("there is no folder or zip")
    cli("pack", "install", str(tmp_path)).says("pack.yaml:1:1 is missing")
    (tmp_path / "no.zip").write_bytes(b"no zip")
    cli("pack", "install", str(tmp_path / "no.zip")).says("no.zip is damaged, or no zip")
    cli("pack", "update", "relus").says("there is no installed pack 'relus'")
    cli("pack", "remove", "kinds").says("kinds is a built-in pack")
    cli("pack", "remove", "\x1b[2J").says("there is no installed pack '[2J'")
    kinds = shutil.copytree(Path(__file__).parents[1] / "tui" / "packs" / "kinds", tmp_path / "kinds")
    cli("pack", "install", str(kinds)).says("kinds is the id of a built-in pack")
    cli("pack", "install", source())
    cli("pack", "update", "relus", str(kinds)).says("holds the pack kinds, not relus")


def test_the_texts_of_a_question(cli: Cli, fresh_home: Home, source: Source) -> None:
    cli("pack", "install", source())
    reviewed(cli)
    source("slope of ReLU at 3?", "slope of ReLU at 30?")
    cli("pack", "update", "relus")
    plain = cli("history", "relus/slope-right").out.splitlines()
    assert plain[:2] == ["v1  first seen 2026-11-23  1 review", "v2  first seen 2026-11-23  0 reviews  today"]
    assert "  v1" in plain[2]
    assert cli("history", "relus/slope-right", "--versions").out.splitlines()[2:] == [
        "    prompt: … is the slope of ReLU at [-3?-] {+30?+}",
    ]
    texts = cli("history", "relus/slope-right", "--json").json["versions"]
    assert [(text["number"], text["reviews"], text["current"]) for text in texts] == [
        (1, 1, False),
        (2, 0, True),
    ]
    cli("history", "relus/slope-right", "--versions", "--show", "1").says("not both")
