"""Learners' mistakes with transformer blocks, each as one rule that is wrong: the pass under it is a real pass."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from simulator.arrays import Array
from simulator.experiments.transformer_block_branches import Rules
from simulator.experiments.transformer_block_build import Problem
from simulator.mutants import SAYS as COMMON
from simulator.ops.activations import Activation, ActivationCache
from simulator.ops.attention import SoftmaxCache
from simulator.ops.normalization import Convention, StandardizeCache
from simulator.ops.stacked import SkipCache, StackedDenseCache, stacked_affine_backward

SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "forgotten_skip": "The gradient goes back through the branches alone: the 1 in 1 + F' is left out.",
        "forgotten_skip_forward": "The halves have no skip: F(x) stands in place of x + F(x).",
        "exchanged_placement": "The norm is placed as in the other kind of block: post-norm for pre-norm and back.",
        "skip_from_norm": "The skip of a pre-norm block carries N(x); it must carry x itself.",
        "forgotten_norm": "The norms only scale and shift: nothing is centered or divided by its spread.",
        "forgotten_final_norm": "The norm at the end of the pre-norm stack is left out.",
        "constant_statistics": "The backward pass of the norm takes mean and spread for constants.",
        "unscaled": "The scores are not scaled: q.k goes into the softmax as it is.",
        "forgotten_mask": "The causal mask is left out: every position looks at later ones too.",
        "softmax_alone": "The softmax is differentiated entry by entry, a(1 - a), without the other weights' part.",
        "values_alone": "The gradient leaves attention by the values alone, not by queries and keys too.",
        "forgotten_branch_scale": "The branches are not multiplied by the branch scale alpha.",
        "mean_not_sum": "Gradients are averaged where they add: at the skips, and at queries, keys and values.",
        "transposed": COMMON["transposed"],
        "no_activation_derivative": COMMON["no_activation_derivative"],
    }
)


def _branch_alone(by_skip: Array, by_branch: Array) -> Array:
    del by_skip
    return by_branch


def _no_skip(x: Array, branch: Array, branch_scale: float) -> tuple[Array, SkipCache]:
    del x
    return branch_scale * branch, SkipCache(branch_scale)


def _not_standardized(x: Array, convention: Convention) -> tuple[Array, StandardizeCache]:
    one, nothing = np.ones_like(x[..., :1]), np.zeros_like(x[..., :1])
    return x, StandardizeCache(x, nothing, one, one, one, x.shape[-1], convention.center)


def _constants(dx_hat: Array, cache: StandardizeCache) -> Array:
    return np.asarray(dx_hat / cache.spread)


def _alone(da: Array, cache: SoftmaxCache) -> Array:
    return da * cache.a * (1.0 - cache.a)


def _by_values(by_query: Array, by_key: Array, by_value: Array) -> Array:
    del by_query, by_key
    return by_value


def _unscaled(x: Array, branch: Array, branch_scale: float) -> tuple[Array, SkipCache]:
    del branch_scale
    return x + branch, SkipCache(1.0)


def _averaged(*paths: Array) -> Array:
    return np.asarray(sum(paths) / len(paths))


def _transposed(dy: Array, cache: StackedDenseCache) -> tuple[Array, Array, Array]:
    dx, dw, db = stacked_affine_backward(dy, cache)
    square = cache.w.shape[-1] == cache.w.shape[-2]
    return np.matmul(dy, cache.w) if square else dx, dw, db


def _no_derivative(da: Array, f: Activation, cache: ActivationCache) -> Array:
    del f, cache
    return da


RULES: Final[Mapping[str, Rules]] = MappingProxyType(
    {
        "forgotten_skip": Rules(join=_branch_alone),
        "forgotten_skip_forward": Rules(skip_forward=_no_skip, join=_branch_alone),
        "exchanged_placement": Rules(exchanged=True),
        "skip_from_norm": Rules(skips_norm=False),
        "forgotten_norm": Rules(
            standardize_forward=_not_standardized, standardize_backward=lambda dx_hat, cache: dx_hat
        ),
        "forgotten_final_norm": Rules(final_norm=False),
        "constant_statistics": Rules(standardize_backward=_constants),
        "unscaled": Rules(scale=lambda scale: 1.0),
        "forgotten_mask": Rules(allowed=np.ones_like),
        "softmax_alone": Rules(softmax_backward=_alone),
        "values_alone": Rules(gather=_by_values),
        "forgotten_branch_scale": Rules(skip_forward=_unscaled),
        "mean_not_sum": Rules(gather=_averaged, join=_averaged),
        "transposed": Rules(affine_backward=_transposed),
        "no_activation_derivative": Rules(activation_backward=_no_derivative),
    }
)


def fits(mistake: str, problem: Problem) -> bool:
    """Whether the mistake can be made in such a run at all."""
    _, time, width = problem.x.shape
    able: dict[str, bool] = {
        "forgotten_final_norm": problem.final is not None,
        "unscaled": bool(problem.scale != 1.0 and time > 1),
        "forgotten_mask": not bool(problem.allowed.all()),
        "softmax_alone": time > 1,
        "values_alone": time > 1,
        "forgotten_branch_scale": problem.alpha != 1.0,
        "transposed": width > 1,
        "no_activation_derivative": problem.f.name != "identity",
    }
    return able.get(mistake, True)
