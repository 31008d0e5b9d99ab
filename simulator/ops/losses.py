"""Losses. Each takes predictions and targets of one shape and gives one number.

`reduction` says how the terms become that number: `sum` adds all entries, `mean` averages all entries, `batch_mean`
adds the entries of a sample and averages over the samples. The cross-entropies take logits (net inputs), never
probabilities, so that they are exact for logits of any size.
Source: Goodfellow, Bengio and Courville, Deep Learning (2016), sections 5.5 and 6.2; PyTorch's MSELoss,
BCEWithLogitsLoss and CrossEntropyLoss for the conventions.
"""

from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array
from simulator.ops.activations import sigmoid

Reduction: TypeAlias = Literal["sum", "mean", "batch_mean"]


def divisor(shape: tuple[int, ...], reduction: Reduction) -> int:
    """What the sum of all terms is divided by, for terms of shape (batch, out)."""
    if reduction == "sum":
        return 1
    if reduction == "batch_mean":
        return shape[0]
    count = 1
    for size in shape:
        count *= size
    return count


class LossCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    gradient: Array  # (batch, out) derivative of each term by its own prediction, before the reduction
    terms: Array  # (batch, out) each entry's part of the loss, before the reduction
    divisor: int


def _reduced(terms: Array, gradient: Array, reduction: Reduction) -> tuple[Array, LossCache]:
    count = divisor(terms.shape, reduction)
    return terms.sum() / count, LossCache(gradient, terms, count)


def squared_error_forward(
    y: Array, target: Array, reduction: Reduction = "mean", half: bool = False
) -> tuple[Array, LossCache]:
    """Terms (y - target)^2, halved if `half`.   y, target (batch, out) -> loss (), terms in the cache."""
    difference = y - target  # (batch, out)
    factor = 0.5 if half else 1.0
    return _reduced(factor * difference * difference, 2.0 * factor * difference, reduction)


def squared_error_backward(dloss: float, cache: LossCache) -> Array:
    """dloss () -> dy (batch, out)."""
    return cache.gradient * (dloss / cache.divisor)


def binary_cross_entropy_forward(
    z: Array, target: Array, reduction: Reduction = "batch_mean"
) -> tuple[Array, LossCache]:
    """Terms -t log s(z) - (1-t) log(1 - s(z)) = max(z, 0) - z t + log(1 + exp(-|z|)), s the sigmoid.

    z logits, target in [0, 1], both (batch, out) -> loss ().
    """
    positive = z.real >= 0
    terms = np.where(positive, z, 0.0) - z * target + np.log1p(np.exp(np.where(positive, -z, z)))
    # s(z) - t, with 1 - s(z) = s(-z): where t is 0 or 1 nothing is subtracted, and no small gradient is lost
    return _reduced(terms, (1.0 - target) * sigmoid(z) - target * sigmoid(-z), reduction)


def binary_cross_entropy_backward(dloss: float, cache: LossCache) -> Array:
    """dloss () -> dz (batch, out), that is (sigmoid(z) - target) / divisor."""
    return cache.gradient * (dloss / cache.divisor)


def _over_best(z: Array) -> tuple[Array, Array, Array]:
    """Over the last axis: z less the largest logit, whether it is that one, and the sum of exp of the others.

    z (batch, out) -> (batch, out), (batch, out), (batch, 1).
    """
    at = z.real.argmax(axis=-1, keepdims=True)
    shifted = z - np.take_along_axis(z, at, axis=-1)
    best = np.zeros(z.shape, dtype=bool)
    np.put_along_axis(best, at, True, axis=-1)
    return shifted, best, np.where(best, 0.0, np.exp(shifted)).sum(axis=-1, keepdims=True)


def log_softmax(z: Array) -> Array:
    """Logarithm of the softmax over the last axis, small ones too: z - z_best - log(1 + sum of exp of the others).

    z (batch, out) -> (batch, out).
    """
    shifted, _, others = _over_best(z)
    return np.asarray(shifted - np.log1p(others))


def softmax(z: Array) -> Array:
    """exp(z) / sum exp(z) over the last axis. z (batch, out) -> (batch, out), rows adding to 1."""
    return np.asarray(np.exp(log_softmax(z)))


def softmax_cross_entropy_forward(
    z: Array, target: Array, reduction: Reduction = "batch_mean"
) -> tuple[Array, LossCache]:
    """Terms -t log softmax(z).   z logits, target probabilities (one-hot rows), both (batch, out) -> loss ()."""
    shifted, best, others = _over_best(z)
    log_p = shifted - np.log1p(others)
    p = np.exp(log_p)
    rest = np.where(best, others / (1.0 + others), 1.0 - p)  # 1 - p, where p is near 1 too
    mass = target.sum(axis=-1, keepdims=True)  # (batch, 1), 1 for probabilities
    # p mass - t as p times the other targets less t times the other p: for one-hot rows nothing is subtracted
    return _reduced(-target * log_p, p * (mass - target) - target * rest, reduction)


def softmax_cross_entropy_backward(dloss: float, cache: LossCache) -> Array:
    """dloss () -> dz (batch, out), that is (softmax(z) - target) / divisor."""
    return cache.gradient * (dloss / cache.divisor)


def output_forward(y: Array, target: Array, reduction: Reduction = "sum") -> tuple[Array, LossCache]:
    """The output itself as the cost, C = y; `target` is ignored.   y (batch, out) -> loss ()."""
    del target
    return _reduced(y, np.ones_like(y), reduction)


def output_backward(dloss: float, cache: LossCache) -> Array:
    """dloss () -> dy (batch, out)."""
    return cache.gradient * (dloss / cache.divisor)
