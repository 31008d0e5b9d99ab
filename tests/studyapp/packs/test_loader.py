"""A whole pack is read as it is written, and nothing but PackErrors comes out of any other."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from studyapp.core import items
from studyapp.packs import loader
from studyapp.packs.complaints import PATTERNS
from studyapp.packs.errors import Mark, PackErrors
from studyapp.packs.folder import Contents
from studyapp.packs.reading import Reading

Write = Callable[[dict[str, str | bytes | None]], Path]


def test_a_pack_with_every_kind(write: Write) -> None:
    folder = write({})
    loaded = loader.load(folder)
    pack = loaded.pack
    assert {question.kind for question in pack.questions} == set(items.KINDS)
    assert [question.id for question in pack.questions][:2] == ["card", "hole"]
    assert loaded.folder == folder
    assert pack.guide is not None
    assert pack.guide.sections[0].questions == ("slope",)
    slope = pack.question("slope")
    assert isinstance(slope, items.Numeric)
    assert slope.variables["x"] == items.Choice(choice=(0, 0.5, 1000.0))
    assert slope.mistakes[0].value == "4"
    assert items.Pack.model_validate_json(pack.model_dump_json(by_alias=True)) == pack


def test_marks(write: Write) -> None:
    marks = loader.load(write({})).marks
    numbers = "questions/numbers.yaml"
    assert marks.of("slope") == Mark(numbers, 1, 3)
    assert str(marks.of("slope", "example", "claims", 0)) == f"{numbers}:11:9"
    assert marks.of("slope", "example", "claims", 0, "holds") == Mark(numbers, 11, 9)
    assert marks.of("slope", "example", "claims", 1, "holds") == Mark(numbers, 12, 17)
    assert marks.of("slope", "answer", "unit") == marks.of("slope", "answer") == Mark(numbers, 13, 11)
    assert marks.of("nobody", "answer") == Mark("pack.yaml", 1, 1)
    assert marks.manifest("questions", 1) == Mark("pack.yaml", 13, 5)
    assert marks.term(1, "term") == Mark("glossary.yaml", 5, 9)
    assert marks.term(9) == Mark("pack.yaml", 1, 1)
    assert marks.guide(5) == Mark("guide.md", 5, 1)


def test_every_pattern_of_the_models_has_words() -> None:
    """A pattern that is changed in core.items needs its words changed here."""
    schema = [
        TypeAdapter(model).json_schema() for model in (*items.KINDS.values(), items.Manifest, items.Term)
    ]
    assert _patterns(schema) == set(PATTERNS)


def _patterns(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
        own |= set(schema.get("patternProperties", {}))
        return own.union(*(_patterns(value) for value in schema.values()))
    return set().union(*(_patterns(value) for value in schema)) if isinstance(schema, list) else set()


def read(files: dict[str, bytes]) -> None:
    """Reads a pack from memory; nothing but PackErrors may be raised, and never without a problem."""
    reading = Reading(Contents(files, {}), "small")
    pack = reading.pack()
    assert (pack is None) == bool(reading.files.problems)
    for problem in PackErrors(reading.files.problems).problems:
        assert "\n" not in problem.message
        assert problem.mark.line >= 1
        assert problem.mark.column >= 1


@given(
    content=st.binary(max_size=200), name=st.sampled_from(["pack.yaml", "guide.md", "questions/words.yaml"])
)
def test_any_bytes(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "small"
        (folder / "questions").mkdir(parents=True)
        (folder / "pack.yaml").write_text("id: small\nguide: guide.md\nquestions: [questions/words.yaml]\n")
        (folder / name).write_bytes(content)
        with pytest.raises(PackErrors):
            loader.load(folder)


YAML_LIKE = st.text(alphabet="ab1.-:#'\"[]{},&*!|>%@` \n\t?~é\u2028\\xu0", max_size=80)


@given(text=YAML_LIKE)
def test_any_text_like_yaml(text: str) -> None:
    for name in ("pack.yaml", "questions/words.yaml"):
        read({name: text.encode()})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = sorted({name for model in items.KINDS.values() for name in model.model_fields} | {"with", "holds"})


@given(
    kind=st.sampled_from(sorted(items.KINDS)),
    fields=st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6),
    manifest=st.dictionaries(st.sampled_from(sorted(items.Manifest.model_fields)), VALUES, max_size=6),
)
def test_any_values(kind: str, fields: dict[str, object], manifest: dict[str, object]) -> None:
    question = json.dumps([{"id": "a", **fields, "kind": kind}])
    read({"questions/words.yaml": question.encode(), "pack.yaml": json.dumps(manifest).encode()})
    listed = json.dumps({**manifest, "questions": ["questions/words.yaml"]})
    read({"questions/words.yaml": question.encode(), "pack.yaml": listed.encode()})
