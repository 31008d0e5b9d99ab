"""The simulator on the command line."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

import simulator

if TYPE_CHECKING:
    from pathlib import Path

    from tests.studyapp.cli.conftest import Cli


@pytest.mark.parametrize("experiment", sorted(simulator.catalog()))
def test_the_json_of_a_run_is_the_run(cli: Cli, experiment: str) -> None:
    told = cli("run", experiment, "--seed", "7", "--json").json
    assert told == simulator.run(experiment, {}, seed=7).to_dict()
    assert list(told) == ["experiment", "parameters", "seed", "steps", "series", "measurements", "mutants"]


@pytest.mark.parametrize("experiment", sorted(simulator.catalog()))
def test_a_run_is_printed_within_the_terminal(cli: Cli, experiment: str) -> None:
    done = cli("run", experiment)
    assert done.code == 0
    assert done.out.startswith(f"{experiment} · seed 0 · ")
    assert max(map(len, done.out.split("\n"))) <= 80


def _first_to_last(measured: Any) -> float:
    norms = measured["weight_gradient_norm"]
    return float(norms[0] / norms[-1])


def test_thirty_sigmoid_layers_lose_the_gradient_and_relu_with_he_keeps_it(cli: Cli) -> None:
    vanishing = cli("run", "gradient_flow", "--set", "depth=30", "--set", "activation=sigmoid", "--json").json
    assert _first_to_last(vanishing["measurements"]) < 1e-10
    healthy = cli(
        "run",
        "gradient_flow",
        "--set",
        "depth=30",
        "--set",
        "activation=relu",
        "--set",
        "initialization=he_normal",
        "--json",
    ).json
    assert 1 / 100 < _first_to_last(healthy["measurements"]) < 100


MAZUR = {
    "inputs": [0.05, 0.10],
    "targets": [0.01, 0.99],
    "weights": [[[0.15, 0.20], [0.25, 0.30]], [[0.40, 0.45], [0.50, 0.55]]],
    "biases": [[0.35, 0.35], [0.60, 0.60]],
    "layout": "out_in",
    "activation": "sigmoid",
    "loss": "half_squared_error",
    "reduction": "sum",
    "learning_rate": 0.5,
    "update_biases": False,
}
"""Matt Mazur, A Step by Step Backpropagation Example (2015); tests/simulator/test_mazur.py says more."""

PRINTED = [
    ("0.593269992", "activation", 0, 0),
    ("0.596884378", "activation", 0, 1),
    ("0.75136507", "output", 0),
    ("0.772928465", "output", 1),
    ("0.298371109", "loss"),
    ("0.35891648", "new_weight", 1, 0, 0),
    ("0.408666186", "new_weight", 1, 0, 1),
    ("0.511301270", "new_weight", 1, 1, 0),
    ("0.561370121", "new_weight", 1, 1, 1),
    ("0.149780716", "new_weight", 0, 0, 0),
    ("0.19956143", "new_weight", 0, 0, 1),
    ("0.24975114", "new_weight", 0, 1, 0),
    ("0.29950229", "new_weight", 0, 1, 1),
]


@pytest.mark.parametrize("way", ["--set", "--params"])
def test_a_published_example_to_every_printed_digit(cli: Cli, tmp_path: Path, way: str) -> None:
    file = tmp_path / "mazur.json"
    file.write_text(json.dumps(MAZUR))
    pairs = [part for name, value in MAZUR.items() for part in ("--set", f"{name}={json.dumps(value)}")]
    given = pairs if way == "--set" else ["--params", str(file)]
    measured = cli("run", "network", *given, "--json").json["measurements"]
    for printed, name, *path in PRINTED:
        value: Any = measured[name]
        for place in path:
            value = value[int(place)]
        assert Decimal(value).quantize(Decimal(printed)) == Decimal(printed), (name, path)


def test_set_overrides_the_file(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_text('{"depth": 9, "activation": "tanh"}')
    told = cli("run", "gradient_flow", "--params", str(file), "--set", "depth=3", "--json").json
    assert (told["parameters"]["depth"], told["parameters"]["activation"]) == (3, "tanh")


def test_steps_beyond_the_limit_are_counted(cli: Cli) -> None:
    told = cli("run", "gradient_flow", "--set", "depth=30", "--steps", "3").out
    count = len(simulator.run("gradient_flow", {"depth": 30}).steps)
    assert f"… {count - 3} more steps" in told


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--set", "depth=1000000000"), ["depth"]),
        (("--set", "depth=-1"), ["depth"]),
        (("--set", "depth=1.5"), ["depth"]),
        (("--set", "depth=NaN"), ["depth"]),
        (("--set", "depth=1e999"), ["depth"]),
        (("--set", "depth=" + "9" * 10_000), ["depth"]),
        (("--set", "activation=nonsense"), ["activation"]),
        (("--set", "nonsense=1"), ["nonsense"]),
        (("--set", "depth"), ["NAME=VALUE"]),
        (("--set", "=3"), ["NAME=VALUE"]),
        (("--set", "depth=" + "[" * 100_000), ["depth"]),
        (("--seed", "-1"), ["seed"]),
        (("--steps", "many"), ["steps"]),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_a_bad_parameter_is_named_in_one_line(cli: Cli, given: tuple[str, ...], words: list[str]) -> None:
    cli("run", "gradient_flow", *given).says(*words)
    cli("run", "gradient_flow", *given, "--json").says(*words)


@pytest.mark.parametrize(
    "weights", ["[[1e999]]", "[[NaN]]", "[[Infinity]]", "[]", "[[]]", '"many"', "{}", "[[[[1]]]]"]
)
def test_weights_that_are_no_numbers_are_refused(cli: Cli, weights: str) -> None:
    cli("run", "chain", "--set", f"weights={weights}").says("weights")


def test_an_unknown_experiment_is_told_which_there_are(cli: Cli) -> None:
    cli("run", "backprop").says("backprop", "gradient_flow")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, ["cannot read"]),
        ("[1, 2]", ["object"]),
        ("depth: 3", ["not JSON"]),
        ("", ["not JSON"]),
        ("[" * 200_000, ["not JSON"]),
        ('{"depth": ' + "1" * 1_000_001 + "}", ["larger than"]),
        ("\udcff", ["not JSON"]),
    ],
    ids=["missing", "array", "YAML", "empty", "deep", "huge", "not UTF-8"],
)
def test_a_bad_parameter_file_is_told_in_one_line(
    cli: Cli, tmp_path: Path, content: str | None, words: list[str]
) -> None:
    file = tmp_path / "parameters.json"
    if content is not None:
        file.write_bytes(content.encode("utf-8", "surrogateescape"))
    cli("run", "chain", "--params", str(file)).says(*words)


def test_a_folder_is_no_parameter_file(cli: Cli, tmp_path: Path) -> None:
    cli("run", "chain", "--params", str(tmp_path)).says("cannot read")
