"""The schemas of pack files: whole, described to the last field, and of the same fields as the models."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studyapp import resources
from studyapp.core.items import KINDS, Common
from studyapp.lab.controls import controls
from studyapp.lab.runner import catalog
from studyapp.study.field_docs import models, said_of
from studyapp.study.pack_schema import PARTS, Part, schema

CONTENT = resources.packs_root().parent
SCHEMAS = {part: schema(part) for part in (None, *PARTS)}
QUESTIONS = SCHEMAS["questions"]


def properties(made: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every property anywhere in a schema, by its path."""
    if isinstance(made, dict):
        conditions = {"if", "then"} & made.keys()
        for name, field in ({} if conditions else made.get("properties", {})).items():
            yield f"{path}.{name}", field
        for name, entry in made.items():
            if name not in ("if", "then"):  # they name fields that are told elsewhere
                yield from properties(entry, f"{path}.{name}")
    elif isinstance(made, list):
        for entry in made:
            yield from properties(entry, path)


def test_every_field_of_every_model_is_described() -> None:
    found = [(model, name) for model in models().values() for name in model.model_fields]
    assert len(found) > 200
    assert [f"{model.__name__}.{name}" for model, name in found if not said_of(model, name)] == []


@pytest.mark.parametrize("part", [None, *PARTS])
def test_every_field_of_a_schema_is_described_and_named(part: Part | None) -> None:
    found = list(properties(SCHEMAS[part], "$"))
    assert len(found) > 2
    for path, field in found:
        if field is not True:  # a field that all questions have, which is described once
            assert field["description"].strip(), path
            assert field["title"] == path.rpartition(".")[2], path


@pytest.mark.parametrize("part", [None, *PARTS])
def test_a_schema_is_whole_in_itself(part: Part | None) -> None:
    text, defined = json.dumps(SCHEMAS[part]), SCHEMAS[part]["$defs"]
    named = set(re.findall(r'"\$ref": "([^"]*)"', text))
    assert named == {f"#/$defs/{name}" for name in defined}


def test_a_question_has_the_fields_of_its_kind_and_no_others() -> None:
    defined = QUESTIONS["$defs"]
    question = defined["Question"]
    branches = {one["if"]["properties"]["kind"]["const"]: one["then"]["$ref"] for one in question["allOf"]}
    assert list(branches) == list(KINDS) == question["properties"]["kind"]["enum"]
    assert len(question["properties"]["kind"]["enumDescriptions"]) == len(KINDS)
    for kind, model in KINDS.items():
        made = defined[branches[kind].rpartition("/")[2]]
        assert made["properties"].keys() == model.model_fields.keys()
        assert made["additionalProperties"] is False
        required = {name for name, field in model.model_fields.items() if field.is_required()}
        assert {*made["required"], *question["required"]} == required
    assert question["properties"].keys() == {*Common.model_fields, "kind"}


def test_an_example_has_the_parameters_of_its_experiment() -> None:
    for info in catalog():
        made = QUESTIONS["$defs"][f"with_{info.name}"]["properties"]
        assert list(made) == [control.name for control in controls(info.name)]


def test_what_the_reader_takes_the_schema_takes() -> None:
    """A number where an expression is meant, and a claim that is its statement alone."""
    defined = QUESTIONS["$defs"]
    assert defined["NumericAnswer"]["properties"]["value"]["type"] == ["string", "number"]
    claim, statement = defined["Example"]["properties"]["claims"]["items"]["anyOf"]
    assert claim == {"$ref": "#/$defs/Claim"}
    assert statement["type"] == ["string", "number"]


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.yaml")), ids=lambda path: path.name)
def test_the_first_line_of_a_built_in_file_names_its_schema(path: Path) -> None:
    first, _, _ = path.read_text(encoding="utf-8").partition("\n")
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert found, first
    part = {"pack.yaml": "pack", "glossary.yaml": "glossary"}.get(path.name, "questions")
    assert (path.parent / found[1]).resolve() == CONTENT / f"schema/{part}.json"
