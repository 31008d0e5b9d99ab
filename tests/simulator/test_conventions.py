"""Conventions: each value is one of the parameter, can be run, and is known by its words."""

from __future__ import annotations

import pytest

from simulator import catalog, run
from simulator.conventions import HALVED, LAYOUT, REDUCTION, SCALING, Convention

DECLARED = [
    (name, parameter, convention)
    for name, experiment in catalog().items()
    for parameter, convention in experiment.conventions.items()
]
SETTINGS = {
    ("recurrent", "reset"): {"cell": "gru"},
    ("recurrent", "update_gate"): {"cell": "gru"},
    ("optimizer", "momentum_form"): {"optimizer": "momentum"},
}


def test_there_are_conventions() -> None:
    assert {name for name, *_ in DECLARED} >= {"chain", "network", "loss", "normalization", "recurrent"}


@pytest.mark.parametrize(
    ("name", "parameter", "convention"),
    DECLARED,
    ids=[f"{name}-{parameter}" for name, parameter, _ in DECLARED],
)
def test_each_value_runs_and_each_has_words(name: str, parameter: str, convention: Convention) -> None:
    field = catalog()[name].parameters.model_fields[parameter]
    values = [meant.value for meant in convention.meant]
    assert len(values) >= 2
    # `output` of the chains is no squared error, and so no convention of one.
    assert field.default in values or field.default in ("output", "softmax_cross_entropy")
    assert convention.asks.startswith(("wh", "where"))
    for meant in convention.meant:
        assert meant.words
        assert meant.named_in(f"It is meant: {meant.words[0].upper()}.")
        done = run(name, {**SETTINGS.get((name, parameter), {}), parameter: meant.value}, seed=3)
        assert done.parameters[parameter] == meant.value


@pytest.mark.parametrize("name", [name for name, experiment in catalog().items() if experiment.explicit])
def test_a_run_with_everything_explicit_is_the_same_run(name: str) -> None:
    parameters = {"pre_activations": 0.5} if name == "chain" else {}
    first = run(name, parameters, seed=5)
    explicit = {
        parameter: first.measurements[measurement]
        for parameter, measurement in catalog()[name].explicit.items()
        if measurement is not None
    }
    again = run(name, explicit, seed=6)
    assert numbers(again.measurements) == pytest.approx(numbers(first.measurements), rel=1e-12, nan_ok=True)


def numbers(value: object) -> list[float]:
    """All numbers inside a value, in order."""
    if isinstance(value, dict):
        return [number for name in sorted(value) for number in numbers(value[name])]
    if isinstance(value, list):
        return [number for entry in value for number in numbers(entry)]
    assert isinstance(value, int | float)
    return [value]


@pytest.mark.parametrize(
    ("convention", "value", "text", "open_"),
    [
        (HALVED, "half_squared_error", "The loss is half the squared error.", []),
        (HALVED, "half_squared_error", "The loss is the squared error.", ["squared_error"]),
        (HALVED, "half_squared_error", r"$C = \frac{1}{2} (a - t)^2$", []),
        (HALVED, "squared_error", "The loss is the Squared Error.", []),
        (HALVED, "squared_error", "The loss is behalf.", ["half_squared_error"]),
        (HALVED, "output", "The loss is the output.", []),
        (REDUCTION, "mean", "The terms are averaged.", []),
        (REDUCTION, "sum", "The terms are averaged.", ["mean"]),
        (REDUCTION, "sum", "There is a summer.", ["mean"]),
        (LAYOUT, "in_out", "Row i belongs to input i.", []),
        (SCALING, None, "Plain dot products.", [1.0]),
        (SCALING, None, "Divided by √d.", []),
    ],
)
def test_what_a_text_leaves_open(
    convention: Convention, value: object, text: str, open_: list[object]
) -> None:
    assert list(convention.left_open(value, text)) == open_
