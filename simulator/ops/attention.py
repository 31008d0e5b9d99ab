"""Attention: how much each query takes from each value.

The last two axes are (time, features); heads, where there are several, are a leading axis, and networks one
before it. `allowed` says which key a query may look at. Softmax is shifted by the largest allowed score, so that it
never overflows.
Sources: Vaswani et al., Attention Is All You Need (2017) for dot products, scaling, masks and heads; Bahdanau, Cho
and Bengio (2015) for additive scores.
"""

from typing import NamedTuple

import numpy as np

from simulator.arrays import Array


class DotCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    q: Array  # (..., queries, d)
    k: Array  # (..., keys, d)
    scale: float


def dot_scores_forward(q: Array, k: Array, scale: float) -> tuple[Array, DotCache]:
    """s = scale q k^T.   q (..., queries, d), k (..., keys, d) -> s (..., queries, keys)."""
    return scale * (q @ k.swapaxes(-1, -2)), DotCache(q, k, scale)


def dot_scores_backward(ds: Array, cache: DotCache) -> tuple[Array, Array]:
    """ds (..., queries, keys) -> dq (..., queries, d), dk (..., keys, d)."""
    dq = cache.scale * (ds @ cache.k)  # (queries, keys) (keys, d)
    dk = cache.scale * (ds.swapaxes(-1, -2) @ cache.q)  # (keys, queries) (queries, d)
    return dq, dk


class AdditiveCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    hidden: Array  # (..., queries, keys, d)
    w: Array  # (..., d)
    scale: float


def additive_scores_forward(q: Array, k: Array, w: Array, scale: float) -> tuple[Array, AdditiveCache]:
    """s_ij = scale w . tanh(q_i + k_j).

    q (..., queries, d), k (..., keys, d), w (..., d) -> s (..., queries, keys).
    """
    hidden = np.tanh(q[..., :, None, :] + k[..., None, :, :])
    return scale * (hidden * w[..., None, None, :]).sum(axis=-1), AdditiveCache(hidden, w, scale)


def additive_scores_backward(ds: Array, cache: AdditiveCache) -> tuple[Array, Array, Array]:
    """ds (..., queries, keys) -> dq (..., queries, d), dk (..., keys, d), dw (..., d)."""
    dhidden = cache.scale * ds[..., None]  # (..., queries, keys, 1)
    dw = (dhidden * cache.hidden).sum(axis=(-3, -2))
    slope = (1.0 - cache.hidden) * (1.0 + cache.hidden)
    dz = dhidden * cache.w[..., None, None, :] * slope  # (..., queries, keys, d)
    return dz.sum(axis=-2), dz.sum(axis=-3), dw


class SoftmaxCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    a: Array  # (..., queries, keys) the weights
    axis: int


def masked_softmax_forward(s: Array, allowed: Array, axis: int = -1) -> tuple[Array, SoftmaxCache]:
    """Weights over the allowed keys; exactly 0 for the others, and for all where none is allowed.

    s (..., queries, keys), allowed (queries, keys) of truth values -> a (..., queries, keys), which adds to 1
    along axis.
    """
    largest = np.where(allowed, s.real, -np.inf).max(axis=axis, keepdims=True)
    shifted = s - np.where(largest == -np.inf, 0.0, largest)
    e = np.where(allowed, np.exp(np.where(allowed, shifted, 0.0)), 0.0)
    total = e.sum(axis=axis, keepdims=True)
    a = e / np.where(total == 0, 1.0, total)
    return a, SoftmaxCache(a, axis)


def masked_softmax_backward(da: Array, cache: SoftmaxCache) -> Array:
    """da (..., queries, keys) -> ds = a (da - sum a da) (..., queries, keys)."""
    return np.asarray(cache.a * (da - (cache.a * da).sum(axis=cache.axis, keepdims=True)))


class MixCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    a: Array  # (..., queries, keys)
    v: Array  # (..., keys, d)


def mix_forward(a: Array, v: Array) -> tuple[Array, MixCache]:
    """o = a v: each query's mean of the values by its weights.   -> (..., queries, d)."""
    return a @ v, MixCache(a, v)


def mix_backward(do: Array, cache: MixCache) -> tuple[Array, Array]:
    """do (..., queries, d) -> da (..., queries, keys), dv (..., keys, d)."""
    da = do @ cache.v.swapaxes(-1, -2)  # (queries, d) (d, keys)
    dv = cache.a.swapaxes(-1, -2) @ do  # (keys, queries) (queries, d)
    return da, dv


def split_heads(x: Array, heads: int) -> Array:
    """x (..., time, heads d) -> (..., heads, time, d): each head gets its own features."""
    *leading, time, features = x.shape
    return x.reshape(*leading, time, heads, features // heads).swapaxes(-3, -2)


def merge_heads(x: Array) -> Array:
    """x (..., heads, time, d) -> (..., time, heads d): undoes `split_heads`, and is its backward pass."""
    *leading, heads, time, d = x.shape
    return x.swapaxes(-3, -2).reshape(*leading, time, heads * d)


def causal(queries: int, keys: int) -> Array:
    """Which keys are not later than each query, the last query level with the last key. -> (queries, keys)."""
    return np.arange(keys)[None, :] <= np.arange(queries)[:, None] + (keys - queries)
