"""A multilayer perceptron as data, and the functions that run it, layer by layer (see `simulator.layers`)."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.layers import (
    Dropout,
    Layer,
    LayerGradient,
    LayerSkip,
    LayerTape,
    Loss,
    Normalizer,
    Rules,
    Skip,
    Tape,
    layer_backward,
    layer_forward,
    layer_sgd,
    loss,
)
from simulator.ops import losses

__all__ = [
    "Dropout",
    "Gradients",
    "Layer",
    "LayerGradient",
    "LayerSkip",
    "LayerTape",
    "Loss",
    "Network",
    "Normalizer",
    "Pass",
    "Rules",
    "Skip",
    "Tape",
    "Training",
    "accumulate",
    "backward",
    "evaluating",
    "forward",
    "loss",
    "loss_of",
    "run_pass",
    "saw_infinity",
    "saw_nan",
    "sgd",
    "train",
    "with_masks",
]


class Network(NamedTuple):
    """Layers, first one first."""

    layers: tuple[Layer, ...]


class Gradients(NamedTuple):
    """The gradients of every layer, first one first, and that of the input."""

    layers: tuple[LayerGradient, ...]
    dx: Array  # (batch, in)


def forward(network: Network, x: Array, rules: Rules) -> Tape:
    """Forward pass. x (batch, in) -> one tape entry a layer; the last entry's `a` is the output."""
    tape: list[LayerTape] = []
    for layer in network.layers:
        tape.append(layer_forward(layer, x, rules))
        x = tape[-1].a
    return tuple(tape)


def backward(network: Network, tape: Tape, da: Array, rules: Rules) -> Gradients:
    """Backward pass. da (batch, out) the loss's gradient at the output -> gradients of every layer."""
    found = []
    for layer, entry in zip(reversed(network.layers), reversed(rules.remember(tape)), strict=True):
        da, gradient = layer_backward(layer, entry, da, rules)
        found.append(gradient)
    return Gradients(tuple(reversed(found)), da)


def sgd(
    network: Network, gradients: Gradients, learning_rate: float, rules: Rules, update_biases: bool = True
) -> Network:
    """One step of gradient descent on all that is learned, on the biases only if `update_biases`."""
    return Network(
        tuple(
            layer_sgd(layer, gradient, learning_rate, rules, update_biases)
            for layer, gradient in zip(network.layers, gradients.layers, strict=True)
        )
    )


def accumulate(velocity: Gradients | None, gradients: Gradients, momentum: float) -> Gradients:
    """v = momentum v + g for all that is learned; at the first update v is g (as in PyTorch's SGD)."""
    if velocity is None or momentum == 0.0:
        return gradients

    def moved(v: Array | None, g: Array | None) -> Array | None:
        return None if v is None or g is None else np.asarray(momentum * v + g)

    layers = []
    for v, g in zip(velocity.layers, gradients.layers, strict=True):
        slope, scale, shift = moved(v.dslope, g.dslope), moved(v.dscale, g.dscale), moved(v.dshift, g.dshift)
        learned = g._replace(dw=momentum * v.dw + g.dw, db=momentum * v.db + g.db)
        layers.append(learned._replace(dslope=slope, dscale=scale, dshift=shift))
    return Gradients(tuple(layers), gradients.dx)


def with_masks(network: Network, masks: Sequence[Array | None]) -> Network:
    """The network with other units left out: one mask (batch, units) a layer, None where there is no dropout."""
    return Network(
        tuple(
            layer
            if layer.dropout is None or mask is None
            else layer._replace(dropout=layer.dropout._replace(mask=mask))
            for layer, mask in zip(network.layers, masks, strict=True)
        )
    )


def evaluating(network: Network) -> Network:
    """The network with its dropout in evaluation mode."""
    return Network(
        tuple(
            layer if layer.dropout is None else layer._replace(dropout=layer.dropout._replace(mode="eval"))
            for layer in network.layers
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
    *,
    factors: Sequence[float] | None = None,
    momentum: float = 0.0,
    renew: Callable[[Network], Network] | None = None,
) -> Training:
    """`updates` full-batch steps of gradient descent. x (batch, in), target (batch, out).

    `factors` (updates,) multiply the learning rate, one an update; `renew` changes the network after each update,
    as by new masks of its dropout.
    """
    history, velocity = [], None
    for k in range(updates):
        done = run_pass(network, x, target, rules)
        history.append(done.loss)
        velocity = accumulate(velocity, done.gradients, momentum)
        rate = learning_rate if factors is None else learning_rate * factors[k]
        network = sgd(network, velocity, rate, rules, update_biases)
        network = network if renew is None else renew(network)
    history.append(float(loss_of(network, x, target, rules)))
    return Training(network, tuple(history))


def saw_infinity(arrays: Sequence[Array]) -> bool:
    """Whether any entry of any array is infinite."""
    return any(bool(np.isinf(a).any()) for a in arrays)


def saw_nan(arrays: Sequence[Array]) -> bool:
    """Whether any entry of any array is NaN."""
    return any(bool(np.isnan(a).any()) for a in arrays)
