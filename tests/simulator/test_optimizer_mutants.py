"""Each mistake of `optimizer` against an independent computation of it, on two weights spelled out by hand."""

from math import cos, pi
from typing import Any

import numpy as np
import pytest

from simulator import catalog, run
from simulator.arrays import Array

G = np.array([[2.0, -1.0], [0.5, 3.0], [-1.5, 0.25]])
START = np.array([1.0, -2.0])
LR, MU, RHO, B1, B2, EPS, LAMBDA = 0.1, 0.8, 0.7, 0.6, 0.9, 0.05, 0.2
NAMES = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")


def spelled_out(name: str, mistake: str = "", scheduled: bool = False) -> Array:
    """The weights after every update, without the package."""
    w, m, v, path = START.copy(), np.zeros(2), np.zeros(2), [START]
    b1, b2 = (B2, B1) if mistake == "swapped_betas" else (B1, B2)
    mu = 0.0 if mistake == "forgotten_memory" else MU
    decay = 0.0 if mistake == "forgotten_weight_decay" else LAMBDA
    apart = name == "adamw" and mistake != "decay_in_gradient"

    def mean(old: Array, new: Array, beta: float) -> Array:
        return beta * old + (new if mistake == "missing_one_minus_beta" else (1 - beta) * new)

    def correction(beta: float, t: int) -> float:
        if mistake == "no_bias_correction":
            return 1.0
        return 1 - beta if mistake == "correction_not_counted" else 1 - beta**t

    def below(x: Array) -> Array:
        if mistake == "no_root":
            return x + EPS
        return np.sqrt(x + EPS) if mistake == "other_epsilon_place" else np.sqrt(x) + EPS

    for t, given in enumerate(G, start=1):
        lr = LR
        if scheduled:
            lr *= (1 + cos(pi * (t if mistake == "off_by_one_step" else t - 1) / 3)) / 2
        if mistake == "forgotten_learning_rate":
            lr = 1.0
        g = given if apart else given + decay * w
        squared = np.abs(g) if mistake == "no_square" else g * g
        if name in ("momentum", "nesterov"):
            own = (1 - mu) * g if mistake == "other_momentum_form" else g
            m = mu * m + own
            step = lr * (m if name == "momentum" or mistake == "no_look_ahead" else own + mu * m)
        elif name in ("adam", "adamw"):
            m, v = mean(m, g, b1), mean(v, squared, b2)
            step = lr * (m / correction(b1, t)) / below(v / correction(b2, t))
        elif name in ("adagrad", "rmsprop"):
            adds = name == "adagrad" if mistake not in ("mean_not_sum", "sum_not_mean") else name == "rmsprop"
            v = v + squared if adds else mean(v, squared, RHO)
            step = lr * g / below(v)
        else:
            step = lr * g
        kept = w - lr * decay * w if apart else w
        w = kept + step if mistake == "wrong_update_sign" else kept - step
        path.append(w)
    return np.stack(path)


def setting(name: str, scheduled: bool = False) -> dict[str, Any]:
    return {
        "optimizer": name,
        "gradients": G.tolist(),
        "start": START.tolist(),
        "learning_rate": LR,
        "momentum": MU,
        "decay": RHO,
        "beta1": B1,
        "beta2": B2,
        "epsilon": EPS,
        "weight_decay": LAMBDA,
        "schedule": "cosine" if scheduled else "constant",
    }


@pytest.mark.parametrize("scheduled", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_each_mutant_is_the_run_with_that_mistake(name: str, scheduled: bool) -> None:
    done = run("optimizer", setting(name, scheduled))
    true = np.array(done.measurements["weight"])
    assert true == pytest.approx(spelled_out(name, "", scheduled), rel=1e-13, abs=0)
    assert {"wrong_update_sign", "forgotten_learning_rate", "forgotten_weight_decay"} <= set(done.mutants)
    for mistake, mutant in done.mutants.items():
        wrong = np.array(mutant["weight"])
        assert wrong == pytest.approx(spelled_out(name, mistake, scheduled), rel=1e-12, abs=0), mistake
        assert not np.allclose(wrong, true, rtol=1e-9, atol=0), mistake
        assert {key: np.shape(value) for key, value in mutant.items()} == {
            key: np.shape(value) for key, value in done.measurements.items()
        }


def test_every_mistake_of_the_catalog_is_made_somewhere() -> None:
    made = {mistake for name in NAMES for mistake in run("optimizer", setting(name, True)).mutants}
    assert made == set(catalog()["optimizer"].mistakes)


def test_a_mistake_that_cannot_be_made_is_absent() -> None:
    plain = run("optimizer", {"optimizer": "sgd"}).mutants
    assert set(plain) == {"wrong_update_sign", "forgotten_learning_rate"}
    assert "other_epsilon_place" not in run("optimizer", {"epsilon": 0.0}).mutants
    assert "off_by_one_step" not in run("optimizer").mutants


def test_climbing_raises_the_loss_and_the_race_is_left_alone() -> None:
    done = run("optimizer", {"optimizer": "sgd", "race": ["adam"], "start": [1, 1]})
    wrong: Any = done.mutants["wrong_update_sign"]
    assert wrong["loss"] == sorted(wrong["loss"])
    assert wrong["adam.loss"] == done.measurements["adam.loss"]
