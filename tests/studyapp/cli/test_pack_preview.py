"""`studyapp pack preview`: which pack it finds, and what it prints of a question."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.studyapp.cli.conftest import Cli

ROOT = Path(__file__).parents[3]
QUESTIONS = "questions/all.yaml"


@pytest.fixture
def folder(packs: Path, tmp_path: Path) -> Path:
    """A pack with a question of every kind, to be changed."""
    return Path(shutil.copytree(packs / "kinds", tmp_path / "kinds"))


def test_the_text_holds_all_that_is_known(cli: Cli, folder: Path) -> None:
    done = cli("pack", "preview", f"{folder}/chain-of-four", "--plain", "--seed", "1")
    assert done.code == 0
    for part in (
        "questions/all.yaml:65 · seed 1",
        "every weight 8",
        "Type a number",
        "Answer\n8 within 1 %",
        "512   no-slope",
        "mutant ",
        "Claims: 2 of 2 hold on seed 1",
        "measured 8 == 8",
        "computed: the run gives the answer",
        "Explanation",
        "Findings\n! questions/all.yaml:98:93  insecure-url",
    ):
        assert part in done.out, part


def test_json_holds_the_same(cli: Cli, folder: Path) -> None:
    told = cli("pack", "preview", f"{folder}/chain-of-four", "--json", "--seed", "1").json
    assert (told["pack"], told["id"], told["number"], told["of"]) == ("kinds", "chain-of-four", 6, 8)
    assert (told["place"]["file"], told["place"]["line"]) == (QUESTIONS, 65)
    assert (told["seed"], told["variables"], told["backing"]) == (1, {"w": 8}, "computed")
    assert told["question"]["kind"] == "numeric"
    assert told["cards"][0]["key"] == 8
    assert "every weight 8" in told["cards"][0]["prompt"]
    assert [claim["holds"] for claim in told["claims"]] == [True, True]
    assert {one["tag"] for one in told["mistakes"] if not one["mutant"]} == {"no-slope", "one-too-many"}
    assert any(one["mutant"] for one in told["mistakes"])
    assert [(one["level"], one["code"]) for one in told["findings"]] == [("warning", "insecure-url")]


def test_json_of_a_choice_lists_its_options_in_the_order_shown(cli: Cli, folder: Path) -> None:
    told = cli("pack", "preview", f"{folder}/largest-slope", "--json", "--seed", "1").json
    options = told["options"]
    assert sorted(one["text"] for one in options) == ["$1/2$", "$1/4$", "1"]
    assert [one["text"] for one in options] == told["cards"][0]["options"]
    assert [one["tag"] for one in options if not one["correct"]] == ["value", "tanh"]


def test_a_finding_is_printed_and_ends_with_1(cli: Cli, folder: Path) -> None:
    path = folder / QUESTIONS
    path.write_text(path.read_text(encoding="utf-8").replace("kind: cloze", "kind: clove"), encoding="utf-8")
    done = cli("pack", "preview", f"{folder}/bound", "--plain")
    assert done.code == 1
    assert "✗ questions/all.yaml:15:9" in done.out
    assert "did you mean cloze?" in done.out
    told = cli("pack", "preview", f"{folder}/bound", "--json").json
    assert told["question"] is None
    assert told["findings"][0]["where"] == "questions/all.yaml:15:9"


def test_the_pack_of_the_current_folder_is_meant(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert "1 of 8" in cli("pack", "preview", "--plain").out
    monkeypatch.chdir(folder.parent)
    assert "1 of 8" in cli("pack", "preview", "./kinds/", "--plain").out
    cli("pack", "preview", "--plain").says("this folder holds no pack")


def test_an_id_means_an_installed_or_a_built_in_pack(cli: Cli, folder: Path, fresh_home: Home) -> None:
    assert "2 of 8" in cli("pack", "preview", "kinds/bound", "--plain").out
    shutil.copytree(folder, fresh_home.packs / "installed")
    done = cli("pack", "preview", "installed", "--plain")
    assert "rename one of them" in done.out, "its folder has another name than its id"
    assert done.code == 1


@pytest.mark.parametrize("name", ["nowhere", "kinds/bound/deep", "\x1b[2J", "a\0b", "/", "..", "x" * 5_000])
def test_what_is_no_pack_is_refused_in_one_line(cli: Cli, name: str) -> None:
    cli("pack", "preview", name, "--plain").says()


def test_a_question_that_is_not_there_is_refused(cli: Cli) -> None:
    cli("pack", "preview", "kinds/nowhere", "--plain").says("has no question 'nowhere'")


def test_the_screen_needs_a_terminal(cli: Cli) -> None:
    cli("pack", "preview", "kinds").says("need a terminal", "--plain")


@pytest.mark.slow
def test_it_is_printed_again_at_each_save(folder: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "studyapp",
        "pack",
        "preview",
        f"{folder}/steepest",
        "--plain",
        "--watch",
    ]
    environment = {**os.environ, "STUDYAPP_HOME": str(tmp_path / "home"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        assert process.stdout is not None
        try:
            _until(process.stdout, "Findings")
            path, text = folder / QUESTIONS, (folder / QUESTIONS).read_text(encoding="utf-8")
            path.write_text(text.replace("How steep is", "How flat is"), encoding="utf-8")
            assert any("How flat is" in line for line in _until(process.stdout, "Findings"))
        finally:
            process.kill()


def _until(lines: object, sign: str) -> list[str]:
    read: list[str] = []
    for line in lines:  # type: ignore[attr-defined]
        read.append(line)
        if sign in line:
            return read
    raise AssertionError(f"{sign!r} was not printed: {read}")
