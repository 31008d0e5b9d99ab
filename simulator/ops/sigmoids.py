"""The saturating activations: sigmoid and tanh, with the cache that every activation hands to its backward pass.

Every function works entry by entry on any shape and keeps it. Derivatives are written without cancellation, so that
a saturated unit has its true tiny slope (sigmoid'(40) is 4.2e-18, where a(1 - a) in float64 gives 0).
Branches look at the real part alone, so that a complex step passes through.
Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 3.10.
"""

from typing import NamedTuple

import numpy as np

from simulator.arrays import Array


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
