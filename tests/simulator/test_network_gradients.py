"""Whole networks layer by layer against the complex step, and planted faults that the check must catch."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulator import gradcheck
from simulator.arrays import Array
from simulator.mutants import Setting, mutants
from simulator.network import Layer, LayerGradient, Network, Rules, loss, loss_of, run_pass
from simulator.ops.activations import activation

TOLERANCE = 1e-12


def drawn(
    sizes: list[int], name: str, batch: int, seed: int, last: str = "identity", scale: float = 1.0
) -> tuple[Network, Array, Array]:
    rng = np.random.default_rng(seed)
    names = [name] * (len(sizes) - 2) + [last]
    layers = tuple(
        Layer(scale * rng.standard_normal((i, o)) / np.sqrt(i), 0.1 * rng.standard_normal(o), activation(f))
        for i, o, f in zip(sizes, sizes[1:], names, strict=False)
    )
    return Network(layers), rng.standard_normal((batch, sizes[0])), rng.dirichlet(np.ones(sizes[-1]), batch)


def by_complex_step(
    network: Network, x: Array, target: Array, rules: Rules
) -> tuple[list[Array], list[Array], Array]:
    """Weight gradients, bias gradients and the input's gradient without any backward pass."""

    def with_layer(k: int, **changed: Any) -> Array:
        layers = list(network.layers)
        layers[k] = layers[k]._replace(**changed)
        return loss_of(Network(tuple(layers)), x, target, rules)

    def weights(k: int) -> Callable[[Array], Array]:
        return lambda w: with_layer(k, w=w)

    def biases(k: int) -> Callable[[Array], Array]:
        return lambda b: with_layer(k, b=b)

    return (
        [gradcheck.complex_step(weights(k), layer.w) for k, layer in enumerate(network.layers)],
        [gradcheck.complex_step(biases(k), layer.b) for k, layer in enumerate(network.layers)],
        gradcheck.complex_step(lambda v: loss_of(network, v, target, rules), x),
    )


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "leaky_relu", "identity"])
@pytest.mark.parametrize(
    "loss_name", ["squared_error", "half_squared_error", "binary_cross_entropy", "softmax_cross_entropy"]
)
def test_networks_agree_with_the_complex_step_layer_by_layer(name: str, loss_name: str) -> None:
    network, x, target = drawn([4, 5, 3, 3], name, batch=3, seed=11)
    rules = Rules(loss(loss_name, "mean"))
    dw, db, dx = by_complex_step(network, x, target, rules)
    found = run_pass(network, x, target, rules).gradients
    assert max(gradcheck.compare_layers(dw, [g.dw for g in found.layers])) <= TOLERANCE
    assert max(gradcheck.compare_layers(db, [g.db for g in found.layers])) <= TOLERANCE
    assert gradcheck.layer_error(dx, found.dx) <= TOLERANCE


class Deep:
    """Twenty sigmoid layers; the first dozen and more have vanished."""

    network, x, target = drawn([5] * 21, "sigmoid", batch=3, seed=3, last="sigmoid", scale=0.5)
    setting = Setting("squared_error", "sum", averages=True, square=True, learning_rate=0.5)
    rules = Rules(loss("squared_error", "sum"))

    @classmethod
    def gradients(cls, rules: Rules) -> list[Array]:
        return [g.dw for g in run_pass(cls.network, cls.x, cls.target, rules).gradients.layers]


@pytest.fixture(scope="module")
def expected() -> list[Array]:
    return by_complex_step(Deep.network, Deep.x, Deep.target, Deep.rules)[0]


@pytest.fixture
def found() -> list[Array]:
    return Deep.gradients(Deep.rules)


def test_a_deep_sigmoid_net_is_right_in_its_vanished_layers(
    expected: list[Array], found: list[Array]
) -> None:
    assert np.abs(expected[0]).max() < 1e-12
    assert max(gradcheck.compare_layers(expected, found)) <= TOLERANCE


def test_an_ordinary_check_passes_zeroed_layers_and_this_one_does_not(
    expected: list[Array], found: list[Array]
) -> None:
    vanished = [k for k, g in enumerate(expected) if np.abs(g).max() < 1e-8]
    assert len(vanished) >= 12
    for k in vanished:
        found[k] = np.zeros_like(found[k])
    assert all(np.allclose(e, f) for e, f in zip(expected, found, strict=True))
    errors = gradcheck.compare_layers(expected, found)
    assert [k for k, error in enumerate(errors) if error > TOLERANCE] == vanished


@pytest.mark.parametrize(
    "fault",
    [
        np.zeros_like,
        lambda g: 2 * g,
        np.transpose,
        lambda g: g[None],
        lambda g: g * (1 + 1e-10),
        lambda g: g * np.nan,
    ],
    ids=["zeroed", "doubled", "transposed", "kept dimension", "slightly off", "not a number"],
)
@pytest.mark.parametrize("layer", [0, 10, 19])
def test_a_fault_planted_in_any_layer_is_caught(
    expected: list[Array], found: list[Array], layer: int, fault: Callable[[Array], Array]
) -> None:
    found[layer] = fault(found[layer])
    errors = gradcheck.compare_layers(expected, found)
    assert [k for k, error in enumerate(errors) if error > TOLERANCE] == [layer]


@pytest.mark.parametrize(
    "mistake",
    [
        "transposed",
        "mean_not_sum",
        "updated_weights_in_backward",
        "no_activation_derivative",
        "forgotten_bias",
    ],
)
def test_a_mutated_pass_is_caught(expected: list[Array], mistake: str) -> None:
    wrong = Deep.gradients(mutants([mistake], Deep.rules, Deep.setting)[mistake])
    assert max(gradcheck.compare_layers(expected, wrong)) > 1e-3


def test_a_kept_dimension_of_a_bias_gradient_is_caught() -> None:
    def kept(layer: LayerGradient) -> Array:
        return np.asarray(layer.dz.sum(axis=0, keepdims=True))

    gradients = run_pass(Deep.network, Deep.x, Deep.target, Deep.rules).gradients.layers
    right = [g.db for g in gradients]
    assert all(np.array_equal(kept(g)[0], b) for g, b in zip(gradients, right, strict=True))
    assert set(gradcheck.compare_layers(right, [kept(g) for g in gradients])) == {float("inf")}


def test_nothing_expected_allows_nothing() -> None:
    zero = np.zeros(3)
    assert gradcheck.layer_error(zero, zero) == 0.0
    assert gradcheck.layer_error(zero, np.full(3, 1e-300)) == float("inf")
    assert gradcheck.layer_error(np.full(3, 1e-300), zero) == 1.0
    with pytest.raises(ValueError, match="2 layers expected and 1 given"):
        gradcheck.compare_layers([zero, zero], [zero])
