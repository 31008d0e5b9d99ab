"""`loss`: its value and its gradient at the output, with the penalties, and how a sigmoid saturates under it."""

from functools import partial
from typing import Any

import numpy as np

from simulator.arrays import Array, first_layer, plain
from simulator.conventions import HALVED, PENALTY_HALVED, SAMPLES_REDUCTION
from simulator.experiment import Experiment, Outcome
from simulator.experiments.loss_mistakes import SAYS, mutants
from simulator.experiments.loss_parameters import LossParameters
from simulator.experiments.loss_run import Problem, Rules, build, run_pass, true_rules
from simulator.experiments.loss_steps import prediction, steps
from simulator.ops.activations import sigmoid, sigmoid_derivative
from simulator.ops.losses import binary_cross_entropy_forward
from simulator.trace import Measurements, Series


def measure(problem: Problem, rules: Rules) -> Measurements:
    """One pass under the rules, as measurements."""
    p, done = problem.p, run_pass(problem, rules)

    def samples(a: Array) -> Any:
        return plain(a[0] if p.vector else a)

    squared, cross = _saturation(problem)
    return {
        "output": samples(problem.z),
        "target": samples(problem.target),
        "smoothed_target": samples(done.target),
        "prediction": samples(prediction(p, done)),
        "loss_term": samples(done.cache.terms),
        "data_loss": done.data,
        "l1_penalty": done.l1,
        "l2_penalty": done.l2,
        "loss": done.data + done.l1 + done.l2,
        "divisor": done.cache.divisor,
        "prediction_gradient": samples(done.da),
        "slope": samples(done.slope),
        "output_gradient": samples(done.dz),
        "penalty_gradient": plain(done.dw),
        "sigmoid_squared_gradient": samples(squared),
        "sigmoid_cross_entropy_gradient": samples(cross),
        "first_infinite_sample": first_layer([not np.isfinite(row).all() for row in done.cache.terms]),
    }


def _saturation(problem: Problem) -> tuple[Array, Array]:
    """For each output by itself, dC/dz of the squared error of its sigmoid, and of its cross-entropy."""
    squared = 2.0 * (sigmoid(problem.z) - problem.target) * sigmoid_derivative(problem.z)
    return squared, binary_cross_entropy_forward(problem.z, problem.target, "sum")[1].gradient


def _mutate(problem: Problem, rules: Rules) -> dict[str, Measurements]:
    return {name: measure(problem, wrong) for name, wrong in mutants(rules, problem).items()}


def _series() -> tuple[Series, ...]:
    """A sigmoid unit with the target 1, from badly wrong to right: what each loss makes of it."""
    z = np.linspace(-8.0, 8.0, 161)
    x, error = tuple(z.tolist()), 1.0 - sigmoid(z)
    curves = {
        "squared error": (error**2, 2.0 * error * sigmoid_derivative(z)),
        "cross-entropy": (np.log1p(np.exp(-z)), error),
    }
    return tuple(
        Series(name, "z", label, x, tuple(y.tolist()), "linear", group)
        for group, label, at in (("loss", "loss for the target 1", 0), ("gradient", "size of dC/dz", 1))
        for name, pair in curves.items()
        for y in (pair[at],)
    )


def experiment(p: LossParameters, seed: int) -> Outcome:
    """Compute a loss and its gradient at the output."""
    problem, rules = build(p, seed), true_rules(p)
    told = tuple(steps(problem, run_pass(problem, rules)))
    return Outcome(told, _series(), measure(problem, rules), partial(_mutate, problem, rules))


EXPERIMENT = Experiment(
    name="loss",
    title="A loss and its gradient at the output",
    summary="Squared error, cross-entropy, hinge, label smoothing, L1, L2: value and gradient at the output.",
    parameters=LossParameters,
    measurements={
        "output": "z, the net inputs of the output layer, given or drawn ([batch,] out)",
        "target": "the targets, given or drawn ([batch,] out)",
        "smoothed_target": "the targets after label smoothing ([batch,] out)",
        "prediction": "a = f(z); for a cross-entropy the sigmoid or softmax of the logits ([batch,] out)",
        "loss_term": "each entry's part of the loss, before sum or mean ([batch,] out)",
        "data_loss": "the loss without penalties",
        "l1_penalty": "l1 times the sum of |w|",
        "l2_penalty": "l2 times the sum of w^2, halved if l2_half",
        "loss": "the loss with penalties",
        "divisor": "what the sum of the terms is divided by",
        "prediction_gradient": "dC/da of what the loss judges: a for a squared error, else z ([batch,] out)",
        "slope": "f'(z) of the output activation ([batch,] out)",
        "output_gradient": "dC/dz at the outputs ([batch,] out)",
        "penalty_gradient": "gradient of the penalties by the weights (weights,)",
        "sigmoid_squared_gradient": "dC/dz of (sigmoid(z) - t)^2 for each entry by itself ([batch,] out)",
        "sigmoid_cross_entropy_gradient": "dC/dz of the binary cross-entropy for each entry by itself, alike",
        "first_infinite_sample": "number of the first sample whose terms are not finite, 0 if none",
    },
    mistakes=dict(SAYS),
    function=experiment,
    conventions={"loss": HALVED, "reduction": SAMPLES_REDUCTION, "l2_half": PENALTY_HALVED},
    explicit={"outputs": "output", "targets": "target"},
)
