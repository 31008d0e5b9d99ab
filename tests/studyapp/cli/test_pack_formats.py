"""pack export and pack import on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp import resources
from studyapp.packs.loader import load, pack_folders

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.studyapp.cli.conftest import Cli

RELUS = str(Path(__file__).parents[2] / "data" / "packs" / "relus")


def test_export_by_id_to_a_file_says_what_is_lost(cli: Cli, tmp_path: Path) -> None:
    done = cli("pack", "export", RELUS, "--format", "csv", "--output", str(tmp_path / "notes.csv"))
    assert done.code == 0
    first, lost = done.err.strip().split("\n")
    assert first.startswith(f"{tmp_path / 'notes.csv'}: ")
    assert lost.startswith("not in csv: ")
    assert "mistakes (1)" in lost
    told = cli(
        "pack", "export", RELUS, "--format", "csv", "--output", str(tmp_path / "notes.csv"), "--json"
    ).json
    assert told["bytes"] == (tmp_path / "notes.csv").stat().st_size
    assert told["lost"] == {"mistakes": 1}


def test_export_to_standard_output(cli: Cli) -> None:
    done = cli("pack", "export", RELUS, "--format", "json")
    assert done.err == ""
    assert json.loads(done.out)["pack"]["id"] == "relus"


def test_an_installed_pack_is_found_by_its_id(cli: Cli, home: Home, tmp_path: Path) -> None:
    cli("pack", "export", RELUS, "--format", "json", "--output", str(tmp_path / "a.json"))
    cli("pack", "import", str(tmp_path / "a.json"), "--id", "own", "--output", str(home.packs))
    assert json.loads(cli("pack", "export", "own", "--format", "json").out)["pack"]["id"] == "own"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export", "nope", "--format", "json"], "there is no pack 'nope'"),
        (["export", "..", "--format", "json"], "pack.yaml"),
        (["export", RELUS, "--format", "xml"], "'xml' is not one of"),
        (["export", RELUS, "--format", "json", "--json"], "give --output FILE"),
        (["export", RELUS, "--format", "json", "--output", "/nowhere/at/all.json"], "cannot write"),
        (["import", "nope.csv"], "there is no file nope.csv"),
    ],
)
def test_misuse_is_told_in_a_line(cli: Cli, arguments: list[str], message: str) -> None:
    done = cli("pack", *arguments)
    assert done.code in (1, 2)
    assert message in done.err
    assert done.err.count("\n") == 1


def test_import_tells_bad_rows_and_writes_nothing(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "cards.csv"
    path.write_text("front,back\nonly front,\nother,back\n\x1b[2J,\n", encoding="utf-8")
    done = cli("pack", "import", str(path), "--output", str(tmp_path / "into"))
    assert done.code == 1
    assert "cards.csv:2 has no back" in done.err
    assert "nothing is written" in done.err
    assert not (tmp_path / "into").exists()
    told = cli("pack", "import", str(path), "--dry-run", "--json")
    assert told.code == 1
    assert [row["line"] for row in told.json["bad"]] == [2, 4]
    done = cli("pack", "import", str(path), "--output", str(tmp_path / "into"), "--skip-bad")
    assert done.code == 0
    assert done.out.startswith("cards: 1 question in ")
    assert len(load(tmp_path / "into" / "cards").pack.questions) == 1


def test_a_dry_run_writes_nothing(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "cards.csv"
    path.write_text("a,b\n", encoding="utf-8")
    done = cli("pack", "import", str(path), "--output", str(tmp_path), "--dry-run")
    assert (done.code, done.out) == (0, "cards: 1 question; nothing is written\n")
    assert [entry.name for entry in tmp_path.iterdir() if entry.name != "home"] == ["cards.csv"]


def test_a_built_in_pack_is_found_by_its_id(cli: Cli) -> None:
    folder = pack_folders(resources.packs_root())[0]
    out = cli("pack", "export", folder.name, "--format", "json").out
    assert json.loads(out)["pack"]["title"] == load(folder).pack.manifest.title
