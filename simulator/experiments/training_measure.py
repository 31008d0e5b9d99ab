"""What `training` measures of a variant that was trained."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from simulator.arrays import Array, plain, ratio, safe_norm
from simulator.experiments.training_course import Course, reached_at
from simulator.experiments.training_run import Problem, Rules, evaluate
from simulator.network import Pass
from simulator.trace import Measurements
from simulator.vector import unpack, weights

GRID = np.linspace(-2.5, 2.5, 21)
"""Where the trained network is asked for its predictions, in standardized inputs."""


def measure(problem: Problem, course: Course, rules: Rules) -> Measurements:
    """What one variant did."""
    records, moved = course.records, course.moved
    start, end = records[0], records[-1]
    before, after = (
        weights(theta, problem.network) for theta in (course.first_update.before, course.last_update.after)
    )
    ratios = np.array([m.ratios for m in moved])  # (updates, layers)
    half = reached_at(records, 0.5)
    return {
        "history_step": plain([r.step for r in records]),
        "loss_history": plain([r.loss for r in records]),
        "held_out_loss_history": plain([r.held_out_loss for r in records]),
        "accuracy_history": plain([r.accuracy for r in records]) if problem.data.classes else [],
        "held_out_accuracy_history": plain([r.held_out_accuracy for r in records])
        if problem.data.classes
        else [],
        "first_loss": start.loss,
        "final_loss": end.loss,
        "final_held_out_loss": end.held_out_loss,
        "loss_ratio": ratio(end.loss, start.loss),
        "final_accuracy": end.accuracy,
        "final_held_out_accuracy": end.held_out_accuracy,
        "learned": int(np.isfinite(end.loss) and end.loss <= 0.5 * start.loss),
        "steps_to_half": half.step if half is not None else 0,
        "weight_gradient_norm": plain(start.gradient_norms),
        "final_weight_gradient_norm": plain(end.gradient_norms),
        "weight_gradient_history": plain([r.gradient_norms for r in records]),
        "first_to_last": _first_to_last(start.gradient_norms),
        "final_first_to_last": _first_to_last(end.gradient_norms),
        "update_step": plain([m.t for m in moved]),
        "update_ratio_history": plain(ratios),
        "update_ratio": plain(ratios[0]),
        "mean_update_ratio": plain(ratios.mean(axis=0)),
        "final_update_ratio": plain(ratios[-1]),
        "moved": plain([ratio(safe_norm(b - a), safe_norm(a)) for a, b in zip(before, after, strict=True)]),
        "dead_share": plain(_dead(course.first)),
        "final_dead_share": plain(_dead(course.last)),
        "saturated_share": plain(_saturated(problem, course.first, course.first_update.before)),
        "final_saturated_share": plain(_saturated(problem, course.last, course.last_update.after)),
        "grid": plain(GRID),
        "grid_prediction": plain(_on_the_grid(problem, course, rules)),
        "first_infinite_step": course.first_infinite,
        "first_nan_step": course.first_nan,
    }


def _first_to_last(norms: tuple[float, ...]) -> float:
    return ratio(norms[0], norms[-1]) if norms[-1] else float("nan")


def _dead(done: Pass) -> list[float]:
    """Share of the hidden units that are 0 for every sample, by layer."""
    return [float(np.mean((e.activation.a == 0).all(axis=0))) for e in done.tape[:-1]]


def _saturated(problem: Problem, done: Pass, theta: Array) -> list[float]:
    """Share of the hidden units and samples whose slope is below `saturation`, by layer."""
    layers = unpack(theta, problem.network).layers
    slopes = [layer.activation.derivative(e.z) for layer, e in zip(layers, done.tape, strict=True)]
    return [float(np.mean(np.abs(s) < problem.p.saturation)) for s in slopes[:-1]]


def _on_the_grid(problem: Problem, course: Course, rules: Rules) -> Array:
    """Predicted class at every point, a row for each second input (21, 21); for regression the outputs (21,)."""
    network = unpack(course.last_update.after, problem.network)
    if not problem.data.classes:
        return evaluate(network, GRID[:, None], course.last.tape, rules.passes)[:, 0]
    points = np.stack([np.tile(GRID, GRID.size), np.repeat(GRID, GRID.size)], axis=1)
    y = evaluate(network, points, course.last.tape, rules.passes)
    return np.asarray(y.argmax(axis=1).reshape(GRID.size, GRID.size))


DESCRIPTIONS: Final[Mapping[str, str]] = {
    "history_step": "the recorded steps: 0, every record_every updates, and the last (recorded,)",
    "loss_history": "loss on all samples to train on at those steps (recorded,): softmax cross-entropy for "
    "classes, squared error for regression, mean over the samples, without weight decay",
    "held_out_loss_history": "loss on the samples held out at those steps (recorded,)",
    "accuracy_history": "share of the samples to train on that is right (recorded,), empty for regression",
    "held_out_accuracy_history": "share of the samples held out that is right (recorded,), else empty",
    "first_loss": "loss before the first update",
    "final_loss": "loss after the last update",
    "final_held_out_loss": "loss on the samples held out after the last update",
    "loss_ratio": "final_loss over first_loss",
    "final_accuracy": "share of the samples to train on that is right at the end; NaN for regression",
    "final_held_out_accuracy": "share of the samples held out that is right at the end; NaN for regression",
    "learned": "1 where the loss ended at half of the first or below, else 0",
    "steps_to_half": "first recorded step with a loss at or below half of the first, 0 if there is none",
    "weight_gradient_norm": "Euclidean norm of dC/dW over all samples before training, by layer (depth + 1,)",
    "final_weight_gradient_norm": "the same after training, by layer (depth + 1,)",
    "weight_gradient_history": "the same at the recorded steps (recorded, depth + 1)",
    "first_to_last": "weight_gradient_norm of the first layer over that of the last; NaN where that is 0",
    "final_first_to_last": "the same after training",
    "update_step": "the updates that are recorded: the one after each recorded step, and the last (updates,)",
    "update_ratio_history": "norm of what they take from W, before rounding to W's size, over norm of W "
    "(updates, depth + 1)",
    "update_ratio": "the same for the first update, by layer (depth + 1,)",
    "mean_update_ratio": "its mean over the recorded updates, by layer (depth + 1,)",
    "final_update_ratio": "the same for the last update, by layer (depth + 1,)",
    "moved": "norm of last W less first W over norm of first W, by layer (depth + 1,)",
    "dead_share": "share of units that are exactly 0 for all samples before training, by hidden layer (depth,)",
    "final_dead_share": "the same after training (depth,)",
    "saturated_share": "share of units and samples with |f'(z)| below `saturation` before training (depth,)",
    "final_saturated_share": "the same after training (depth,)",
    "grid": "21 values from -2.5 to 2.5 of a standardized input",
    "grid_prediction": "class that the trained network predicts there, from 0, a row for each second input "
    "(21, 21); for regression its output (21,)",
    "first_infinite_step": "number of the first update whose loss, gradient or weights overflowed, 0 if none",
    "first_nan_step": "number of the first update whose loss, gradient or weights hold NaN, 0 if none",
}
