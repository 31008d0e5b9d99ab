"""Softmax by itself: a vector of logits becomes probabilities, and each output depends on every logit.

Source: Goodfellow, Bengio and Courville, Deep Learning (2016), sections 4.1 and 6.2.2.3.
"""

from typing import NamedTuple

import numpy as np

from simulator.arrays import Array


class SoftmaxCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    p: Array  # (..., classes)


def softmax_forward(z: Array) -> tuple[Array, SoftmaxCache]:
    """p = exp(z) / sum exp(z) over the last axis, shifted by the largest logit.   z (..., classes) -> p as z."""
    e = np.exp(z - z.real.max(axis=-1, keepdims=True))  # at most 1
    p = np.asarray(e / e.sum(axis=-1, keepdims=True))
    return p, SoftmaxCache(p)


def softmax_backward(dp: Array, cache: SoftmaxCache) -> Array:
    """dp (..., classes) -> dz as dp: the Jacobian diag(p) - p p^T times dp, which is p (dp - p . dp)."""
    shared = (cache.p * dp).sum(axis=-1, keepdims=True)  # (..., 1) what all logits of a row share
    return np.asarray(cache.p * (dp - shared))


def softmax_jacobian(p: Array) -> Array:
    """dp_i / dz_j = p_i (1 if i = j, else 0) - p_i p_j.   p (..., classes) -> (..., classes, classes)."""
    return np.asarray(p[..., :, None] * (np.eye(p.shape[-1]) - p[..., None, :]))
