"""One layer of a network as data, the rules that it runs under, and the functions that run it.

A pass looks each operation up in a table of `Rules`. The true rules are the operations of `simulator.ops`; a
mistake (see `simulator.mutants`) replaces one of them, and the very same pass then runs with that mistake in it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array
from simulator.normalization import (
    TRUE_RULES,
    Normalization,
    NormRules,
    NormTape,
    norm_backward,
    norm_forward,
)
from simulator.ops import losses
from simulator.ops.activations import Activation, ActivationCache, activation
from simulator.ops.dense import DenseCache, dense_backward, dense_forward
from simulator.ops.dropout import (
    DropoutCache,
    DropoutConvention,
    DropoutMode,
    dropout_backward,
    dropout_forward,
)

Skip: TypeAlias = Literal["none", "original", "preactivation"]
LayerSkip: TypeAlias = Literal["none", "original", "preactivation", "around"]


class Normalizer(NamedTuple):
    """A normalization with the scale and shift that it learns."""

    how: Normalization
    scale: Array  # (units,)
    shift: Array  # (units,)


class Dropout(NamedTuple):
    """Which units are left out, and how those that are kept are scaled."""

    p: float  # probability that a unit is left out
    mask: Array  # (batch, units) 1 where kept, 0 where left out; evaluation does not look at it
    mode: DropoutMode = "train"
    convention: DropoutConvention = "inverted"


class Layer(NamedTuple):
    """One layer: a = f(x w + b).

    With N a normalization and D a dropout (or nothing) it is D(f(N(x w + b))), with the original skip
    D(f(x + N(x w + b))), with pre-activation x + D(f(N(x))) w + b, and with a skip around x + D(f(N(x w + b))).
    """

    w: Array  # (in, out)
    b: Array  # (out,)
    activation: Activation
    normalizer: Normalizer | None = None
    skip: LayerSkip = "none"
    dropout: Dropout | None = None


class LayerTape(NamedTuple):
    """What one layer did in the forward pass."""

    z: Array  # (batch, out) net input: what the activation receives
    a: Array  # (batch, out) activation: what the layer gives
    dense: DenseCache
    activation: ActivationCache
    norm: NormTape | None = None
    dropout: DropoutCache | None = None


Tape: TypeAlias = tuple[LayerTape, ...]


class LayerGradient(NamedTuple):
    """The gradients of the loss at one layer."""

    da: Array  # (batch, out)
    dz: Array  # (batch, out)
    dw: Array  # (in, out)
    db: Array  # (out,)
    dslope: Array | None = None  # () where the activation learns its slope
    dscale: Array | None = None  # (units,) where there is a normalization
    dshift: Array | None = None  # (units,) where there is a normalization
    dh: Array | None = None  # (batch, units) at f(z), where that is not yet what the layer gives


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


def _dropout_forward(x: Array, dropout: Dropout) -> tuple[Array, DropoutCache]:
    return dropout_forward(x, dropout.mask, dropout.p, dropout.mode, dropout.convention)


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
    norm: NormRules = TRUE_RULES
    join: Callable[[Array, Array], Array] = np.add  # the gradients of skip and branch, where they meet
    dropout_forward: Callable[[Array, Dropout], tuple[Array, DropoutCache]] = _dropout_forward
    dropout_backward: Callable[[Array, DropoutCache], Array] = dropout_backward


def layer_forward(layer: Layer, x: Array, rules: Rules) -> LayerTape:
    """The layer's forward pass. x (batch, in)."""
    run = _preactivation_forward if layer.skip == "preactivation" else _layer_forward
    return run(layer, x, rules)


def _layer_forward(layer: Layer, x: Array, rules: Rules) -> LayerTape:
    """a = f(x w + b), with its normalization, its skip and its dropout. x (batch, in)."""
    z, dense_cache = rules.dense_forward(x, layer.w, layer.b)
    z, norm = _normalized(layer, z, rules)
    if layer.skip == "original":
        z = x + z
    h, activation_cache = layer.activation.forward(z)
    h, dropped = _dropped(layer, h, rules)
    a = x + h if layer.skip == "around" else h
    return LayerTape(z, a, dense_cache, activation_cache, norm, dropped)


def _preactivation_forward(layer: Layer, x: Array, rules: Rules) -> LayerTape:
    """a = x + f(N(x)) w + b. x (batch, units)."""
    z, norm = _normalized(layer, x, rules)
    h, activation_cache = layer.activation.forward(z)
    h, dropped = _dropped(layer, h, rules)
    y, dense_cache = rules.dense_forward(h, layer.w, layer.b)
    return LayerTape(z, x + y, dense_cache, activation_cache, norm, dropped)


def _dropped(layer: Layer, h: Array, rules: Rules) -> tuple[Array, DropoutCache | None]:
    return (h, None) if layer.dropout is None else rules.dropout_forward(h, layer.dropout)


def _normalized(layer: Layer, x: Array, rules: Rules) -> tuple[Array, NormTape | None]:
    if layer.normalizer is None:
        return x, None
    how, scale, shift = layer.normalizer
    return norm_forward(x, scale, shift, how, rules.norm)


def layer_backward(layer: Layer, entry: LayerTape, da: Array, rules: Rules) -> tuple[Array, LayerGradient]:
    """The layer's backward pass. da (batch, out) -> dx (batch, in), and the gradients at the layer."""
    run = _preactivation_backward if layer.skip == "preactivation" else _layer_backward
    return run(layer, entry, da, rules)


def _layer_backward(layer: Layer, entry: LayerTape, da: Array, rules: Rules) -> tuple[Array, LayerGradient]:
    """da (batch, out) -> dx (batch, in), and the gradients at the layer."""
    dh = _before_dropout(da, entry, rules)
    dz = rules.activation_backward(dh, layer.activation, entry.activation)
    before, dscale, dshift = _before_norm(dz, entry, rules)
    dx, dw, db = rules.dense_backward(before, entry.dense)
    if layer.skip in ("original", "around"):
        dx = rules.join(dz if layer.skip == "original" else da, dx)
    dslope = _dslope(layer, entry, dh)
    return dx, LayerGradient(da, dz, dw, db, dslope, dscale, dshift, None if entry.dropout is None else dh)


def _preactivation_backward(
    layer: Layer, entry: LayerTape, da: Array, rules: Rules
) -> tuple[Array, LayerGradient]:
    """da (batch, units) -> dx (batch, units), and the gradients at the layer."""
    dh, dw, db = rules.dense_backward(da, entry.dense)
    dh = _before_dropout(dh, entry, rules)
    dz = rules.activation_backward(dh, layer.activation, entry.activation)
    dx, dscale, dshift = _before_norm(dz, entry, rules)
    dslope = _dslope(layer, entry, dh)
    return rules.join(da, dx), LayerGradient(da, dz, dw, db, dslope, dscale, dshift, dh)


def _before_dropout(dh: Array, entry: LayerTape, rules: Rules) -> Array:
    return dh if entry.dropout is None else rules.dropout_backward(dh, entry.dropout)


def _before_norm(dy: Array, entry: LayerTape, rules: Rules) -> tuple[Array, Array | None, Array | None]:
    """The gradient before the normalization, if there is one, and those of its scale and shift."""
    if entry.norm is None:
        return dy, None, None
    found = norm_backward(dy, entry.norm, rules.norm)
    return found.dx, found.dscale, found.dshift


def _dslope(layer: Layer, entry: LayerTape, da: Array) -> Array | None:
    """The gradient of the slope () that the activation learns, if it does, from its own da."""
    learns = layer.activation.slope_backward
    return None if learns is None else learns(da, entry.activation)


def layer_sgd(
    layer: Layer, gradient: LayerGradient, learning_rate: float, rules: Rules, update_biases: bool = True
) -> Layer:
    """The layer after a step of gradient descent on all that is learned, biases only if `update_biases`."""
    return layer._replace(
        w=rules.update(layer.w, gradient.dw, learning_rate),
        b=rules.update(layer.b, gradient.db, learning_rate) if update_biases else layer.b,
        activation=_learned(layer.activation, gradient.dslope, learning_rate, rules),
        normalizer=_learned_normalizer(layer.normalizer, gradient, learning_rate, rules),
    )


def _learned(f: Activation, dslope: Array | None, learning_rate: float, rules: Rules) -> Activation:
    """The activation after a step on its slope; the very same where it learns nothing."""
    if dslope is None or f.slope is None:
        return f
    return activation(f.name, float(rules.update(np.asarray(f.slope), dslope, learning_rate)))


def _learned_normalizer(
    normalizer: Normalizer | None, gradient: LayerGradient, learning_rate: float, rules: Rules
) -> Normalizer | None:
    """The normalizer after a step on its scale and shift."""
    if normalizer is None or gradient.dscale is None or gradient.dshift is None:
        return normalizer
    return normalizer._replace(
        scale=rules.update(normalizer.scale, gradient.dscale, learning_rate),
        shift=rules.update(normalizer.shift, gradient.dshift, learning_rate),
    )
