"""Notes that cannot be read are refused in one line that says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from studyapp.packs.draft_reading import NotesError, read_notes


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x7fELF\x00\x01", "is no text; give Markdown"),
        (b"\xff\xfe\xfa", "is not UTF-8"),
        (b"one\n\x1b[2Jtwo", "notes.md:2:1 holds a control character u+001b; remove it"),
        (b"one\xe2\x80\xaetwo", "notes.md:1:4 holds a right-to-left override"),
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"x" * 300_001, "holds 300,001 bytes, at most 300,000"),
        (b"a\n" * 100_000, "holds more than 10,000 lines"),
    ],
    ids=["binary", "not UTF-8", "control", "override", "empty", "blank", "huge", "many lines"],
)
def test_what_is_no_text(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "notes.md"
    path.write_bytes(content)
    with pytest.raises(NotesError) as refused:
        read_notes([path])
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.md").write_text("text")
    for paths, words in [
        ([tmp_path], "is a folder; give the files in it"),
        ([tmp_path / "none.md"], "cannot be read: No such file"),
        ([tmp_path / "pipe"], "is no ordinary file"),
        ([tmp_path / "nul\0l"], "cannot be read: embedded null byte"),
        ([tmp_path / "a.md"] * 2, "is given twice"),
        ([tmp_path / f"{place}.md" for place in range(51)], "51 files are too many"),
    ]:
        with pytest.raises(NotesError, match=words):
            read_notes(paths)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("text")
    path.chmod(0)
    with pytest.raises(NotesError, match="cannot be read: Permission denied"):
        read_notes([path])


def test_files_together_are_limited_and_named_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "n.md").write_bytes(b"\xef\xbb\xbftext\r\nmore\r\n")
    first, second = read_notes([tmp_path / "a" / "n.md", tmp_path / "b" / "n.md"])
    assert first.lines == ("text", "more", "")
    assert first.file.endswith("a/n.md")
    assert second.file.endswith("b/n.md")
    (tmp_path / "big.md").write_text("x" * 299_990)
    with pytest.raises(NotesError, match="the files together hold more than 300,000 bytes"):
        read_notes([tmp_path / "a" / "n.md", tmp_path / "big.md"])
