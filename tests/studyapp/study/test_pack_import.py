"""A file becomes a whole pack or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studyapp.core.errors import Refusal
from studyapp.packs.loader import load
from studyapp.study import pack_import
from studyapp.study.pack_export import export
from studyapp.study.pack_import import check, put, read

EMPTY = b'{"kind": "studyapp-pack", "format": 1, "pack": {"id": "ID"}, "files": []}'


def file(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_json_comes_back_as_an_equal_pack(packs: Path, tmp_path: Path) -> None:
    path = file(tmp_path, "pack.json", export(packs / "relus", "json").content)
    folder = put(read(path), tmp_path / "into")
    assert folder == tmp_path / "into" / "relus"
    assert load(folder).pack == load(packs / "relus").pack
    with pytest.raises(Refusal, match="is there already"):
        put(read(path), tmp_path / "into")
    assert load(put(read(path, "other"), tmp_path / "into")).pack.id == "other"
    assert sorted(entry.name for entry in (tmp_path / "into").iterdir()) == ["other", "relus"]


def test_what_is_no_whole_pack_leaves_nothing(packs: Path, tmp_path: Path) -> None:
    value = json.loads(export(packs / "relus", "json").content)
    value["files"][0]["questions"][0]["difficulty"] = "impossible"
    path = file(tmp_path, "pack.json", json.dumps(value))
    for trying in (lambda: put(read(path), tmp_path / "into"), lambda: check(read(path))):
        with pytest.raises(Refusal, match=r"no pack can be made of it: questions/.*difficulty"):
            trying()
    assert list((tmp_path / "into").iterdir()) == []


def test_a_table_becomes_a_pack_of_notes(tmp_path: Path) -> None:
    path = file(tmp_path, "my cards.tsv", "What is 1 + 1?\t2\nAnd 2 + 2?\t4\n")
    incoming = read(path)
    assert (incoming.parts.id, incoming.questions) == ("my-cards", 2)
    pack = load(put(incoming, tmp_path)).pack
    assert pack.manifest.title == "my cards"
    assert [question.prompt for question in pack.questions] == ["What is 1 + 1?", "And 2 + 2?"]
    assert [question.topics for question in pack.questions] == [("imported",)] * 2
    assert pack.questions[1].source is not None
    assert pack.questions[1].source.line == 2


def test_many_notes_go_into_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_import, "MOST_IN_A_FILE", 4)
    monkeypatch.setattr(pack_import, "MOST_CHARACTERS", 1_000)
    rows = [f"question {n}\tanswer {'long ' * 100 if n > 7 else ''}{n}" for n in range(10)]
    pack = load(put(read(file(tmp_path, "many.tsv", "\n".join(rows))), tmp_path)).pack
    assert len(pack.manifest.questions) >= 4
    assert [question.prompt for question in pack.questions] == [f"question {n}" for n in range(10)]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"\xff\xfe\x00", "a.csv is UTF-16"),
        ("a.csv", b"a,b\n\x80", "a.csv: line 2: is not UTF-8"),
        ("a.bin", bytes(range(32)), "a.bin is no text file"),
        ("a.json", b"{", "a.json: line 1, column 2: is no JSON"),
        ("a.json", b"\xff", "a.json is not UTF-8"),
        ("a.zip", b"PK\x03\x04", "a.zip is a zip; use pack install"),
        ("a.json", EMPTY.replace(b"ID", b"../x"), "pack.id: must be small"),
        ("a.json", EMPTY.replace(b"ID", b"x"), "pack: "),
        ("a\x1b[2J.csv", b"", "holds no rows"),
    ],
)  # fmt: skip
def test_other_files_are_refused_in_a_line(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    with pytest.raises(Refusal, match=message) as refused:
        check(read(file(tmp_path, name, content)))
    assert "\n" not in str(refused.value)
    assert "\x1b" not in str(refused.value)


@pytest.mark.parametrize("name", ["missing.csv", ".", "a\0b"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refusal, match=r"there is no file|cannot be read"):
        read(tmp_path / name)


@pytest.mark.parametrize("identity", ["", "Upper", "../x", "a" * 65, "a--b"])
def test_what_is_no_id_is_refused(tmp_path: Path, identity: str) -> None:
    with pytest.raises(Refusal, match="is no id"):
        read(file(tmp_path, "a.csv", "a,b\n"), identity)


def test_large_files_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_import, "MAX_BYTES", 10)
    with pytest.raises(Refusal, match="holds more than 10 bytes"):
        read(file(tmp_path, "a.csv", "a,b\n" * 10))
