"""The fast deep network against its teaching form, layer by layer, saturated units and vanished layers too."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.arrays import Array, safe_norm
from simulator.fast import networks as fast
from simulator.fast.descent import descend
from simulator.fast.forms import FORMS
from simulator.gradcheck import compare_layers, layer_error
from simulator.layers import Dropout
from simulator.network import Layer, Network, Normalizer, Rules, loss, run_pass, train
from simulator.normalization import Normalization
from simulator.ops.activations import activation
from simulator.ops.normalization import Convention
from simulator.vector import pack, pack_gradients
from tests.examples import examples

TOLERANCE = 1e-12


def drawn(
    sizes: list[int], name: str, batch: int, scale: float, seed: int = 0, last: str = "identity"
) -> tuple[Network, Array, Array]:
    rng = np.random.default_rng(seed)
    names = [name] * (len(sizes) - 2) + [last]
    layers = tuple(
        Layer(scale * rng.standard_normal((a, b)) / np.sqrt(a), scale * rng.standard_normal(b), activation(f))
        for (a, b), f in zip(pairwise(sizes), names, strict=True)
    )
    return Network(layers), rng.standard_normal((batch, sizes[0])), rng.dirichlet(np.ones(sizes[-1]), batch)


def both(
    network: Network, x: Array, target: Array, loss_name: str = "half_squared_error"
) -> tuple[fast.Done, list[Array], list[Array]]:
    judge, shape = loss(loss_name, "batch_mean"), fast.shape_of(network)
    assert shape is not None
    true = run_pass(network, x, target, Rules(judge))
    learned = fast.parameters(pack(network), shape)
    done = fast.run_pass(learned, x, target, judge, fast.workspace(shape, x.shape[0]))
    assert done.loss == pytest.approx(true.loss, rel=1e-13)
    assert layer_error(true.tape[-1].a, done.output) < TOLERANCE
    return done, [g.dw for g in true.gradients.layers], [g.db for g in true.gradients.layers]


@settings(deadline=None, max_examples=examples(150))
@given(
    sizes=st.lists(st.integers(1, 9), min_size=2, max_size=7),
    name=st.sampled_from(sorted(FORMS)),
    last=st.sampled_from(["identity", "sigmoid", "tanh"]),
    batch=st.integers(1, 6),
    scale=st.sampled_from([0.05, 1.0, 4.0]),
    loss_name=st.sampled_from(["half_squared_error", "squared_error", "softmax_cross_entropy"]),
    seed=st.integers(0, 1000),
)
def test_every_gradient_equals_that_of_the_teaching_form(
    sizes: list[int], name: str, last: str, batch: int, scale: float, loss_name: str, seed: int
) -> None:
    done, weights, biases = both(*drawn(sizes, name, batch, scale, seed, last), loss_name)
    assert max(compare_layers(weights, done.gradients.weights)) < TOLERANCE
    assert max(compare_layers(biases, done.gradients.biases)) < TOLERANCE


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu"])
def test_vanished_layers_are_right_to_the_last_digits(name: str) -> None:
    done, weights, biases = both(*drawn([16] * 61, name, 8, 0.2))
    assert safe_norm(weights[0]) < 1e-30
    assert max(compare_layers(weights, done.gradients.weights)) < TOLERANCE
    assert max(compare_layers(biases, done.gradients.biases)) < TOLERANCE


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
@pytest.mark.parametrize("bias", [-40.0, -8.0, 8.0, 40.0])
def test_saturated_units_keep_their_tiny_slopes(name: str, bias: float) -> None:
    network, x, target = drawn([3, 4, 4, 2], name, 5, 0.5)
    network = Network(
        tuple(layer._replace(b=np.full_like(layer.b, bias)) for layer in network.layers[:-1])
        + network.layers[-1:]
    )
    done, weights, _ = both(network, x, target)
    assert 0 < safe_norm(weights[0]) < 1e-2
    assert max(compare_layers(weights, done.gradients.weights)) < TOLERANCE


def test_the_norms_of_tiny_and_huge_gradients_are_scaled_before_they_are_squared() -> None:
    stack = np.stack([np.full((2, 2), size) for size in (1e-200, 1.0, 1e200, 0.0)])
    assert fast.norms(stack) == pytest.approx([2e-200, 2.0, 2e200, 0.0], rel=1e-15)
    assert [fast.norm(one) for one in stack] == pytest.approx([2e-200, 2.0, 2e200, 0.0], rel=1e-15)
    assert np.isnan(fast.norm(np.array([1.0, np.nan])))
    assert fast.norm(np.array([1.0, np.inf])) == np.inf


@pytest.mark.parametrize("batch", [4, 2000])
@pytest.mark.parametrize("name", sorted(FORMS))
def test_layers_one_by_one_and_in_blocks_give_the_same(name: str, batch: int) -> None:
    """Layers of 2,000 by 6 entries are done one by one, of 4 by 6 at once."""
    done, weights, biases = both(*drawn([6, 6, 6, 6, 3], name, batch, 0.8))
    assert max(compare_layers(weights, done.gradients.weights)) < TOLERANCE
    assert max(compare_layers(biases, done.gradients.biases)) < TOLERANCE
    assert done.norms == pytest.approx([safe_norm(dw) for dw in weights], rel=1e-12)


RATES = [0.3, 0.0, 0.1, 0.05] * 10


@pytest.mark.parametrize("name", sorted(FORMS))
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("update_biases", [True, False])
def test_training_gives_the_same_losses_and_the_same_network(
    name: str, momentum: float, update_biases: bool
) -> None:
    network, x, target = drawn([4, 6, 6, 3], name, 10, 1.0)
    rules = Rules(loss("half_squared_error", "batch_mean"))
    given: dict[str, Any] = {"factors": RATES, "momentum": momentum}
    found = descend(network, x, target, rules, 0.2, 40, update_biases, **given)
    true = train(network, x, target, rules, 0.2, 40, update_biases, **given)
    assert found.losses == pytest.approx(true.losses, rel=1e-11)
    assert true.losses[-1] < true.losses[0]
    for ours, theirs, first in zip(found.network.layers, true.network.layers, network.layers, strict=True):
        assert layer_error(theirs.w, ours.w) < 1e-11
        assert layer_error(theirs.b, ours.b) < 1e-11
        assert np.array_equal(ours.b, first.b) is not update_biases


def test_the_given_network_is_left_as_it_was() -> None:
    network, x, target = drawn([4, 6, 3], "tanh", 10, 1.0)
    before = [layer.w.copy() for layer in network.layers]
    descend(network, x, target, Rules(loss("half_squared_error", "batch_mean")), 0.5, 5)
    assert all(np.array_equal(layer.w, w) for layer, w in zip(network.layers, before, strict=True))


def test_a_mistake_in_the_rules_is_run_as_it_is() -> None:
    network, x, target = drawn([4, 6, 3], "tanh", 10, 1.0)
    rules = Rules(loss("half_squared_error", "batch_mean"), update=lambda w, dw, rate: w + rate * dw)
    assert (
        descend(network, x, target, rules, 0.1, 5).losses == train(network, x, target, rules, 0.1, 5).losses
    )


def test_what_has_no_fast_form_is_told_apart() -> None:
    network, x, target = drawn([3, 3, 3], "tanh", 4, 1.0)
    hidden, last = network.layers
    normalizer = Normalizer(Normalization("layer", Convention()), np.ones(3), np.zeros(3))
    judge = loss("half_squared_error", "batch_mean")
    for other in (
        hidden._replace(activation=activation("gelu")),
        hidden._replace(skip="original"),
        hidden._replace(normalizer=normalizer),
        hidden._replace(dropout=Dropout(0.5, np.ones((4, 3)))),
    ):
        changed = Network((other, last))
        assert fast.shape_of(changed) is None
        assert fast.gradient_of(changed, judge) is None
        rules = Rules(judge)
        found, true = descend(changed, x, target, rules, 0.1, 3), train(changed, x, target, rules, 0.1, 3)
        assert found.losses == true.losses
    assert fast.shape_of(network) == fast.Shape((3, 3, 3), ("tanh", "identity"))


def test_the_gradient_as_a_function_of_the_vector() -> None:
    network, x, target = drawn([3, 5, 2], "sigmoid", 6, 1.0)
    judge = loss("softmax_cross_entropy", "batch_mean")
    gradient = fast.gradient_of(network, judge)
    assert gradient is not None
    vector = pack(network)
    for samples in (6, 2, 6):  # a smaller last mini-batch, and back
        value, found = gradient(vector, x[:samples], target[:samples])
        true = run_pass(network, x[:samples], target[:samples], Rules(judge))
        assert value == pytest.approx(true.loss, rel=1e-13)
        assert layer_error(pack_gradients(true.gradients), found) < TOLERANCE
    kept = gradient(vector, x, target)[1]
    copy = kept.copy()
    gradient(vector + 1.0, x, target)
    assert np.array_equal(kept, copy)


def test_a_workspace_is_used_again_without_a_trace_of_the_pass_before() -> None:
    network, x, target = drawn([5, 7, 2], "sigmoid", 6, 1.0)
    shape = fast.shape_of(network)
    assert shape is not None
    judge, space = loss("half_squared_error", "batch_mean"), fast.workspace(shape, 6)
    learned = fast.parameters(pack(network), shape)
    first = fast.run_pass(learned, x, target, judge, space).gradients.vector.copy()
    fast.run_pass(learned, 100.0 * x, target + 1.0, judge, space)
    assert np.array_equal(fast.run_pass(learned, x, target, judge, space).gradients.vector, first)
