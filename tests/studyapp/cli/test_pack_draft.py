"""Drafting and looking drafts over on the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp.packs.loader import load

if TYPE_CHECKING:
    from tests.studyapp.cli.conftest import Cli

NOTES = "# Gates\n\nQ: First?\nA: One.\n\nQ: Second?\nA: Two.\n\nThe slope is ==0.25==.\n\nQ: No answer.\n"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_text(NOTES)
    return path


@pytest.fixture
def pack(cli: Cli, notes: Path) -> Path:
    folder = notes.parent / "gates"
    assert cli("pack", "draft", str(notes), "--output", str(folder)).code == 0
    return folder


def left(folder: Path) -> list[str]:
    return [question.id for question in load(folder).pack.questions if question.draft]


def test_it_says_what_it_found_and_what_it_left_out(cli: Cli, notes: Path) -> None:
    done = cli("pack", "draft", str(notes), "--output", str(notes.parent / "gates"))
    assert done.code == 0
    assert done.out.splitlines()[:3] == [
        "gates: 3 drafts (1 cloze, 2 flashcard)",
        "  notes.md: 3",
        "    1 left out: a question without an answer",
    ]
    assert done.out.endswith(f"studyapp pack drafts {notes.parent / 'gates'}\n")
    assert "failure" not in cli("pack", "check", str(notes.parent / "gates")).out


def test_json_lists_every_draft_with_its_place(cli: Cli, notes: Path) -> None:
    told = cli(
        "pack", "draft", str(notes), "--output", str(notes.parent / "x"), "--id", "gates", "--json"
    ).json
    assert (told["pack"], told["drafts"], told["updated"]) == ("gates", 3, False)
    assert told["questions"][1] == {"id": "second", "kind": "flashcard", "file": "notes.md", "line": 6}
    listed = cli("pack", "drafts", str(notes.parent / "x" / "gates"), "--json").json
    assert [draft["id"] for draft in listed["drafts"]] == ["first", "second", "the-slope-is-0-25"]
    assert listed["drafts"][0]["source"] == {"file": "notes.md", "line": 3, "text": "Q: First?\nA: One."}


def test_update_adds_and_says_so(cli: Cli, notes: Path, pack: Path) -> None:
    notes.write_text(NOTES + "\nQ: Third?\nA: Three.\n")
    done = cli("pack", "draft", str(notes), "--output", str(pack), "--update")
    assert done.out.startswith("gates: 1 new draft (1 flashcard)\n")
    assert cli("pack", "draft", str(notes), "--output", str(pack), "--update").out.startswith(
        "gates: 0 new drafts\n"
    )


def test_drafts_are_listed(cli: Cli, pack: Path) -> None:
    assert cli("pack", "drafts", str(pack)).out.splitlines() == [
        "questions/notes.yaml:1 first (flashcard)",
        "  First?",
        "questions/notes.yaml:11 second (flashcard)",
        "  Second?",
        "questions/notes.yaml:21 the-slope-is-0-25 (cloze)",
        "  The slope is _____.",
        "3 drafts in gates",
    ]


def test_keep_drop_and_quit_at_any_time(cli: Cli, pack: Path) -> None:
    done = cli("pack", "drafts", str(pack), "--plain", typed="k\nx\nd\nq\n")
    assert (
        "1 of 3  flashcard  first  questions/notes.yaml:1\nfrom notes.md:3\n  | Q: First?\n  | A: One.\n"
        in done.out
    )
    assert "? First?\n= One.\n" in done.out
    assert "Type k, e, d or q." in done.out
    assert done.out.endswith("1 kept, 1 dropped, 1 left\n")
    assert left(pack) == ["the-slope-is-0-25"]
    assert cli("pack", "drafts", str(pack), "--plain", typed="\n").out.endswith("0 kept, 0 dropped, 1 left\n")
    assert cli("pack", "drafts", str(pack), "--plain").out.endswith("0 kept, 0 dropped, 1 left\n"), (
        "input ended"
    )


def test_without_an_editor_the_answer_is_asked_for(
    cli: Cli, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    done = cli("pack", "drafts", str(pack), "--plain", typed="e\nOne: the first\nk\n\ne\nno blank\nq\n")
    assert "= One: the first\n" in done.out
    assert "write the sentence with its blanks" in done.out
    assert load(pack).pack.questions[0].model_dump()["answer"] == "One: the first"


def test_the_editor_opens_at_the_line(cli: Cli, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edits = pack.parent / "edit.py"
    edits.write_text(
        "import sys\nline, path = sys.argv[1:]\ntext = open(path).read()\n"
        "assert text.split('\\n')[int(line[1:]) - 1] == '- id: second'\n"
        "open(path, 'w').write(text.replace('Two.', 'Two, too.'))\n"
    )
    monkeypatch.setenv("VISUAL", f"'{sys.executable}' '{edits}'")
    done = cli("pack", "drafts", str(pack), "--plain", typed="\ne\nk\nq\n")
    assert "= Two, too.\n" in done.out
    assert left(pack) == ["first", "the-slope-is-0-25"]
    monkeypatch.setenv("VISUAL", "/no/such/editor")
    assert "cannot start /no/such/editor" in cli("pack", "drafts", str(pack), "--plain", typed="e\nq\n").out
    monkeypatch.setenv("VISUAL", "'unclosed")
    assert "is no command" in cli("pack", "drafts", str(pack), "--plain", typed="e\nq\n").out


def test_an_edit_that_breaks_the_file_is_told_and_nothing_else_is_lost(
    cli: Cli, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits = pack.parent / "edit.py"
    edits.write_text("import sys\nopen(sys.argv[2], 'a').write('  broken: [\\n')\n")
    monkeypatch.setenv("EDITOR", f"'{sys.executable}' '{edits}'")
    monkeypatch.delenv("VISUAL", raising=False)
    done = cli("pack", "drafts", str(pack), "--plain", typed="k\ne\nq\n")
    assert "repair it first" in done.out
    assert "Traceback" not in done.out + done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("draft",), ["NOTES"]),
        (("draft", "n.md"), ["--output"]),
        (("draft", "/nowhere.md", "--output", "x"), ["/nowhere.md cannot be read"]),
        (("draft", "/", "--output", "x"), ["is a folder"]),
        (("draft", sys.executable, "--output", "x"), ["python"]),
        (("draft", "n\x1b[2J.md", "--output", "x"), ["cannot be read"]),
        (("drafts",), ["DIR"]),
        (("drafts", "/nowhere"), ["there is no folder"]),
    ],
    ids=lambda value: " ".join(value)[:40].replace("\x1b", "") if isinstance(value, tuple) else "",
)
def test_misuse_is_one_line(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    cli("pack", *arguments).says(*words)
    assert list(tmp_path.iterdir()) == [] or not (tmp_path / "x").exists()
