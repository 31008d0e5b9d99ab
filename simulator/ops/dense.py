"""The dense (fully connected) layer.

The shapes are those of a batch of row vectors; `layout` conversions belong to the callers.
Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.5.
"""

from typing import NamedTuple

from simulator.arrays import Array


class DenseCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    x: Array  # (batch, in)
    w: Array  # (in, out)


def dense_forward(x: Array, w: Array, b: Array) -> tuple[Array, DenseCache]:
    """y = x w + b.   x (batch, in), w (in, out), b (out,) -> y (batch, out)."""
    return x @ w + b, DenseCache(x, w)


def dense_backward(dy: Array, cache: DenseCache) -> tuple[Array, Array, Array]:
    """dy (batch, out) -> dx (batch, in), dw (in, out), db (out,)."""
    dx = dy @ cache.w.T  # (batch, out) (out, in)
    dw = cache.x.T @ dy  # (in, batch) (batch, out)
    db = dy.sum(axis=0)  # b was broadcast over the batch, so its gradient is summed back
    return dx, dw, db
