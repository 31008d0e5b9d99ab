"""A multilayer perceptron as data, and the functions that run it.

A pass looks each operation up in a table of `Rules`. The true rules are the operations of `simulator.ops`; a
mistake (see `simulator.mutants`) replaces one of them, and the very same pass then runs with that mistake in it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array
from simulator.ops import losses
from simulator.ops.activations import Activation, ActivationCache
from simulator.ops.dense import DenseCache, dense_backward, dense_forward


class Layer(NamedTuple):
    """One layer: a = f(x w + b)."""

    w: Array  # (in, out)
    b: Array  # (out,)
    activation: Activation


class Network(NamedTuple):
    """Layers, first one first."""

    layers: tuple[Layer, ...]


class LayerTape(NamedTuple):
    """What one layer did in the forward pass."""

    z: Array  # (batch, out) net input
    a: Array  # (batch, out) activation
    dense: DenseCache
    activation: ActivationCache


Tape: TypeAlias = tuple[LayerTape, ...]


class LayerGradient(NamedTuple):
    """The gradients of the loss at one layer."""

    da: Array  # (batch, out)
    dz: Array  # (batch, out)
    dw: Array  # (in, out)
    db: Array  # (out,)


class Gradients(NamedTuple):
    """The gradients of every layer, first one first, and that of the input."""

    layers: tuple[LayerGradient, ...]
    dx: Array  # (batch, in)


class Loss(NamedTuple):
    """A loss with its conventions bound: `forward(y, target)` and `backward(dloss, cache)`."""

    forward: Callable[[Array, Array], tuple[Array, losses.LossCache]]
    backward: Callable[[float, losses.LossCache], Array]


_LossForward: TypeAlias = Callable[..., tuple[Array, losses.LossCache]]
_LossBackward: TypeAlias = Callable[[float, losses.LossCache], Array]

_LOSSES: Final[Mapping[str, tuple[_LossForward, _LossBackward]]] = MappingProxyType(
    {
        "output": (losses.output_forward, losses.output_backward),
        "squared_error": (losses.squared_error_forward, losses.squared_error_backward),
        "half_squared_error": (
            partial(losses.squared_error_forward, half=True),
            losses.squared_error_backward,
        ),
        "binary_cross_entropy": (losses.binary_cross_entropy_forward, losses.binary_cross_entropy_backward),
        "softmax_cross_entropy": (
            losses.softmax_cross_entropy_forward,
            losses.softmax_cross_entropy_backward,
        ),
    }
)


def loss(name: str, reduction: losses.Reduction = "sum") -> Loss:
    """The loss of that name under that reduction. KeyError for an unknown name."""
    forward, backward = _LOSSES[name]
    return Loss(partial(forward, reduction=reduction), backward)


def _activation_backward(da: Array, activation: Activation, cache: ActivationCache) -> Array:
    return activation.backward(da, cache)


def _descend(parameter: Array, gradient: Array, learning_rate: float) -> Array:
    return parameter - learning_rate * gradient


def _as_it_was(tape: Tape) -> Tape:
    return tape


class Rules(NamedTuple):
    """The operations of one training step, each replaceable."""

    loss: Loss
    dense_forward: Callable[[Array, Array, Array], tuple[Array, DenseCache]] = dense_forward
    dense_backward: Callable[[Array, DenseCache], tuple[Array, Array, Array]] = dense_backward
    activation_backward: Callable[[Array, Activation, ActivationCache], Array] = _activation_backward
    remember: Callable[[Tape], Tape] = _as_it_was  # what the backward pass believes the forward pass did
    update: Callable[[Array, Array, float], Array] = _descend


def forward(network: Network, x: Array, rules: Rules) -> Tape:
    """Forward pass. x (batch, in) -> one tape entry a layer; the last entry's `a` is the output."""
    tape = []
    for layer in network.layers:
        z, dense_cache = rules.dense_forward(x, layer.w, layer.b)
        x, activation_cache = layer.activation.forward(z)
        tape.append(LayerTape(z, x, dense_cache, activation_cache))
    return tuple(tape)


def backward(network: Network, tape: Tape, da: Array, rules: Rules) -> Gradients:
    """Backward pass. da (batch, out) the loss's gradient at the output -> gradients of every layer."""
    found = []
    for layer, entry in zip(reversed(network.layers), reversed(rules.remember(tape)), strict=True):
        dz = rules.activation_backward(da, layer.activation, entry.activation)
        dx, dw, db = rules.dense_backward(dz, entry.dense)
        found.append(LayerGradient(da, dz, dw, db))
        da = dx
    return Gradients(tuple(reversed(found)), da)


def sgd(
    network: Network, gradients: Gradients, learning_rate: float, rules: Rules, update_biases: bool = True
) -> Network:
    """One step of gradient descent on every weight, and on every bias if `update_biases`."""
    return Network(
        tuple(
            layer._replace(
                w=rules.update(layer.w, gradient.dw, learning_rate),
                b=rules.update(layer.b, gradient.db, learning_rate) if update_biases else layer.b,
            )
            for layer, gradient in zip(network.layers, gradients.layers, strict=True)
        )
    )


class Pass(NamedTuple):
    """One forward and backward pass with its loss."""

    tape: Tape
    loss: float
    judged: losses.LossCache  # the terms of the loss, before the reduction
    gradients: Gradients


def run_pass(network: Network, x: Array, target: Array, rules: Rules) -> Pass:
    """Forward pass, loss and backward pass. x (batch, in), target (batch, out)."""
    tape = forward(network, x, rules)
    value, cache = rules.loss.forward(tape[-1].a, target)
    return Pass(tape, float(value), cache, backward(network, tape, rules.loss.backward(1.0, cache), rules))


def loss_of(network: Network, x: Array, target: Array, rules: Rules) -> Array:
    """The loss alone, complex where the weights or inputs are. x (batch, in), target (batch, out) -> ()."""
    return rules.loss.forward(forward(network, x, rules)[-1].a, target)[0]


class Training(NamedTuple):
    """What plain full-batch gradient descent did."""

    network: Network
    losses: tuple[float, ...]  # before each update, then after the last


def train(
    network: Network,
    x: Array,
    target: Array,
    rules: Rules,
    learning_rate: float,
    updates: int,
    update_biases: bool = True,
) -> Training:
    """`updates` full-batch steps of gradient descent. x (batch, in), target (batch, out)."""
    history = []
    for _ in range(updates):
        done = run_pass(network, x, target, rules)
        history.append(done.loss)
        network = sgd(network, done.gradients, learning_rate, rules, update_biases)
    history.append(float(loss_of(network, x, target, rules)))
    return Training(network, tuple(history))


def saw_infinity(arrays: Sequence[Array]) -> bool:
    """Whether any entry of any array is infinite."""
    return any(bool(np.isinf(a).any()) for a in arrays)


def saw_nan(arrays: Sequence[Array]) -> bool:
    """Whether any entry of any array is NaN."""
    return any(bool(np.isnan(a).any()) for a in arrays)
