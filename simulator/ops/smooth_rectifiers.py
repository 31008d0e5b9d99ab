"""The smooth relatives of ReLU: softplus, SiLU (Swish) and GELU, the last exactly and by its tanh approximation.

Every function works entry by entry on any shape and keeps it. SiLU and GELU are z times a gate between 0 and 1; a
gate of 0 gives 0, even for an infinite z. Branches look at the real part alone, so that a complex step passes.
Sources: Glorot, Bordes and Bengio (2011) for softplus; Hendrycks and Gimpel (2016) for GELU, its approximation, and
SiLU; Ramachandran et al. (2017) for Swish.
"""

from math import pi, sqrt

import numpy as np

from simulator.arrays import Array
from simulator.ops.error_function import erfc
from simulator.ops.sigmoids import ActivationCache, sigmoid, sigmoid_derivative


def _gated(z: Array, gate: Array) -> Array:
    """z times its gate, 0 where the gate is closed. z, gate (...,) -> (...,)."""
    return np.asarray(np.where(gate.real == 0, 0.0, z) * gate)


def softplus_derivative(z: Array) -> Array:
    """sigmoid(z). z (...,) -> (...,)."""
    return sigmoid(z)


def softplus_forward(z: Array) -> tuple[Array, ActivationCache]:
    """a = log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|)).   z (...,) -> a (...,).

    PyTorch's softplus gives z itself above its threshold of 20, which is 2e-9 less.
    """
    positive = z.real >= 0
    a = np.where(positive, z, 0.0) + np.log1p(np.exp(np.where(positive, -z, z)))
    return a, ActivationCache(z, a)


def softplus_backward(da: Array, cache: ActivationCache) -> Array:
    """da (...,) -> dz (...,)."""
    return np.asarray(da * softplus_derivative(cache.z))


def silu_derivative(z: Array) -> Array:
    """s(z) + z s'(z), s the sigmoid; from about -0.1 to 1.1. z (...,) -> (...,)."""
    return np.asarray(sigmoid(z) + _gated(z, sigmoid_derivative(z)))


def silu_forward(z: Array) -> tuple[Array, ActivationCache]:
    """a = z sigmoid(z), also known as Swish with beta 1.   z (...,) -> a (...,)."""
    a = _gated(z, sigmoid(z))
    return a, ActivationCache(z, a)


def silu_backward(da: Array, cache: ActivationCache) -> Array:
    """da (...,) -> dz (...,)."""
    return np.asarray(da * silu_derivative(cache.z))


def normal_density(z: Array) -> Array:
    """exp(-z^2 / 2) / sqrt(2 pi). z (...,) -> (...,)."""
    return np.asarray(np.exp(-0.5 * z * z) / sqrt(2.0 * pi))


def normal_cdf(z: Array) -> Array:
    """P(X <= z) for a standard normal X, by the complementary error function. z (...,) -> (...,).

    Of a complex z the imaginary part is taken as an infinitesimal step: it is carried on to first order.
    """
    value = np.asarray(0.5 * erfc(-z.real / sqrt(2.0)))
    return value + 1j * z.imag * normal_density(z.real) if np.iscomplexobj(z) else value


def gelu_derivative(z: Array) -> Array:
    """Phi(z) + z phi(z), the normal distribution and its density. z (...,) -> (...,)."""
    return np.asarray(normal_cdf(z) + _gated(z, normal_density(z)))


def gelu_forward(z: Array) -> tuple[Array, ActivationCache]:
    """a = z Phi(z), exactly.   z (...,) -> a (...,)."""
    a = _gated(z, normal_cdf(z))
    return a, ActivationCache(z, a)


def gelu_backward(da: Array, cache: ActivationCache) -> Array:
    """da (...,) -> dz (...,)."""
    return np.asarray(da * gelu_derivative(cache.z))


def _gelu_tanh_gate(z: Array) -> tuple[Array, Array]:
    """2u and its derivative, where the gate (1 + tanh(u)) / 2 is sigmoid(2u). z (...,) -> two of (...,)."""
    root = 2.0 * sqrt(2.0 / pi)
    return root * (z + 0.044715 * z * z * z), root * (1.0 + 3.0 * 0.044715 * z * z)


def gelu_tanh_derivative(z: Array) -> Array:
    """Derivative of the tanh approximation of GELU. z (...,) -> (...,)."""
    u, slope = _gelu_tanh_gate(z)
    return np.asarray(sigmoid(u) + _gated(z * slope, sigmoid_derivative(u)))


def gelu_tanh_forward(z: Array) -> tuple[Array, ActivationCache]:
    """a = z (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3))) / 2, within 5e-4 of GELU.   z (...,) -> a (...,)."""
    a = _gated(z, sigmoid(_gelu_tanh_gate(z)[0]))
    return a, ActivationCache(z, a)


def gelu_tanh_backward(da: Array, cache: ActivationCache) -> Array:
    """da (...,) -> dz (...,)."""
    return np.asarray(da * gelu_tanh_derivative(cache.z))
