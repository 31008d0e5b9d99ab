"""The JSON Schema of the pack format, generated from the item models and the simulator's catalog.

Each kind of file has a schema of its own, in the form that an editor's language server completes and judges best:
a question's fields follow from its `kind`, the parameters of an example from its `experiment`. The schema of all
three is for other tools: a server that holds it against a question with a slip reads it as a faulty glossary.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from pydantic import TypeAdapter

from studyapp.core.controls import Control
from studyapp.core.items import KINDS, AnyQuestion, Common, Manifest, Term
from studyapp.lab import runner
from studyapp.lab.controls import controls
from studyapp.study.field_docs import models, said_of

Schema: TypeAlias = dict[str, Any]
Part: TypeAlias = Literal["pack", "glossary", "questions"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PARTS: tuple[Part, ...] = get_args(Part)
_TELLS = {
    "pack": "pack.yaml: what a studyapp pack is and which files it is made of.",
    "glossary": "The glossary of a studyapp pack: a list of terms.",
    "questions": "A file of a studyapp pack: a list of questions.",
}
_TYPES = {"flag": ("boolean",), "whole": ("number",), "number": ("number",), "list": ("array", "object")}
_MODELS: dict[Part, Any] = {"pack": Manifest, "glossary": list[Term], "questions": list[AnyQuestion]}


def schema(part: Part | None = None) -> Schema:
    """The schema of one kind of file, whole in itself; without a part one for all three, as `$defs` named so."""
    definitions = _definitions(whole=part is None)
    if part is None:
        what: Schema = {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in PARTS]}
        title, tells = (
            "studyapp pack",
            "A file of a studyapp pack: pack.yaml, its glossary, or a list of questions.",
        )
    else:
        what = definitions[part]
        title, tells = f"studyapp {part}", what["description"]
    kept: Schema = {}
    _keep(what, definitions, kept)
    return {
        "$schema": DIALECT,
        **what,
        "title": title,
        "description": tells,
        "$defs": dict(sorted(kept.items())),
    }


def schema_text(part: Part | None = None) -> str:
    """The schema as it is kept under content/."""
    return json.dumps(schema(part), indent=1, ensure_ascii=False)


def write(folder: Path) -> None:
    """Write the schema of each kind of file into a folder, as pack.json, glossary.json and questions.json."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        (folder / f"{part}.json").write_text(schema_text(part) + "\n", encoding="utf-8", newline="\n")


def _definitions(whole: bool) -> Schema:
    """Every definition by name: the models, the three kinds of files, and the parameters of each experiment.

    `whole` says that each kind of question tells of the fields that all have, too; an editor would show them twice.
    """
    definitions: Schema = {}
    for part, model in _MODELS.items():
        made = TypeAdapter(model).json_schema(by_alias=True, ref_template="#/$defs/{model}")
        definitions |= made.pop("$defs", {})
        definitions[part] = made | {"description": _TELLS[part]}
    _describe(definitions)
    claims = definitions["Example"]["properties"]["claims"]
    statement = {**definitions["Claim"]["properties"]["holds"], "title": "Statement"}
    claims["items"] = {"anyOf": [claims["items"], statement]}  # a claim may be its statement alone
    definitions["Question"] = _question(definitions, whole)
    definitions["questions"]["items"] = {"$ref": "#/$defs/Question"}
    infos = runner.catalog()
    experiment = definitions["Example"]["properties"]["experiment"]
    experiment |= _one_of({info.name: f"{info.title}. {info.summary}" for info in infos})
    definitions["Example"]["allOf"] = [
        _when("experiment", info.name, {"properties": {"with": {"$ref": f"#/$defs/with_{info.name}"}}})
        for info in infos
    ]
    definitions |= {f"with_{info.name}": _parameters(info.name) for info in infos}
    _tidy(definitions)
    return definitions


def _describe(definitions: Schema) -> None:
    """Give each field the sentence that stands under it in its model."""
    known = models()
    for made in definitions.values():
        model = known.get(made.get("title", ""))
        if model is None:
            continue
        for name, info in model.model_fields.items():
            if said := said_of(model, name):
                made["properties"][info.alias or name]["description"] = said


def _question(definitions: Schema, whole: bool) -> Schema:
    """Any question: what all have, and by its kind what that one has besides."""
    kinds: dict[str, Schema] = {kind: definitions[model.__name__] for kind, model in KINDS.items()}
    first = next(iter(kinds.values()))
    common = {name: first["properties"][name] for name in Common.model_fields}
    required = [name for name in common if name in first["required"]]
    tells = {kind: model["properties"]["kind"]["description"] for kind, model in kinds.items()}
    for model in kinds.values() if not whole else ():
        # A kind names the fields that all have, since it allows no other field.
        model["properties"] |= dict.fromkeys(common, True)
        model["required"] = [name for name in model["required"] if name not in (*common, "kind")]
    kind = {"description": "What the learner does.", "type": "string", **_one_of(tells)}
    return {
        "type": "object",
        "description": "A question.",
        "properties": {"id": common["id"], "kind": kind, **common},
        "required": ["id", "kind", *(name for name in required if name != "id")],
        "allOf": [_when("kind", name, {"$ref": f"#/$defs/{KINDS[name].__name__}"}) for name in KINDS],
    }


def _parameters(experiment: str) -> Schema:
    """What may stand under `with`."""
    return {
        "type": "object",
        "properties": {control.name: _parameter(control) for control in controls(experiment)},
        "additionalProperties": False,
    }


def _parameter(control: Control) -> Schema:
    """Its bounds are left to `pack check`. Any value may be a variable, which is a text."""
    if control.kind == "choice" and not control.lists:
        forms = [{"enum": list(control.choices)}, {"type": "string", "pattern": r"^\{\{.*\}\}$"}]
        return {"description": control.description, "anyOf": forms + [{"type": "null"}] * control.optional}
    types = [
        *_TYPES.get(control.kind, ()),
        *["array"] * control.lists,
        "string",
        *["null"] * control.optional,
    ]
    return {"description": f"{control.description} ({control.allowed})", "type": types}


def _one_of(tells: dict[str, str]) -> Schema:
    """One of some names; editors show what is said of each."""
    return {"enum": list(tells), "enumDescriptions": list(tells.values())}


def _when(field: str, value: str, then: Schema) -> Schema:
    return {
        "if": {"type": "object", "properties": {field: {"const": value}}, "required": [field]},
        "then": then,
    }


def _tidy(made: Any) -> None:
    """Fields have their names as titles; null and empty defaults, which an editor would insert, are left out."""
    if isinstance(made, list):
        for entry in made:
            _tidy(entry)
    if not isinstance(made, dict):
        return
    for name, field in made.get("properties", {}).items():
        if not isinstance(field, dict):
            continue
        field["title"] = name
        if field.get("default", 0) in (None, [], {}):
            del field["default"]
        forms = [form for form in field.get("anyOf", []) if form != {"type": "null"}]
        if len(forms) == 1:
            del field["anyOf"]
            field |= forms[0]
    for entry in made.values():
        _tidy(entry)


def _keep(made: Any, definitions: Schema, kept: Schema) -> None:
    """Put every definition that is used here into `kept`, and what those use."""
    if isinstance(made, dict):
        name = str(made.get("$ref", "")).removeprefix("#/$defs/")
        if name in definitions and name not in kept:
            kept[name] = definitions[name]
            _keep(definitions[name], definitions, kept)
    for entry in made.values() if isinstance(made, dict) else made if isinstance(made, list) else ():
        _keep(entry, definitions, kept)
