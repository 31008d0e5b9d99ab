"""From notes to cards: drafted, looked over, checked, installed, studied, sent on as a zip."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp.packs.loader import load

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.studyapp.cli.conftest import Cli

NOTES = (
    "# Gates\n\nQ: First?\nA: One.\n\nQ: Second?\nA: Two.\n\nQ: Third?\nA: Three.\n\nQ: Fourth?\nA: Four.\n"
)


@pytest.fixture
def drafted(cli: Cli, tmp_path: Path) -> str:
    """The folder of a pack of four drafts, of which the first two were kept and the third dropped."""
    (tmp_path / "gates.md").write_text(NOTES, encoding="utf-8")
    folder = tmp_path / "gates"
    assert cli("pack", "draft", str(tmp_path / "gates.md"), "--output", str(folder)).code == 0
    done = cli("pack", "drafts", str(folder), "--plain", typed="k\nk\nd\nq\n")
    assert done.out.endswith("2 kept, 1 dropped, 1 left\n")
    return str(folder)


def test_notes_become_cards_and_drafts_are_not_asked(cli: Cli, home: Home, drafted: str) -> None:
    assert not home.data.exists()
    assert cli("pack", "check", drafted).code == 0
    done = cli("pack", "install", drafted)
    assert done.out.split("\n")[1:3] == [
        "  2 questions added: first, second",
        "  1 draft left out until it is kept; see 'studyapp pack drafts'",
    ]
    studied = cli("review", "gates", "--plain", typed="\n4\n\n4\n").out
    assert "Done: 2 answered" in studied
    assert "Second?" in studied
    assert "Fourth?" not in studied

    cli("pack", "drafts", drafted, "--plain", typed="k\n")
    told = cli("pack", "update", "gates", "--json").json
    assert (told["added"], told["unchanged"], told["drafts"]) == (["fourth"], 2, 0)
    assert "Fourth?" in cli("review", "gates", "--plain", typed="\n4\n").out
    assert len(cli("history", "gates/first", "--json").json["reviews"]) == 1
    assert cli("doctor").code == 0


def test_a_pack_of_drafts_alone_is_not_installed(cli: Cli, home: Home, tmp_path: Path) -> None:
    (tmp_path / "gates.md").write_text(NOTES, encoding="utf-8")
    folder = str(tmp_path / "gates")
    cli("pack", "draft", str(tmp_path / "gates.md"), "--output", folder)
    cli("pack", "install", folder).says("gates holds drafts alone", f"studyapp pack drafts {folder}")
    assert not (home.packs / "gates").exists()


def test_a_zip_holds_what_belongs_to_the_pack_alone(
    cli: Cli, home: Home, drafted: str, tmp_path: Path
) -> None:
    schema = Path(drafted) / ".schema"
    schema.mkdir()
    (schema / "pack.json").write_text("{}")
    (Path(drafted) / ".hidden.yaml").write_text("[]")
    (Path(drafted) / "picture.png").write_bytes(b"\x89PNG")
    path = tmp_path / "sent.zip"
    assert cli("pack", "export", drafted, "--format", "zip", "--output", str(path)).code == 0
    names = zipfile.ZipFile(io.BytesIO(path.read_bytes())).namelist()
    assert sorted(names) == ["gates/guide.md", "gates/pack.yaml", "gates/questions/gates.yaml"]
    assert "2 questions added: first, second" in cli("pack", "install", str(path)).out
    installed, sent = load(home.packs / "gates").pack, load(Path(drafted)).pack
    assert installed == sent
