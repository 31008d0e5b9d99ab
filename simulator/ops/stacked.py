"""Many networks at once: dense layers on a leading axis, without biases, and the skip of a residual block.

Source: He, Zhang, Ren and Sun (2016), Deep Residual Learning for Image Recognition, for the skip.
"""

from typing import NamedTuple

import numpy as np

from simulator.arrays import Array


class StackedDenseCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    x: Array  # (networks, batch, in)
    w: Array  # (networks, in, out)


def stacked_dense_forward(x: Array, w: Array) -> tuple[Array, StackedDenseCache]:
    """y = x w in each network.   x (networks, batch, in), w (networks, in, out) -> y (networks, batch, out)."""
    return np.matmul(x, w), StackedDenseCache(x, w)


def stacked_dense_backward(dy: Array, cache: StackedDenseCache) -> tuple[Array, Array]:
    """dy (networks, batch, out) -> dx (networks, batch, in), dw (networks, in, out)."""
    dx = pass_back(dy, cache.w)
    dw = np.matmul(cache.x.swapaxes(-1, -2), dy)  # (in, batch) (batch, out)
    return dx, dw


def pass_back(dy: Array, w: Array) -> Array:
    """dx alone, without dw.   dy (networks, batch, out), w (networks, in, out) -> dx (networks, batch, in)."""
    return np.asarray(np.matmul(dy, w.swapaxes(-1, -2)))  # (batch, out) (out, in)


class SkipCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    branch_scale: float


def skip_forward(x: Array, branch: Array, branch_scale: float) -> tuple[Array, SkipCache]:
    """y = x + branch_scale branch.   x, branch (...,) -> y (...,)."""
    return x + branch_scale * branch, SkipCache(branch_scale)


def skip_backward(dy: Array, cache: SkipCache) -> tuple[Array, Array]:
    """dy (...,) -> dx (...,) by the skip alone, unchanged, and dbranch (...,)."""
    return dy, cache.branch_scale * dy
