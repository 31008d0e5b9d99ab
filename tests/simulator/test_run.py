"""The contract of `run`: seeds, refusals, plain data, and the command line."""

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import simulator.__main__
from simulator import catalog, run
from tests.simulator.checks import refusal_before_any_work

NAMES = ["chain", "network", "gradient_flow", "activation"]


def test_what_is_drawn_for_one_purpose_does_not_move_another() -> None:
    flat: Any = run("network", {"sizes": [3, 2]}, seed=9).measurements
    deep: Any = run("network", {"sizes": [3, 4, 4, 2], "initialization": "he_uniform"}, seed=9).measurements
    assert flat["input"] == deep["input"]
    assert flat["target"] == deep["target"]
    short: Any = run("gradient_flow", {"depth": 3}, seed=9).measurements
    long: Any = run("gradient_flow", {"depth": 8}, seed=9).measurements
    assert short["weight_norm"] == long["weight_norm"][:3]
    assert short["activation_norm"][:2] == long["activation_norm"][:2]


def test_known_numbers_of_a_seed() -> None:
    """These hold on every machine: PCG64 and NumPy's normal draws are fixed by their stream version."""
    weights = run("chain", {"length": 3}, seed=1).measurements["weight"]
    assert weights == np.random.default_rng([1, 0]).standard_normal(3).tolist()


@pytest.mark.parametrize("name", NAMES)
def test_plain_data_goes_through_strict_json(name: str) -> None:
    hard = {"chain": {"weights": [0.0, 1e300, 1e300], "activation": "identity"}}.get(name, {})
    data = run(name, hard).to_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert set(data) == {"experiment", "parameters", "seed", "steps", "series", "measurements", "mutants"}
    assert {"title", "direction", "formula", "substituted", "value", "shape", "layer", "shown"} == set(
        data["steps"][0]
    )
    assert "mutants" not in run(name).to_dict(mutants=False)


def test_numbers_that_json_lacks_become_words() -> None:
    data = run("chain", {"weights": [0.0]}).to_dict()
    assert data["measurements"]["update_ratio"] == ["inf"]


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("gradient_flow", {"depth": 10**9}, "depth must be less than or equal to 200, got 1000000000"),
    ("gradient_flow", {"depth": 0}, "depth must be greater than or equal to 1, got 0"),
    ("gradient_flow", {"depth": 10**5000}, "depth"),
    ("gradient_flow", {"depth": "30"}, "depth must be a whole number, got '30'"),
    ("gradient_flow", {"depth": True}, "depth must be a whole number, got True"),
    ("gradient_flow", {"depth": 3.5}, "depth must be a whole number, got 3.5"),
    ("gradient_flow", {"depht": 30}, "no parameter 'depht'; did you mean depth?"),
    ("gradient_flow", {"activation": "relu6"}, "activation must be 'sigmoid', 'tanh', 'relu'"),
    ("gradient_flow", {"depth": 200, "width": 512, "batch": 256}, "depth must keep depth x variants"),
    ("gradient_flow", {"depth": 200, "updates": 500}, "depth must keep depth x variants"),
    ("gradient_flow", {"variants": [{}] * 7}, "variants must have at most 6 items"),
    (
        "gradient_flow",
        {"variants": [{"depth": 10**9}]},
        "variants[0][depth] must be less than or equal to 200",
    ),
    ("gradient_flow", {"variants": [{"name": "a b"}]}, "variants[0][name]"),
    ("gradient_flow", {"variants": [{"name": "a"}, {"name": "a"}]}, "variants must have different names"),
    ("gradient_flow", {"variants": [{"widht": 3}]}, "variants[0] has no parameter 'widht'"),
    ("chain", {"weights": [1.0, float("nan")]}, "weights[1] must be a finite number, got nan"),
    ("chain", {"weights": [1.0, 10**400]}, "weights[1]"),
    ("chain", {"weights": []}, "weights must have at least 1 item"),
    ("chain", {"weights": [1.0] * 201}, "weights must have at most 200 items"),
    ("chain", {"weights": [[1.0]]}, "weights[0] must be a valid number, got [1.0]"),
    ("chain", {"weights": 1.0}, "weights must be a list, got 1.0"),
    ("chain", {"input": float("inf")}, "input must be a finite number, got inf"),
    (
        "chain",
        {"biases": 1.0, "pre_activations": 0.0},
        "pre_activations must be left out where biases are given",
    ),
    (
        "chain",
        {"weights": [1, 2], "biases": [1, 2, 3]},
        "biases must be one number or 2, one per unit, got 3",
    ),
    ("chain", {"biases": "x"}, "biases must be a valid number or must be a list, got 'x'"),
    ("network", {"sizes": [2, 10**9]}, "sizes[1] must be less than or equal to 16"),
    ("network", {"sizes": [2] * 10}, "sizes must have at most 9 items"),
    ("network", {"sizes": [2, 17]}, "sizes[1]"),
    ("network", {"inputs": [[1.0, 2.0]] * 33}, "inputs"),
    ("network", {"inputs": [1.0, 2.0, 3.0]}, "inputs must have 2 numbers per sample, got 3"),
    ("network", {"inputs": [[1.0, 2.0], [1.0]]}, "inputs must have 2 numbers per sample, got 1"),
    ("network", {"targets": [[1.0, 2.0]] * 3}, "targets must have one row per sample (1), got 3"),
    ("network", {"weights": [[[1.0, 2.0], [3.0]]]}, "weights[0] must be a matrix with rows of one length"),
    (
        "network",
        {"weights": [[[1.0, 2.0]], [[1.0]]]},
        "weights[1] must take 2 inputs from the layer before, got 1",
    ),
    (
        "network",
        {"weights": [[[1.0]]], "sizes": [2, 1]},
        "sizes must be left out or agree with the weights ([1, 1])",
    ),
    ("network", {"biases": [0.0]}, "biases must be one number or 2, one per layer, got 1"),
    ("network", {"biases": [0.0, [1.0]]}, "biases[1] must be a number or 2 numbers, one per unit, got 1"),
    ("network", {"activation": ["relu"]}, "activation must be one name or 2, one per layer, got 1"),
    (
        "network",
        {"loss": "binary_cross_entropy", "output_activation": "tanh"},
        "output_activation must be left out",
    ),
    ("network", {"loss": "binary_cross_entropy", "targets": [0.5, 2.0]}, "targets must be from 0 to 1"),
    ("network", {"loss": "softmax_cross_entropy", "targets": [0.5, 0.1]}, "targets must add to 1"),
    ("network", {"sizes": [16] * 9, "batch": 32, "updates": 10_000}, "updates must keep"),
    ("network", {"update_biases": 1}, "update_biases must be a valid boolean, got 1"),
    ("network", {"batch": 3, "inputs": [1.0, 2.0]}, "batch must be left out or agree with inputs (1), got 3"),
    ("activation", {"samples": 100}, "samples must be odd"),
    ("activation", {"samples": 10**9 + 1}, "samples must be less than or equal to 10001"),
    ("activation", {"low": 1.0, "high": 1.0}, "high must be above low (1), got 1"),
    ("activation", {"points": [0.0] * 10**6}, "points must have at most 200 items"),
]


@pytest.mark.parametrize(("name", "parameters", "told"), REFUSED)
def test_what_is_not_allowed_is_refused_in_one_line_before_any_work(
    name: str, parameters: dict[str, Any], told: str
) -> None:
    message = refusal_before_any_work(name, parameters)
    assert told in message
    assert message.startswith(f"{name}: ")
    assert "\n" not in message
    assert len(message) < 400


@pytest.mark.parametrize("seed", [-1, 1.5, "1", True, None, 2**128])
def test_a_seed_is_a_whole_number(seed: Any) -> None:
    with pytest.raises(ValueError, match=r"chain: seed must be a whole number from 0 to 2\*\*128 - 1, got"):
        run("chain", seed=seed)


@pytest.mark.parametrize("name", ["nothing", "", "__init__", 3, None, ["chain"]])
def test_an_unknown_experiment_is_refused_with_what_there_is(name: Any) -> None:
    with pytest.raises(ValueError, match=r"^there is no experiment .*; there are chain, network, "):
        run(name)


@pytest.mark.parametrize("parameters", [None, [("depth", 3)], "depth", {3: 4}, {"a\nb": 1}, {"x" * 10**6: 1}])
def test_parameters_are_a_mapping_of_known_names(parameters: Any) -> None:
    with pytest.raises(ValueError, match="gradient_flow: ") as refusal:
        run("gradient_flow", parameters)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 400


def test_a_deeply_nested_list_is_refused_before_any_work() -> None:
    nested: Any = 1.0
    for _ in range(100_000):
        nested = [nested]
    for name, parameter in (("chain", "weights"), ("network", "weights"), ("network", "inputs")):
        assert parameter in refusal_before_any_work(name, {parameter: nested})
    while isinstance(nested, list):  # taken apart by hand: freeing it at once would recurse
        nested = nested[0]


def test_parameters_are_frozen() -> None:
    parameters = catalog()["chain"].parameters()
    with pytest.raises(ValueError, match="frozen"):
        parameters.length = 9  # type: ignore[attr-defined]


def test_the_command_line_prints_steps_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    main = simulator.__main__.main
    assert main(["chain", "--set", "weights=[2,2]", "--set", "activation=tanh", "--seed", "3", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data == run("chain", {"weights": [2, 2], "activation": "tanh"}, seed=3).to_dict()
    assert main(["network"]) == 0
    assert "Net input of unit 1 in layer 1" in capsys.readouterr().out
    assert main([]) == 0
    assert "gradient_flow" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [["nothing"], ["chain", "--set", "lenght=3"], ["chain", "--set", "length"], ["chain", "--seed", "-1"]],
)
def test_the_command_line_refuses_in_one_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert simulator.__main__.main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1


BLOCKED = """
import runpy, sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"studyapp", "textual", "rich", "sqlalchemy", "alembic", "click", "yaml"}:
            raise ImportError(name + " is not there")

sys.meta_path.insert(0, Blocker())
for name in sys.argv[1:]:
    sys.argv = ["simulator", name, "--json", "--no-mutants"]
    try:
        runpy.run_module("simulator", run_name="__main__")
    except SystemExit as ended:
        assert not ended.code, name
    print("END OF", name)
"""
"""`python -m simulator …` where neither the application nor what it alone needs can be imported."""


@pytest.fixture(scope="module")
def alone() -> dict[str, str]:
    """What each experiment prints, all in one process."""
    command = [sys.executable, "-W", "error", "-c", BLOCKED, *catalog()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    printed, rest = {}, done.stdout
    for name in catalog():
        printed[name], rest = rest.split(f"END OF {name}\n", 1)
    assert not rest
    return printed


@pytest.mark.parametrize("name", catalog())
def test_every_experiment_runs_without_the_application(name: str, alone: dict[str, str]) -> None:
    assert json.loads(alone[name]) == run(name).to_dict(mutants=False)


def test_the_block_blocks() -> None:
    code = BLOCKED.replace("for name in sys.argv[1:]:", "import textual\nfor name in sys.argv[1:]:")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "ImportError: textual is not there" in done.stderr
