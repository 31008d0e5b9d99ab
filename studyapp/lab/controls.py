"""The controls of an experiment, made from the JSON schema of its parameters."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import simulator
from simulator.parameters import checked
from studyapp.core.controls import Control, Kind
from studyapp.core.text import one_line
from studyapp.lab.runner import LabError, allowed_words

_SCALARS: tuple[tuple[str, Kind], ...] = (
    ("enum", "choice"),
    ("integer", "whole"),
    ("number", "number"),
    ("boolean", "flag"),
    ("string", "text"),
)


def controls(experiment: str) -> tuple[Control, ...]:
    """One control a parameter, in their order; LabError for an unknown experiment."""
    found = simulator.catalog().get(experiment)
    if found is None:
        known = ", ".join(sorted(simulator.catalog()))
        raise LabError(f"there is no experiment {one_line(experiment, 60)!r}; there are {known}")
    schema = found.parameters.model_json_schema()
    definitions = schema.get("$defs", {})
    return tuple(control_of(name, field, definitions) for name, field in schema["properties"].items())


def control_of(name: str, field: Mapping[str, Any], definitions: Mapping[str, Any]) -> Control:
    """The control of one parameter: of the forms that it may take, the simplest that an arrow key can move."""
    forms = [_resolved(form, definitions) for form in field.get("anyOf", [field])]
    optional = any(form.get("type") == "null" for form in forms)
    forms = [form for form in forms if form.get("type") != "null"]
    kind: Kind = "list"
    chosen: Mapping[str, Any] = {}
    for wanted, made in _SCALARS:
        match = [form for form in forms if wanted == ("enum" if "enum" in form else form.get("type"))]
        if match:
            kind, chosen = made, match[0]
            break
    allowed = allowed_words(field, definitions)
    if kind == "list" and all(form.get("type") == "object" for form in forms):
        allowed = "numbers by name, such as x=1 y=2"
    return Control(
        name=name,
        kind=kind,
        default=plain(field.get("default")),
        allowed=allowed,
        description=" ".join(str(field.get("description", "")).split()),
        choices=tuple(chosen.get("enum", ())),
        low=chosen.get("minimum", chosen.get("exclusiveMinimum", -math.inf)),
        high=chosen.get("maximum", chosen.get("exclusiveMaximum", math.inf)),
        low_open="exclusiveMinimum" in chosen,
        high_open="exclusiveMaximum" in chosen,
        optional=optional,
        lists=kind != "list" and any(form.get("type") == "array" for form in forms),
    )


def _resolved(form: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in form:
        named: Mapping[str, Any] = definitions[form["$ref"].rsplit("/", 1)[-1]]
        return named
    return form


def plain(value: object) -> Any:
    """A value with lists for tuples, so that the same numbers are equal."""
    return json.loads(json.dumps(value, default=list))


def complaint(experiment: str, parameters: Mapping[str, object]) -> str:
    """Why a run would be refused, in one line; empty where its parameters are allowed. Nothing is run."""
    found = simulator.catalog()[experiment]
    try:
        checked(found.parameters, experiment, parameters)
    except (ValueError, TypeError) as error:
        return one_line(str(error).removeprefix(f"{experiment}: "), 300)
    return ""
