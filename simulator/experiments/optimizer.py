"""`optimizer`: an optimizer by hand, update by update, and a race of several from the same start."""

from functools import partial
from typing import Any

import numpy as np

from simulator.arrays import Array, first_layer, plain, ratio, safe_norm
from simulator.conventions import MOMENTUM_FORM, OPTIMIZER_EPSILON
from simulator.experiment import Experiment, Outcome
from simulator.experiments.optimizer_mistakes import SAYS, mutants
from simulator.experiments.optimizer_parameters import OptimizerParameters
from simulator.experiments.optimizer_run import (
    Path,
    Problem,
    Rules,
    build,
    follow,
    quadratic,
    true_rules,
)
from simulator.experiments.optimizer_steps import steps
from simulator.trace import Measurements, Series

CLOSE = 0.01
"""The share of the first distance within which the minimum counts as reached."""


def measure(problem: Problem, rules: Rules) -> Measurements:
    """A run under the rules, as measurements."""
    path, name = follow(problem, rules), problem.p.optimizer
    moved = np.diff(path.w, axis=0)
    return {
        "start": plain(path.w[0]),
        "weight": plain(path.w),
        "gradient": plain(path.g),
        "learning_rate": plain(list(path.rates)),
        "velocity": _memory(path, "m", name in ("momentum", "nesterov")),
        "first_moment": _memory(path, "m", name in ("adam", "adamw")),
        "second_moment": _memory(path, "v", name in ("adagrad", "rmsprop", "adam", "adamw")),
        "first_moment_corrected": _hat(path, "m_hat", name),
        "second_moment_corrected": _hat(path, "v_hat", name),
        "update": plain(moved),
        "update_norm": plain([safe_norm(step) for step in moved]),
        "effective_rate": plain(-moved / path.g),
        "final_weight": plain(path.w[-1]),
        **_progress(problem, path),
        "condition_number": _condition(problem),
        "largest_stable_rate": ratio(2.0, float(np.linalg.eigvalsh(problem.a).max()))
        if problem.given is None
        else float("nan"),
    }


def _memory(path: Path, field: str, kept: bool) -> Any:
    return plain(np.stack([getattr(move.memory, field) for move in path.moves])) if kept else []


def _hat(path: Path, field: str, name: str) -> Any:
    return plain(np.stack([getattr(move, field) for move in path.moves])) if name in ("adam", "adamw") else []


def _progress(problem: Problem, path: Path) -> Measurements:
    """Loss and distance along the way, where there is a quadratic to judge by."""
    spoiled = [not bool(np.isfinite(w).all()) for w in path.w[1:]]
    if problem.given is not None:
        nothing: Measurements = {"loss": [], "distance": [], "final_loss": float("nan")}
        return nothing | {"updates_to_one_percent": 0, "first_spoiled_update": first_layer(spoiled)}
    losses = [float(quadratic(w, problem.a, problem.minimum)) for w in path.w]
    distances = [safe_norm(w - problem.minimum) for w in path.w]
    close = [d <= CLOSE * distances[0] for d in distances[1:]]
    return {
        "loss": plain(losses),
        "distance": plain(distances),
        "final_loss": losses[-1],
        "updates_to_one_percent": first_layer(close),
        "first_spoiled_update": first_layer(spoiled),
    }


def _condition(problem: Problem) -> float:
    """Largest over smallest eigenvalue of the quadratic; NaN for explicit gradients."""
    if problem.given is not None:
        return float("nan")
    values = np.linalg.eigvalsh(problem.a)
    return ratio(float(values.max()), float(values.min()))


COMPARED = (
    "loss",
    "distance",
    "final_weight",
    "final_loss",
    "updates_to_one_percent",
    "first_spoiled_update",
)
"""What is told of the optimizers of the race."""


def _race(problem: Problem) -> tuple[Measurements, dict[str, Array]]:
    """What the others of the race measure, under `name.`, and their paths."""
    measured: Measurements = {}
    paths: dict[str, Array] = {}
    for name in problem.p.race:
        path = follow(problem, true_rules(problem.p, name))
        one = {"final_weight": plain(path.w[-1]), **_progress(problem, path)}
        measured |= {f"{name}.{key}": one[key] for key in COMPARED}
        paths[name] = path.w
    return measured, paths


def _mutate(problem: Problem, rules: Rules, race: Measurements) -> dict[str, Measurements]:
    return {name: measure(problem, wrong) | race for name, wrong in mutants(rules, problem.p).items()}


def _series(problem: Problem, measured: dict[str, Any], paths: dict[str, Array]) -> tuple[Series, ...]:
    p = problem.p
    updates = tuple(float(t) for t in range(p.length + 1))
    series = []
    if problem.given is None:
        for key, label in (("loss", "loss"), ("distance", "distance to the minimum")):
            for name in (p.optimizer, *p.race):
                y = tuple(measured[key if name == p.optimizer else f"{name}.{key}"])
                series.append(Series(name, "update", label, updates, y, "log", key))
    for raced, w in paths.items():
        series.append(
            Series(raced, "update", "first weight", updates, tuple(w[:, 0].tolist()), "linear", "weight")
        )
    if p.schedule != "constant" or p.warmup:
        rates, label = tuple(measured["learning_rate"]), "learning rate"
        series.append(Series(p.optimizer, "update", label, updates[1:], rates, "linear", "learning_rate"))
    return tuple(series)


def experiment(p: OptimizerParameters, seed: int) -> Outcome:
    """Run an optimizer, and those it races."""
    problem = build(p, seed)
    rules = true_rules(p, p.optimizer)
    path = follow(problem, rules)
    race, paths = _race(problem)
    measured = measure(problem, rules) | race
    series = _series(problem, measured, {p.optimizer: path.w} | paths)
    return Outcome(steps(problem, rules, path), series, measured, partial(_mutate, problem, rules, race))


EXPERIMENT = Experiment(
    name="optimizer",
    title="An optimizer, update by update",
    summary="SGD, momentum, Nesterov, AdaGrad, RMSProp, Adam or AdamW by hand, with schedules, and as a race.",
    parameters=OptimizerParameters,
    measurements={
        "start": "the weights before the first update, given or drawn (weights,)",
        "weight": "the weights before the first update and after each (updates + 1, weights)",
        "gradient": "the gradient of each update, without weight decay (updates, weights)",
        "learning_rate": "the learning rate of each update under the schedule (updates,)",
        "velocity": "v of momentum and nesterov after each update (updates, weights), empty for the others",
        "first_moment": "m of adam and adamw, mean of the gradients (updates, weights), empty for the others",
        "second_moment": "v, sum or mean of the squared gradients (updates, weights), empty where there is none",
        "first_moment_corrected": "m of adam and adamw after bias correction (updates, weights), else empty",
        "second_moment_corrected": "v of adam and adamw after bias correction (updates, weights), else empty",
        "update": "what each update adds to the weights, weight decay included (updates, weights)",
        "update_norm": "Euclidean norm of each update (updates,)",
        "effective_rate": "minus the update over the gradient (updates, weights); infinite or NaN where that is 0",
        "final_weight": "the weights after the last update (weights,)",
        "loss": "the quadratic before the first update and after each (updates + 1,), empty for given gradients",
        "distance": "distance to the minimum before the first update and after each (updates + 1,), else empty",
        "final_loss": "the quadratic after the last update; NaN for given gradients",
        "updates_to_one_percent": "updates until the distance is a hundredth of the first, 0 if that never was",
        "first_spoiled_update": "number of the first update whose weights are infinite or NaN, 0 if none",
        "condition_number": "largest over smallest eigenvalue of the curvature; NaN for given gradients",
        "largest_stable_rate": "2 over the largest eigenvalue: above it sgd diverges; NaN for given gradients",
    },
    mistakes=dict(SAYS),
    function=experiment,
    conventions={"momentum_form": MOMENTUM_FORM, "epsilon_place": OPTIMIZER_EPSILON},
    explicit={"start": "start"},
)
