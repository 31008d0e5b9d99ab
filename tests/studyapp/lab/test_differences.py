"""Finite differences: of known functions, of runs, and what is refused."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.expressions import ExpressionError
from studyapp.core.items import Difference
from studyapp.lab import runner
from studyapp.lab.differences import derivative, differences


@pytest.mark.parametrize(
    ("f", "x", "exact"),
    [
        (lambda x: x**3, 2.0, 12.0),
        (math.exp, -3.0, math.exp(-3)),
        (math.sin, 1e4, math.cos(1e4)),
        (lambda x: 1 / x, 0.01, -1e4),
        (lambda _: 7.0, 1.0, 0.0),
        (lambda x: max(x, 0.0), 0.05, 1.0),
        # So steep that the first steps see two flat ends only.
        (lambda x: math.tanh(20_000 * x), 0.0, 20_000.0),
    ],
)
def test_known_derivatives(f: Callable[[float], float], x: float, exact: float) -> None:
    assert derivative(f, x) == pytest.approx(exact, rel=1e-8)


@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(0.5, 3))
def test_a_cubic_with_a_wave(a: float, x: float, b: float) -> None:
    exact = 3 * a * x**2 + b * math.cos(b * x)
    assert derivative(lambda t: a * t**3 + math.sin(b * t), x) == pytest.approx(exact, rel=1e-6, abs=1e-8)


def found(
    experiment: str, by: str, of: str, parameters: Mapping[str, Any], seed: int = 1
) -> tuple[float, Any]:
    done = runner.run(experiment, parameters, seed)
    wanted = {"d": Difference.model_validate({"of": of, "by": by})}
    value = differences(wanted, experiment, parameters, seed, done, {"l": 1})["difference.d"]
    assert isinstance(value, float)
    return value, done.measurements


@pytest.mark.parametrize(
    ("experiment", "by", "of", "parameters", "analytic"),
    [
        # Solved biases are held as they were solved, drawn numbers as they were drawn.
        ("chain", "biases[1]", "output", {"weights": [8, 8, 8], "pre_activations": 0}, ("bias_gradient", 0)),
        ("chain", "weights[2]", "loss", {"length": 3, "loss": "squared_error"}, ("weight_gradient", 1)),
        ("chain", "input", "output", {"length": 2}, ("input_gradient",)),
        ("network", "weights[2][1][2]", "loss", {"sizes": [2, 3, 2]}, ("weight_gradient", 1, 0, 1)),
        ("network", "biases[{{l}}][2]", "loss", {"sizes": [2, 3, 2], "batch": 4}, ("bias_gradient", 0, 1)),
        ("network", "weights[1][2][1]", "loss", {"layout": "out_in"}, ("weight_gradient", 0, 1, 0)),
        ("recurrent", "recurrent_weights[1][1][2]", "loss", {}, ("recurrent_weight_gradient", 0, 0, 1)),
        ("recurrent", "inputs[2][1]", "loss", {"cell": "lstm", "forget_bias": 1.0}, ("input_gradient", 1, 0)),
        (
            "expression",
            "inputs.w",
            "output",
            {"expression": "x * tanh(w)", "inputs": {"x": 2, "w": 0.5}},
            ("input_gradient", 1),
        ),
        (
            "circuit",
            "gates[1].angle",
            "expectation",
            {"qubits": 1, "draws": 0, "gates": [{"gate": "RY", "qubit": 1, "angle": 0.7}]},
            ("gradient", 0),
        ),
        ("normalization", "inputs[2][1]", "cost", {"batch": 3, "features": 2}, ("input_gradient", 1, 0)),
        (
            "loss",
            "outputs[2]",
            "loss",
            {"outputs": [0.5, 1.0, -1.0], "targets": [1, 0, 0]},
            ("output_gradient", 1),
        ),
    ],
)
def test_runs(
    experiment: str, by: str, of: str, parameters: Mapping[str, Any], analytic: tuple[Any, ...]
) -> None:
    value, expected = found(experiment, by, of, parameters)
    for key in analytic:
        expected = expected[key]
    assert value == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize(
    ("by", "of", "message"),
    [
        ("weights[4]", "output", "the run has no weights[4]"),
        ("nothing", "output", "the run has no nothing"),
        ("weights.first", "output", "the run has no weights.first"),
        ("activation", "output", "activation is no number"),
        ("weights", "output", "weights is no number"),
        ("weights[1]", "bias_gradient", "needs a number, got a list of 2"),
        ("weights[1]", "nothing", "there is no measurement 'nothing'"),
    ],
)
def test_what_cannot_be_differentiated_is_said(by: str, of: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=re.escape(message)):
        found("chain", by, of, {"weights": [1, 2]})
