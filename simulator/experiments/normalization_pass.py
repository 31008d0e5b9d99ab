"""One normalization forward and back, with the update of the running statistics, under replaceable rules."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.normalization_parameters import NormalizationParameters
from simulator.normalization import (
    Normalization,
    NormGradient,
    NormRules,
    NormTape,
    by_given_statistics,
    norm_backward,
    norm_forward,
)
from simulator.ops.normalization import running_update
from simulator.streams import stream


class Rules(NamedTuple):
    """The operations of the run, each replaceable."""

    norm: NormRules
    running_update: Callable[[Array, Array, float], Array] = running_update
    running_correction: int = 1  # the running variance takes the batch's, divided by its size less this


class Problem(NamedTuple):
    """What is normalized, and by what."""

    p: NormalizationParameters
    how: Normalization
    x: Array  # (batch, features)
    upstream: Array  # (batch, features)
    scale: Array  # (features,)
    shift: Array  # (features,)
    running_mean: Array  # (features,)
    running_variance: Array  # (features,)

    @property
    def rules(self) -> Rules:
        """The true rules."""
        given = by_given_statistics(self.running_mean, self.running_variance)
        norm = NormRules() if self.p.mode == "train" else given
        return Rules(norm, running_correction=int(self.p.running_divisor == "unbiased"))


class Done(NamedTuple):
    """One pass."""

    tape: NormTape
    cost: float
    gradient: NormGradient
    running_mean: Array  # (features,) after the pass
    running_variance: Array  # (features,) after the pass


def build(p: NormalizationParameters, seed: int) -> Problem:
    """The mini-batch and the gradient that comes back, drawn where they are not given."""
    samples, width = p.shape

    def matrix(given: object, drawn: Array) -> Array:
        return drawn if given is None else np.array(given, dtype=float)

    def vector(given: object) -> Array:
        return np.broadcast_to(np.array(given, dtype=float), width).copy()

    return Problem(
        p,
        Normalization(p.kind, p.convention, p.groups),
        matrix(p.inputs, stream(seed, "inputs").standard_normal((samples, width))),
        matrix(p.upstream, stream(seed, "targets").standard_normal((samples, width))),
        vector(p.scale),
        vector(p.shift),
        vector(p.running_mean),
        vector(p.running_variance),
    )


def run_pass(problem: Problem, rules: Rules) -> Done:
    """Forward, cost C = sum of y dC/dy, backward; in training the running statistics of `batch` move."""
    y, tape = norm_forward(problem.x, problem.scale, problem.shift, problem.how, rules.norm)
    gradient = norm_backward(problem.upstream, tape, rules.norm)
    mean, variance = problem.running_mean, problem.running_variance
    if problem.p.kind == "batch" and problem.p.mode == "train":
        count, momentum = problem.x.shape[0], problem.p.momentum
        spare = max(count - rules.running_correction, 1)  # a batch of one has no unbiased variance
        mean = rules.running_update(mean, problem.x.mean(axis=0), momentum)
        variance = rules.running_update(variance, problem.x.var(axis=0) * (count / spare), momentum)
    return Done(tape, float((y * problem.upstream).sum()), gradient, mean, variance)
