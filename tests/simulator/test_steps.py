"""The steps say what was computed: the numbers put into a formula give the number behind its last equals sign."""

from typing import Any

import pytest

from simulator import Step, run
from tests.simulator.checks import arithmetic as arithmetic
from tests.simulator.checks import judge_honesty, judge_steps

CASES: list[tuple[str, dict[str, Any], int]] = [
    (
        "chain",
        {"length": 5, "biases": -0.5, "loss": "squared_error", "target": -0.25, "activation": "tanh"},
        20,
    ),
    ("chain", {"length": 5, "pre_activations": 1.0, "loss": "half_squared_error", "learning_rate": 1e-6}, 20),
    ("chain", {"length": 5, "residual": True, "biases": 0.5, "loss": "half_squared_error"}, 20),
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


def step(substituted: str, value: Any = 6.0, shape: tuple[int, ...] = (), shown: str | None = None) -> Step:
    return Step("A step", "forward", "a = b c", substituted, value, shape, None, shown)


@pytest.mark.parametrize(
    ("latex", "value"),
    [
        (r"\frac{1}{4} \cdot \left(3 + (-1)\right)", 0.5),
        (r"2 \sqrt{3^2 + 4^2}", 10),
        (r"1.5\times10^{-3} \cdot 2", 0.003),
        (r"\frac{\frac{6}{3}}{0.5} - \tfrac12", 3.5),
        (r"\tanh'(0) + \sigma(0) + \max(0, -2)", 1.5),
        (r"-2 \ln 1 - (1 - 2) \ln (1)", 0),
        (r"\left\lfloor (5 + 2 \cdot 1 - 3) / 2.5 \right\rfloor + 1", 2),
    ],
)
def test_latex_is_worked_out(latex: str, value: float) -> None:
    told, moved = arithmetic(latex)
    assert told == pytest.approx(value, rel=1e-14, abs=1e-14)
    assert 0 <= moved <= 0.02


@pytest.mark.parametrize("latex", ["a + 1", r"\operatorname{ReLU}(2)", r"2 \cdot x_{1}", "", r"\ln (-1)"])
def test_a_symbol_is_nothing_to_work_out(latex: str) -> None:
    with pytest.raises(SyntaxError):
        arithmetic(latex)


@pytest.mark.parametrize(
    "wrong",
    [
        step(r"a = 2 \cdot 3 = 7", 7.0),
        step(r"a = 2 \cdot 3 = 6", 6.1),
        step(r"a = 2 \cdot 3 = 6", (7.0, 6.0), (2,)),
        step(r"a_{1 = 2 \cdot 3 = 6"),
        step(r"a = \left(2 \cdot 3 = 6"),
    ],
)
def test_a_wrong_step_is_caught(wrong: Step) -> None:
    with pytest.raises(AssertionError):
        judge_steps([wrong])
    assert judge_steps([step(r"a = 2 \cdot 3 = 6")]) == 1


@pytest.mark.parametrize(
    "hidden",
    [
        step(r"a = 2 + \cdots = 6"),
        step("a = 6", (6.0, 1.0), (3,)),
        step("a = 6", (6.0, 1.0), (4,), "the first 3 entries of 4"),
        step("a = 6", 6.0, (2, 2), "the norm of all 2 by 3 entries"),
    ],
)
def test_a_step_that_hides_something_is_caught(hidden: Step) -> None:
    with pytest.raises(AssertionError):
        judge_honesty([hidden])
