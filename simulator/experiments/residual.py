"""`residual`: the same branches in plain, residual and pre-activation blocks, and what reaches each block."""

from functools import partial

import numpy as np

from simulator.arrays import Array, first_layer, plain, ratio
from simulator.experiment import Experiment, Outcome
from simulator.experiments.residual_mistakes import RULES, SAYS, fits
from simulator.experiments.residual_parameters import ResidualParameters
from simulator.experiments.residual_pass import FORMS, Done, Problem, Rules, build, run_pass
from simulator.experiments.residual_steps import Story, steps
from simulator.network import saw_infinity, saw_nan
from simulator.trace import Measurements, Series, Step


def norms(a: Array) -> Array:
    """Euclidean norm of each network's entries, scaled before squaring. a (networks, ...) -> (networks,)."""
    flat = a.reshape(a.shape[0], -1)
    largest = np.abs(flat).max(axis=1)
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    return np.asarray(scale * np.sqrt(((flat / scale[:, None]) ** 2).sum(axis=1)))


def growth(numerators: Array, denominators: Array) -> tuple[float, float]:
    """Mean over the networks of a squared ratio of norms (0/0 is 0), and its standard error. both (networks,)."""
    each = np.where(numerators == 0, 0.0, numerators / denominators) ** 2
    each = np.where(np.isnan(numerators + denominators), np.nan, each)
    error = float(each.std(ddof=1) / np.sqrt(each.size)) if each.size > 1 else 0.0
    return float(each.mean()), error


def measure(done: Done) -> Measurements:
    """What one form of the blocks did, without its prefix."""
    states, gradients = ([norms(a) for a in arrays] for arrays in (done.states, done.gradients))
    forwards = [growth(n, states[0]) for n in states]
    backwards = [growth(n, gradients[-1]) for n in gradients]
    weights = [
        norms(np.concatenate([dw.reshape(dw.shape[0], -1) for dw in dws], 1)) for dws in done.weight_gradients
    ]
    gradient_norm = [float(n.mean()) for n in gradients]
    return {
        "activation_norm": plain([float(n.mean()) for n in states]),
        "gradient_norm": plain(gradient_norm),
        "weight_gradient_norm": plain([float(n.mean()) for n in weights]),
        "first_to_last": ratio(gradient_norm[0], gradient_norm[-1]) if gradient_norm[-1] else float("nan"),
        "growth": plain([mean for mean, _ in forwards]),
        "growth_error": plain([error for _, error in forwards]),
        "gradient_growth": plain([mean for mean, _ in backwards]),
        "gradient_growth_error": plain([error for _, error in backwards]),
        "state": plain([float(a.flat[0]) for a in done.states]),
        "state_gradient": plain([float(a.flat[0]) for a in done.gradients]),
        "weight_gradient": plain([[float(dw.flat[0]) for dw in dws] for dws in done.weight_gradients]),
        "first_infinite_block": first_layer([saw_infinity((a,)) for a in done.states[1:]]),
        "first_nan_block": first_layer([saw_nan((a,)) for a in done.states[1:]]),
    }


def _all_forms(problem: Problem, rules: Rules) -> tuple[Measurements, tuple[Step, ...]]:
    """The measurements of each form under its prefix, and the steps of all, one form after the other."""
    alpha = problem.p.branch_scale
    found: Measurements = {
        "expected_growth": plain(
            [float(np.power(1.0 + alpha * alpha, k)) for k in range(problem.p.blocks + 1)]
        )
    }
    told: list[Step] = []
    for form in FORMS:
        done = run_pass(problem, form, rules)
        measured = measure(done)
        told += steps(Story(problem, form, done, measured))
        found |= {f"{form}_{name}": value for name, value in measured.items()}
    return found, tuple(told)


def _mutate(problem: Problem) -> dict[str, Measurements]:
    return {name: _all_forms(problem, wrong)[0] for name, wrong in RULES.items() if fits(name, problem.p)}


def _series(measured: Measurements) -> tuple[Series, ...]:
    def one(form: str, name: str, label: str) -> Series:
        y = np.array(measured[f"{form}_{name}"], dtype=float)
        x = tuple(float(k) for k in range(y.size))
        return Series(form, "block", label, x, tuple(y.tolist()), "log", name)

    labels = {"gradient_norm": "norm of dC/dh", "activation_norm": "norm of h"}
    return tuple(one(form, name, label) for name, label in labels.items() for form in FORMS)


def experiment(p: ResidualParameters, seed: int) -> Outcome:
    """Run the blocks in their three forms."""
    problem = build(p, seed)
    measured, told = _all_forms(problem, Rules())
    return Outcome(told, _series(measured), measured, partial(_mutate, problem))


DESCRIPTIONS = {
    "activation_norm": "norm of h after each block, the input first, mean over the networks (depth + 1,)",
    "gradient_norm": "norm of dC/dh there, mean over the networks (depth + 1,)",
    "weight_gradient_norm": "norm of dC/dW of each block, all its weights, mean over the networks (depth,)",
    "first_to_last": "gradient_norm at the input over that at the output; NaN where the last is 0",
    "growth": "squared norm of h over that of the input, mean over the networks (depth + 1,)",
    "growth_error": "standard error of growth, 0 for one network (depth + 1,)",
    "gradient_growth": "squared norm of dC/dh over that at the output, mean over the networks (depth + 1,)",
    "gradient_growth_error": "standard error of gradient_growth, 0 for one network (depth + 1,)",
    "state": "the first unit of h, of the first sample and network (depth + 1,)",
    "state_gradient": "dC/dh of that unit (depth + 1,)",
    "weight_gradient": "dC/dw of the first weight of each branch layer of the first network (depth, layers)",
    "first_infinite_block": "number of the first block whose output overflowed, 0 if none",
    "first_nan_block": "number of the first block whose output is NaN, 0 if none",
}
WORDS = {
    "plain": "plain blocks, f(B(h))",
    "residual": "residual blocks, f(h + alpha B(h))",
    "preactivation": "pre-activation blocks, h + alpha B(h)",
}

EXPERIMENT = Experiment(
    name="residual",
    title="Plain, residual and pre-activation blocks",
    summary="The same branches with and without a skip: states, gradients and their norms by depth.",
    parameters=ResidualParameters,
    measurements={
        "expected_growth": "(1 + alpha^2)^k: mean growth over k branches that keep the norm (depth + 1,)",
        **{
            f"{form}_{name}": f"{WORDS[form]}: {told}"
            for form in FORMS
            for name, told in DESCRIPTIONS.items()
        },
    },
    mistakes=SAYS,
    function=experiment,
)
