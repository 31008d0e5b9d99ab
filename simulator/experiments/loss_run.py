"""A loss with its penalties, forwards and back to the output layer, as functions over replaceable rules."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from simulator import network
from simulator.arrays import Array
from simulator.experiments.loss_parameters import LossParameters, rows
from simulator.network import Loss
from simulator.ops import penalties
from simulator.ops.activations import Activation, ActivationCache, activation
from simulator.ops.losses import LossCache
from simulator.streams import stream


class Problem(NamedTuple):
    """Outputs, targets, and the weights that the penalties are taken of."""

    p: LossParameters
    z: Array  # (batch, out)
    target: Array  # (batch, out)
    w: Array  # (weights,)


def build(p: LossParameters, seed: int) -> Problem:
    """The outputs and targets, drawn where they are not given."""
    z = (
        np.array(rows(p.outputs), dtype=float)
        if p.outputs
        else stream(seed, "inputs").standard_normal(p.shape)
    )
    target = np.array(rows(p.targets), dtype=float) if p.targets else _targets(p, stream(seed, "targets"))
    return Problem(p, z, target, np.array(p.weights, dtype=float))


def _targets(p: LossParameters, rng: np.random.Generator) -> Array:
    if p.loss == "softmax_cross_entropy":
        return np.eye(p.shape[1])[rng.integers(p.shape[1], size=p.shape[0])]
    if p.loss == "binary_cross_entropy":
        return rng.integers(2, size=p.shape).astype(float)
    if p.loss == "hinge":
        return 2.0 * rng.integers(2, size=p.shape) - 1.0
    return rng.random(p.shape)


def bound(p: LossParameters, reduction: Any = None) -> Loss:
    """The loss with its conventions bound."""
    if p.loss == "hinge":
        forward = partial(penalties.hinge_forward, reduction=reduction or p.reduction, margin=p.margin)
        return Loss(forward, penalties.hinge_backward)
    return network.loss(p.loss, reduction or p.reduction)


def _through(da: Array, f: Activation, cache: ActivationCache) -> Array:
    return f.backward(da, cache)


class Rules(NamedTuple):
    """The operations of a loss, each replaceable."""

    loss: Loss
    smooth: Callable[[Array, float, int], Array] = penalties.smooth_labels
    prepare: Callable[[Array], Array] = np.asarray  # what the loss is handed of the outputs
    through: Callable[[Array, Activation, ActivationCache], Array] = _through
    l1_backward: Callable[[float, penalties.PenaltyCache], Array] = penalties.l1_backward
    l2_half: bool = True
    penalize: bool = True


def true_rules(p: LossParameters) -> Rules:
    """The rules without a mistake."""
    return Rules(bound(p), l2_half=p.l2_half)


class Pass(NamedTuple):
    """A loss forwards and back."""

    target: Array  # (batch, out) after label smoothing
    a: Array  # (batch, out) what the loss judges
    slope: Array  # (batch, out) da/dz
    cache: LossCache
    data: float  # the loss without penalties
    l1: float
    l2: float
    da: Array  # (batch, out)
    dz: Array  # (batch, out)
    dw: Array  # (weights,) of the penalties


def run_pass(problem: Problem, rules: Rules) -> Pass:
    """Loss, penalties, and their gradients at the outputs and at the weights."""
    p = problem.p
    classes = 2 if p.loss == "binary_cross_entropy" else problem.z.shape[1]
    target = rules.smooth(problem.target, p.smoothing, classes) if p.smoothing else problem.target
    f = activation(p.output_activation)
    a, cache = f.forward(rules.prepare(problem.z))
    value, judged = rules.loss.forward(a, target)
    da = rules.loss.backward(1.0, judged)
    l1, of_l1 = penalties.l1_forward(problem.w, p.l1)
    l2, of_l2 = penalties.l2_forward(problem.w, p.l2, rules.l2_half)
    dw = rules.l1_backward(1.0, of_l1) + penalties.l2_backward(1.0, of_l2)
    share = float(rules.penalize)
    return Pass(
        target,
        a,
        rules.through(np.ones_like(a), f, cache),
        judged,
        float(value),
        share * float(l1),
        share * float(l2),
        da,
        rules.through(da, f, cache),
        share * dw,
    )
