"""Multi-head self-attention of a batch, forward and back, in arrays allocated once.

The teaching form is `simulator.ops.attention`. The three projections are one product, the softmax is made in place,
and its backward pass uses sum_k a_k da_k = dmixed . mixed, which is shorter by a pass over all weights.
Source of the last: Dao et al., FlashAttention (2022), appendix B.
"""

from typing import NamedTuple

import numpy as np

from simulator.arrays import Array


class Space(NamedTuple):
    """All that a pass writes to; the next pass writes over it. d is features / heads."""

    heads: int
    projected: Array  # (batch, time, 3, heads, d) queries, keys and values
    weight: Array  # (batch, heads, time, time)
    line: Array  # (batch, heads, time, 1)
    mixed: Array  # (batch, time, heads, d)
    output: Array  # (batch, time, features)
    dweight: Array  # (batch, heads, time, time), in the end the gradient of the scores
    dmixed: Array  # (batch, time, heads, d)
    dprojected: Array  # (batch, time, 3, heads, d)
    dx: Array  # (batch, time, features)
    later: Array  # (time, time) of truth values: which keys come after a query


def space(batch: int, time: int, features: int, heads: int) -> Space:
    """Room for passes of one size. ValueError where the heads do not share the features evenly."""
    if features % heads:
        raise ValueError(f"heads must divide the features ({features}) evenly, got {heads}")
    d = features // heads
    return Space(
        heads,
        np.empty((batch, time, 3, heads, d)),
        np.empty((batch, heads, time, time)),
        np.empty((batch, heads, time, 1)),
        np.empty((batch, time, heads, d)),
        np.empty((batch, time, features)),
        np.empty((batch, heads, time, time)),
        np.empty((batch, time, heads, d)),
        np.empty((batch, time, 3, heads, d)),
        np.empty((batch, time, features)),
        np.triu(np.ones((time, time), dtype=bool), 1),
    )


def _parts(projected: Array) -> tuple[Array, Array, Array]:
    """(batch, time, 3, heads, d) -> queries, keys, values (batch, heads, time, d), views."""
    q, k, v = np.moveaxis(projected, 2, 0)
    return q.swapaxes(1, 2), k.swapaxes(1, 2), v.swapaxes(1, 2)


def forward(x: Array, w: Array, w_output: Array, room: Space, causal: bool = False) -> Array:
    """x (batch, time, features), w (features, 3 features) of q, k, v side by side, w_output (features, features)

    -> (batch, time, features).
    """
    features = x.shape[2]
    np.dot(x.reshape(-1, features), w, out=room.projected.reshape(-1, 3 * features))
    q, k, v = _parts(room.projected)
    a = np.matmul(q, k.swapaxes(-1, -2), out=room.weight)
    if causal:
        np.copyto(a, -np.inf, where=room.later)
    np.max(a, axis=-1, keepdims=True, out=room.line)
    np.subtract(a, room.line, out=a)
    np.multiply(a, q.shape[-1] ** -0.5, out=a)
    np.exp(a, out=a)
    np.sum(a, axis=-1, keepdims=True, out=room.line)
    np.divide(a, room.line, out=a)
    np.matmul(a, v, out=room.mixed.swapaxes(1, 2))
    np.dot(room.mixed.reshape(-1, features), w_output, out=room.output.reshape(-1, features))
    return room.output


class Gradients(NamedTuple):
    """What the backward pass finds."""

    dx: Array  # (batch, time, features)
    dw: Array  # (features, 3 features)
    dw_output: Array  # (features, features)
    dscore: Array  # (batch, heads, time, time), before the scaling


def backward(dy: Array, x: Array, w: Array, w_output: Array, room: Space) -> Gradients:
    """dy (batch, time, features) -> all gradients."""
    features = x.shape[2]
    flat_dy = dy.reshape(-1, features)
    dw_output = np.dot(room.mixed.reshape(-1, features).T, flat_dy)
    np.dot(flat_dy, w_output.T, out=room.dmixed.reshape(-1, features))
    q, k, v = _parts(room.projected)
    dq, dk, dv = _parts(room.dprojected)
    a, dmixed, mixed = room.weight, room.dmixed.swapaxes(1, 2), room.mixed.swapaxes(1, 2)
    np.matmul(a.swapaxes(-1, -2), dmixed, out=dv)
    ds = np.matmul(dmixed, v.swapaxes(-1, -2), out=room.dweight)
    np.vecdot(dmixed, mixed, out=room.line[..., 0])
    np.subtract(ds, room.line, out=ds)
    np.multiply(ds, a, out=ds)
    np.matmul(ds, k, out=dq)
    np.matmul(ds.swapaxes(-1, -2), q, out=dk)
    room.dprojected[:, :, :2] *= q.shape[-1] ** -0.5
    dprojected = room.dprojected.reshape(-1, 3 * features)
    np.dot(dprojected, w.T, out=room.dx.reshape(-1, features))
    return Gradients(room.dx, np.dot(x.reshape(-1, features).T, dprojected), dw_output, ds)
