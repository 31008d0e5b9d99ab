"""Ids that --fix writes: nothing else in a file changes, and no id is ever used for a second time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.errors import Refusal
from studyapp.packs.errors import PackErrors
from studyapp.study.pack_check import check
from studyapp.study.pack_ids import LONGEST, Filled, fill_ids, slug

if TYPE_CHECKING:
    from studyapp.config import Home
    from studyapp.study.app import Study

MANIFEST = """\
{format: 1, id: cards, title: C, summary: S, authors: [A], license: MIT, questions: [one.yaml, two.yaml]}
"""
ONE = """\
# What every card of this file shares: easy, cited.

- kind: flashcard # no id yet
  difficulty: easy
  topics: [sigmoid]
  # the prompt
  prompt: The largest slope of the sigmoid?
  answer: "1/4"   # as in the book
  backed_by: citation
  references: [{title: A book}]

- id: given
  kind: flashcard
  difficulty: easy
  topics: [sigmoid]
  title: The largest slope
  prompt: Which?
  answer: That.
  backed_by: citation
  references: [{title: A book}]
# the last
- id:
  kind: flashcard
  difficulty: easy
  topics: [sigmoid]
  prompt: |
    The largest slope of the sigmoid?
  answer: A quarter.
  backed_by: citation
  references: [{title: A book}]
"""
TWO = (
    "- {id: alone, kind: flashcard, difficulty: easy, topics: [t], prompt: P, answer: A, backed_by: notes}\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "cards"
    folder.mkdir()
    (folder / "pack.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "one.yaml").write_text(ONE, encoding="utf-8")
    (folder / "two.yaml").write_text(TWO, encoding="utf-8")
    return folder


WRITTEN = [
    Filled("one.yaml", 3, "largest-slope-of-the-sigmoid"),
    Filled("one.yaml", 23, "largest-slope-of-the-sigmoid-2"),
]
FIXED = ONE.replace(
    "- kind: flashcard # no id yet", "- id: largest-slope-of-the-sigmoid\n  kind: flashcard # no id yet"
).replace("- id:\n", "- id: largest-slope-of-the-sigmoid-2\n")


def codes(folder: Path) -> list[str]:
    return [failure.code for failure in check(folder, 1).failures]


def test_what_is_missing_is_written_and_nothing_else_changes(folder: Path) -> None:
    assert codes(folder) == ["missing-id", "missing-id"]
    assert fill_ids(folder) == WRITTEN
    assert (folder / "one.yaml").read_text(encoding="utf-8") == FIXED
    assert (folder / "two.yaml").read_text(encoding="utf-8") == TWO
    assert codes(folder) == []
    assert fill_ids(folder) == []


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["", "with a byte order mark"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "without a last line end"])
def test_line_ends_and_the_mark_of_the_file_stay(folder: Path, bom: bytes, ending: str, last: bool) -> None:
    def bytes_of(text: str) -> bytes:
        return bom + (text if last else text.removesuffix("\n")).replace("\n", ending).encode()

    (folder / "one.yaml").write_bytes(bytes_of(ONE))
    (folder / "one.yaml").chmod(0o640)
    assert fill_ids(folder) == WRITTEN
    assert (folder / "one.yaml").read_bytes() == bytes_of(FIXED)
    assert (folder / "one.yaml").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["one.yaml", "pack.yaml", "two.yaml"]


def test_an_entry_in_brackets_and_one_that_is_no_question(folder: Path) -> None:
    (folder / "two.yaml").write_text("- {kind: flashcard, prompt: A chain}\n- 5\n- id: [a]\n- hello\n")
    assert fill_ids(folder)[2:] == [Filled("two.yaml", 1, "chain")]
    assert (folder / "two.yaml").read_text() == (
        "- {id: chain, kind: flashcard, prompt: A chain}\n- 5\n- id: [a]\n- hello\n"
    )


def test_what_cannot_be_read_stays_as_it_is(folder: Path) -> None:
    broken = b"- kind: flashcard\n  prompt: [\n"
    for content in (broken, b"\xff\xfe", ONE.replace("The", "\u202eThe").encode()):
        (folder / "one.yaml").write_bytes(content)
        assert fill_ids(folder) == []
        assert (folder / "one.yaml").read_bytes() == content
    (folder / "pack.yaml").unlink()
    with pytest.raises(PackErrors):
        fill_ids(folder)


def test_a_file_that_cannot_be_written_is_said_in_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("studyapp.study.pack_ids.os.replace", refuse)
    with pytest.raises(Refusal, match=r"^one\.yaml cannot be written: Permission denied; ids were not"):
        fill_ids(folder)
    assert (folder / "one.yaml").read_text(encoding="utf-8") == ONE
    assert sorted(path.name for path in folder.iterdir()) == ["one.yaml", "pack.yaml", "two.yaml"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The largest slope?", "largest-slope"),
        ("A", "a"),
        ("What does $\\sigma'(0)$ equal for {{w}}?", "what-does-equal-for"),
        ("At most [[bound|0.25|1/4]] there", "at-most-0-25-there"),
        ("He's naïve: l'Hôpital’s rule", "hes-naive-lhopitals-rule"),
        ("word " * 40, "word-word-word-word-word-word-word-word"),
        ("x" * 100, "x" * LONGEST),
        ("勾配消失", ""),
        ("", ""),
    ],
)
def test_slugs(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text(max_size=300))
def test_a_slug_is_an_id_or_nothing(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text))
    assert len(slug(text)) <= LONGEST


def test_a_question_without_a_word_of_latin_is_called_by_its_kind(folder: Path) -> None:
    (folder / "one.yaml").write_text("- kind: true_false\n  prompt: 勾配消失\n- kind: 5\n", encoding="utf-8")
    assert [one.id for one in fill_ids(folder)] == ["true-false", "question"]


def test_an_id_that_the_pack_had_is_not_used_again(
    study: Study, home: Home, packs: Path, tmp_path: Path
) -> None:
    folder = packs / "sigmoids"
    words = folder / "questions" / "words.yaml"
    whole = words.read_text(encoding="utf-8")
    more = "- kind: flashcard\n  prompt: Once more\n"
    with_id = more.replace("- kind", "- id: once-more\n  kind") + (
        "  answer: A\n  difficulty: easy\n  topics: [t]\n  backed_by: citation\n  references: [{title: T}]\n"
    )
    words.write_text(whole + with_id, encoding="utf-8")
    assert study.library.synchronize() == ()
    words.write_text(whole + more, encoding="utf-8")
    study.library.synchronize()
    assert [one.id for one in fill_ids(folder, home.store)] == ["once-more-2"]
    words.write_text(whole + more, encoding="utf-8")
    no_store = tmp_path / "no.db"
    no_store.write_bytes(b"this is no store" * 100)
    for store in (None, tmp_path / "nowhere.db", no_store):
        words.write_text(whole + more, encoding="utf-8")
        assert [one.id for one in fill_ids(folder, store)] == ["once-more"]
