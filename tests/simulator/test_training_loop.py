"""The training loop against PyTorch's trajectories, the complex step, a case by hand, and itself as a vector."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import gradcheck
from simulator.arrays import Array
from simulator.datasets import DataSet, Samples
from simulator.experiments.training_mistakes import RULES
from simulator.experiments.training_parameters import TrainingParameters
from simulator.experiments.training_run import Problem, build, gradient_by, true_rules, updates
from simulator.network import Layer, Network, Normalizer, forward, loss_of
from simulator.normalization import Normalization
from simulator.ops.activations import activation
from simulator.ops.normalization import Convention
from simulator.vector import pack, unpack, weights
from tests.examples import examples, seeds

TOLERANCE = 1e-12
STORED: dict[str, Any] = dict(np.load(Path(__file__).parents[1] / "data" / "torch_training.npz"))
SETTINGS: dict[str, dict[str, Any]] = {
    "sgd": {"learning_rate": 0.3},
    "momentum": {"learning_rate": 0.1, "weight_decay": 0.05},
    "nesterov": {"learning_rate": 0.1},
    "adagrad": {"learning_rate": 0.1},
    "rmsprop": {"learning_rate": 0.02},
    "adam": {"learning_rate": 0.05},
    "adamw": {"learning_rate": 0.05, "weight_decay": 0.1},
    "regression": {"learning_rate": 0.05, "data": "regression"},
    "norm": {"learning_rate": 0.3},
    "skip": {"learning_rate": 0.3},
}


def stored_problem(case: str) -> Problem:
    """The network and the batches that PyTorch trained."""
    optimizer = case if case not in ("regression", "norm", "skip") else "sgd"
    order = STORED["order"]
    p = TrainingParameters.model_validate(
        {"steps": len(order), "samples": len(STORED["x"]), "optimizer": optimizer} | SETTINGS[case]
    )
    tanh, linear = activation("tanh"), activation("identity")
    layers = [Layer(STORED[f"w{k}"], STORED[f"b{k}"], tanh if k < 2 else linear) for k in range(3)]
    if case == "norm":
        scale = Normalizer(Normalization("layer", Convention()), np.ones(5), np.zeros(5))
        layers[0] = layers[0]._replace(normalizer=scale)
    if case == "skip":
        layers[1] = layers[1]._replace(skip="original")
    target = np.eye(3)[STORED["label"]]
    if case == "regression":
        layers[2] = Layer(STORED["w2"][:, :1], STORED["b2"][:1], linear)
        target = STORED["number"]
    samples = Samples(STORED["x"], target)
    data = DataSet(samples, samples, 0 if case == "regression" else 3)
    return Problem(p, p.all_variants[0], Network(tuple(layers)), data, tuple(order))


@pytest.mark.parametrize("case", SETTINGS)
def test_six_updates_agree_with_pytorch_layer_by_layer(case: str) -> None:
    problem = stored_problem(case)
    done = list(updates(problem, true_rules(problem)))
    assert [u.loss for u in done] == pytest.approx(STORED[f"{case}/losses"].tolist(), rel=TOLERANCE, abs=0)
    last = unpack(done[-1].after, problem.network).layers
    first = unpack(done[0].gradient, problem.network).layers
    columns = 1 if case == "regression" else 3
    for k, (layer, gradient) in enumerate(zip(last, first, strict=True)):
        cut = slice(columns if k == 2 else None)
        assert gradcheck.layer_error(STORED[f"{case}/w{k}"][:, cut], layer.w) <= TOLERANCE
        assert gradcheck.layer_error(STORED[f"{case}/b{k}"][cut], layer.b) <= TOLERANCE
        assert gradcheck.layer_error(STORED[f"{case}/g{k}"][:, cut], gradient.w) <= TOLERANCE
    if case == "norm":
        learned = last[0].normalizer
        assert learned is not None
        assert gradcheck.layer_error(STORED["norm/w3"], learned.scale) <= TOLERANCE
        assert gradcheck.layer_error(STORED["norm/b3"], learned.shift) <= TOLERANCE


@pytest.mark.parametrize(
    "mistake", ["wrong_update_sign", "gradients_not_reset", "sum_not_mean", "transposed"]
)
def test_a_planted_fault_leaves_the_trajectory(mistake: str) -> None:
    problem = stored_problem("sgd")
    wrong = list(updates(problem, RULES[mistake](true_rules(problem), problem)))
    last = unpack(wrong[-1].after, problem.network).layers
    assert gradcheck.layer_error(STORED["sgd/w0"], last[0].w) > 1e-3


def assert_every_update_agrees_with_the_complex_step(given: dict[str, Any], seed: int) -> None:
    p = TrainingParameters.model_validate(
        {"samples": 8, "steps": 3, "initialization": "lecun_normal"} | given
    )
    problem = build(p, p.all_variants[0], seed)
    rules, (x, target) = true_rules(problem), problem.data.train
    for update in updates(problem, rules):
        rows = problem.batches[update.t - 1]

        def value(theta: Array, rows: Any = rows) -> Array:
            return loss_of(unpack(theta, problem.network), x[rows], target[rows], rules.passes)

        expected = gradcheck.complex_step(value, update.before)
        pairs = [weights(found, problem.network) for found in (expected, update.gradient)]
        assert gradcheck.layer_error(expected, update.gradient) <= TOLERANCE
        assert max(gradcheck.compare_layers(*pairs)) <= TOLERANCE


@settings(deadline=None, max_examples=examples(40))
@given(
    data=st.sampled_from(["xor", "spirals", "regression"]),
    activation=st.sampled_from(["tanh", "sigmoid", "silu", "softplus"]),
    sizes=st.tuples(st.integers(1, 5), st.integers(1, 4), st.integers(1, 8)),
    seed=st.integers(0, 2**32),
)
def test_the_gradient_of_an_update_is_that_of_the_complex_step(
    data: str, activation: str, sizes: tuple[int, int, int], seed: int
) -> None:
    depth, width, batch = sizes
    given = {"data": data, "activation": activation, "depth": depth, "width": width, "batch_size": batch}
    assert_every_update_agrees_with_the_complex_step(given, seed)


@pytest.mark.parametrize("seed", seeds(1, 3))
@pytest.mark.parametrize("residual", ["none", "original", "preactivation"])
@pytest.mark.parametrize("normalization", ["none", "batch", "layer", "rms", "group"])
def test_so_it_is_with_normalization_and_skips(normalization: str, residual: str, seed: int) -> None:
    """Sizes at which no set is nearly flat: there the gradient is all cancellation, and no check could be exact."""
    given = {"normalization": normalization, "residual": residual, "activation": "tanh"}
    sizes = {"depth": 3, "width": 8, "groups": 2, "samples": 12, "batch_size": 6}
    assert_every_update_agrees_with_the_complex_step(given | sizes, seed)


def two_weights(**settings: Any) -> Problem:
    """y = w2 (w1 x + b1) + b2 with w1 = 2, w2 = 3, one sample x = 1 whose target is 0, and squared error."""
    p = TrainingParameters.model_validate(
        {"data": "regression", "samples": 2, "steps": 2, "learning_rate": 0.01, "activation": "identity"}
        | settings
    )
    linear = activation("identity")
    layers = (
        Layer(np.array([[2.0]]), np.zeros(1), linear),
        Layer(np.array([[3.0]]), np.zeros(1), linear),
    )
    one = Samples(np.array([[1.0]]), np.array([[0.0]]))
    return Problem(p, p.all_variants[0], Network(layers), DataSet(one, one, 0), (slice(None), slice(None)))


class TestByHand:
    def test_plain_descent(self) -> None:
        """y = 6, C = 36, dC/dy = 12: the gradient of (w1, b1, w2, b2) is (36, 36, 24, 12)."""
        problem = two_weights()
        first, second = updates(problem, true_rules(problem))
        assert (first.loss, first.gradient.tolist()) == (36.0, [36.0, 36.0, 24.0, 12.0])
        assert first.after == pytest.approx([1.64, -0.36, 2.76, -0.12], rel=1e-15)
        y = 2.76 * (1.64 - 0.36) - 0.12
        assert second.loss == pytest.approx(y * y, rel=1e-14)
        assert second.gradient == pytest.approx([2 * y * 2.76, 2 * y * 2.76, 2 * y * 1.28, 2 * y], rel=1e-14)

    def test_clipped_to_a_norm_or_a_value(self) -> None:
        problem = two_weights(clip="norm", clip_limit=1.0)
        (first, _) = updates(problem, true_rules(problem))
        assert first.fed == pytest.approx(np.array([36, 36, 24, 12]) / np.sqrt(3312), rel=1e-15)
        problem = two_weights(clip="value", clip_limit=20.0)
        (first, _) = updates(problem, true_rules(problem))
        assert first.fed.tolist() == [20.0, 20.0, 20.0, 12.0]

    def test_a_warmup_and_both_kinds_of_weight_decay(self) -> None:
        problem = two_weights(warmup=2, weight_decay=0.5)
        first, second = updates(problem, true_rules(problem))
        assert (first.rate, second.rate) == (0.005, 0.01)
        assert first.fed.tolist() == [37.0, 36.0, 25.5, 12.0]
        problem = two_weights(optimizer="adamw", weight_decay=0.5)
        (first, _) = updates(problem, true_rules(problem))
        assert first.after == pytest.approx([2 - 0.01 - 0.01, -0.01, 3 - 0.015 - 0.01, -0.01], rel=1e-8)


def test_each_epoch_shows_every_sample_once_in_a_new_order() -> None:
    p = TrainingParameters.model_validate({"samples": 10, "batch_size": 4, "steps": 9})
    problem = build(p, p.all_variants[0], 3)
    batches = [np.asarray(batch) for batch in problem.batches]
    assert [len(batch) for batch in batches] == [4, 4, 2] * 3
    epochs = [np.concatenate(batches[k : k + 3]).tolist() for k in (0, 3, 6)]
    assert all(sorted(epoch) == list(range(10)) for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) == 3
    whole = TrainingParameters.model_validate({"samples": 10, "steps": 2})
    assert build(whole, whole.all_variants[0], 3).batches == (slice(None), slice(None))


@settings(deadline=None, max_examples=examples(40))
@given(
    depth=st.integers(1, 4),
    width=st.integers(1, 5),
    name=st.sampled_from(["relu", "prelu", "leaky_relu"]),
    normalization=st.sampled_from(["none", "rms"]),
    seed=st.integers(0, 99),
)
def test_a_vector_is_the_network(depth: int, width: int, name: str, normalization: str, seed: int) -> None:
    p = TrainingParameters.model_validate(
        {"depth": depth, "width": width, "activation": name, "normalization": normalization}
    )
    problem = build(p, p.all_variants[0], seed)
    theta = pack(problem.network)
    sizes = (2, *(width,) * depth, 2)
    count = sum(n * m + m for n, m in pairwise(sizes))
    count += depth * ((name == "prelu") + (2 * width if normalization == "rms" else 0))
    assert theta.shape == (count,)
    moved = unpack(theta + 1.0, problem.network)
    assert np.array_equal(pack(moved), theta + 1.0)
    assert [layer.w.shape for layer in moved.layers] == list(pairwise(sizes))
    x = problem.data.train.x
    rules = true_rules(problem).passes
    assert np.array_equal(
        forward(unpack(theta, problem.network), x, rules)[-1].a, forward(problem.network, x, rules)[-1].a
    )
    target = problem.data.train.target
    assert gradient_by(problem, true_rules(problem))(theta, x, target)[1].shape == (count,)
