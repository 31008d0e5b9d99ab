"""Running an optimizer on explicit gradients or on a quadratic, as functions over replaceable rules."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.optimizer_parameters import OptimizerParameters, rows
from simulator.ops.optimizers import STEPS, Memory, Move, OptimizerName, Parts, Settings, Step
from simulator.ops.schedules import schedule
from simulator.streams import stream


class Problem(NamedTuple):
    """What an optimizer is run on."""

    p: OptimizerParameters
    start: Array  # (weights,)
    given: Array | None  # (updates, weights) explicit gradients
    a: Array  # (weights, weights) curvature of the quadratic
    minimum: Array  # (weights,)

    def gradient(self, w: Array, t: int) -> Array:
        """The gradient of update t, counted from 1: the given one, or A (w - minimum)."""
        if self.given is not None:
            return np.asarray(self.given[t - 1])
        return quadratic_gradient(w, self.a, self.minimum)


def quadratic(w: Array, a: Array, minimum: Array) -> Array:
    """(w - minimum)^T A (w - minimum) / 2, A symmetric. w (weights,) -> ()."""
    return np.asarray(0.5 * ((w - minimum) @ a @ (w - minimum)))


def quadratic_gradient(w: Array, a: Array, minimum: Array) -> Array:
    """A (w - minimum). w (weights,) -> (weights,)."""
    return np.asarray(a @ (w - minimum))


def build(p: OptimizerParameters, seed: int) -> Problem:
    """The problem, with the start drawn where it is not given."""
    given = np.array(rows(p.gradients), dtype=float) if p.gradients is not None else None
    curvature = np.array(p.curvature, dtype=float)
    a = np.diag(curvature) if curvature.ndim == 1 else curvature
    if p.start is not None:
        start = np.array(p.start, dtype=float)
    elif given is not None:
        start = np.zeros(p.weights)
    else:
        start = stream(seed, "weights").standard_normal(p.weights)
    minimum = np.broadcast_to(np.array(p.minimum, dtype=float), p.weights)
    return Problem(p, start, given, a, minimum)


def _subtract(w: Array, step: Array) -> Array:
    return w - step


class Rules(NamedTuple):
    """The operations of a run, each replaceable."""

    step: Step
    settings: Settings
    rate: Callable[[int], float]  # of update t
    parts: Parts = Parts()
    subtract: Callable[[Array, Array], Array] = _subtract
    weight_decay: float = 0.0
    decoupled: bool = False  # whether the weight decay is taken from the weights, not added to the gradient


def true_rules(p: OptimizerParameters, name: OptimizerName) -> Rules:
    """The rules without a mistake."""
    scheduled = partial(rate, p, p.rate_of(name))
    weight_decay, decoupled = p.decay_of(name), name == "adamw"
    return Rules(STEPS[name], p.settings, scheduled, weight_decay=weight_decay, decoupled=decoupled)


def rate(p: OptimizerParameters, base: float, t: int) -> float:
    """The learning rate of update t under the schedule."""
    return base * schedule(p.schedule, t, p.length, p.warmup, p.gamma, p.every)


class Path(NamedTuple):
    """What a run did."""

    w: Array  # (updates + 1, weights)
    g: Array  # (updates, weights) gradients, without weight decay
    moves: tuple[Move, ...]
    rates: tuple[float, ...]


def follow(problem: Problem, rules: Rules) -> Path:
    """All updates under the rules."""
    p, w = problem.p, problem.start
    memory = Memory(np.zeros_like(w), np.zeros_like(w))
    path, gradients, moves, rates = [w], [], [], []
    for t in range(1, p.length + 1):
        g, now = problem.gradient(w, t), rules.rate(t)
        fed = g if rules.decoupled or not rules.weight_decay else g + rules.weight_decay * w
        kept = w - now * rules.weight_decay * w if rules.decoupled else w
        move = rules.step(fed, memory, t, now, rules.settings, rules.parts)
        w, memory = rules.subtract(kept, move.step), move.memory
        path.append(w)
        gradients.append(g)
        moves.append(move)
        rates.append(now)
    return Path(np.stack(path), np.stack(gradients), tuple(moves), tuple(rates))
