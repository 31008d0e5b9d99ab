"""Normalization: numbers of a set are centered, divided by their spread, then scaled and shifted.

The four kinds differ in what a set is, for x (batch, features): a feature over the batch (batch normalization), a
sample over its features (layer, RMS), or a group of neighboring features of a sample (group). `as_sets` lays the
sets out as rows, so that one standardization serves all.
Sources: Ioffe and Szegedy (2015); Ba, Kiros and Hinton (2016); Zhang and Sennrich (2019); Wu and He (2018).
"""

from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array

Kind: TypeAlias = Literal["batch", "layer", "rms", "group"]
Place: TypeAlias = Literal["inside", "outside"]


class Convention(NamedTuple):
    """How a set is standardized."""

    epsilon: float = 1e-5
    place: Place = "inside"  # sqrt(variance + epsilon), or sqrt(variance) + epsilon
    correction: int = 0  # the variance is divided by the size of the set less this
    center: bool = True  # whether the mean is subtracted; RMS does not


class StandardizeCache(NamedTuple):
    """What the backward pass needs of the forward pass, with the statistics that were found."""

    x_hat: Array  # (sets, size)
    mean: Array  # (sets, 1) what was subtracted
    variance: Array  # (sets, 1) mean squared distance from that
    spread: Array  # (sets, 1) what was divided by
    root: Array  # (sets, 1) the square root in the spread; the spread is this, or this plus epsilon
    divisor: int  # of the variance
    center: bool


def as_sets(x: Array, kind: Kind, groups: int = 1) -> Array:
    """x (batch, features) -> (sets, size), one set a row."""
    if kind == "batch":
        return x.T
    return x.reshape(x.shape[0] * groups, -1) if kind == "group" else x


def from_sets(sets: Array, kind: Kind, shape: tuple[int, ...]) -> Array:
    """The way back: (sets, size), or one number a set (sets, 1), -> (batch, features)."""
    if kind == "batch":
        return np.broadcast_to(sets.T, shape)
    size = shape[0] * shape[1] // sets.shape[0]
    return np.broadcast_to(sets, (sets.shape[0], size)).reshape(shape)


def spread_of(variance: Array, convention: Convention) -> tuple[Array, Array]:
    """What the centered numbers are divided by, and the square root in it. variance (...,) -> two (...,)."""
    if convention.place == "inside":
        root = np.sqrt(variance + convention.epsilon)
        return root, root
    root = np.sqrt(variance)
    return root + convention.epsilon, root


def standardize_forward(x: Array, convention: Convention) -> tuple[Array, StandardizeCache]:
    """x_hat = (x - mean) / spread, each row by its own statistics.   x (sets, size) -> x_hat (sets, size)."""
    divisor = x.shape[-1] - convention.correction
    mean = x.mean(axis=-1, keepdims=True) if convention.center else np.zeros_like(x[..., :1])
    centered = x - mean
    variance = (centered * centered).sum(axis=-1, keepdims=True) / divisor
    spread, root = spread_of(variance, convention)
    x_hat = centered / spread
    return x_hat, StandardizeCache(x_hat, mean, variance, spread, root, divisor, convention.center)


def standardize_backward(dx_hat: Array, cache: StandardizeCache) -> Array:
    """dx_hat (sets, size) -> dx (sets, size): what moves the mean or the spread of its set is taken away.

    dx = (dx_hat - mean(dx_hat) - k x_hat sum(dx_hat x_hat) / divisor) / spread, with k = spread / root: 1 where
    epsilon is inside the root. A set without any spread has no direction to take away.
    """
    shared = dx_hat.mean(axis=-1, keepdims=True) if cache.center else 0.0
    along = (dx_hat * cache.x_hat).sum(axis=-1, keepdims=True) / cache.divisor
    flat = cache.root == 0
    k = np.where(flat, 0.0, cache.spread / np.where(flat, 1.0, cache.root))
    return np.asarray((dx_hat - shared - k * cache.x_hat * along) / cache.spread)


class FixedCache(NamedTuple):
    """What the backward pass needs where the statistics were given."""

    x_hat: Array  # (sets, size)
    mean: Array  # (sets, 1)
    variance: Array  # (sets, 1)
    spread: Array  # (sets, 1)


def fixed_forward(x: Array, mean: Array, variance: Array, convention: Convention) -> tuple[Array, FixedCache]:
    """x_hat = (x - mean) / spread by given statistics.   x (sets, size), mean, variance (sets, 1) -> x_hat as x."""
    spread, _ = spread_of(variance, convention)
    x_hat = (x - mean) / spread
    return x_hat, FixedCache(x_hat, mean, variance, spread)


def fixed_backward(dx_hat: Array, cache: FixedCache) -> Array:
    """dx_hat (sets, size) -> dx (sets, size): the statistics are constants."""
    return np.asarray(dx_hat / cache.spread)


class ScaleShiftCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    x_hat: Array  # (batch, features)
    scale: Array  # (features,)


def scale_shift_forward(x_hat: Array, scale: Array, shift: Array) -> tuple[Array, ScaleShiftCache]:
    """y = scale x_hat + shift.   x_hat (batch, features), scale, shift (features,) -> y as x_hat."""
    return scale * x_hat + shift, ScaleShiftCache(x_hat, scale)


def scale_shift_backward(dy: Array, cache: ScaleShiftCache) -> tuple[Array, Array, Array]:
    """dy (batch, features) -> dx_hat (batch, features), dscale (features,), dshift (features,)."""
    return dy * cache.scale, (dy * cache.x_hat).sum(axis=0), dy.sum(axis=0)


def running_update(running: Array, found: Array, momentum: float) -> Array:
    """(1 - momentum) running + momentum found, PyTorch's convention.   both (features,) -> (features,)."""
    return (1.0 - momentum) * running + momentum * found
