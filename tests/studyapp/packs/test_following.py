"""A pack that is read again at each save: what it says is what `load` says, and only what changed is read anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.packs import entry_parts
from studyapp.packs.entry_parts import parts_of, split
from studyapp.packs.errors import PackErrors
from studyapp.packs.following import FollowedPack
from studyapp.packs.loader import load
from studyapp.packs.yaml_reader import Document, read

PACK = Path(__file__).parents[1] / "tui" / "packs" / "kinds"
QUESTIONS = "questions/all.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / "kinds"))


def changed(folder: Path, old: str, new: str) -> None:
    text = (folder / QUESTIONS).read_text(encoding="utf-8")
    assert old in text
    (folder / QUESTIONS).write_text(text.replace(old, new, 1), encoding="utf-8")


@given(st.lists(st.sampled_from(["- a", "  - b", "text", "", "# - c", "-", "- ", "-d"]), max_size=12))
def test_the_parts_of_a_file_are_the_file(lines: list[str]) -> None:
    text = "\n".join(lines)
    parts = list(split(text))
    assert "".join(part for part, _ in parts) == text
    for part, line in parts:
        assert text.split("\n")[line].startswith(part.split("\n")[0])


@given(st.lists(st.sampled_from(["- a: 1\n", "- a: 2\n", "\n", "# x\n", "- b: [\n"]), max_size=8), st.data())
def test_parts_that_moved_say_where_they_are(lines: list[str], data: st.DataObject) -> None:
    before = parts_of("".join(lines), ())
    for part in before:
        part.node("f")
    moved = ["# above\n" * data.draw(st.integers(0, 3)), *data.draw(st.permutations(lines))]
    for part in parts_of("".join(moved), before):
        fresh = entry_parts.Part(part.text, part.line)
        node, new = part.node("f"), fresh.node("f")
        assert (node and (node.mark, node.value)) == (new and (new.mark, new.value))
        assert part.problems("f") == fresh.problems("f")


def test_the_whole_is_what_load_reads(folder: Path) -> None:
    followed = FollowedPack(folder)
    followed.look()
    changed(folder, "- id: bound", "# a comment\n\n- id: bound")
    followed.look()
    whole = followed.whole()
    assert whole is not None
    pack, loaded = whole[0], load(folder)
    assert pack is not None
    assert (pack.pack, pack.digest) == (loaded.pack, loaded.digest)
    for question in loaded.pack.questions:
        for path in ((), ("example", "claims", 0), ("references", 0, "title"), ("prompt",)):
            assert pack.marks.of(question.id, *path) == loaded.marks.of(question.id, *path)


@pytest.mark.parametrize(
    "text",
    [
        '- {id: one, kind: open, prompt: "a\n- b", answer: c}\n',
        "[{id: one}, {id: two}]\n",
        "  - id: one\n  - id: two\n",
        "questions: none\n",
        "- id: one\n...\n",
        "- - id: one\n",
        "just words",
        "\ufeff- id: one\r\n  kind: open\r\n",
        "- id: one\n  hint: \x07\n",
    ],
)
def test_any_file_is_told_as_load_tells_it(folder: Path, text: str) -> None:
    (folder / QUESTIONS).write_text(text, encoding="utf-8")
    with pytest.raises(PackErrors) as refused:
        load(folder)
    followed = FollowedPack(folder)
    followed.look()
    for spot in followed.spots():
        followed.seen(spot)
    while (whole := followed.whole()) is None:
        pass
    assert whole == (None, refused.value.problems)


def test_only_what_changed_is_parsed_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    followed = FollowedPack(folder)
    followed.look()
    followed.whole()
    parsed: list[str] = []

    def remembering(text: str, file: str) -> Document:
        parsed.append(text)
        return read(text, file)

    monkeypatch.setattr(entry_parts, "read", remembering)
    changed(folder, "- id: bound", "\n- id: bound")
    changed(folder, "title: Largest slope", "title: The largest slope")
    followed.look()
    followed.whole()
    assert [text.strip().split("\n")[0] for text in parsed] == ["- id: steepest", "- id: largest-slope"]
