"""pack import into the learner's own packs: installed, brought up to date, taken back."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp.packs.loader import load
from studyapp.store import cards
from studyapp.study.pack_export import export

if TYPE_CHECKING:
    from studyapp.config import Home
    from studyapp.core.memory import State
    from studyapp.store.engine import Store
    from tests.studyapp.cli.conftest import Cli

ROOT = Path(__file__).parents[3]
FOUNDING = ROOT / "content" / "packs" / "vanishing-gradients"
NOTES = 12
FIRST, SECOND = "shrinking-gradient-name", "vanishing-and-exploding-cards"
FRONT, BACK = 3, 4


@pytest.fixture(scope="session")
def founding() -> list[list[str]]:
    """The first notes of the founding pack as rows of CSV, with their headers."""
    text = export(FOUNDING, "csv").content.decode()
    rows = list(csv.reader(text.splitlines(keepends=True)))
    head = sum(row[0].startswith("#") for row in rows[:10])
    return rows[: head + NOTES]


def written(path: Path, rows: list[list[str]]) -> str:
    """A file with these rows; headers stand in it as Anki writes them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in rows:
            if row[0].startswith("#"):
                file.write(",".join(row) + "\n")
            else:
                csv.writer(file, lineterminator="\n").writerow(row)
    return str(path)


def reworded(rows: list[list[str]], identity: str) -> list[list[str]]:
    """The rows with another front for the note of one question."""
    return [
        [*row[:FRONT], f"In other words: {row[FRONT]}", *row[FRONT + 1 :]]
        if row[0].endswith(f"/{identity}")
        else row
        for row in rows
    ]


def without(rows: list[list[str]], identity: str) -> list[list[str]]:
    return [row for row in rows if not row[0].partition("#")[0].endswith(f"/{identity}")]


def state(ledger: Store, identity: str) -> State | None:
    """The schedule of a flashcard."""
    with ledger.reading() as session:
        found = cards.card(session, f"{identity}#forward")
    return found.state if found else None


def prompts(home: Home, pack: str) -> dict[str, str]:
    return {question.id: question.prompt for question in load(home.packs / pack).pack.questions}


def test_notes_are_installed_and_a_second_import_brings_them_up_to_date(
    cli: Cli, fresh_home: Home, founding: list[list[str]], ledger: Store, tmp_path: Path
) -> None:
    path = tmp_path / "founding.csv"
    written(path, founding)
    dry = cli("pack", "import", str(path), "--id", "own", "--dry-run")
    assert "questions added: " in dry.out
    assert "Nothing was changed." in dry.out
    assert not (fresh_home.packs / "own").exists()
    done = cli("pack", "import", str(path), "--id", "own")
    assert done.out.startswith("own: Vanishing and exploding gradients, version 1\n")
    assert done.out.endswith("Installed; 'studyapp undo' takes it back.\n")
    assert cli("pack", "import", str(path), "--id", "own").out.endswith("Nothing to change.\n")
    cli("review", "own", "--plain", typed="\n3\n\n3\nq\n")
    before = [state(ledger, f"own/{each}") for each in (FIRST, SECOND)]
    assert all(before)

    written(path, without(reworded(founding, FIRST), SECOND))
    done = cli("pack", "import", str(path), "--id", "own")
    assert f"1 question changed; the schedule of 1 card stays: {FIRST}" in done.out
    assert f"1 question retired: {SECOND}" in done.out
    assert done.out.endswith("Updated; 'studyapp undo' takes it back.\n")
    assert prompts(fresh_home, "own")[FIRST].startswith("In other words: ")
    assert [state(ledger, f"own/{each}") for each in (FIRST, SECOND)] == before
    assert len(cli("history", f"own/{FIRST}", "--json").json["reviews"]) == 1
    assert cli("doctor").code == 0

    assert "Updated the pack own" in cli("undo").out
    assert SECOND in prompts(fresh_home, "own")
    assert not prompts(fresh_home, "own")[FIRST].startswith("In other words: ")
    assert [state(ledger, f"own/{each}") for each in (FIRST, SECOND)] == before
    assert cli("doctor").code == 0


def test_undo_takes_a_first_import_back(
    cli: Cli, fresh_home: Home, founding: list[list[str]], tmp_path: Path
) -> None:
    told = cli("pack", "import", written(tmp_path / "a.csv", founding), "--json").json
    assert (told["pack"], told["from"], told["did"]) == ("vanishing-gradients", "notes", "Installed")
    assert told["folder"] == str(fresh_home.packs / "vanishing-gradients")
    assert len(told["added"]) == told["questions"]
    cli("undo")
    assert not (fresh_home.packs / "vanishing-gradients").exists()
    cli("redo")
    assert len(prompts(fresh_home, "vanishing-gradients")) == told["questions"]


def test_the_id_of_another_pack_is_not_taken(cli: Cli, fresh_home: Home, tmp_path: Path) -> None:
    path = tmp_path / "kinds.csv"
    path.write_text("front,back\nWhat is one?,1\n", encoding="utf-8")
    cli("pack", "import", str(path)).says("kinds is the id of a built-in pack", "--id")
    cli("pack", "import", str(path), "--id", "own")
    other = tmp_path / "own.csv"
    other.write_text("front,back\nName a planet with rings.,Saturn\n", encoding="utf-8")
    cli("pack", "import", str(other)).says("own is another pack", "choose another --id", "'--id own'")
    assert list(prompts(fresh_home, "own").values()) == ["What is one?"]
    done = cli("pack", "import", str(other), "--id", "own")
    assert "1 question retired" in done.out


def test_without_a_guid_a_reworded_front_is_asked_about(cli: Cli, fresh_home: Home, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("front,back\nWhat is the largest slope of the sigmoid?,0.25\n", encoding="utf-8")
    cli("pack", "import", str(path))
    cli("review", "own", "--plain", typed="\n3\nq\n")
    path.write_text("front,back\nWhat is the largest slope of the sigmoid then?,0.25\n", encoding="utf-8")
    cli("pack", "import", str(path)).says("it was not said whether", "--yes or --no")
    assert "the schedule of 1 card goes along" in cli("pack", "import", str(path), "--yes").out


def test_a_pack_in_json_is_checked_before_it_comes_in(cli: Cli, fresh_home: Home, tmp_path: Path) -> None:
    path = tmp_path / "kinds.json"
    cli("pack", "export", "kinds", "--format", "json", "--output", str(path))
    body = json.loads(path.read_text(encoding="utf-8"))
    question = next(
        each for file in body["files"] for each in file["questions"] if each.get("example", {}).get("claims")
    )
    question["example"]["claims"] = ["1 == 2"]
    path.write_text(json.dumps(body), encoding="utf-8")
    done = cli("pack", "import", str(path), "--id", "own")
    assert done.code == 1
    assert question["id"] in done.err + done.out
    assert "nothing was changed" in done.err
    assert not (fresh_home.packs / "own").exists()
