"""Normalization as a layer: the operations put together, each replaceable, for the experiments and the networks.

A pass looks each operation up in a table of `NormRules`; a learner's mistake replaces one of them.
"""

from collections.abc import Callable
from functools import partial
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array
from simulator.ops.normalization import (
    Convention,
    FixedCache,
    Kind,
    ScaleShiftCache,
    StandardizeCache,
    as_sets,
    fixed_backward,
    fixed_forward,
    from_sets,
    scale_shift_backward,
    scale_shift_forward,
    standardize_backward,
    standardize_forward,
)

NormalizationName: TypeAlias = Literal["none", "batch", "layer", "rms", "group"]
SetsCache: TypeAlias = StandardizeCache | FixedCache


class Normalization(NamedTuple):
    """What is normalized, and how."""

    kind: Kind
    convention: Convention
    groups: int = 1


class NormTape(NamedTuple):
    """What a normalization did in the forward pass."""

    x: Array  # (batch, features)
    y: Array  # (batch, features)
    kind: Kind  # how the sets lie
    sets: SetsCache
    affine: ScaleShiftCache


class NormGradient(NamedTuple):
    """The gradients of the loss at one normalization."""

    dx: Array  # (batch, features)
    dx_hat: Array  # (batch, features)
    dscale: Array  # (features,)
    dshift: Array  # (features,)


def _standardize_backward(dx_hat: Array, cache: SetsCache) -> Array:
    if isinstance(cache, FixedCache):
        return fixed_backward(dx_hat, cache)
    return standardize_backward(dx_hat, cache)


class NormRules(NamedTuple):
    """The operations of a normalization, each replaceable."""

    layout: Callable[[Kind], Kind] = lambda kind: kind  # which numbers make a set
    standardize_forward: Callable[[Array, Convention], tuple[Array, SetsCache]] = standardize_forward
    standardize_backward: Callable[[Array, SetsCache], Array] = _standardize_backward
    scale_shift_forward: Callable[[Array, Array, Array], tuple[Array, ScaleShiftCache]] = scale_shift_forward
    scale_shift_backward: Callable[[Array, ScaleShiftCache], tuple[Array, Array, Array]] = (
        scale_shift_backward
    )


TRUE_RULES = NormRules()


def by_given_statistics(mean: Array, variance: Array) -> NormRules:
    """The rules of evaluation, where the statistics are given. mean, variance (features,)."""
    return NormRules(
        standardize_forward=partial(_fixed, mean=mean[:, None], variance=variance[:, None]),
    )


def _fixed(x: Array, convention: Convention, mean: Array, variance: Array) -> tuple[Array, SetsCache]:
    return fixed_forward(x, mean, variance, convention)


def norm_forward(
    x: Array, scale: Array, shift: Array, how: Normalization, rules: NormRules = TRUE_RULES
) -> tuple[Array, NormTape]:
    """y = scale (x - mean) / spread + shift.   x (batch, features), scale, shift (features,) -> y as x."""
    kind = rules.layout(how.kind)
    sets_hat, sets = rules.standardize_forward(as_sets(x, kind, how.groups), how.convention)
    y, affine = rules.scale_shift_forward(from_sets(sets_hat, kind, x.shape), scale, shift)
    return y, NormTape(x, y, kind, sets, affine)


def norm_backward(dy: Array, tape: NormTape, rules: NormRules = TRUE_RULES) -> NormGradient:
    """dy (batch, features) -> the gradients of input, normalized input, scale and shift."""
    dx_hat, dscale, dshift = rules.scale_shift_backward(dy, tape.affine)
    groups = tape.sets.x_hat.shape[0] // dy.shape[0] if tape.kind == "group" else 1
    dx = rules.standardize_backward(as_sets(dx_hat, tape.kind, groups), tape.sets)
    return NormGradient(np.array(from_sets(dx, tape.kind, dy.shape)), dx_hat, dscale, dshift)
