"""`pack new` and `pack schema`: a pack that is whole from the start, and nothing of anyone's is touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp import resources
from studyapp.packs.loader import load
from studyapp.study import pack_check, pack_running

if TYPE_CHECKING:
    from tests.studyapp.cli.conftest import Cli

FILES = ["pack.yaml", "guide.md", "glossary.yaml", "questions/first.yaml"]


def test_a_new_pack_passes_the_check_without_a_warning(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_running, "WORTH_PROCESSES", 10_000)  # here they cost more than they save
    done = cli("pack", "new", "one-unit", "--output", str(tmp_path))
    assert done.code == 0
    assert done.out.splitlines()[0] == f"Made one-unit: {', '.join(FILES)}"
    report = pack_check.check(tmp_path / "one-unit", 200)
    assert (report.failures, report.warnings) == ([], [])
    assert len(report.by_kind) == 5
    assert report.backed["computed"] == 3
    assert report.backed["cited"] == 1
    assert report.variants > 200  # one of them is generated


def test_it_has_its_own_name_and_title(cli: Cli, tmp_path: Path) -> None:
    title = 'σ: "slopes" # and \\ more'
    made = cli("pack", "new", "1e5", "--title", title, "--output", str(tmp_path), "--json").json
    assert made == {"id": "1e5", "folder": str(tmp_path / "1e5"), "files": FILES}
    manifest = load(tmp_path / "1e5").pack.manifest
    assert (manifest.id, manifest.title) == ("1e5", title)
    cli("pack", "new", "one-unit", "--output", str(tmp_path))
    assert load(tmp_path / "one-unit").pack.manifest.title == "One unit"


def test_each_file_names_a_schema_that_is_there(cli: Cli, tmp_path: Path) -> None:
    cli("pack", "new", "one-unit", "--output", str(tmp_path))
    named = {}
    for path in (tmp_path / "one-unit").rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        schema = path.parent / first.removeprefix("# yaml-language-server: $schema=")
        named[path.name] = schema.resolve().relative_to(tmp_path / "one-unit").as_posix()
        assert schema.read_bytes() == (resources.schemas_root() / schema.name).read_bytes()
    assert named == {
        "pack.yaml": ".schema/pack.json",
        "glossary.yaml": ".schema/glossary.json",
        "first.yaml": ".schema/questions.json",
    }


@pytest.mark.parametrize("there", ["a folder", "a file", "a link to nothing"])
def test_what_is_there_is_left_as_it_is(cli: Cli, tmp_path: Path, there: str) -> None:
    place = tmp_path / "one-unit"
    if there == "a folder":
        place.mkdir()
    elif there == "a file":
        place.write_text("mine")
    else:
        place.symlink_to(tmp_path / "nowhere")
    before = place.lstat()
    cli("pack", "new", "one-unit", "--output", str(tmp_path)).says("is there already")
    assert place.lstat() == before
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        ".",
        "..",
        "../up",
        "a/b",
        "a\\b",
        "Units",
        "a--b",
        "a-",
        "a\n",
        "a b",
        "\x1b[2J",
        "ü",
        "a" * 65,
        "/abs",
    ],
    ids=repr,
)
def test_a_hostile_id_is_refused_in_one_line(cli: Cli, tmp_path: Path, hostile: str) -> None:
    done = cli("pack", "new", hostile, "--output", str(tmp_path / "packs"))
    done.says("cannot be the id of a pack", "small letters")
    assert "\x1b" not in done.err
    assert not (tmp_path / "packs").exists()


@pytest.mark.parametrize(("taken", "why"), [("kinds", "built-in"), ("mine", "your own cards")])
def test_the_id_of_another_pack_is_refused(cli: Cli, tmp_path: Path, taken: str, why: str) -> None:
    cli("pack", "new", taken, "--output", str(tmp_path)).says(why, "another id")
    assert not (tmp_path / taken).exists()


@pytest.mark.parametrize("title", ["", " ", "two\nlines", "\x1b[2J", "t" * 401], ids=repr)
def test_a_title_that_no_line_can_show_is_refused(cli: Cli, tmp_path: Path, title: str) -> None:
    cli("pack", "new", "one-unit", "--title", title, "--output", str(tmp_path)).says("title must be one line")
    assert not (tmp_path / "one-unit").exists()


def test_a_place_that_cannot_be_written_is_said_in_one_line(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (str(tmp_path / "file" / "below"), "/proc/packs"):
        cli("pack", "new", "one-unit", "--output", place).says("one-unit cannot be made")


@pytest.mark.parametrize("part", ["pack", "glossary", "questions"])
def test_a_schema_is_printed_as_it_is_kept(cli: Cli, part: str) -> None:
    printed = cli("pack", "schema", part).out
    assert printed == (resources.schemas_root() / f"{part}.json").read_text(encoding="utf-8")
    assert json.loads(printed)["title"] == f"studyapp {part}"


def test_the_schemas_are_written_beside_a_pack(cli: Cli, tmp_path: Path) -> None:
    assert cli("pack", "schema", "--output", str(tmp_path / ".schema")).code == 0
    for path in resources.schemas_root().iterdir():
        assert (tmp_path / ".schema" / path.name).read_bytes() == path.read_bytes()
    cli("pack", "schema", "pack", "--output", str(tmp_path)).says("leave the kind of file out")
    cli("pack", "schema", "cards").says("'cards' is not one of 'pack', 'glossary', 'questions'")
    cli("pack", "schema", "--output", "/proc/schemas").says("cannot be written")
