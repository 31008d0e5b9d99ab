"""`normalization`: one mini-batch normalized forward and back, number by number."""

from functools import partial

import numpy as np

from simulator.arrays import Array, plain
from simulator.conventions import DIVISOR, EPSILON_PLACE, RUNNING_DIVISOR
from simulator.experiment import Experiment, Outcome
from simulator.experiments.normalization_mistakes import SAYS, mutants
from simulator.experiments.normalization_parameters import NormalizationParameters
from simulator.experiments.normalization_pass import Done, Problem, Rules, build, run_pass
from simulator.experiments.normalization_steps import steps
from simulator.ops.normalization import from_sets
from simulator.trace import Measurements, Series


def measure(problem: Problem, rules: Rules) -> Measurements:
    """One pass under the rules, as measurements."""
    return measured(problem, run_pass(problem, rules))


def measured(problem: Problem, done: Done) -> Measurements:
    """What a pass found, by name."""
    sets, gradient, shape = done.tape.sets, done.gradient, problem.x.shape

    def entries(a: Array) -> Array:
        return from_sets(a, done.tape.kind, shape)

    return {
        "input": plain(problem.x),
        "upstream": plain(problem.upstream),
        "mean": plain(entries(sets.mean)),
        "variance": plain(entries(sets.variance)),
        "spread": plain(entries(sets.spread)),
        "normalized": plain(done.tape.affine.x_hat),
        "output": plain(done.tape.y),
        "cost": done.cost,
        "shift_gradient": plain(gradient.dshift),
        "scale_gradient": plain(gradient.dscale),
        "normalized_gradient": plain(gradient.dx_hat),
        "input_gradient": plain(gradient.dx),
        "new_running_mean": plain(done.running_mean),
        "new_running_variance": plain(done.running_variance),
        "infinite_entries": _count(np.isinf, done),
        "nan_entries": _count(np.isnan, done),
    }


def _count(wrong: np.ufunc, done: Done) -> int:
    return int(sum(wrong(a).sum() for a in (done.tape.y, done.gradient.dx)))


def _mutate(problem: Problem) -> dict[str, Measurements]:
    return {name: measure(problem, wrong) for name, wrong in mutants(problem).items()}


def _series(problem: Problem, done: Done) -> tuple[Series, ...]:
    def one(name: str, a: Array, group: str) -> Series:
        values = tuple(np.ravel(a).tolist())
        x = tuple(float(k) for k in range(1, len(values) + 1))
        return Series(name, "entry, sample by sample", group, x, values, "linear", group)

    return (
        one("input", problem.x, "value"),
        one("output", done.tape.y, "value"),
        one("upstream", problem.upstream, "gradient"),
        one("input_gradient", done.gradient.dx, "gradient"),
    )


def experiment(p: NormalizationParameters, seed: int) -> Outcome:
    """Normalize a mini-batch."""
    problem = build(p, seed)
    done = run_pass(problem, problem.rules)
    return Outcome(
        steps(problem, done), _series(problem, done), measured(problem, done), partial(_mutate, problem)
    )


EXPERIMENT = Experiment(
    name="normalization",
    title="Normalization of a mini-batch",
    summary="Batch, layer, RMS or group normalization: statistics, output and every gradient, number by number.",
    parameters=NormalizationParameters,
    measurements={
        "input": "x, given or drawn (batch, features)",
        "upstream": "dC/dy, given or drawn (batch, features)",
        "mean": "what is subtracted from each entry: the mean of its set, 0 for rms (batch, features)",
        "variance": "mean squared distance from that over the set; in evaluation as given (batch, features)",
        "spread": "what each centered entry is divided by (batch, features)",
        "normalized": "x hat = (x - mean) / spread (batch, features)",
        "output": "y = scale x hat + shift (batch, features)",
        "cost": "C, the sum of y dC/dy, whose gradient at y is the upstream one",
        "shift_gradient": "dC/dbeta (features,)",
        "scale_gradient": "dC/dgamma (features,)",
        "normalized_gradient": "dC/dx hat (batch, features)",
        "input_gradient": "dC/dx, through mean and spread too (batch, features)",
        "new_running_mean": "running mean after the pass; only batch in training moves it (features,)",
        "new_running_variance": "running variance after the pass, likewise (features,)",
        "infinite_entries": "how many numbers of y and dC/dx are infinite",
        "nan_entries": "how many numbers of y and dC/dx are NaN",
    },
    mistakes=SAYS,
    function=experiment,
    conventions={
        "epsilon_place": EPSILON_PLACE,
        "variance_divisor": DIVISOR,
        "running_divisor": RUNNING_DIVISOR,
    },
    explicit={"inputs": "input", "upstream": "upstream"},
)
