"""PyTorch's float64 values, stored by make_torch_reference.py, layer by layer."""

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from simulator import gradcheck
from simulator.arrays import Array
from simulator.network import Layer, Network, Rules, loss, run_pass
from simulator.ops.activations import activation
from simulator.ops.losses import Reduction

STORED: dict[str, Any] = dict(np.load(Path(__file__).parents[1] / "data" / "torch_reference.npz"))
CASES = sorted({name.split("/")[0] for name in STORED if not name.startswith("pointwise/")})
TOLERANCE = 1e-12


def test_every_loss_reduction_and_activation_is_among_the_cases() -> None:
    losses = {"squared_error", "half_squared_error", "binary_cross_entropy", "softmax_cross_entropy"}
    assert {(c.split(".")[1], c.split(".")[2]) for c in CASES} == {
        (name, reduction) for name in losses for reduction in ("sum", "mean", "batch_mean")
    }
    activations = {"sigmoid", "tanh", "relu", "leaky_relu", "identity"}
    assert {c.split(".")[0] for c in CASES if c.endswith(".3")} == activations
    assert {c.split(".")[0] for c in CASES if c.endswith(".20")} == activations


@pytest.mark.parametrize("case", CASES)
def test_a_network_agrees_with_pytorch_layer_by_layer(case: str) -> None:
    name, loss_name, reduction, depth = case.split(".")
    count = int(depth)

    def stored(prefix: str) -> list[Array]:
        stack = STORED.get(f"{case}/{prefix}")
        return [STORED[f"{case}/{prefix}{k}"] for k in range(count)] if stack is None else list(stack)

    names = [name] * (count - 1) + ["identity"]
    layers = tuple(
        Layer(w, b, activation(f)) for w, b, f in zip(stored("w"), stored("b"), names, strict=True)
    )
    rules = Rules(loss(loss_name, cast(Reduction, reduction)))
    done = run_pass(Network(layers), STORED[f"{case}/x"], STORED[f"{case}/target"], rules)
    found = done.gradients.layers
    assert done.loss == pytest.approx(float(STORED[f"{case}/loss"]), rel=TOLERANCE, abs=0)
    assert max(gradcheck.compare_layers(stored("dw"), [g.dw for g in found])) <= TOLERANCE
    assert max(gradcheck.compare_layers(stored("db"), [g.db for g in found])) <= TOLERANCE
    assert gradcheck.layer_error(STORED[f"{case}/dx"], done.gradients.dx) <= TOLERANCE


def test_the_deep_sigmoid_case_has_vanished_layers() -> None:
    case = "sigmoid.half_squared_error.batch_mean.20"
    assert np.abs(STORED[f"{case}/dw"][0]).max() < 1e-10


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "leaky_relu", "identity"])
def test_an_activation_agrees_with_pytorch_point_by_point_and_at_the_kink(name: str) -> None:
    z = STORED["pointwise/z"]
    a, cache = activation(name).forward(z)
    da = activation(name).backward(np.ones_like(z), cache)
    assert gradcheck.layer_error(STORED[f"pointwise/{name}/a"], a) <= TOLERANCE
    assert gradcheck.layer_error(STORED[f"pointwise/{name}/da"], da) <= TOLERANCE
    assert np.array_equal(da, activation(name).derivative(z))
    kink = z == 0
    assert kink.sum() == 1
    assert np.array_equal(da[kink], STORED[f"pointwise/{name}/da"][kink])
