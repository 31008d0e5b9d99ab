"""The hinge loss, label smoothing, and the L1 and L2 penalties of the weights.

The hinge is a loss like those of `losses`, for targets -1 and 1; it has a kink at the margin.
Sources: Goodfellow, Bengio and Courville, Deep Learning (2016), sections 7.1 and 7.5; Szegedy et al. (2016) for
label smoothing; Cortes and Vapnik (1995) for the hinge.
"""

from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.ops.losses import LossCache, Reduction, divisor


def hinge_forward(
    y: Array, target: Array, reduction: Reduction = "batch_mean", margin: float = 1.0
) -> tuple[Array, LossCache]:
    """Terms max(0, margin - target y); at the kink the slope is 0.   y, target -1 or 1, (batch, out) -> loss ()."""
    short = margin - target * y  # (batch, out) what is missing to the margin
    open_ = short.real > 0
    terms, gradient = np.where(open_, short, 0.0), np.where(open_, -target, 0.0)
    count = divisor(terms.shape, reduction)
    return terms.sum() / count, LossCache(gradient, terms, count)


def hinge_backward(dloss: float, cache: LossCache) -> Array:
    """dloss () -> dy (batch, out)."""
    return cache.gradient * (dloss / cache.divisor)


def smooth_labels(target: Array, smoothing: float, classes: int) -> Array:
    """(1 - smoothing) target + smoothing / classes. target (batch, out) probabilities -> the same, less certain."""
    return (1.0 - smoothing) * target + smoothing / classes


class PenaltyCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    w: Array  # (...,)
    strength: float


def l1_forward(w: Array, strength: float) -> tuple[Array, PenaltyCache]:
    """strength times the sum of |w|.   w (...,) -> ()."""
    return strength * np.where(w.real < 0, -w, w).sum(), PenaltyCache(w, strength)


def l1_backward(dpenalty: float, cache: PenaltyCache) -> Array:
    """dpenalty () -> dw (...,), that is strength times the sign of w; 0 at the kink, as in PyTorch."""
    return np.asarray(dpenalty * cache.strength * np.sign(cache.w))


def l2_forward(w: Array, strength: float, half: bool = True) -> tuple[Array, PenaltyCache]:
    """strength times the sum of w^2, halved if `half`.   w (...,) -> ()."""
    factor = 0.5 if half else 1.0
    return factor * strength * (w * w).sum(), PenaltyCache(w, 2.0 * factor * strength)


def l2_backward(dpenalty: float, cache: PenaltyCache) -> Array:
    """dpenalty () -> dw (...,), that is strength w where it is halved, else 2 strength w."""
    return np.asarray(dpenalty * cache.strength * cache.w)
