"""Matt Mazur, A Step by Step Backpropagation Example (2015), to every printed digit.

https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/

Three of the post's numbers do not follow from the update that the post describes, in which the gradients of a step
are all taken at the original weights:

- the total error after the first update, printed 0.291027924. The described update gives 0.2910277737. The printed
  number comes of a hidden layer whose gradient was passed back through output weights that were already updated.
- the outputs after 10,000 updates, printed 0.015912196 and 0.984065734. The described update gives 0.015913620 and
  0.984064274. The printed ones come of the same already updated weights.
- the error after 10,000 updates, printed 0.0000351085. The described update has that error after 9,999 updates, and
  0.0000351019 after 10,000.

The second of the two orders is our mutant `updated_weights_in_backward`, so both can be had from one run.
"""

from decimal import Decimal
from typing import Any

import pytest

from simulator import Run, run
from simulator.experiments import network

EXAMPLE: dict[str, Any] = {
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


def digits(printed: str, value: float) -> bool:
    """Whether the value, rounded to as many decimals as were printed, is what was printed."""
    wanted = Decimal(printed)
    return Decimal(value).quantize(wanted) == wanted


@pytest.fixture(scope="module")
def example() -> Run:
    return run("network", EXAMPLE)


@pytest.mark.parametrize(
    ("name", "at", "printed"),
    [
        ("net_input", (0, 0), "0.3775"),
        ("activation", (0, 0), "0.593269992"),
        ("activation", (0, 1), "0.596884378"),
        ("net_input", (1, 0), "1.105905967"),
        ("output", (0,), "0.75136507"),
        ("output", (1,), "0.772928465"),
        ("loss_term", (0,), "0.274811083"),
        ("loss_term", (1,), "0.023560026"),
        ("loss", (), "0.298371109"),
        ("activation_gradient", (1, 0), "0.74136507"),
        ("net_input_gradient", (1, 0), "0.138498562"),
        ("weight_gradient", (1, 0, 0), "0.082167041"),
        ("new_weight", (1, 0, 0), "0.35891648"),
        ("new_weight", (1, 0, 1), "0.408666186"),
        ("new_weight", (1, 1, 0), "0.511301270"),
        ("new_weight", (1, 1, 1), "0.561370121"),
        ("activation_gradient", (0, 0), "0.036350306"),
        ("weight_gradient", (0, 0, 0), "0.000438568"),
        ("new_weight", (0, 0, 0), "0.149780716"),
        ("new_weight", (0, 0, 1), "0.19956143"),
        ("new_weight", (0, 1, 0), "0.24975114"),
        ("new_weight", (0, 1, 1), "0.29950229"),
    ],
)
def test_every_printed_digit_of_the_first_step(
    example: Run, name: str, at: tuple[int, ...], printed: str
) -> None:
    value: Any = example.measurements[name]
    for index in at:
        value = value[index]
    assert digits(printed, value), value


def test_the_error_printed_after_one_update_is_that_of_weights_updated_too_early(example: Run) -> None:
    true: Any = example.measurements["loss_after"]
    early: Any = example.mutants["updated_weights_in_backward"]["loss_after"]
    assert digits("0.2910277737", true)
    assert digits("0.291027924", early)
    assert not digits("0.291027924", true)


def test_the_numbers_printed_after_ten_thousand_updates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "MISTAKES", ("updated_weights_in_backward",))  # ten others take seconds
    last = run("network", EXAMPLE | {"updates": 10_000})
    before: Any = run("network", EXAMPLE | {"updates": 9_999}).measurements["loss_after"]
    true: Any = last.measurements
    early: Any = last.mutants["updated_weights_in_backward"]
    assert digits("0.0000351085", before)
    assert digits("0.0000351019", true["loss_after"])
    assert digits("0.0000350848", early["loss_after"])
    assert digits("0.015913620", true["output_after"][0])
    assert digits("0.984064274", true["output_after"][1])
    assert digits("0.015912196", early["output_after"][0])
    assert digits("0.984065734", early["output_after"][1])
    assert len(true["loss_history"]) == 1001
    assert true["loss_history"][0] == true["loss"]
    assert true["loss_history"][-1] == true["loss_after"]
    assert true["loss_history_update"][-1] == 10_000


def test_the_updated_biases_are_left_alone(example: Run) -> None:
    assert example.measurements["new_bias"] == [[0.35, 0.35], [0.60, 0.60]]
