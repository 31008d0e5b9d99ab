"""Activation functions, their derivatives, and their backward passes.

Every function works entry by entry on any shape and keeps it. Derivatives are written without cancellation, so that
a saturated unit has its true tiny slope (sigmoid'(40) is 4.2e-18, where a(1 - a) in float64 gives 0).
Branches look at the real part alone, so that a complex step passes through.
Sources: Goodfellow, Bengio and Courville, Deep Learning (2016), sections 3.10 and 6.3; Maas et al. (2013) for the
leaky ReLU.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array

ActivationName: TypeAlias = Literal["sigmoid", "tanh", "relu", "leaky_relu", "identity"]


class ActivationCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    z: Array  # (...,) the net input
    a: Array  # (...,) the activation


def sigmoid(z: Array) -> Array:
    """1 / (1 + exp(-z)), in a form that never overflows. z (...,) -> (...,)."""
    positive = z.real >= 0
    e = np.exp(np.where(positive, -z, z))  # at most 1
    return np.asarray(np.where(positive, 1.0, e) / (1.0 + e))


def sigmoid_derivative(z: Array) -> Array:
    """sigmoid(z) sigmoid(-z) = e / (1 + e)^2 with e = exp(-|z|); at most 1/4, at 0. z (...,) -> (...,)."""
    e = np.exp(np.where(z.real >= 0, -z, z))
    return np.asarray(e / ((1.0 + e) * (1.0 + e)))


def sigmoid_forward(z: Array) -> tuple[Array, ActivationCache]:
    """a = sigmoid(z).   z (...,) -> a (...,)."""
    a = sigmoid(z)
    return a, ActivationCache(z, a)


def sigmoid_backward(da: Array, cache: ActivationCache) -> Array:
    """da (...,) -> dz (...,)."""
    return np.asarray(da * sigmoid_derivative(cache.z))


def tanh_derivative(z: Array) -> Array:
    """1 - tanh(z)^2 = 4 e / (1 + e)^2 with e = exp(-2|z|); at most 1, at 0. z (...,) -> (...,)."""
    return np.asarray(4.0 * sigmoid_derivative(2.0 * z))


def tanh_forward(z: Array) -> tuple[Array, ActivationCache]:
    """a = tanh(z).   z (...,) -> a (...,)."""
    a = np.tanh(z)
    return a, ActivationCache(z, a)


def tanh_backward(da: Array, cache: ActivationCache) -> Array:
    """da (...,) -> dz (...,)."""
    return np.asarray(da * tanh_derivative(cache.z))


def relu_derivative(z: Array) -> Array:
    """1 where z > 0, else 0; at the kink z = 0 it is 0, as in PyTorch. z (...,) -> (...,)."""
    return np.where(z.real > 0, 1.0, np.where(np.isnan(z), np.nan, 0.0))


def relu_forward(z: Array) -> tuple[Array, ActivationCache]:
    """a = max(z, 0); NaN stays NaN.   z (...,) -> a (...,)."""
    a = np.where(z.real <= 0, 0.0, z)
    return a, ActivationCache(z, a)


def relu_backward(da: Array, cache: ActivationCache) -> Array:
    """da (...,) -> dz (...,). A closed unit passes exactly 0, even of an infinite gradient."""
    return np.where(cache.z.real <= 0, 0.0, da)


def leaky_relu_derivative(z: Array, slope: float = 0.01) -> Array:
    """1 where z > 0, else `slope`; at the kink z = 0 it is `slope`, as in PyTorch. z (...,) -> (...,)."""
    return np.where(z.real > 0, 1.0, np.where(np.isnan(z), np.nan, slope))


def leaky_relu_forward(z: Array, slope: float = 0.01) -> tuple[Array, ActivationCache]:
    """a = z where z > 0, else slope z.   z (...,) -> a (...,)."""
    a = np.where(z.real > 0, z, slope * z)
    return a, ActivationCache(z, a)


def leaky_relu_backward(da: Array, cache: ActivationCache, slope: float = 0.01) -> Array:
    """da (...,) -> dz (...,)."""
    return np.where(cache.z.real > 0, da, slope * da)


def identity_derivative(z: Array) -> Array:
    """1 everywhere. z (...,) -> (...,)."""
    return np.ones_like(z)


def identity_forward(z: Array) -> tuple[Array, ActivationCache]:
    """a = z.   z (...,) -> a (...,)."""
    return z, ActivationCache(z, z)


def identity_backward(da: Array, cache: ActivationCache) -> Array:
    """da (...,) -> dz (...,), unchanged."""
    return da


class Activation(NamedTuple):
    """An activation as a value: its three functions, its name, and its LaTeX for f and f'."""

    name: str
    forward: Callable[[Array], tuple[Array, ActivationCache]]
    backward: Callable[[Array, ActivationCache], Array]
    derivative: Callable[[Array], Array]
    latex: str
    latex_derivative: str


_FIXED: Final[Mapping[str, Activation]] = MappingProxyType(
    {
        a.name: a
        for a in (
            Activation(
                "sigmoid", sigmoid_forward, sigmoid_backward, sigmoid_derivative, r"\sigma", r"\sigma'"
            ),
            Activation("tanh", tanh_forward, tanh_backward, tanh_derivative, r"\tanh", r"\tanh'"),
            Activation(
                "relu",
                relu_forward,
                relu_backward,
                relu_derivative,
                r"\operatorname{ReLU}",
                r"\operatorname{ReLU}'",
            ),
            Activation(
                "identity",
                identity_forward,
                identity_backward,
                identity_derivative,
                r"\operatorname{id}",
                r"\operatorname{id}'",
            ),
        )
    }
)


def activation(name: str, slope: float = 0.01) -> Activation:
    """The activation of that name; `slope` is that of leaky ReLU below zero. KeyError for an unknown name."""
    if name == "leaky_relu":
        return Activation(
            name,
            partial(leaky_relu_forward, slope=slope),
            partial(leaky_relu_backward, slope=slope),
            partial(leaky_relu_derivative, slope=slope),
            r"\operatorname{LeakyReLU}",
            r"\operatorname{LeakyReLU}'",
        )
    return _FIXED[name]
