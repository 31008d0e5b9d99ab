"""Notes and tags on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.studyapp.cli.conftest import Cli

BOUND = "kinds/bound"


def test_a_note_is_written_shown_listed_and_removed(cli: Cli, fresh_home: Home) -> None:
    assert cli("note", BOUND).out == "no note\n"
    assert cli("note", BOUND, "Count [red]the\x1b[2J edges.").out == "kept\n"
    assert cli("note", BOUND).out == "Count [red]the[2J edges.\n"
    assert cli("note", BOUND, "Count [red]the[2J edges.").out == "nothing changed\n"
    told = cli("note", BOUND, "--json").json
    assert (told["kind"], told["target"]) == ("question", BOUND)
    assert cli("notes").out == f"{BOUND}\n  Count [red]the[2J edges.\n"
    assert cli("note", BOUND, "--remove").out == "removed\n"
    assert cli("note", BOUND, "--json").json == {"kind": "question", "target": BOUND, "text": None}
    assert cli("notes").out == "no notes\n"
    assert cli("notes", "--json").json == {"notes": []}


def test_notes_on_terms_and_sections(cli: Cli, fresh_home: Home) -> None:
    assert cli("note", "kinds", "T", "--term", "logistic function").code == 0
    assert cli("note", "kinds", "S", "--section", "what remains").code == 0
    assert cli("note", "kinds", "--term", "sigmoid").out == "T\n"
    assert cli("note", "kinds", "--section", "what-remains").out == "S\n"
    listed = cli("notes", "--json").json["notes"]
    assert [(note["kind"], note["target"], note["text"]) for note in listed] == [
        ("term", "kinds/Sigmoid", "T"),
        ("section", "kinds/what-remains", "S"),
    ]
    assert "kinds/what-remains (section)" in cli("notes").out


def test_the_editor_opens_on_what_stands(cli: Cli, fresh_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def edited(text: str, **_options: object) -> str:
        opened.append(text)
        return text + "One line.\n"

    monkeypatch.setattr(click, "edit", edited)
    cli("note", BOUND, "--edit")
    cli("note", BOUND, "--edit")
    assert opened == ["", "One line."]
    monkeypatch.setattr(click, "edit", lambda *_given, **_options: None)
    assert cli("note", BOUND, "--edit").out == "One line.One line.\n", "left without saving: shown as it is"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("note",), ["QUESTION"]),
        (("note", "kinds/nowhere"), ["there is no question", "PACK/QUESTION"]),
        (("note", "kinds/nowhere", "text"), ["there is no question"]),
        (("note", "kinds", "--term", "nowhere"), ["there is no term 'nowhere'"]),
        (("note", "nowhere", "--section", "Chains"), ["there is no section 'Chains'"]),
        (("note", BOUND, "text", "--remove"), ["one of them"]),
        (("note", BOUND, "--edit", "--remove"), ["one of them"]),
        (("note", "kinds", "--term", "a", "--section", "b"), ["one of the two"]),
        (("note", BOUND, "a" * 20_001), ["at most 20,000 characters"]),
        (("tag",), ["QUESTION"]),
        (("tag", "kinds/nowhere", "--add", "x"), ["there is no question 'kinds/nowhere'"]),
        (("tag", BOUND, "--add", "two words"), ["a tag is one word"]),
        (("tag", "list", "--add", "x"), ["PACK/QUESTION"]),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, tuple) else "",
)
def test_misuse(cli: Cli, fresh_home: Home, arguments: tuple[str, ...], words: list[str]) -> None:
    cli(*arguments).says(*words)


def test_tags_are_given_shown_listed_and_taken(cli: Cli, fresh_home: Home) -> None:
    assert cli("tag", "list").out == "no tags\n"
    assert cli("tag", BOUND, "kinds/steepest", "--add", "exam", "--add", "hard").out.startswith("4 changed")
    assert cli("tag", BOUND, "--remove", "hard", "--json").json == {
        "questions": [{"id": BOUND, "tags": ["exam"]}]
    }
    assert cli("tag", BOUND, "--remove", "hard").out == "nothing to change\n"
    assert cli("tag", BOUND, "kinds/steepest").out == f"{BOUND}: exam\nkinds/steepest: exam hard\n"
    assert cli("tag", "list").out == "exam  2 questions\nhard  1 question\n"
    assert cli("tag", "list", "--json").json["tags"][0] == {"tag": "exam", "questions": 2}
