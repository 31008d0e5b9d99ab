"""The JSON Schema of the pack format, generated from the item models and the simulator's catalog."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from studyapp.core.items import AnyQuestion, Manifest, Term
from studyapp.lab import runner
from studyapp.study.field_docs import models, said_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """One schema for pack.yaml, the glossary and the question files; `$defs` names each."""
    definitions: dict[str, Any] = {}
    for name, adapter in (
        ("manifest", TypeAdapter(Manifest)),
        ("glossary", TypeAdapter(list[Term])),
        ("questions", TypeAdapter(list[AnyQuestion])),
    ):
        made = adapter.json_schema(by_alias=True, ref_template="#/$defs/{model}")
        definitions |= made.pop("$defs", {})
        definitions[name] = made
    _describe(definitions)
    experiments = {info.name: info.title for info in runner.catalog()}
    definitions["Example"]["properties"]["experiment"] |= {"enum": sorted(experiments)}
    return {
        "$schema": DIALECT,
        "title": "studyapp pack",
        "description": "A file of a studyapp pack: pack.yaml, its glossary, or a list of questions.",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in ("manifest", "glossary", "questions")],
        "$defs": dict(sorted(definitions.items())),
    }


def _describe(definitions: dict[str, Any]) -> None:
    """Give each field the sentence that stands under it in its model."""
    known = models()
    for made in definitions.values():
        model = known.get(made.get("title", ""))
        if model is None:
            continue
        for name, info in model.model_fields.items():
            if said := said_of(model, name):
                made["properties"][info.alias or name]["description"] = said


def schema_text() -> str:
    """The schema as it is kept in content/pack.schema.json."""
    return json.dumps(schema(), indent=2, ensure_ascii=False)
