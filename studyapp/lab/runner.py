"""Running an experiment, and handing it up as a plain value."""

from __future__ import annotations

import json
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, TypeAlias

import simulator
from studyapp.core.errors import Refusal
from studyapp.core.expressions import ExpressionError
from studyapp.core.items import Question
from studyapp.core.worked import Series, Step, Variant, WorkedExample
from studyapp.lab import claims
from studyapp.lab.differences import differences

Progress: TypeAlias = Callable[[float], None]
"""Is told the share of a run that is done, 0 to 1; what it raises stops the run and comes out unchanged."""

_WHOLE_VARIABLE = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")


class LabError(Refusal, ValueError):
    """A run that was refused; the message names the parameter and says what is allowed."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an experiment, as the command line lists it."""

    name: str
    description: str
    default: object
    allowed: str


@dataclass(frozen=True, slots=True)
class ExperimentInfo:
    """An experiment that can be run."""

    name: str
    title: str
    summary: str
    parameters: tuple[Parameter, ...]
    measurements: Mapping[str, str]
    mistakes: Mapping[str, str]


def catalog() -> tuple[ExperimentInfo, ...]:
    """Every experiment, by name."""
    return tuple(
        ExperimentInfo(
            name=name,
            title=experiment.title,
            summary=experiment.summary,
            parameters=tuple(_parameters(experiment.parameters.model_json_schema())),
            measurements=dict(experiment.measurements),
            mistakes=dict(experiment.mistakes),
        )
        for name, experiment in sorted(simulator.catalog().items())
    )


def _parameters(schema: Mapping[str, Any]) -> list[Parameter]:
    definitions = schema.get("$defs", {})
    return [
        Parameter(name, field.get("description", ""), field.get("default"), allowed_words(field, definitions))
        for name, field in schema["properties"].items()
    ]


def allowed_words(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """What a parameter may be, from its JSON schema, in a few words."""
    if "$ref" in field:
        return allowed_words(definitions[field["$ref"].rsplit("/", 1)[-1]], definitions)
    if "anyOf" in field:
        kinds = [allowed_words(kind, definitions) for kind in field["anyOf"] if kind.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in field:
        return " | ".join(str(value) for value in field["enum"])
    if "const" in field:
        return str(field["const"])
    kind = str(field.get("type", "value"))
    if kind == "array":
        inner = allowed_words(field.get("items", {}), definitions)
        low, high = field.get("minItems", 0), field.get("maxItems")
        return f"list of {inner}" + (f", {low} to {high} entries" if high is not None else "")
    if kind == "object":
        return "{" + ", ".join(field.get("properties", {})) + "}"
    low = field.get("minimum", field.get("exclusiveMinimum"))
    high = field.get("maximum", field.get("exclusiveMaximum"))
    if low is not None and high is not None:
        return f"{kind} {low:g} to {high:g}"
    return kind


def run(
    experiment: str, parameters: Mapping[str, object], seed: int, progress: Progress | None = None
) -> WorkedExample:
    """Run an experiment; LabError in one line when the simulator refuses."""
    began = time.perf_counter()
    result = _run(experiment, parameters, seed, progress)
    return WorkedExample(
        experiment=result.experiment,
        parameters=result.parameters,
        seed=result.seed,
        steps=tuple(
            Step(s.title, s.direction, s.formula, s.substituted, s.value, s.shape, s.layer, s.shown or "")
            for s in result.steps
        ),
        series=tuple(Series(s.name, s.group, s.x_label, s.y_label, s.x, s.y, s.scale) for s in result.series),
        measurements=result.measurements,
        seconds=time.perf_counter() - began,
    )


def run_as_dict(
    experiment: str, parameters: Mapping[str, object], seed: int, progress: Progress | None = None
) -> dict[str, Any]:
    """The whole run, mutants included, as strict JSON data. Progress tells of the run, not of its mutants."""
    done = _run(experiment, parameters, seed, progress)
    try:
        return done.to_dict()
    except ValueError as error:
        raise LabError(str(error)) from error


def mutants(
    experiment: str, parameters: Mapping[str, object], seed: int
) -> Mapping[str, Mapping[str, object]]:
    """The measurements that each named mistake gives, each by a really mutated pass."""
    try:
        return _run(experiment, parameters, seed).mutants
    except ValueError as error:  # a mutated training may take too long where the true one did not
        raise LabError(str(error)) from error


def seconds(experiment: str, parameters: Mapping[str, object], seed: int) -> float:
    """Seconds of computing that the plain run took when it was made, however often it has been asked for since."""
    _run(experiment, parameters, seed)
    with _lock:
        return _times.get(_key(experiment, parameters, seed), 0.0)


def mistakes(experiment: str) -> Mapping[str, str]:
    """What each named mistake of an experiment is, in a sentence; none for an unknown experiment."""
    found = simulator.catalog().get(experiment)
    return {} if found is None else found.mistakes


Asked: TypeAlias = tuple[str, dict[str, Any], int]
"""An experiment, its parameters and a seed: the arguments of a run."""


def asked(question: Question, variant: Variant) -> Asked | None:
    """The run behind a variant; None for a question without an example."""
    example = question.example
    if example is None:
        return None
    return example.experiment, resolved(example.with_, variant.variables), variant.seed


def worked(question: Question, variant: Variant) -> WorkedExample | None:
    """The worked example of a variant, with every statement about it checked; None without an example."""
    example, behind = question.example, asked(question, variant)
    if example is None or behind is None:
        return None
    plain = run(*behind)
    try:
        found = differences(example.differences, *behind, plain, variant.variables)
    except ExpressionError as error:
        raise LabError(str(error)) from error
    return replace(
        plain,
        series=_first(plain.series, example.chart),
        claims=claims.check_all(question, variant, {**plain.measurements, **found}),
        caption=example.caption,
    )


def _first(series: tuple[Series, ...], chart: tuple[str, ...]) -> tuple[Series, ...]:
    """The series that an author named come first."""
    wanted = [one for name in chart for one in series if name in (one.name, one.group)]
    return (*dict.fromkeys(wanted), *(one for one in series if one not in wanted))


def resolved(parameters: Mapping[str, object], variables: Mapping[str, object]) -> dict[str, Any]:
    """Parameters with each "{{variable}}" replaced by its value."""
    return {name: _resolve(value, variables) for name, value in parameters.items()}


def _resolve(value: object, variables: Mapping[str, object]) -> object:
    if isinstance(value, str):
        match = _WHOLE_VARIABLE.fullmatch(value.strip())
        return variables[match.group(1)] if match else value
    if isinstance(value, list | tuple):
        return [_resolve(entry, variables) for entry in value]
    if isinstance(value, dict):
        return {name: _resolve(entry, variables) for name, entry in value.items()}
    return value


def _run(
    experiment: str, parameters: Mapping[str, object], seed: int, progress: Progress | None = None
) -> simulator.Run:
    """A question's key and its worked example come from one and the same run, which is remembered."""
    stopped: list[BaseException] = []

    def report(share: float) -> None:
        if progress is None:
            return
        try:
            progress(share)
        except BaseException as error:
            stopped.append(error)
            raise

    try:
        key = _key(experiment, parameters, seed)
        found = _remembered(key)
        if found is not None:
            report(1.0)
            return found
        simulator.catalog().get(experiment)  # loading it for the first time is no part of a run
        began = time.thread_time()
        done = simulator.run(experiment, json.loads(key[1]), seed=seed, progress=report)
        took = time.thread_time() - began
    except (ValueError, TypeError) as error:
        if any(error is one for one in stopped):
            raise
        raise LabError(str(error)) from error
    _remember(key, done, took)
    return done


_Key: TypeAlias = tuple[str, str, int]
_MOST_REMEMBERED = 16
_runs: OrderedDict[_Key, simulator.Run] = OrderedDict()
_times: dict[_Key, float] = {}
_lock = Lock()


def _key(experiment: str, parameters: Mapping[str, object], seed: int) -> _Key:
    return experiment, json.dumps(parameters, sort_keys=True, default=list), seed


def _remembered(key: _Key) -> simulator.Run | None:
    with _lock:
        if key in _runs:
            _runs.move_to_end(key)
        return _runs.get(key)


def _remember(key: _Key, done: simulator.Run, took: float) -> None:
    with _lock:
        _runs[key], _times[key] = done, took
        while len(_runs) > _MOST_REMEMBERED:
            _times.pop(_runs.popitem(last=False)[0], None)
