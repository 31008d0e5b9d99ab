"""Learners' mistakes with attention, each as one rule that is wrong."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from simulator.arrays import Array
from simulator.experiments.attention_pass import Problem, Rules
from simulator.ops import attention
from simulator.ops.attention import MixCache, SoftmaxCache

SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unscaled": "The scores are not scaled: q.k goes into the softmax as it is.",
        "scaled_by_d": "The scores are divided by d_k, not by its square root.",
        "forgotten_mask": "The mask is left out: every query looks at every key.",
        "mask_after_softmax": "The mask is applied after the softmax: the weights left no longer add to 1.",
        "masked_score_zero": "A masked score is set to 0, which still gets a weight; it must be minus infinity.",
        "mask_of_the_past": "The causal mask is turned around: a query looks at later keys, not at earlier ones.",
        "wrong_axis": "The softmax runs over the queries: columns add to 1, not rows.",
        "exchanged": "Queries and keys are exchanged: the scores are k q^T, transposed.",
        "softmax_alone": "The softmax is differentiated entry by entry, a(1 - a), without the other weights' part.",
        "weights_not_transposed": "The gradient of the values is A dO; it must be A transposed times dO.",
        "one_head": "The features are not shared out: one large head in place of several.",
    }
)


def _after(s: Array, allowed: Array) -> tuple[Array, SoftmaxCache]:
    a, _ = attention.masked_softmax_forward(s, np.ones_like(allowed))
    return a * allowed, SoftmaxCache(a * allowed, -1)


def _zeroed(s: Array, allowed: Array) -> tuple[Array, SoftmaxCache]:
    return attention.masked_softmax_forward(np.where(allowed, s, 0.0), np.ones_like(allowed))


def _over_queries(s: Array, allowed: Array) -> tuple[Array, SoftmaxCache]:
    return attention.masked_softmax_forward(s, allowed, axis=-2)


def _alone(da: Array, cache: SoftmaxCache) -> Array:
    return da * cache.a * (1.0 - cache.a)


def _exchanged(q: Array, k: Array) -> tuple[Array, Array]:
    return (k, q) if q.shape == k.shape else (q, k)  # one query against many keys cannot be turned around


def _turned(allowed: Array) -> Array:
    return allowed.T if allowed.shape[0] == allowed.shape[1] else allowed


def _not_transposed(do: Array, cache: MixCache) -> tuple[Array, Array]:
    da, _ = attention.mix_backward(do, cache)
    return da, cache.a @ do


RULES: Final[Mapping[str, Callable[[Rules], Rules]]] = MappingProxyType(
    {
        "unscaled": lambda rules: rules._replace(default_scale=lambda d: 1.0, given_scale=lambda scale: 1.0),
        "scaled_by_d": lambda rules: rules._replace(default_scale=lambda d: 1.0 / d),
        "forgotten_mask": lambda rules: rules._replace(allowed=np.ones_like),
        "mask_after_softmax": lambda rules: rules._replace(softmax_forward=_after),
        "masked_score_zero": lambda rules: rules._replace(softmax_forward=_zeroed),
        "mask_of_the_past": lambda rules: rules._replace(allowed=_turned),
        "wrong_axis": lambda rules: rules._replace(softmax_forward=_over_queries),
        "exchanged": lambda rules: rules._replace(operands=_exchanged),
        "softmax_alone": lambda rules: rules._replace(softmax_backward=_alone),
        "weights_not_transposed": lambda rules: rules._replace(mix_backward=_not_transposed),
        "one_head": lambda rules: rules._replace(heads=lambda heads: 1),
    }
)


def fits(mistake: str, problem: Problem, is_causal: bool) -> bool:
    """Whether the mistake can be made in such a run at all."""
    queries, keys = int(problem.allowed.shape[0]), int(problem.allowed.shape[1])
    masked = not bool(problem.allowed.all())
    width: int = problem.queries.shape[1] if problem.w_query is None else problem.w_query.shape[1]
    dot = problem.w_score is None
    if mistake == "unscaled":
        return dot and width > problem.heads if problem.scale is None else problem.scale != 1.0
    if mistake == "scaled_by_d":
        return problem.scale is None and dot and width > problem.heads
    if mistake in {"forgotten_mask", "mask_after_softmax", "masked_score_zero"}:
        return masked
    if mistake == "mask_of_the_past":
        return masked and is_causal and queries == keys
    if mistake == "exchanged":
        return dot and queries == keys
    if mistake == "weights_not_transposed":
        return queries == keys
    if mistake == "one_head":
        return problem.heads > 1
    return True


def mutants(rules: Rules, problem: Problem, is_causal: bool) -> dict[str, Rules]:
    """The mutated rules for each mistake that fits."""
    return {name: change(rules) for name, change in RULES.items() if fits(name, problem, is_causal)}
