"""ReLU and its relatives with a corner at 0: leaky ReLU, PReLU, ELU and SELU.

Every function works entry by entry on any shape and keeps it. At the corner the derivative is that of the left
side, as in PyTorch. Branches look at the real part alone, so that a complex step passes through.
Sources: Maas et al. (2013) for the leaky ReLU; He et al. (2015), Delving Deep into Rectifiers, for PReLU; Clevert
et al. (2016) for ELU; Klambauer et al. (2017) for SELU and its two constants.
"""

from typing import Final

import numpy as np

from simulator.arrays import Array
from simulator.ops.sigmoids import ActivationCache

SELU_ALPHA: Final = 1.6732632423543772
SELU_SCALE: Final = 1.0507009873554805


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


def prelu_derivative(z: Array, slope: Array) -> Array:
    """1 where z > 0, else `slope`.   z (..., units), slope () or (units,) -> (..., units)."""
    return np.where(z.real > 0, 1.0, np.where(np.isnan(z), np.nan, slope))


def prelu_forward(z: Array, slope: Array) -> tuple[Array, ActivationCache]:
    """a = z where z > 0, else slope z; the slope is learned.   z (..., units), slope () or (units,) -> a as z."""
    a = np.where(z.real > 0, z, slope * z)
    return a, ActivationCache(z, a)


def prelu_backward(da: Array, cache: ActivationCache, slope: Array) -> tuple[Array, Array]:
    """da (..., units) -> dz as da, dslope () or (units,) as the slope: the sum of da z over the negative z."""
    dz = np.where(cache.z.real > 0, da, slope * da)
    below = np.where(cache.z.real > 0, 0.0, da * cache.z)  # da/dslope = z where z <= 0
    axes = tuple(range(below.ndim - np.ndim(slope)))  # the slope was broadcast over these
    return dz, np.asarray(below.sum(axis=axes))


def elu_derivative(z: Array, alpha: float = 1.0) -> Array:
    """1 where z > 0, else alpha exp(z). z (...,) -> (...,)."""
    return np.where(z.real > 0, 1.0, alpha * np.exp(np.where(z.real > 0, 0.0, z)))


def elu_forward(z: Array, alpha: float = 1.0) -> tuple[Array, ActivationCache]:
    """a = z where z > 0, else alpha (exp(z) - 1).   z (...,) -> a (...,)."""
    a = np.where(z.real > 0, z, alpha * np.expm1(np.where(z.real > 0, 0.0, z)))
    return a, ActivationCache(z, a)


def elu_backward(da: Array, cache: ActivationCache, alpha: float = 1.0) -> Array:
    """da (...,) -> dz (...,)."""
    return np.asarray(da * elu_derivative(cache.z, alpha))


def selu_derivative(z: Array) -> Array:
    """The scale times the slope of ELU. z (...,) -> (...,)."""
    return np.asarray(SELU_SCALE * elu_derivative(z, SELU_ALPHA))


def selu_forward(z: Array) -> tuple[Array, ActivationCache]:
    """a = scale elu(z), with the constants that keep mean 0 and variance 1.   z (...,) -> a (...,)."""
    a = np.asarray(SELU_SCALE * elu_forward(z, SELU_ALPHA)[0])
    return a, ActivationCache(z, a)


def selu_backward(da: Array, cache: ActivationCache) -> Array:
    """da (...,) -> dz (...,)."""
    return np.asarray(da * selu_derivative(cache.z))
