"""What a folder may hold, and what is refused before it is read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from studyapp.packs.errors import PackErrors
from studyapp.packs.loader import digest, load, pack_folders

Write = Callable[[dict[str, str | bytes | None]], Path]
WORDS = "questions/words.yaml"


def problems(read: Callable[[Path], object], folder: Path) -> list[str]:
    with pytest.raises(PackErrors) as caught:
        read(folder)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("read", [load, digest])
@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        (
            WORDS,
            b"- " + b"a" * 10_485_758,
            f"{WORDS}:1:1 holds 10,485,760 bytes, at most 1,048,576 are read; split or",
        ),
        ("guide.md", b"a" * 524_289, "guide.md:1:1 holds 524,289 bytes, at most 524,288 are read; split or"),
        (
            "film.bin",
            b"a" * 16_777_217,
            "pack.yaml:1:1 the folder holds more than 16,777,216 bytes; a pack is smaller",
        ),
    ],
)
def test_too_large(
    read: Callable[[Path], object], name: str, content: bytes, problem: str, write: Write
) -> None:
    (told,) = problems(read, write({name: content}))
    assert told.startswith(problem)


@pytest.mark.parametrize("read", [load, digest])
def test_too_many_files(read: Callable[[Path], object], write: Write) -> None:
    folder = write({f"pictures/{n}.png": b"" for n in range(500)})
    told = "pack.yaml:1:1 the folder holds more than 500 files; a pack is smaller"
    assert problems(read, folder) == [told]


@pytest.mark.parametrize("read", [load, digest])
def test_no_pack(read: Callable[[Path], object], tmp_path: Path, write: Write) -> None:
    missing = "pack.yaml:1:1 is missing; a pack is a folder that holds a pack.yaml"
    assert problems(read, tmp_path) == [missing]
    assert problems(read, tmp_path / "none") == [f"pack.yaml:1:1 there is no folder {tmp_path / 'none'}"]
    assert problems(read, write({}) / "guide.md")[0].startswith("pack.yaml:1:1 there is no folder")
    assert len(problems(read, Path("a\0b"))) == 1


@pytest.mark.parametrize("read", [load, digest])
def test_links_out_of_the_folder(read: Callable[[Path], object], tmp_path: Path, write: Write) -> None:
    folder = write({WORDS: None})
    (tmp_path / "secret.yaml").write_text("- 1\n")
    (folder / WORDS).symlink_to(tmp_path / "secret.yaml")
    outside = "is a link that points outside the pack; put the file itself here"
    assert problems(read, folder) == [f"{WORDS}:1:1 {outside}"]
    (folder / WORDS).unlink()
    (folder / WORDS).symlink_to("nowhere.yaml")
    assert problems(read, folder) == [f"{WORDS}:1:1 is a link to nothing; put the file itself here"]


def test_a_pipe_is_never_opened(write: Write) -> None:
    folder = write({WORDS: None})
    os.mkfifo(folder / WORDS)
    assert problems(load, folder) == [f"{WORDS}:1:1 is not an ordinary file"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"- id: a\n  b: \xff\n", "2:6 is not UTF-8 (byte 0xff); save the file as UTF-8"),
        ("- é: ".encode() + b"\xff", "1:6 is not UTF-8 (byte 0xff); save the file as UTF-8"),
        ("- id: a\n".encode("utf-16"), "1:1 is not UTF-8 (byte 0xff); save the file as UTF-8"),
        (b"- id: a\n  b: \x1b[2J", "2:6 holds a control character u+001b; remove it"),
        (b"", "1:1 is empty"),
        (b"# nothing\n", "1:1 is empty"),
        (b"[]", "1:1 is empty; it must be a list of questions"),
        (b"id: a\n", "1:1 must be a list of questions, each beginning with '- ', got fields id"),
        (b"hello", "1:1 must be a list of questions, each beginning with '- ', got 'hello'"),
        (b"a: &a [1]\nb: [*a, *a]\n", "1:4 anchors and aliases are not read here; remove '&a', or quote it"),
        (b"%TAG !a! b\n" * 90_000, "1:1 directives such as %YAML are not read; indent or remove it"),
    ],
)
def test_a_file_that_is_no_list_of_questions(content: bytes, problem: str, write: Write) -> None:
    assert problems(load, write({WORDS: content})) == [f"{WORDS}:{problem}"]


def test_unlisted_files(write: Write) -> None:
    folder = write({"questions/extra.yaml": "- 1\n", "more.yml": "", "LICENSE": "MIT", ".draft.yaml": "["})
    assert problems(load, folder) == [
        "pack.yaml:12:3 more.yml is not listed in questions, and its name must end in .yaml",
        "pack.yaml:12:3 questions/extra.yaml is not listed in questions",
    ]


def test_line_ends_and_byte_order_mark_do_not_matter(write: Write, small_files: dict[str, str]) -> None:
    plain = load(write({})).pack
    windows = "\ufeff" + small_files[WORDS].replace("\n", "\r\n")
    assert load(write({WORDS: windows})).pack == plain


def test_the_digest_follows_names_and_bytes(write: Write, small_files: dict[str, str]) -> None:
    first = digest(write({}))
    assert first == load(write({})).digest == digest(write({"LICENSE": "MIT", ".hidden.yaml": "x"}))
    assert digest(write({"guide.md": small_files["guide.md"] + " "})) != first
    assert digest(write({"guide.md": small_files["guide.md"], "note.md": "n"})) != first


def test_pack_folders(tmp_path: Path, write: Write) -> None:
    small = write({})
    (tmp_path / "a-pack").mkdir()
    (tmp_path / "a-pack" / "pack.yaml").write_text("")
    (tmp_path / "no-pack").mkdir()
    (tmp_path / "linked").symlink_to(small)
    assert pack_folders(tmp_path) == (tmp_path / "a-pack", small)
    assert pack_folders(tmp_path / "absent") == ()
