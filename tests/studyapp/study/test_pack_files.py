"""Changes to pack files: checked first, whole or not at all, undone and done again with the store in step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp.config import Home
from studyapp.core.errors import Refusal
from studyapp.core.memory import Rating
from studyapp.core.records import ActionKind
from studyapp.study.app import Study

if TYPE_CHECKING:
    from tests.conftest import Open

MANIFEST = """\
format: 1
id: mine
title: My cards
summary: Cards of my own.
authors: [Me]
license: CC0-1.0
questions: [questions/cards.yaml]
"""
FIRST = """\
# My first card.
- id: first
  kind: flashcard
  difficulty: easy
  topics: [relu]
  prompt: The slope of ReLU at 3?
  answer: One.
  backed_by: notes
"""
SECOND = FIRST.replace("id: first", "id: second").replace("at 3", "at -3").replace("One", "Zero")
NEW_PACK = {"pack.yaml": MANIFEST, "questions/cards.yaml": FIRST}


def on_disk(home: Home) -> dict[str, str]:
    """Every visible file under the folder of packs."""
    found = (path for path in home.packs.rglob("*") if path.is_file())
    names = {path.relative_to(home.packs).as_posix(): path for path in found}
    return {
        name: path.read_text(encoding="utf-8") for name, path in names.items() if not name.startswith(".kept")
    }


def cards(study: Study) -> list[str]:
    return [card.id for card in study.library.cards(("mine",))]


def written(study: Study) -> None:
    assert study.pack_files.change("mine", NEW_PACK, ActionKind.EDIT, "Wrote mine/first")


def test_a_new_pack_is_there_at_once(study: Study, home: Home) -> None:
    written(study)
    assert on_disk(home) == {f"mine/{name}": text for name, text in NEW_PACK.items()}
    assert cards(study) == ["mine/first#forward"]
    assert [pack.manifest.id for pack in study.library.packs()] == ["relus", "sigmoids", "mine"]
    assert study.pack_files.text("mine", "questions/cards.yaml") == FIRST
    assert study.library.synchronize() == ()
    (entry,) = study.actions.journal()
    assert (entry.says, entry.action.kind, entry.done) == ("Wrote mine/first", ActionKind.EDIT, True)
    assert study.examine() == ()


def test_what_changes_nothing_is_no_action(study: Study) -> None:
    written(study)
    assert not study.pack_files.change("mine", NEW_PACK, ActionKind.EDIT, "Again")
    assert not study.pack_files.change("mine", {"guide.md": None}, ActionKind.EDIT, "Again")
    assert len(study.actions.journal()) == 1


def test_undo_and_redo_of_files_among_ratings(open_study: Open, home: Home) -> None:
    study = open_study()
    written(study)
    both = FIRST + SECOND
    study.pack_files.change("mine", {"questions/cards.yaml": both}, ActionKind.EDIT, "Wrote mine/second")
    session = study.review(("mine",))
    for _ in range(2):
        asked = session.next()
        assert asked is not None
        session.rate(asked, None, rating=Rating.EASY)
    states = {card.id: card.state for card in study.library.cards(("mine",))}
    study.pack_files.change("mine", dict.fromkeys(NEW_PACK), ActionKind.IMPORT, "Removed mine")
    assert (cards(study), on_disk(home)) == ([], {})
    assert not (home.packs / "mine").exists()
    study.close()

    study = open_study()
    undo = study.review().undo  # as the asking screen does
    done = undo()
    assert done is not None
    assert done[0].says == "Removed mine"
    assert {card.id: card.state for card in study.library.cards(("mine",))} == states
    for _ in range(3):
        study.actions.undo()
    assert cards(study) == ["mine/first#forward"]
    assert on_disk(home)["mine/questions/cards.yaml"] == FIRST
    study.actions.undo()
    assert (cards(study), on_disk(home)) == ([], {})
    assert study.actions.undo() is None
    study.close()

    study = open_study()
    for _ in range(4):
        assert study.actions.redo() is not None
        assert study.examine() == ()
        assert study.library.synchronize() == ()
    assert {card.id: card.state for card in study.library.cards(("mine",))} == states
    assert on_disk(home)["mine/questions/cards.yaml"] == both
    study.actions.redo()
    assert (cards(study), on_disk(home)) == ([], {})
    assert study.actions.redo() is None


def test_what_was_changed_outside_is_not_written_over(study: Study, home: Home) -> None:
    written(study)
    study.pack_files.change("mine", {"questions/cards.yaml": SECOND}, ActionKind.EDIT, "Replaced")
    path = home.packs / "mine" / "questions" / "cards.yaml"
    path.write_text(SECOND + "# a thought\n", encoding="utf-8")
    with pytest.raises(
        Refusal, match=r"^mine/questions/cards.yaml was changed since outside the app; nothing"
    ):
        study.actions.undo()
    assert path.read_text(encoding="utf-8") == SECOND + "# a thought\n"
    assert study.actions.journal()[0].done
    path.write_text(SECOND, encoding="utf-8")
    assert study.actions.undo() is not None
    assert path.read_text(encoding="utf-8") == FIRST
    path.unlink()
    with pytest.raises(Refusal, match="changed since outside"):
        study.actions.undo()


def test_line_ends_comments_and_other_files_stay(study: Study, home: Home) -> None:
    written(study)
    folder = home.packs / "mine"
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    windows = FIRST.replace("\n", "\r\n")
    study.pack_files.change("mine", {"questions/cards.yaml": windows}, ActionKind.EDIT, "Line ends")
    assert (folder / "questions/cards.yaml").read_bytes() == windows.encode()
    study.pack_files.change("mine", dict.fromkeys(NEW_PACK), ActionKind.IMPORT, "Removed mine")
    left = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    assert left == [".git", ".git/HEAD", "picture.png"]
    assert study.library.synchronize() == ()


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"questions/cards.yaml": FIRST.replace("easy", "odd")}, "questions/cards.yaml:4:15 "),
        ({"questions/cards.yaml": FIRST + FIRST}, "questions/cards.yaml:10:7 "),
        ({"questions/cards.yaml": "- id: ["}, "questions/cards.yaml:1:7 "),
        ({"questions/cards.yaml": None}, "there is no file questions/cards.yaml"),
        ({"pack.yaml": None}, "pack.yaml:1:1 is missing"),
        ({"more.yaml": SECOND}, "more.yaml is not listed"),
        ({"questions/cards.yaml": "#" + " " * 2**20}, "at most 1,048,576 are read"),
        ({"../other/pack.yaml": MANIFEST}, "is no name of a pack file"),
        ({"/outside/a.yaml": MANIFEST}, "is no name of a pack file"),
        ({"questions/.a.md": "x"}, "is no name of a pack file"),
        ({"questions/\x1b[2J.md": "x"}, "is no name of a pack file"),
    ],
)
def test_what_would_not_load_is_refused_with_its_place(
    files: dict[str, str | None], says: str, study: Study, home: Home
) -> None:
    written(study)
    before = on_disk(home)
    with pytest.raises(Refusal) as caught:
        study.pack_files.change("mine", files, ActionKind.EDIT, "Broken")
    assert says in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert (on_disk(home), len(study.actions.journal())) == (before, 1)


@pytest.mark.parametrize("pack_id", ["sigmoids", "../mine", "Mine", "", "a" * 65])
def test_packs_that_cannot_be_written(pack_id: str, study: Study, home: Home) -> None:
    with pytest.raises(Refusal):
        study.pack_files.change(pack_id, NEW_PACK, ActionKind.EDIT, "Wrote")
    assert on_disk(home) == {}


def test_a_linked_folder_is_not_followed(study: Study, home: Home, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    home.packs.mkdir()
    (home.packs / "mine").symlink_to(outside)
    with pytest.raises(Refusal, match="is a link"):
        written(study)
    (home.packs / "mine").unlink()
    (home.packs / "mine").mkdir()
    (home.packs / "mine" / "questions").symlink_to(outside)
    with pytest.raises(Refusal, match="is a link"):
        written(study)
    assert list(outside.iterdir()) == []
    assert study.actions.journal() == ()


def test_left_over_files_do_not_become_part_of_a_new_pack(study: Study, home: Home) -> None:
    written(study)
    (home.packs / "mine" / "pack.yaml").unlink()
    with pytest.raises(Refusal, match=r"holds cards.yaml but no pack.yaml; move the folder away"):
        study.pack_files.change("mine", {"pack.yaml": MANIFEST}, ActionKind.EDIT, "Again")


def test_a_session_that_is_under_way_in_another_window_hears_of_it(open_study: Open) -> None:
    study, other = open_study(), open_study()
    written(study)
    session = other.review(("mine",))
    assert session.next() is not None
    study.pack_files.change("mine", {"questions/cards.yaml": SECOND}, ActionKind.EDIT, "Replaced")
    asked = session.next()
    assert asked is not None
    assert asked.card.id == "mine/second#forward"
    study.pack_files.change("mine", dict.fromkeys(NEW_PACK), ActionKind.IMPORT, "Removed")
    assert session.next() is None


def test_a_damaged_copy_is_told(study: Study, home: Home) -> None:
    written(study)
    study.pack_files.change("mine", {"questions/cards.yaml": SECOND}, ActionKind.EDIT, "Replaced")
    for path in (home.packs / ".kept").iterdir():
        path.write_bytes(b"\0")
    with pytest.raises(Refusal, match="missing or damaged; nothing was changed"):
        study.actions.undo()
    assert on_disk(home)["mine/questions/cards.yaml"] == SECOND
    assert study.actions.journal()[0].done
