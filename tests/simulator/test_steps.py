"""The steps say what was computed: the numbers put into a formula give the number behind its last equals sign."""

from typing import Any

import pytest

from simulator import run
from tests.simulator.checks import arithmetic as arithmetic
from tests.simulator.checks import judge_honesty, judge_steps

CASES: list[tuple[str, dict[str, Any], int]] = [
    (
        "chain",
        {"length": 5, "biases": -0.5, "loss": "squared_error", "target": -0.25, "activation": "tanh"},
        20,
    ),
    ("chain", {"length": 5, "pre_activations": 1.0, "loss": "half_squared_error", "learning_rate": 1e-6}, 20),
    ("network", {"sizes": [3, 4, 2], "biases": -0.25}, 60),
    ("network", {"sizes": [3, 3], "loss": "half_squared_error", "reduction": "sum", "layout": "out_in"}, 30),
    ("network", {"sizes": [3, 2], "loss": "binary_cross_entropy", "activation": "relu"}, 20),
    ("network", {"sizes": [3, 4, 3], "batch": 3, "loss": "softmax_cross_entropy", "layout": "out_in"}, 9),
    ("network", {"sizes": [3, 4, 2], "batch": 2, "activation": "tanh"}, 10),
    ("activation", {"layers": 12}, 15),
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
    steps = run(experiment, parameters, seed=seed).steps
    assert judge_steps(steps) >= at_least
    judge_honesty(steps)
