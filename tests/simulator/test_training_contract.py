"""The contract of `run` for `training`: descriptions, seeds, plain data, bounds of work and of time."""

import json
import time
from itertools import count
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import catalog, run
from simulator.experiments.training_parameters import MOST_WORK, TrainingParameters

SMALL: dict[str, Any] = {"steps": 6, "samples": 8, "held_out": 4}


def test_every_measurement_is_described_and_every_description_is_measured() -> None:
    experiment, done = catalog()["training"], run("training", SMALL)
    assert set(done.measurements) == set(experiment.measurements)
    assert all(key.isidentifier() for key in done.measurements)
    assert all(field.description for field in experiment.parameters.model_fields.values())
    assert all(sentence.endswith(".") for sentence in experiment.mistakes.values())
    assert set(done.parameters) == set(experiment.parameters.model_fields)
    assert set(done.mutants) <= set(experiment.mistakes)


@pytest.mark.parametrize("given", [{}, {"batch_size": 3, "normalization": "batch"}, {"data": "regression"}])
def test_same_seed_same_numbers_and_resolved_parameters_run_again(given: dict[str, Any]) -> None:
    first = run("training", SMALL | given, seed=5)
    assert first.to_dict() == run("training", SMALL | given, seed=5).to_dict()
    assert first.to_dict() == run("training", first.parameters, seed=5).to_dict()
    assert (
        first.measurements["loss_history"]
        != run("training", SMALL | given, seed=6).measurements["loss_history"]
    )


def test_plain_data_goes_through_strict_json() -> None:
    data = run(
        "training", SMALL | {"learning_rate": 1e6, "variants": [{"name": "a"}, {"depth": 1}]}
    ).to_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert {name.split(".")[0] for name in data["measurements"] if "." in name} == {"a", "depth_1"}


def test_mutants_differ_from_the_run_and_keep_its_shapes() -> None:
    done = run("training", SMALL | {"activation": "tanh"})  # of relu the slope at a is that at z
    assert done.mutants
    for measured in done.mutants.values():
        assert measured != done.measurements
        assert {k: np.shape(v) for k, v in measured.items()} == {
            k: np.shape(v) for k, v in done.measurements.items()
        }


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_any_value_runs_or_is_refused_in_one_line(data: st.DataObject) -> None:
    known = sorted(catalog()["training"].parameters.model_fields)
    given: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(known), values, max_size=3))
    told = ""
    try:
        json.dumps(run("training", SMALL | given).to_dict(), allow_nan=False)
    except ValueError as error:
        told = str(error)
    assert "\n" not in told
    assert len(told) < 500
    assert not told or told.startswith("training: ")


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"depth": 51}, "depth must be less than or equal to 50, got 51"),
    ({"depth": 0}, "depth must be greater than or equal to 1, got 0"),
    ({"width": 65}, "width must be less than or equal to 64, got 65"),
    ({"steps": 10**9}, "steps must be less than or equal to 5000"),
    ({"samples": 10**6}, "samples must be less than or equal to 512"),
    ({"steps": 5000, "depth": 50}, "steps must keep the work at or below 6,000,000,000 multiplications"),
    ({"steps": 2000, "depth": 10, "record_every": 1}, "or raise record_every"),
    ({"variants": [{}] * 5}, "variants must have at most 4 items"),
    ({"variants": [{"name": "a"}, {"name": "a"}]}, "variants must have different names, got a twice"),
    ({"variants": [{"width": 65}]}, "variants[0][width] must be less than or equal to 64, got 65"),
    (
        {"variants": [{"learning_rate": -1.0}]},
        "variants[0][learning_rate] must be greater than or equal to 0",
    ),
    ({"variants": [{"steps": 3}]}, "variants[0] has no parameter 'steps'"),
    ({"batch_size": 129}, "batch_size must be at most samples (128), got 129"),
    ({"warmup": 301}, "warmup must be at most the number of steps (300), got 301"),
    ({"normalization": "group", "groups": 5}, "groups must divide the width (16) evenly, got 5"),
    ({"data": "circles"}, "data must be 'xor', 'moons', 'spirals' or 'regression', got 'circles'"),
    ({"arms": 5}, "arms must be less than or equal to 4, got 5"),
    ({"noise": float("nan")}, "noise must be a finite number"),
    ({"clip_limit": 0.0}, "clip_limit must be greater than 0, got 0.0"),
    ({"stepz": 3}, "no parameter 'stepz'; did you mean steps?"),
]


@pytest.mark.parametrize(("given", "told"), REFUSED)
def test_what_is_not_allowed_is_refused_in_one_line_before_any_work(given: dict[str, Any], told: str) -> None:
    began = time.perf_counter()
    with pytest.raises(ValueError, match=r".") as refusal:
        run("training", given)
    assert time.perf_counter() - began < 0.5
    assert told in str(refusal.value)
    assert str(refusal.value).startswith("training: ")
    assert "\n" not in str(refusal.value)


LARGEST: list[dict[str, Any]] = [
    {"depth": 50, "width": 64, "samples": 512, "batch_size": 16},
    {"depth": 10, "normalization": "group", "activation": "gelu_tanh", "optimizer": "adamw", "clip": "norm"},
    {"depth": 50, "width": 4, "activation": "prelu", "normalization": "rms", "optimizer": "adam"},
]


def most_steps(given: dict[str, Any]) -> int:
    """The most steps whose estimated work is allowed, by bisection."""
    low, high = 1, 5001
    while high - low > 1:
        middle = (low + high) // 2
        try:
            TrainingParameters.model_validate(given | {"steps": middle})
            low = middle
        except ValueError:
            high = middle
    return low


@pytest.mark.parametrize("given", LARGEST)
def test_the_largest_runs_that_are_allowed_take_less_than_two_seconds_of_one_core(
    given: dict[str, Any],
) -> None:
    largest = given | {"steps": most_steps(given)}
    p = TrainingParameters.model_validate(largest)
    assert p.work(p.all_variants[0]) > 0.9 * MOST_WORK
    began = time.process_time()
    run("training", largest)
    assert time.process_time() - began < 2


def test_a_training_that_takes_too_long_is_refused_and_no_half_of_it_comes_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A clock of four seconds a look: the third look of the loop is past the ten."""
    looks = count(0, 4)
    monkeypatch.setattr(time, "monotonic", lambda: float(next(looks)))
    with pytest.raises(
        ValueError, match=r"^training: steps must be fewer .* 3 of 300 took more than 10 sec"
    ) as told:
        run("training")
    assert "lower steps, depth, width or the number of variants" in str(told.value)
    assert "\n" not in str(told.value)
