"""Each mistake in a training loop against a loop spelled out here; only data and first weights are shared."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulator import catalog, run
from simulator.arrays import Array
from simulator.experiments.training_parameters import TrainingParameters
from simulator.experiments.training_run import build

SEED = 5
SETTING: dict[str, Any] = {
    "data": "spirals",
    "arms": 3,
    "samples": 12,
    "held_out": 6,
    "batch_size": 5,
    "depth": 2,
    "width": 4,
    "activation": "tanh",
    "initialization": "xavier_normal",
    "residual": "original",
    "normalization": "layer",
    "optimizer": "momentum",
    "learning_rate": 0.2,
    "momentum": 0.7,
    "weight_decay": 0.03,
    "clip": "norm",
    "clip_limit": 0.5,
    "schedule": "exponential",
    "gamma": 0.9,
    "steps": 7,
    "record_every": 1,
}
ADAM = SETTING | {"optimizer": "adam", "learning_rate": 0.05}


def slope(z: Array) -> Array:
    return np.asarray(1 - np.tanh(z) ** 2)


def normalize(y: Array) -> tuple[Array, Array]:
    spread = np.sqrt(y.var(axis=1, keepdims=True) + 1e-5)
    return (y - y.mean(axis=1, keepdims=True)) / spread, spread


def through_norm(dy: Array, hat: Array, spread: Array) -> Array:
    flat = dy - dy.mean(axis=1, keepdims=True) - hat * (dy * hat).mean(axis=1, keepdims=True)
    return np.asarray(flat / spread)


def one_pass(w: list[Array], x: Array, target: Array, options: dict[str, Any]) -> tuple[float, list[Array]]:
    """Loss and gradients of [w1, b1, scale1, shift1, w2, …, w3, b3]: two hidden layers, the second with a skip."""
    back, slope_of = options.get("back", np.transpose), options.get("slope", slope)
    norm_back = options.get("norm_back", through_norm)
    (w1, b1, s1, t1), (w2, b2, s2, t2), (w3, b3) = w[:4], w[4:8], w[8:]
    hat1, spread1 = normalize(x @ w1 + b1)
    z1 = s1 * hat1 + t1
    a1 = np.tanh(z1)
    hat2, spread2 = normalize(a1 @ w2 + b2)
    z2 = a1 + s2 * hat2 + t2
    a2 = np.tanh(z2)
    y = a2 @ w3 + b3
    p = np.exp(y) / np.exp(y).sum(axis=1, keepdims=True)
    count = 1 if options.get("summed") else len(x)
    dy = (p - target) / count
    dz2 = (dy @ w3.T) * slope_of(z2)
    dn2 = norm_back(dz2 * s2, hat2, spread2)
    dz1 = (options.get("skip", 1.0) * dz2 + dn2 @ back(w2)) * slope_of(z1)
    dn1 = norm_back(dz1 * s1, hat1, spread1)
    first = [x.T @ dn1, dn1.sum(axis=0), (dz1 * hat1).sum(axis=0), dz1.sum(axis=0)]
    second = [a1.T @ dn2, dn2.sum(axis=0), (dz2 * hat2).sum(axis=0), dz2.sum(axis=0)]
    loss = float(-np.log((p * target).sum(axis=1)).sum() / count)
    return loss, [*first, *second, a2.T @ dy, dy.sum(axis=0)]


def spelled_out(setting: dict[str, Any], **options: Any) -> dict[str, Any]:
    """The measurements of the whole training, with what is changed in it."""
    p = TrainingParameters.model_validate(setting)
    problem = build(p, p.all_variants[0], SEED)
    x, target = problem.data.train
    w: list[Array] = []
    for layer in problem.network.layers:
        w += [layer.w, layer.b] + ([np.ones(4), np.zeros(4)] if layer.normalizer else [])
    first, losses, norms, ratios = w, [], [], []
    m, v, total = ([np.zeros_like(one) for one in w] for _ in range(3))
    for t in range(p.steps + 1):
        loss, gradients = one_pass(w, x, target, options)
        losses.append(loss)
        norms.append([float(np.linalg.norm(gradients[k])) for k in (0, 4, 8)])
        if t == p.steps:
            break
        rows = problem.batches[t]
        gradients = one_pass(w, x[rows], target[rows], options)[1]
        if options.get("kept"):
            gradients = total = [a + b for a, b in zip(total, gradients, strict=True)]
        size = np.sqrt(sum((g**2).sum() for g in gradients))
        if not options.get("unclipped"):
            gradients = [g * min(1.0, 0.5 / size) for g in gradients]
        decay = options.get("decay", 0.03)
        gradients = [g + decay * one for g, one in zip(gradients, w, strict=True)]
        rate = 1.0 if options.get("whole") else p.learning_rate * 0.9**t
        if p.optimizer == "momentum":
            m = [options.get("mu", 0.7) * a + g for a, g in zip(m, gradients, strict=True)]
            moves = [rate * a for a in m]
        else:
            m = [0.9 * a + 0.1 * g for a, g in zip(m, gradients, strict=True)]
            v = [0.999 * a + 0.001 * g * g for a, g in zip(v, gradients, strict=True)]
            one, two = (1.0, 1.0) if options.get("raw") else (1 - 0.9 ** (t + 1), 1 - 0.999 ** (t + 1))
            moves = [rate * a / one / (np.sqrt(b / two) + 1e-8) for a, b in zip(m, v, strict=True)]
        ratios.append([float(np.linalg.norm(moves[k]) / np.linalg.norm(w[k])) for k in (0, 4, 8)])
        w = [one - options.get("sign", 1.0) * move for one, move in zip(w, moves, strict=True)]
    moved = [float(np.linalg.norm(w[k] - first[k]) / np.linalg.norm(first[k])) for k in (0, 4, 8)]
    return {
        "loss_history": losses,
        "weight_gradient_history": norms,
        "update_ratio_history": ratios,
        "moved": moved,
    }


def agrees(measured: Any, expected: dict[str, Any]) -> bool:
    return all(np.allclose(measured[name], value, rtol=1e-10, atol=0) for name, value in expected.items())


def at_activation(z: Array) -> Array:
    return slope(np.tanh(z))


def constant(dy: Array, hat: Array, spread: Array) -> Array:
    del hat
    return np.asarray(dy / spread)


MISTAKES: dict[str, dict[str, Any]] = {
    "wrong_update_sign": {"sign": -1.0},
    "forgotten_learning_rate": {"whole": True},
    "sum_not_mean": {"summed": True},
    "gradients_not_reset": {"kept": True},
    "transposed": {"back": np.asarray},
    "no_activation_derivative": {"slope": np.ones_like},
    "derivative_at_activation": {"slope": at_activation},
    "forgotten_skip": {"skip": 0.0},
    "constant_statistics": {"norm_back": constant},
    "forgotten_clipping": {"unclipped": True},
    "forgotten_memory": {"mu": 0.0},
    "no_bias_correction": {"raw": True},
    "forgotten_weight_decay": {"decay": 0.0},
}


@pytest.mark.parametrize("setting", [SETTING, ADAM], ids=["momentum", "adam"])
def test_the_whole_training_agrees_with_a_loop_spelled_out(setting: dict[str, Any]) -> None:
    assert agrees(run("training", setting, seed=SEED).measurements, spelled_out(setting))


def test_every_mistake_is_checked_here() -> None:
    assert list(MISTAKES) == list(catalog()["training"].mistakes)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mutant_is_the_training_with_that_mistake(mistake: str) -> None:
    setting = ADAM if mistake == "no_bias_correction" else SETTING
    done, expected = run("training", setting, seed=SEED), spelled_out(setting, **MISTAKES[mistake])
    assert agrees(done.mutants[mistake], expected)
    assert not agrees(done.measurements, expected)


ABSENT: list[tuple[str, dict[str, Any]]] = [
    ("transposed", {"depth": 1, "width": 3}),
    ("forgotten_skip", {"residual": "original", "depth": 1}),
    ("constant_statistics", {}),
    ("forgotten_clipping", {}),
    ("forgotten_memory", {}),
    ("forgotten_weight_decay", {}),
    ("no_bias_correction", {}),
    ("gradients_not_reset", {"steps": 1}),
]


@pytest.mark.parametrize(("mistake", "given"), ABSENT)
def test_a_mistake_that_cannot_be_made_is_absent(mistake: str, given: dict[str, Any]) -> None:
    assert mistake not in run("training", {"steps": 2, "samples": 4} | given).mutants


def test_a_mistake_is_made_in_every_variant_where_it_can_be() -> None:
    variants = [{"name": "plain"}, {"name": "adam", "optimizer": "adam"}]
    done = run("training", {"steps": 5, "variants": variants})
    wrong: Callable[[str], Any] = done.mutants["no_bias_correction"].__getitem__
    assert wrong("plain.loss_history") == done.measurements["plain.loss_history"]
    assert wrong("adam.loss_history") != done.measurements["adam.loss_history"]
