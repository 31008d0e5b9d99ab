"""The contract of every experiment: descriptions, seeds, plain data, mistakes, steps that add up and are honest.

The settings of an experiment are chosen so that each of its mistakes can be made in one of them, and shows there.
"""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import catalog, run
from simulator.trace import strict_json
from tests.simulator.checks import judge_honesty, judge_steps

IMAGE: dict[str, Any] = {
    "channels_in": 2,
    "channels_out": 2,
    "padding": 1,
    "dilation": 2,
    "bias": 0.5,
    "size": 6,
}
STACK = [{"kernel": 3, "padding": 1, "stride": 2, "channels": 4}, {"kernel": 2, "stride": 3, "dilation": 2}]

SETTINGS: dict[str, list[dict[str, Any]]] = {
    "chain": [
        {"length": 5, "biases": -0.5, "loss": "squared_error", "target": -0.25, "activation": "tanh"},
        {"length": 5, "pre_activations": 1.0, "loss": "half_squared_error", "learning_rate": 1e-6},
    ],
    "network": [
        {"sizes": [3, 4, 2], "biases": -0.25},
        {
            "sizes": [3, 3],
            "loss": "half_squared_error",
            "reduction": "sum",
            "layout": "out_in",
            "biases": 0.1,
        },
        {"sizes": [3, 4, 3], "batch": 3, "loss": "softmax_cross_entropy", "layout": "out_in"},
        {"sizes": [3, 3, 3], "batch": 2, "activation": "tanh", "biases": 0.5},
    ],
    "gradient_flow": [
        {"depth": 4, "width": 5, "updates": 1},
        {"depth": 4, "width": 4, "updates": 2, "normalization": "batch", "residual": "original"},
    ],
    "activation": [{"layers": 12}, {"activation": "prelu", "slope": 0.25, "layers": 3}],
    "expression": [
        {},
        {"expression": "q = x/y; max(q, x) - q*exp(q)**2", "low": 0.5},
        {"expression": "x**2*x0**den - -y/1e-9", "low": 0.5},
    ],
    "recurrent": [
        {"units": 3, "features": 2, "biases": -0.25, "truncation": 2, "loss": "squared_error"},
        {"cell": "lstm", "units": 2, "initial_cell": 0.5, "forget_bias": 1.0, "truncation": 2},
        {"cell": "gru", "initial_state": 0.5, "biases": 0.1, "recurrent_biases": [0.5, -0.5, 0.25]},
        {"cell": "gru", "reset": "before", "update_gate": "replace", "time_steps": 3, "units": 3},
        {"cell": "lstm", "time_steps": 30, "units": 9, "compare": ["rnn"]},
    ],
    "normalization": [
        {"scale": -1.5, "shift": 0.25},
        {"kind": "layer", "epsilon_place": "outside", "epsilon": 0.5, "scale": 2.0, "shift": 1.0},
        {"kind": "rms", "batch": 20, "features": 9},
        {"kind": "group", "variance_divisor": "unbiased"},
        {"mode": "eval", "running_mean": 0.5, "running_variance": 2.0},
    ],
    "circuit": [
        {"draws": 20, "study_qubits": [2, 3]},
        {"draws": 20, "study_depths": [3], "ansatz": "random", "cost": "zero_all", "shift": 0.5},
        {"draws": 0, "qubits": 7, "layers": 3, "cost": "z_mean"},
    ],
    "clipping": [
        {"epsilon": 1e-6},
        {"mode": "by_norm", "epsilon": 1e-6, "layers": 5},
        {"mode": "by_value", "limit": 0.25},
        {"norm": "max", "layers": 40, "gradient_scale": 1e-3},
        {"layers": 40, "units": 20, "limit": 1e9, "growth": 1.0},
    ],
    "optimizer": [
        *[
            {"optimizer": name, "start": [3.0, -1.0], "weight_decay": 0.1, "race": race}
            for name, race in (
                ("sgd", []),
                ("nesterov", []),
                ("adagrad", ["sgd"]),
                ("adamw", ["adam", "sgd"]),
            )
        ],
        {"optimizer": "momentum", "momentum_form": "mean", "schedule": "cosine", "warmup": 2},
        {"optimizer": "momentum", "momentum_form": "sum", "updates": 40},
        {"optimizer": "adam", "epsilon": 0.1, "weight_decay": 0.1},
        {"optimizer": "rmsprop", "epsilon_place": "inside", "epsilon": 0.1, "gradients": [[1, 2], [3, 4]]},
    ],
    "loss": [
        {"smoothing": 0.1, "l1": 0.5, "l2": 0.25, "batch": 2},
        {"l1": 0.5, "l2": 0.25, "weights": [1.0, -2.0, 0.5, 3.0, -0.25]},
        {"loss": "squared_error", "batch": 2, "output_activation": "sigmoid"},
        {"loss": "half_squared_error", "classes": 8, "reduction": "sum", "l2": 0.1, "l2_half": False},
        {"loss": "binary_cross_entropy", "classes": 2, "smoothing": 0.2},
        {"loss": "hinge", "outputs": [[2.0, -0.5], [-2.0, 0.5]], "targets": [[1.0, 1.0], [-1.0, 1.0]]},
    ],
    "attention": [
        {"heads": 2, "mask": "causal", "project": True, "draws": 20},
        {"score": "additive", "project": True, "draws": 20},
        {"query_count": 9, "features": 32, "key_count": 9, "value_features": 6, "draws": 0, "scale": 0.25},
    ],
    "residual": [
        {"depth": 4, "networks": 3, "branch_scale": 0.5, "activation": "tanh"},
        {"width": 1, "batch": 1, "networks": 1, "depth": 4, "branch_scale": -0.5},
        {"depth": 30, "networks": 2},
    ],
    "initialization": [
        {"layers": 5, "activation": "sigmoid", "networks": 4},
        {"initialization": "he_normal", "layers": 3, "networks": 4, "compare": ["fan_in_uniform"]},
        {"initialization": "he_uniform", "sizes": [3, 5, 2], "networks": 4},
    ],
    "convolution": [
        {**IMAGE, "stack": STACK},
        {"channels_in": 2, "channels_out": 2, "padding": 1, "stride": 2, "kernel_size": 2, "bias": -0.5},
        {"dimensions": 1, "size": 7, "dilation": 2},
        {"operation": "average_pool", "kernel_size": 2, "size": 5},
        {"operation": "max_pool", "kernel_size": 3, "stride": 2, "size": 6},
        {"size": 20, "channels_in": 3},
    ],
}
CASES = [(name, parameters) for name, several in SETTINGS.items() for parameters in several]

INHERENT: dict[str, set[str]] = {
    "chain": {"forgotten_bias"},  # the biases are 0
    "gradient_flow": {"wrong_update_sign"},  # no update is made, and the sizes of a step have no sign
    "activation": {"sum_not_product"},  # of one layer
    "normalization": {"forgotten_scale", "forgotten_shift"},  # they are 1 and 0
    "clipping": {"always_scaled"},  # the gradient is longer than the limit
    "residual": {
        "forgotten_branch_scale",
        "derivative_at_activation",
    },  # 1, and that of ReLU is the same there
}
"""Mistakes that make no difference on the default parameters, by what they are."""


def test_every_experiment_has_its_settings() -> None:
    assert set(SETTINGS) == set(catalog())


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_every_measurement_is_described_and_every_description_is_measured(
    name: str, parameters: dict[str, Any]
) -> None:
    experiment, done = catalog()[name], run(name, parameters)
    plain = {key for key in done.measurements if "." not in key}  # the others are of what is compared
    assert plain == set(experiment.measurements)
    assert all(part.isidentifier() for key in done.measurements for part in key.split("."))
    assert set(done.parameters) == set(experiment.parameters.model_fields)


@pytest.mark.parametrize("name", SETTINGS)
def test_everything_has_its_sentence(name: str) -> None:
    experiment = catalog()[name]
    assert experiment.name == name
    assert all(field.description for field in experiment.parameters.model_fields.values())
    assert all(sentence.endswith(".") for sentence in experiment.mistakes.values())
    assert experiment.summary.endswith(".")


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_same_seed_same_numbers_through_strict_json_and_resolved_parameters_run_again(
    name: str, parameters: dict[str, Any]
) -> None:
    first = run(name, parameters, seed=5)
    data = first.to_dict()
    assert data == run(name, parameters, seed=5).to_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    again = run(name, first.parameters, seed=5)
    assert strict_json(first.measurements) == strict_json(again.measurements)  # where NaN is as good as NaN
    given_in_full = name == "activation" or {"gradients", "start", "outputs"} & set(parameters)
    other = run(name, parameters, seed=6)
    assert (data["measurements"] == strict_json(other.measurements)) == bool(given_in_full)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_mistake_is_made_somewhere_and_shows(name: str) -> None:
    shown = set()
    for parameters in SETTINGS[name]:
        done = run(name, parameters, seed=1)
        assert set(done.mutants) <= set(catalog()[name].mistakes)
        for mistake, measured in done.mutants.items():
            assert set(measured) == set(done.measurements)
            if strict_json(measured) != strict_json(done.measurements):
                shown.add(mistake)
    assert shown == set(catalog()[name].mistakes)


@pytest.mark.parametrize("name", SETTINGS)
def test_on_the_default_parameters_a_mutant_is_the_run_only_where_it_must_be(name: str) -> None:
    done = run(name, seed=1)
    true = strict_json(done.measurements)
    same = {mistake for mistake, wrong in done.mutants.items() if strict_json(wrong) == true}
    assert same == INHERENT.get(name, set())


def shape(value: Any) -> Any:
    """Lengths at every level, for lists that may be ragged."""
    return [shape(entry) for entry in value] if isinstance(value, list) else None


OTHER_SHAPES = {"one_head", "size_off_by_one", "size_rounded_up", "padding_once", "forgotten_dilation"}
"""Mistakes about a shape: their measurements may have another one."""


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_mutants_keep_the_shapes_of_the_run(name: str, parameters: dict[str, Any]) -> None:
    done = run(name, parameters)
    for mistake, measured in done.mutants.items():
        if mistake not in OTHER_SHAPES:
            for key, value in done.measurements.items():
                assert shape(measured[key]) == shape(value), (mistake, key)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("name", "parameters"), [*CASES, *((name, {}) for name in SETTINGS)])
def test_steps_add_up_and_say_what_they_leave_out(name: str, parameters: dict[str, Any], seed: int) -> None:
    steps = run(name, parameters, seed=seed).steps
    judge_steps(steps)
    judge_honesty(steps)
    assert {step.direction for step in steps} <= {"forward", "backward", "update"}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


@pytest.mark.parametrize("name", SETTINGS)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
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
