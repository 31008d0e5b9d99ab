"""`training`: a small network really trained, in one variant or several side by side: stuck against healthy."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from simulator.experiment import Experiment, Outcome
from simulator.experiments.training_course import MOST_SECONDS, Course, follow
from simulator.experiments.training_measure import DESCRIPTIONS, GRID, measure
from simulator.experiments.training_mistakes import RULES, SAYS, mistakes_in
from simulator.experiments.training_parameters import TrainingParameters
from simulator.experiments.training_run import Problem, Rules, build, true_rules
from simulator.experiments.training_steps import Story, steps
from simulator.progress import Progress, unheard
from simulator.trace import Measurements, Series


class Job(NamedTuple):
    """All variants of a run; one without a name where none were asked for."""

    p: TrainingParameters
    problems: dict[str, Problem]


class Trained(NamedTuple):
    """What came of the variants."""

    courses: dict[str, Course]
    measured: Measurements


Mutation = Callable[[Rules, Problem], Rules]


def _as_they_are(rules: Rules, problem: Problem) -> Rules:
    del problem
    return rules


def _train_all(job: Job, mutation: Mutation, progress: Progress) -> Trained:
    """The first variant's measurements under plain names, and each variant's under `variant.name`."""
    deadline = time.monotonic() + MOST_SECONDS
    costs = [job.p.work(problem.v) for problem in job.problems.values()]
    courses: dict[str, Course] = {}
    each: dict[str, Measurements] = {}
    for number, (name, problem) in enumerate(job.problems.items()):
        rules = mutation(true_rules(problem), problem)
        begun, share = sum(costs[:number]) / sum(costs), costs[number] / sum(costs)
        courses[name] = follow(problem, rules, partial(_part, progress, begun, share), deadline)
        each[name] = measure(problem, courses[name], rules)
    measured = dict(next(iter(each.values())))
    if job.p.variants:
        measured |= {f"{name}.{key}": value for name, one in each.items() for key, value in one.items()}
    return Trained(courses, measured)


def _part(progress: Progress, begun: float, share: float, done: float) -> None:
    """Progress of one variant as a part of the whole."""
    progress(begun + share * done)


def _mutate(job: Job) -> dict[str, Measurements]:
    return {name: _train_all(job, RULES[name], unheard).measured for name in mistakes_in(job.p)}


BY_STEP = {
    "loss_history": ("loss", "loss", "log"),
    "held_out_loss_history": ("held_out_loss", "held-out loss", "log"),
    "held_out_accuracy_history": ("held_out_accuracy", "held-out accuracy", "linear"),
}
BY_LAYER = {
    "weight_gradient_norm": "norm of dC/dW before training",
    "mean_update_ratio": "mean norm of an update over norm of W",
    "moved": "how far W moved over its first norm",
}


def _series(job: Job, measured: dict[str, Any]) -> tuple[Series, ...]:
    """Curves of all variants, those of one kind in one chart."""
    series = []
    for name in job.problems:
        prefix = f"{name}." if job.p.variants else ""
        at = tuple(float(step) for step in measured[f"{prefix}history_step"])
        for key, (group, label, scale) in BY_STEP.items():
            if measured[prefix + key]:
                y = tuple(measured[prefix + key])
                series.append(
                    Series(name, "update", label, at, y, "log" if scale == "log" else "linear", group)
                )
        for key, label in BY_LAYER.items():
            y = tuple(measured[prefix + key])
            x = tuple(float(k) for k in range(1, len(y) + 1))
            series.append(Series(name, "layer", label, x, y, "log", key))
        if job.p.data == "regression":
            y = tuple(measured[f"{prefix}grid_prediction"])
            series.append(
                Series(name, "input", "prediction", tuple(GRID.tolist()), y, "linear", "prediction")
            )
    return tuple(series)


def experiment(p: TrainingParameters, seed: int, progress: Progress) -> Outcome:
    """Train one network, or several variants of it on the same data."""
    job = Job(p, {v.name: build(p, v, seed) for v in p.all_variants})
    trained = _train_all(job, _as_they_are, progress)
    (name, problem), *_ = job.problems.items()
    others = {other: course.records[-1] for other, course in trained.courses.items() if other != name}
    story = Story(problem, true_rules(problem), trained.courses[name], others)
    return Outcome(steps(story), _series(job, trained.measured), trained.measured, partial(_mutate, job))


EXPERIMENT = Experiment(
    name="training",
    title="A network in training",
    summary="A multilayer perceptron trained on XOR, moons, spirals or a sine: loss curve, gradients and updates "
    "by layer, up to four variants side by side.",
    parameters=TrainingParameters,
    measurements=DESCRIPTIONS,
    mistakes=dict(SAYS),
    function=experiment,
    reports_progress=True,
)
