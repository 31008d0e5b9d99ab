"""JSON holds a whole pack; anything else is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp import resources
from studyapp.packs.formats.as_json import pack_json, read_pack_json
from studyapp.packs.formats.parts import FormatError, Parts, file_texts, parts_of, renamed
from studyapp.packs.loader import LoadedPack, load, pack_folders

BUILT_IN = pack_folders(resources.packs_root())
SMALL = pack_folders(Path(__file__).parents[3] / "data" / "packs")


def written(parts: Parts, into: Path) -> LoadedPack:
    folder = into / parts.id
    for name, text in file_texts(parts).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


@pytest.mark.parametrize("folder", [*BUILT_IN, *SMALL], ids=lambda folder: folder.name)
def test_out_and_in_again_gives_an_equal_pack(folder: Path, tmp_path: Path) -> None:
    before = load(folder)
    text = pack_json(parts_of(before))
    parts = read_pack_json(text)
    after = written(parts, tmp_path)
    assert after.pack == before.pack
    assert after.pack.manifest.questions == before.pack.manifest.questions
    for one, other in zip(after.pack.questions, before.pack.questions, strict=True):
        assert after.marks.of(one.id).file == before.marks.of(other.id).file
        assert list(one.variables) == list(other.variables)  # numbers are drawn in this order
    assert pack_json(parts_of(after)) == text


def test_under_another_id_the_pack_names_itself(tmp_path: Path) -> None:
    parts = parts_of(load(SMALL[0]))
    own = f"{parts.id}/{parts.files[0].questions[0]['id']}"
    first = parts.files[0].questions[0] | {"related": [own, "elsewhere/card"]}
    changed = parts._replace(
        files=(parts.files[0]._replace(questions=(first, *parts.files[0].questions[1:])), *parts.files[1:]),
        guide=f"# A\n\n{{{{question: {own}}}}}\n" if parts.guide else None,
    )
    other = renamed(changed, "other")
    assert other.id == "other"
    assert other.files[0].questions[0]["related"] == [own.replace(parts.id, "other"), "elsewhere/card"]
    assert parts.guide is None or parts.id + "/" not in str(other.guide)


def good() -> dict[str, object]:
    found = json.loads(pack_json(parts_of(load(SMALL[0]))))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "other"}, "is no exported pack"),
        ({"format": 2}, "has format 2, and this version reads up to 1; update studyapp"),
        ({"format": "1"}, "whole number from 1 on"),
        ({"format": True}, "whole number from 1 on"),
        ({"format": 0}, "whole number from 1 on"),
        ({"more": 1}, "more: Extra inputs"),
        ({"files": 1}, "files: "),
        ({"files": [{"name": "a.yaml"}]}, "questions: Field required"),
        ({"pack": {}}, "pack.id: must be a text"),
        ({"guide": 3}, "guide: "),
    ],
)
def test_what_is_no_pack_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read_pack_json(json.dumps(good() | changes))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1, column 1: is no JSON"),
        ("{", "is no JSON"),
        ("[]", "is no exported pack"),
        ("null", "is no exported pack"),
        ('{"a": 1, "a": 2}', "the field 'a' is given twice"),
        ('{"a": NaN}', "holds NaN"),
        ('{"a": -Infinity}', "holds -Infinity"),
        ("[" * 100_000, "nested too deep"),
        ('{"a": ' + "9" * 5_000 + "}", "integer string conversion"),
    ],
)
def test_what_is_no_json_is_refused(text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read_pack_json(text)


OUTSIDE = ["../evil.yaml", "/etc/evil.yaml", "questions/../../evil.yaml", "a\\b.yaml", "C:evil.yaml", "x.py"]


@pytest.mark.parametrize("name", [*OUTSIDE, "pack.yaml"])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    value = good()
    manifest = value["pack"]
    assert isinstance(manifest, dict)
    files = [{"name": name, "questions": []}]
    parts = read_pack_json(json.dumps(value | {"pack": manifest | {"questions": [name]}, "files": files}))
    with pytest.raises(FormatError, match=r"pack: questions|is taken twice"):
        file_texts(parts)


values = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["kind", "format", "pack", "files", "id"]), inner)
    ),
    max_leaves=8,
)


@given(st.text(max_size=40) | values.map(json.dumps))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(FormatError):
        read_pack_json(text)
