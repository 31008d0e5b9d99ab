"""Clipping as functions over replaceable rules, and learners' mistakes with it, each as one rule that is wrong."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.clipping_parameters import ClippingParameters
from simulator.ops import clipping as ops

Gradients = Sequence[Array]


class Rules(NamedTuple):
    """The operations of clipping and of the update after it, each replaceable."""

    mode: str
    norm: Callable[[Array], float]  # of one layer
    common: Callable[[Gradients], float]  # of all layers together
    factor: Callable[[float, float], float]  # (norm, limit)
    value: Callable[[Array, float], Array]
    clip_steps: bool = False  # whether lr g is clipped in place of g


def true_rules(p: ClippingParameters) -> Rules:
    """The rules without a mistake, with the conventions of the parameters."""
    return Rules(
        p.mode,
        partial(ops.norm, kind=p.norm),
        partial(ops.global_norm, kind=p.norm),
        partial(ops.factor, epsilon=p.epsilon),
        ops.clip_by_value,
    )


def factors(gradients: Gradients, limit: float, rules: Rules) -> list[float]:
    """What each layer is multiplied by; 1 where entries are cut off instead."""
    if rules.mode == "by_value":
        return [1.0] * len(gradients)
    if rules.mode == "by_norm":
        return [rules.factor(rules.norm(g), limit) for g in gradients]
    return [rules.factor(rules.common(gradients), limit)] * len(gradients)


def clip(gradients: Gradients, limit: float, rules: Rules) -> list[Array]:
    """The gradients clipped under the rules."""
    if rules.mode == "by_value":
        return [rules.value(g, limit) for g in gradients]
    return [np.asarray(g * f) for g, f in zip(gradients, factors(gradients, limit, rules), strict=True)]


SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "each_layer": "Each layer is clipped by its own norm where all layers share one factor.",
        "all_layers": "One factor for all layers is taken where each is clipped by its own norm.",
        "value_for_norm": "The entries are cut off one by one where the whole gradient is scaled.",
        "norm_for_value": "The whole gradient is scaled where its entries are cut off one by one.",
        "sum_of_norms": "The norms of the layers are added for the global norm, without squares and root.",
        "forgotten_root": "The sum of the squares is taken for the norm: the root is left out.",
        "always_scaled": "A gradient below the limit is scaled up to it: the factor is not held to 1.",
        "one_sided": "Only entries above the limit are cut off: those below minus the limit pass.",
        "clipped_step": "The step, learning rate times gradient, is clipped in place of the gradient.",
    }
)


def _sum_of_norms(rules: Rules, p: ClippingParameters) -> Rules:
    return rules._replace(common=lambda gradients: sum(ops.norm(g, p.norm) for g in gradients))


def _without_root(rules: Rules, p: ClippingParameters) -> Rules:
    del p

    def squared(g: Array) -> float:
        return float(np.square(g).sum())

    return rules._replace(norm=squared, common=lambda gradients: sum(squared(g) for g in gradients))


def _always(rules: Rules, p: ClippingParameters) -> Rules:
    def factor(size: float, limit: float) -> float:
        return float(np.divide(limit, np.float64(size) + p.epsilon))

    return rules._replace(factor=factor)


RULES: Final[Mapping[str, Callable[[Rules, ClippingParameters], Rules]]] = MappingProxyType(
    {
        "each_layer": lambda rules, _: rules._replace(mode="by_norm"),
        "all_layers": lambda rules, _: rules._replace(mode="global"),
        "value_for_norm": lambda rules, _: rules._replace(mode="by_value"),
        "norm_for_value": lambda rules, _: rules._replace(mode="global"),
        "sum_of_norms": _sum_of_norms,
        "forgotten_root": _without_root,
        "always_scaled": _always,
        "one_sided": lambda rules, _: rules._replace(value=np.minimum),
        "clipped_step": lambda rules, _: rules._replace(clip_steps=True),
    }
)


def fits(mistake: str, p: ClippingParameters, layers: int) -> bool:
    """Whether the mistake can be made in such a run at all."""
    if mistake in {"norm_for_value", "one_sided"}:
        return p.mode == "by_value"
    if mistake in {"value_for_norm", "always_scaled"}:
        return p.mode != "by_value"
    if mistake == "each_layer":
        return p.mode == "global" and layers > 1
    if mistake == "all_layers":
        return p.mode == "by_norm" and layers > 1
    if mistake == "sum_of_norms":
        return p.mode == "global" and layers > 1 and p.norm != "l1"
    if mistake == "clipped_step":
        return p.learning_rate > 0
    if mistake == "forgotten_root":
        return p.mode != "by_value" and p.norm == "l2"
    return True


def mutants(rules: Rules, p: ClippingParameters, layers: int) -> dict[str, Rules]:
    """The mutated rules for each of the mistakes that fits."""
    return {name: rule(rules, p) for name, rule in RULES.items() if fits(name, p, layers)}
