"""Gradient clipping: how a gradient that has grown too large is made smaller before the update.

The gradients of a network are a list, one array of any shape for each layer. Nothing is differentiated through
clipping, so that these have no backward pass.
Source: Pascanu, Mikolov and Bengio (2013) for the norm; PyTorch's clip_grad_norm_ and clip_grad_value_ and
TensorFlow's clip_by_norm and clip_by_global_norm for the conventions.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np

from simulator.arrays import Array, safe_norm

NormName: TypeAlias = Literal["l2", "l1", "max"]


def norm(g: Array, kind: NormName = "l2") -> float:
    """Root of the sum of squares, sum of sizes, or largest size of all entries. g any shape -> a number."""
    if kind == "l2":
        return safe_norm(g)
    sizes = np.abs(g)
    return float(sizes.sum() if kind == "l1" else sizes.max(initial=0.0))


def global_norm(gradients: Sequence[Array], kind: NormName = "l2") -> float:
    """The norm of all layers taken for one long vector: the norm of their norms."""
    return norm(np.array([norm(g, kind) for g in gradients]), kind)


def factor(size: float, limit: float, epsilon: float = 0.0) -> float:
    """What a gradient of that norm is multiplied by: limit / (size + epsilon), and at most 1."""
    if np.isnan(size):
        return float("nan")
    return 1.0 if size + epsilon <= limit else limit / (size + epsilon)


def clip_by_norm(g: Array, limit: float, kind: NormName = "l2", epsilon: float = 0.0) -> Array:
    """g times its factor: as long as `limit` if it was longer, in the same direction. g any shape, kept."""
    return np.asarray(g * factor(norm(g, kind), limit, epsilon))


def clip_by_global_norm(
    gradients: Sequence[Array], limit: float, kind: NormName = "l2", epsilon: float = 0.0
) -> list[Array]:
    """Every layer times one common factor, so that all layers together are as long as `limit` at most."""
    shared = factor(global_norm(gradients, kind), limit, epsilon)
    return [np.asarray(g * shared) for g in gradients]


def clip_by_value(g: Array, limit: float) -> Array:
    """Every entry cut off at -limit and limit, by itself; NaN stays NaN. g any shape, kept."""
    return np.clip(g, -limit, limit)
