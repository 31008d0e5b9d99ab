"""Learners' mistakes with normalization, each as one rule that is wrong: the pass under it is a real pass."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from simulator.arrays import Array
from simulator.experiments.normalization_pass import Problem, Rules
from simulator.normalization import NormRules, SetsCache, by_given_statistics
from simulator.ops.normalization import (
    Convention,
    Kind,
    ScaleShiftCache,
    scale_shift_backward,
    scale_shift_forward,
    standardize_forward,
)

SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "constant_statistics": "The backward pass treats mean and variance as constants; they depend on the input.",
        "constant_variance": "The backward pass lets the mean move with the input, but not the variance.",
        "other_divisor": "The variance is divided by n - 1 where the convention is n, or by n where it is n - 1.",
        "wrong_axis": "The statistics are taken along the wrong axis: over features, not samples, or the reverse.",
        "running_statistics": "In training the batch is normalized by the running statistics, not by its own.",
        "batch_statistics": "In evaluation the batch is normalized by its own statistics, not by the running ones.",
        "variance_for_spread": "The centered numbers are divided by the variance, without the square root.",
        "epsilon_misplaced": "Epsilon is added outside the root where it belongs inside, or the reverse.",
        "forgotten_epsilon": "Epsilon is left out.",
        "no_centering": "The mean is not subtracted, neither from the numbers nor in the variance.",
        "centered_rms": "The mean is subtracted, as in layer normalization; RMS normalization does not.",
        "forgotten_scale": "The gradient is passed back without the scale gamma.",
        "forgotten_shift": "The shift beta is left out.",
        "mean_not_sum": "The gradients of scale and shift are averaged over the samples where they are added.",
        "swapped_momentum": "The momentum weighs the old running statistic where it weighs the new one.",
        "running_other_divisor": "The running variance takes the biased variance for the unbiased, or the reverse.",
    }
)


def as_constants(dx_hat: Array, cache: SetsCache) -> Array:
    """The backward pass of one who takes the statistics for constants. dx_hat (sets, size) -> dx (sets, size)."""
    return np.asarray(dx_hat / cache.spread)


def _variance_constant(dx_hat: Array, cache: SetsCache) -> Array:
    return np.asarray((dx_hat - dx_hat.mean(axis=-1, keepdims=True)) / cache.spread)


def _by(convention: Callable[[Convention], Convention]) -> Callable[[Problem, NormRules], NormRules]:
    """The true standardization under another convention."""

    def mistake(problem: Problem, rules: NormRules) -> NormRules:
        del problem

        def forward(x: Array, true: Convention) -> tuple[Array, SetsCache]:
            return rules.standardize_forward(x, convention(true))

        return rules._replace(standardize_forward=forward)

    return mistake


def _other_place(c: Convention) -> Convention:
    return c._replace(place="outside" if c.place == "inside" else "inside")


def _wrong_axis(problem: Problem, rules: NormRules) -> NormRules:
    def layout(kind: Kind) -> Kind:
        return "layer" if kind == "batch" else "batch"

    return rules._replace(layout=layout)


def _running(problem: Problem, rules: NormRules) -> NormRules:
    given = by_given_statistics(problem.running_mean, problem.running_variance)
    return rules._replace(standardize_forward=given.standardize_forward)


def _own(problem: Problem, rules: NormRules) -> NormRules:
    return rules._replace(standardize_forward=standardize_forward)


def _by_variance(x: Array, convention: Convention) -> tuple[Array, SetsCache]:
    _, true = standardize_forward(x, convention)
    spread = true.variance + convention.epsilon
    x_hat = (x - true.mean) / spread
    # the spread moves by 1 with the variance, as it does by 1 / (2 root) where it is a root
    return x_hat, true._replace(x_hat=x_hat, spread=spread, root=np.full_like(spread, 0.5))


def _unscaled(dy: Array, cache: ScaleShiftCache) -> tuple[Array, Array, Array]:
    return (dy, *scale_shift_backward(dy, cache)[1:])


def _unshifted(x_hat: Array, scale: Array, shift: Array) -> tuple[Array, ScaleShiftCache]:
    return scale_shift_forward(x_hat, scale, np.zeros_like(shift))


def _averaged(dy: Array, cache: ScaleShiftCache) -> tuple[Array, Array, Array]:
    dx_hat, dscale, dshift = scale_shift_backward(dy, cache)
    return dx_hat, dscale / dy.shape[0], dshift / dy.shape[0]


_NORM: Final[Mapping[str, Callable[[Problem, NormRules], NormRules]]] = MappingProxyType(
    {
        "constant_statistics": lambda _, rules: rules._replace(standardize_backward=as_constants),
        "constant_variance": lambda _, rules: rules._replace(standardize_backward=_variance_constant),
        "other_divisor": _by(lambda c: c._replace(correction=1 - c.correction)),
        "wrong_axis": _wrong_axis,
        "running_statistics": _running,
        "batch_statistics": _own,
        "variance_for_spread": lambda _, rules: rules._replace(standardize_forward=_by_variance),
        "epsilon_misplaced": _by(_other_place),
        "forgotten_epsilon": _by(lambda c: c._replace(epsilon=0.0)),
        "no_centering": _by(lambda c: c._replace(center=False)),
        "centered_rms": _by(lambda c: c._replace(center=True)),
        "forgotten_scale": lambda _, rules: rules._replace(scale_shift_backward=_unscaled),
        "forgotten_shift": lambda _, rules: rules._replace(scale_shift_forward=_unshifted),
        "mean_not_sum": lambda _, rules: rules._replace(scale_shift_backward=_averaged),
    }
)


def _swapped(running: Array, found: Array, momentum: float) -> Array:
    return momentum * running + (1.0 - momentum) * found


_OF_OWN_STATISTICS = frozenset(
    {"constant_statistics", "constant_variance", "other_divisor", "wrong_axis", "variance_for_spread"}
    | {"no_centering", "centered_rms"}
)


def fits(mistake: str, problem: Problem) -> bool:
    """Whether the mistake can be made in such a run at all."""
    p, (samples, width) = problem.p, problem.p.shape
    trains_batch = p.kind == "batch" and p.mode == "train"
    if p.mode == "eval" and mistake in _OF_OWN_STATISTICS:
        return False
    conditions = {
        "running_statistics": trains_batch,
        "swapped_momentum": trains_batch,
        "running_other_divisor": trains_batch and samples > 1,
        "batch_statistics": p.mode == "eval",
        "other_divisor": p.set_size > 1,
        "wrong_axis": samples > 1 and width > 1,
        "constant_variance": p.kind != "rms",
        "no_centering": p.kind != "rms",
        "centered_rms": p.kind == "rms",
        "mean_not_sum": samples > 1,
    }
    return conditions.get(mistake, True)


def mutants(problem: Problem) -> dict[str, Rules]:
    """The mutated rules for each of the mistakes that fits."""
    true = problem.rules
    wrong = {name: true._replace(norm=change(problem, true.norm)) for name, change in _NORM.items()}
    wrong["swapped_momentum"] = true._replace(running_update=_swapped)
    wrong["running_other_divisor"] = true._replace(running_correction=1 - true.running_correction)
    return {name: wrong[name] for name in SAYS if fits(name, problem)}
