"""Dropout: in training each unit is left out with probability p, in evaluation all of them are there.

The expectation of a unit must be the same in both. `inverted` divides by 1 - p in training and does nothing in
evaluation, as PyTorch does; `classic` only leaves out in training, and multiplies by 1 - p in evaluation.
Source: Srivastava et al., Dropout, JMLR 15 (2014), sections 4 and 10 (both conventions).
"""

from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array

DropoutConvention: TypeAlias = Literal["inverted", "classic"]
DropoutMode: TypeAlias = Literal["train", "eval"]


class DropoutCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    factor: Array  # (...) or (): what each entry was multiplied by


def draw_mask(shape: tuple[int, ...], p: float, rng: np.random.Generator) -> Array:
    """1 where a unit is kept, with probability 1 - p, and 0 where it is left out.   shape -> (shape)."""
    return (rng.random(shape) >= p).astype(float)


def kept_scale(p: float, mode: DropoutMode, convention: DropoutConvention) -> float:
    """What a unit that is kept is multiplied by; 0 where p is 1 and none is kept. p from 0 to 1."""
    if mode == "train" and convention == "inverted":
        return 1.0 / (1.0 - p) if p < 1 else 0.0
    return 1.0 - p if mode == "eval" and convention == "classic" else 1.0


def dropout_forward(
    x: Array,
    mask: Array,
    p: float,
    mode: DropoutMode = "train",
    convention: DropoutConvention = "inverted",
) -> tuple[Array, DropoutCache]:
    """y = mask x / (1 - p) in training, y = x in evaluation.   x, mask (...,) -> y (...,).

    With the `classic` convention y = mask x in training, y = (1 - p) x in evaluation. p from 0 to 1 is the
    probability that a unit is left out; evaluation ignores the mask. An infinite x left out gives NaN, as in
    PyTorch.
    """
    scale = kept_scale(p, mode, convention)
    factor = mask * scale if mode == "train" else np.asarray(scale)
    return x * factor, DropoutCache(factor)


def dropout_backward(dy: Array, cache: DropoutCache) -> Array:
    """dy (...,) -> dx (...,): the very factors of the forward pass."""
    return np.asarray(dy * cache.factor)
