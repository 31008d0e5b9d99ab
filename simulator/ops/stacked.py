"""Many networks at once, on a leading axis: dense layers without and with biases, scale and shift, the skip.

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


def stacked_affine_forward(x: Array, w: Array, b: Array) -> tuple[Array, StackedDenseCache]:
    """y = x w + b in each network.   x (networks, batch, in), w (networks, in, out), b (networks, out) -> y."""
    y, cache = stacked_dense_forward(x, w)
    return y + b[:, None, :], cache


def stacked_affine_backward(dy: Array, cache: StackedDenseCache) -> tuple[Array, Array, Array]:
    """dy (networks, batch, out) -> dx (networks, batch, in), dw (networks, in, out), db (networks, out)."""
    dx, dw = stacked_dense_backward(dy, cache)
    return dx, dw, dy.sum(axis=-2)  # b was broadcast over the batch


class StackedScaleShiftCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    x_hat: Array  # (networks, batch, features)
    scale: Array  # (networks, features)


def stacked_scale_shift_forward(
    x_hat: Array, scale: Array, shift: Array
) -> tuple[Array, StackedScaleShiftCache]:
    """y = scale x_hat + shift.   x_hat (networks, batch, features), scale, shift (networks, features) -> y."""
    return scale[:, None, :] * x_hat + shift[:, None, :], StackedScaleShiftCache(x_hat, scale)


def stacked_scale_shift_backward(dy: Array, cache: StackedScaleShiftCache) -> tuple[Array, Array, Array]:
    """dy (networks, batch, features) -> dx_hat, same shape, dscale and dshift (networks, features)."""
    return dy * cache.scale[:, None, :], (dy * cache.x_hat).sum(axis=-2), dy.sum(axis=-2)


class SkipCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    branch_scale: float


def skip_forward(x: Array, branch: Array, branch_scale: float) -> tuple[Array, SkipCache]:
    """y = x + branch_scale branch.   x, branch (...,) -> y (...,)."""
    return x + branch_scale * branch, SkipCache(branch_scale)


def skip_backward(dy: Array, cache: SkipCache) -> tuple[Array, Array]:
    """dy (...,) -> dx (...,) by the skip alone, unchanged, and dbranch (...,)."""
    return dy, cache.branch_scale * dy
