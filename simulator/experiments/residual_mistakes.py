"""Learners' mistakes with residual blocks, each as one rule that is wrong: the pass under it is a real pass."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from simulator.arrays import Array
from simulator.experiments.residual_parameters import ResidualParameters
from simulator.experiments.residual_pass import Rules
from simulator.mutants import SAYS as COMMON
from simulator.ops.activations import Activation, ActivationCache
from simulator.ops.stacked import SkipCache, StackedDenseCache, stacked_dense_backward

SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "forgotten_skip": "The gradient goes back through the branch alone: the 1 in 1 + F' is left out.",
        "forgotten_branch": "The gradient goes back through the skip alone: the F' in 1 + F' is left out.",
        "forgotten_branch_scale": "The gradient enters the branch without the branch scale alpha.",
        "mean_not_sum": "The gradients of skip and branch are averaged where they add.",
        "activation_before_sum": "The residual block activates its branch alone, and not the sum with the skip.",
        **{
            name: COMMON[name]
            for name in ("transposed", "no_activation_derivative", "derivative_at_activation")
        },
    }
)


def _branch_alone(by_skip: Array, by_branch: Array) -> Array:
    del by_skip
    return by_branch


def _skip_alone(by_skip: Array, by_branch: Array) -> Array:
    del by_branch
    return by_skip


def _unscaled(dy: Array, cache: SkipCache) -> tuple[Array, Array]:
    del cache
    return dy, dy


def _averaged(by_skip: Array, by_branch: Array) -> Array:
    return 0.5 * (by_skip + by_branch)


def _transposed(dy: Array, cache: StackedDenseCache) -> tuple[Array, Array]:
    return np.matmul(dy, cache.w), stacked_dense_backward(dy, cache)[1]


def _no_derivative(da: Array, f: Activation, cache: ActivationCache) -> Array:
    del f, cache
    return da


def _derivative_at_activation(da: Array, f: Activation, cache: ActivationCache) -> Array:
    return da * f.derivative(cache.a)


RULES: Final[Mapping[str, Rules]] = MappingProxyType(
    {
        "forgotten_skip": Rules(join=_branch_alone),
        "forgotten_branch": Rules(join=_skip_alone),
        "forgotten_branch_scale": Rules(skip_backward=_unscaled),
        "mean_not_sum": Rules(join=_averaged),
        "activation_before_sum": Rules(activates_sum=False),
        "transposed": Rules(dense_backward=_transposed),
        "no_activation_derivative": Rules(activation_backward=_no_derivative),
        "derivative_at_activation": Rules(activation_backward=_derivative_at_activation),
    }
)


def fits(mistake: str, p: ResidualParameters) -> bool:
    """Whether the mistake can be made in such a run at all."""
    return p.units > 1 if mistake == "transposed" else True
