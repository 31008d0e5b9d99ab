"""Each mistake against an independent computation of that mistake, on a net small enough to follow."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from simulator import catalog, run
from simulator.arrays import Array

X, T = np.array([[1.0, -2.0], [0.5, 1.0], [3.0, 0.25]]), np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]])
W1, W2 = np.array([[0.5, -1.0], [0.25, 0.75]]), np.array([[1.5, -0.5], [-0.25, 2.0]])
B1, B2 = np.array([0.1, -0.2]), np.array([0.3, 0.4])
LR = 0.5
SETTING: dict[str, Any] = {
    "inputs": X.tolist(),
    "targets": T.tolist(),
    "weights": [W1.tolist(), W2.tolist()],
    "biases": [B1.tolist(), B2.tolist()],
    "activation": "tanh",
    "learning_rate": LR,
}


class By(NamedTuple):
    """What one pass found, spelled out without the package."""

    loss: float
    dw: list[Array]
    db: list[Array]
    new: list[Array]


def spelled_out(
    *,
    slope: Callable[[Array, Array], Array] = lambda z, a: 1 - np.tanh(z) ** 2,
    back: Callable[[Array], Array] = lambda dw2: W2.T,
    hidden: Callable[[Array, Array], Array] = lambda z, a: a,
    biases: tuple[Array, Array] = (B1, B2),
    error: Callable[[Array], float] = lambda d: float((d**2).mean()),
    error_slope: Callable[[Array], Array] = lambda d: 2 * d / d.size,
    step: Callable[[Array, Array], Array] = lambda w, g: w - LR * g,
) -> By:
    z1 = X @ W1 + biases[0]
    a1 = np.tanh(z1)
    z2 = a1 @ W2 + biases[1]
    a2 = np.tanh(z2)
    dz2 = error_slope(a2 - T) * slope(z2, a2)
    dw2 = hidden(z1, a1).T @ dz2
    dz1 = dz2 @ back(dw2) * slope(z1, a1)
    dw1 = X.T @ dz1
    return By(error(a2 - T), [dw1, dw2], [dz1.sum(0), dz2.sum(0)], [step(W1, dw1), step(W2, dw2)])


MISTAKES: dict[str, tuple[dict[str, Any], By]] = {
    "transposed": ({}, spelled_out(back=lambda dw2: W2)),
    "forgotten_weight": ({}, spelled_out(back=lambda dw2: np.ones((2, 2)))),
    "no_activation_derivative": ({}, spelled_out(slope=lambda z, a: np.ones_like(z))),
    "derivative_at_activation": ({}, spelled_out(slope=lambda z, a: 1 - np.tanh(a) ** 2)),
    "pre_for_post_activation": ({}, spelled_out(hidden=lambda z, a: z)),
    "forgotten_bias": ({}, spelled_out(biases=(np.zeros(2), np.zeros(2)))),
    "wrong_update_sign": ({}, spelled_out(step=lambda w, g: w + LR * g)),
    "forgotten_learning_rate": ({}, spelled_out(step=lambda w, g: w - g)),
    "updated_weights_in_backward": ({}, spelled_out(back=lambda dw2: (W2 - LR * dw2).T)),
    "sum_not_mean": ({}, spelled_out(error=lambda d: float((d**2).sum()), error_slope=lambda d: 2 * d)),
    "mean_not_sum": ({"reduction": "sum"}, spelled_out()),
    "missing_half": ({"loss": "half_squared_error"}, spelled_out()),
    "missing_two": ({}, spelled_out(error_slope=lambda d: d / d.size)),
}


ELSEWHERE = {
    "forgotten_skip",
    "constant_statistics",
    "dropout_not_in_backward",
    "forgotten_dropout_scale",
    "dropout_in_evaluation",
}
"""The mistakes with the options of a network, which `test_network_mutants.py` checks."""


def test_every_mistake_of_the_network_is_checked_here() -> None:
    assert set(MISTAKES) | ELSEWHERE == set(catalog()["network"].mistakes)


def agrees(measured: Any, by: By) -> bool:
    names = ("weight_gradient", "bias_gradient", "new_weight")
    pairs = zip(names, (by.dw, by.db, by.new), strict=True)
    close = [np.allclose(measured[name], arrays, rtol=1e-13, atol=0) for name, arrays in pairs]
    return all(close) and measured["loss"] == pytest.approx(by.loss, rel=1e-13)


def test_the_spelled_out_pass_is_the_true_one_without_a_mistake() -> None:
    assert agrees(run("network", SETTING).measurements, spelled_out())


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mutant_is_the_pass_with_that_mistake(mistake: str) -> None:
    changed, by = MISTAKES[mistake]
    done = run("network", SETTING | changed)
    assert agrees(done.mutants[mistake], by)
    assert not agrees(done.measurements, by)


@pytest.mark.parametrize("mistake", [m for m in catalog()["chain"].mistakes if m not in ELSEWHERE])
def test_a_chain_of_two_under_each_mistake(mistake: str) -> None:
    w1, w2, b1, b2, lr = 2.0, -1.5, 0.5, 0.25, 0.1
    loss = "squared_error" if mistake == "missing_two" else "half_squared_error"
    x, t, two = 1.5, 0.5, 2.0 if loss == "squared_error" else 1.0
    done = run(
        "chain",
        {
            "weights": [w1, w2],
            "biases": [b1, b2],
            "input": x,
            "target": t,
            "activation": "tanh",
            "loss": loss,
        },
    )
    if mistake == "forgotten_bias":
        b1 = b2 = 0.0
    z1 = w1 * x + b1
    a1 = np.tanh(z1)
    z2 = w2 * a1 + b2
    a2 = np.tanh(z2)
    two = {"missing_half": 2.0, "missing_two": 1.0}.get(mistake, two)

    def slope(z: float, a: float) -> float:
        at = {"no_activation_derivative": 0.0, "derivative_at_activation": a}.get(mistake, z)
        return float(1 - np.tanh(at) ** 2)

    dz2 = two * (a2 - t) * slope(z2, a2)
    dw2 = dz2 * (z1 if mistake == "pre_for_post_activation" else a1)
    between = {"forgotten_weight": 1.0, "updated_weights_in_backward": w2 - lr * dw2}.get(mistake, w2)
    dz1 = dz2 * between * slope(z1, a1)
    rate = {"wrong_update_sign": -lr, "forgotten_learning_rate": 1.0}.get(mistake, lr)
    wrong: Any = done.mutants[mistake]
    assert wrong["bias_gradient"] == pytest.approx([dz1, dz2], rel=1e-13, abs=0)
    assert wrong["weight_gradient"] == pytest.approx([dz1 * x, dw2], rel=1e-13, abs=0)
    assert wrong["new_weight"] == pytest.approx([w1 - rate * dz1 * x, w2 - rate * dw2], rel=1e-13, abs=0)
    assert wrong != done.measurements
    if mistake in {"forgotten_weight", "no_activation_derivative", "derivative_at_activation"}:
        assert wrong["factor"] == pytest.approx([between * slope(z1, a1)], rel=1e-13, abs=0)


def test_a_mistake_that_cannot_be_made_is_absent() -> None:
    assert "transposed" not in run("network", {"sizes": [3, 4, 2]}).mutants
    one = run("network", {"sizes": [3, 4, 1]})
    assert not {"sum_not_mean", "mean_not_sum"} & set(one.mutants)


def test_mutants_of_an_activation() -> None:
    done = run("activation", {"points": [1.0], "layers": 3})
    at = 1 / (1 + np.exp(-1.0))
    again = 1 / (1 + np.exp(-at))
    assert done.mutants["derivative_at_activation"]["derivative"] == pytest.approx(
        [again * (1 - again)], rel=1e-14
    )
    assert done.mutants["value_for_derivative"]["derivative"] == pytest.approx([at], rel=1e-14)
    assert done.mutants["sum_not_product"]["ceiling"] == 0.75
