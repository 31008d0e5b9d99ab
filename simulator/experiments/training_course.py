"""What is recorded of a training run as it goes: the whole run is never kept, only what is measured of it."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array, ratio, safe_norm
from simulator.experiments.training_run import Problem, Rules, Update, evaluate, updates
from simulator.network import Pass, run_pass
from simulator.progress import Progress
from simulator.vector import pack, unpack, weights

MOST_SECONDS = 10.0
"""A training that takes longer is refused: the numbers of one cut short would depend on the machine."""


class Record(NamedTuple):
    """The network at a recorded step, on all samples to train on and on those held out."""

    step: int
    loss: float
    held_out_loss: float
    accuracy: float  # NaN for regression
    held_out_accuracy: float
    gradient_norms: tuple[float, ...]  # of dC/dW, by layer


class Moved(NamedTuple):
    """The size of one update against that of the weights."""

    t: int
    ratios: tuple[float, ...]  # norm of what is taken from W over the norm of W, by layer


class Course(NamedTuple):
    """What a run did."""

    records: tuple[Record, ...]
    moved: tuple[Moved, ...]  # the updates that followed the records, and the last one
    first: Pass  # on all samples to train on, before the first update
    last: Pass  # and after the last
    first_update: Update
    last_update: Update
    first_infinite: int  # number of the update, 0 if none
    first_nan: int


def follow(problem: Problem, rules: Rules, progress: Progress, deadline: float) -> Course:
    """Train, and record. ValueError of one line where `time.monotonic()` passes the deadline."""
    p, infinite, nan = problem.p, 0, 0
    record, first = _judge(problem, pack(problem.network), 0, rules)
    records, moved, last, first_update = [record], [], first, None
    for update in updates(problem, rules):
        t = update.t
        first_update = first_update or update
        if (t - 1) % p.interval == 0 or t == p.steps:
            moved.append(_moved(problem, update))
        if not np.isfinite(update.loss + update.gradient.sum() + update.after.sum()):
            infinite = infinite or (t if _spoiled(np.isinf, update) else 0)
            nan = nan or (t if _spoiled(np.isnan, update) else 0)
        if t % p.interval == 0 or t == p.steps:
            record, last = _judge(problem, update.after, t, rules)
            records.append(record)
        if time.monotonic() > deadline:
            raise ValueError(
                f"training: steps must be fewer on this machine: {t} of {p.steps} took more than {MOST_SECONDS:g} "
                "seconds; lower steps, depth, width or the number of variants"
            )
        progress(t / p.steps)
    assert first_update is not None  # there is at least one step
    return Course(tuple(records), tuple(moved), first, last, first_update, update, infinite, nan)


def _judge(problem: Problem, theta: Array, step: int, rules: Rules) -> tuple[Record, Pass]:
    """A full pass over what is trained on, and the outputs for what is held out. theta (learned,)."""
    network, (train, held_out, classes) = unpack(theta, problem.network), problem.data
    done = run_pass(network, train.x, train.target, rules.passes)
    y = evaluate(network, held_out.x, done.tape, rules.passes)
    value, _ = rules.passes.loss.forward(y, held_out.target)
    norms = tuple(safe_norm(g.dw) for g in done.gradients.layers)
    accuracies = (float("nan"), float("nan"))
    if classes:
        accuracies = (accuracy(done.tape[-1].a, train.target), accuracy(y, held_out.target))
    return Record(step, done.loss, float(value), *accuracies, norms), done


def accuracy(y: Array, target: Array) -> float:
    """Share of the samples whose largest output is that of their class; NaN is never right. both (samples, out)."""
    right = (y.argmax(axis=1) == target.argmax(axis=1)) & ~np.isnan(y).any(axis=1)
    return float(right.mean())


def _moved(problem: Problem, update: Update) -> Moved:
    taken, before = (weights(theta, problem.network) for theta in (update.taken, update.before))
    ratios = tuple(ratio(safe_norm(s), safe_norm(w)) for s, w in zip(taken, before, strict=True))
    return Moved(update.t, ratios)


def _spoiled(test: Callable[[Array], Array], update: Update) -> bool:
    arrays = (np.asarray(update.loss), update.gradient, update.after)
    return any(bool(np.any(test(a))) for a in arrays)


def reached_at(records: Sequence[Record], share: float) -> Record | None:
    """The first record whose loss is at most that share of the first one; None if there is none. An infinite loss
    reaches nothing.
    """
    limit = share * records[0].loss
    return next((record for record in records if np.isfinite(record.loss) and record.loss <= limit), None)
