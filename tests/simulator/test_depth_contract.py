"""The contract of `run` for the experiments about depth: descriptions, seeds, plain data, steps that add up."""

import json
import re
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import catalog, run

arithmetic = runpy.run_path(str(Path(__file__).with_name("test_steps.py")))["arithmetic"]

NAMES = ["normalization", "residual", "initialization"]


@pytest.mark.parametrize("name", NAMES)
def test_every_measurement_is_described_and_every_description_is_measured(name: str) -> None:
    experiment, done = catalog()[name], run(name)
    assert set(done.measurements) == set(experiment.measurements)
    assert all(key.isidentifier() for key in done.measurements)
    assert all(field.description for field in experiment.parameters.model_fields.values())
    assert all(sentence.endswith(".") for sentence in experiment.mistakes.values())
    assert set(done.parameters) == set(experiment.parameters.model_fields)
    assert set(done.mutants) <= set(experiment.mistakes)


@pytest.mark.parametrize("name", NAMES)
def test_same_seed_same_numbers_and_resolved_parameters_run_again(name: str) -> None:
    first = run(name, seed=5)
    assert first.to_dict() == run(name, seed=5).to_dict()
    assert first.measurements == run(name, first.parameters, seed=5).measurements
    assert first.measurements != run(name, seed=6).measurements


@pytest.mark.parametrize("name", NAMES)
def test_plain_data_goes_through_strict_json(name: str) -> None:
    data = run(name).to_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data


@pytest.mark.parametrize("name", NAMES)
def test_mutants_differ_from_the_run_and_keep_its_shapes(name: str) -> None:
    done = run(name)
    assert done.mutants
    for measured in done.mutants.values():
        assert {k: np.shape(v) for k, v in measured.items()} == {
            k: np.shape(v) for k, v in done.measurements.items()
        }


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


@settings(deadline=None, max_examples=100)
@given(data=st.data(), name=st.sampled_from(NAMES))
def test_any_value_runs_or_is_refused_in_one_line(data: st.DataObject, name: str) -> None:
    known = sorted(catalog()[name].parameters.model_fields)
    parameters: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(known), values, max_size=3))
    told = ""
    try:
        json.dumps(run(name, parameters).to_dict(), allow_nan=False)
    except ValueError as error:
        told = str(error)
    assert "\n" not in told
    assert len(told) < 500
    assert not told or told.startswith(f"{name}: ")


CASES: list[tuple[str, dict[str, Any], int]] = [
    ("normalization", {"scale": -1.5, "shift": 0.25}, 60),
    ("normalization", {"kind": "layer", "epsilon_place": "outside", "epsilon": 0.5}, 60),
    ("normalization", {"kind": "group", "variance_divisor": "unbiased"}, 60),
    ("normalization", {"kind": "rms"}, 50),
    ("normalization", {"mode": "eval"}, 40),
    ("residual", {"width": 1, "batch": 1, "networks": 1, "depth": 4, "branch_scale": -0.5}, 15),
    ("initialization", {"layers": 5, "activation": "sigmoid"}, 9),
]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("experiment", "parameters", "at_least"), CASES)
def test_the_numbers_put_in_give_the_number_that_comes_out(
    experiment: str, parameters: dict[str, Any], at_least: int, seed: int
) -> None:
    judged = 0
    for step in run(experiment, parameters, seed=seed).steps:
        parts = re.split(r" = |\\leftarrow", step.substituted)
        if len(parts) < 2 or r"\cdots" in step.substituted:
            continue
        try:
            (told, moved), (result, printed) = arithmetic(parts[-2].strip()), arithmetic(parts[-1].strip())
        except SyntaxError:
            continue  # a symbol or a function: nothing to add up
        assert abs(told - result) <= moved + printed, step.substituted
        if isinstance(step.value, float):
            assert result == pytest.approx(step.value, rel=1e-3), step.title
        judged += 1
    assert judged >= at_least


@pytest.mark.parametrize("experiment", NAMES)
def test_steps_are_well_formed(experiment: str) -> None:
    for step in run(experiment).steps:
        assert step.title[0].isupper()
        for latex in (step.formula, step.substituted):
            assert latex.count("{") == latex.count("}")
            assert latex.count(r"\left") - latex.count(r"\leftarrow") == latex.count(r"\right")
            assert "nan" not in latex
            assert "%" not in latex
