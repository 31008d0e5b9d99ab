"""`gradient_flow`: what reaches the layers of a deep network, forwards and backwards, in one variant or several."""

from functools import partial
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array, first_layer, plain, ratio, safe_norm, safe_variance
from simulator.experiment import Experiment, Outcome
from simulator.experiments.gradient_flow_parameters import GradientFlowParameters, Variant
from simulator.experiments.gradient_flow_steps import steps
from simulator.fast.descent import descend
from simulator.masks import redrawing, renewing
from simulator.mutants import Setting, mutants, says
from simulator.network import (
    Dropout,
    Layer,
    Network,
    Normalizer,
    Rules,
    loss,
    run_pass,
    saw_infinity,
    saw_nan,
)
from simulator.normalization import Normalization
from simulator.ops.activations import activation
from simulator.ops.initializers import INITIALIZERS
from simulator.ops.normalization import Convention
from simulator.streams import stream
from simulator.trace import Measurements, Series

LOSS = "half_squared_error"


class Problem(NamedTuple):
    """One variant as a network with its batch."""

    network: Network
    x: Array  # (batch, width)
    target: Array  # (batch, width)


def build(p: GradientFlowParameters, v: Variant, seed: int) -> Problem:
    """Layers of width by width, all with the activation but the last, which is linear; inputs and targets N(0, 1).

    Variants draw from the same streams, so that they differ in what they state and in nothing else.
    """
    weights = stream(seed, "weights")
    f, linear = activation(v.activation, v.slope), activation("identity")
    normalizer = None
    if v.normalization != "none":
        how = Normalization(v.normalization, Convention(center=v.normalization != "rms"), p.groups)
        normalizer = Normalizer(how, np.ones(p.width), np.zeros(p.width))
    dropout = Dropout(v.dropout, np.ones((p.batch, p.width))) if v.dropout else None
    layers = []
    for k in range(1, v.depth + 1):
        w = v.weight_scale * INITIALIZERS[v.initialization](p.width, p.width, weights)
        if k < v.depth:
            layers.append(Layer(w, np.zeros(p.width), f, normalizer, v.residual, dropout))
        else:
            layers.append(Layer(w, np.zeros(p.width), linear))
    shape = (p.batch, p.width)
    x, target = stream(seed, "inputs").standard_normal(shape), stream(seed, "targets").standard_normal(shape)
    return Problem(redrawing(seed)(Network(tuple(layers))), x, target)


def measure(problem: Problem, rules: Rules, p: GradientFlowParameters, v: Variant, seed: int) -> Measurements:
    """The first pass layer by layer, and the loss over the updates, under the rules."""
    network, x, target = problem
    factors = p.factors
    done = run_pass(network, x, target, rules)
    history: tuple[float, ...] = (done.loss,)
    if p.updates:
        renew = renewing(network, seed)
        history = descend(
            network, x, target, rules, v.learning_rate, p.updates, factors=factors, renew=renew
        ).losses
    found, tape = done.gradients.layers, done.tape
    weight_norms = [safe_norm(layer.w) for layer in network.layers]
    gradient_norms = [safe_norm(g.dw) for g in found]
    rate = v.learning_rate * factors[0]
    moved = [safe_norm(rules.update(np.zeros_like(g.dw), g.dw, rate)) for g in found]
    slopes = [layer.activation.derivative(e.z) for layer, e in zip(network.layers, tape, strict=True)]
    return {
        "activation_norm": plain([safe_norm(e.a) for e in tape]),
        "activation_variance": plain([safe_variance(e.a) for e in tape]),
        "activation_gradient_norm": plain([safe_norm(g.da) for g in found]),
        "activation_gradient_variance": plain([safe_variance(g.da) for g in found]),
        "weight_gradient_norm": plain(gradient_norms),
        "weight_norm": plain(weight_norms),
        "update_ratio": plain([ratio(m, w) for m, w in zip(moved, weight_norms, strict=True)]),
        "first_to_last": ratio(gradient_norms[0], gradient_norms[-1]) if gradient_norms[-1] else float("nan"),
        "saturated_share": plain([float(np.mean(np.abs(s) < p.saturation)) for s in slopes]),
        "dead_share": plain([float(np.mean((e.activation.a == 0).all(axis=0))) for e in tape]),
        "loss": done.loss,
        "loss_history": plain(list(history)),
        "learning_rate_history": [v.learning_rate * factor for factor in factors[: p.updates]],
        "dropped_share": plain([_dropped(layer) for layer in network.layers]),
        "first_infinite_layer": first_layer([saw_infinity((e.z, e.a)) for e in tape]),
        "first_nan_layer": first_layer([saw_nan((e.z, e.a)) for e in tape]),
    }


def _dropped(layer: Layer) -> float:
    return 0.0 if layer.dropout is None else 1.0 - float(layer.dropout.mask.mean())


class Job(NamedTuple):
    """All variants of a run; one without a name where none were asked for."""

    p: GradientFlowParameters
    problems: dict[str, Problem]
    seed: int


def _measure_all(job: Job, rules: Rules) -> Measurements:
    """The first variant's measurements under plain names, and each variant's under `variant.name`."""
    each = {v.name: measure(job.problems[v.name], rules, job.p, v, job.seed) for v in job.p.all_variants}
    measured = dict(next(iter(each.values())))
    if job.p.variants:
        measured |= {f"{name}.{key}": value for name, one in each.items() for key, value in one.items()}
    return measured


MISTAKES = (
    "transposed",
    "forgotten_weight",
    "no_activation_derivative",
    "derivative_at_activation",
    "wrong_update_sign",
    "forgotten_learning_rate",
    "sum_not_mean",
    "forgotten_skip",
    "constant_statistics",
    "dropout_not_in_backward",
    "forgotten_dropout_scale",
)


def _mutate(job: Job, rules: Rules) -> dict[str, Measurements]:
    deep = [v for v in job.p.all_variants if v.depth > 1]
    setting = Setting(
        LOSS,
        "batch_mean",
        job.p.batch > 1,
        square=True,
        learning_rate=job.p.learning_rate,
        skips=any(v.residual != "none" for v in deep),
        normalizes=any(v.normalization != "none" for v in deep),
        dropout=any(v.dropout > 0 for v in deep),
    )
    wrong = mutants(MISTAKES, rules, setting)
    return {name: _measure_all(job, changed) for name, changed in wrong.items()}


CURVES = {
    "weight_gradient_norm": "norm of dC/dW",
    "activation_gradient_norm": "norm of dC/da",
    "activation_norm": "norm of a",
    "activation_variance": "variance of a",
    "update_ratio": "norm of lr dC/dW over norm of W",
}


def _series(job: Job, measured: Measurements) -> tuple[Series, ...]:
    series = []
    for name in job.problems:
        prefix = f"{name}." if job.p.variants else ""
        for key, label in CURVES.items():
            y = np.array(measured[prefix + key], dtype=float)
            x = tuple(float(k) for k in range(1, y.size + 1))
            series.append(Series(name, "layer", label, x, tuple(y.tolist()), "log", key))
        if job.p.updates:
            y = np.array(measured[prefix + "loss_history"], dtype=float)
            x = tuple(float(k) for k in range(y.size))
            series.append(Series(name, "update", "loss", x, tuple(y.tolist()), "linear", "loss"))
    return tuple(series)


def experiment(p: GradientFlowParameters, seed: int) -> Outcome:
    """Run one deep network, or several variants of it side by side."""
    variants = p.all_variants
    rules = Rules(loss(LOSS, "batch_mean"))
    job = Job(p, {v.name: build(p, v, seed) for v in variants}, seed)
    measured = _measure_all(job, rules)
    first = job.problems[variants[0].name]
    told = steps(first.network, first.x.shape, measured)
    return Outcome(told, _series(job, measured), measured, partial(_mutate, job, rules))


EXPERIMENT = Experiment(
    name="gradient_flow",
    title="Gradients through a deep network",
    summary="Per layer: how large activations, gradients and updates are, and how the loss falls.",
    parameters=GradientFlowParameters,
    measurements={
        "activation_norm": "Euclidean norm of a, what a layer gives, over batch and units, by layer (depth,)",
        "activation_variance": "variance of a over batch and units, by layer (depth,)",
        "activation_gradient_norm": "Euclidean norm of dC/da, by layer (depth,)",
        "activation_gradient_variance": "variance of dC/da over batch and units, by layer (depth,)",
        "weight_gradient_norm": "Euclidean norm of dC/dW, by layer (depth,)",
        "weight_norm": "Euclidean norm of W, by layer (depth,)",
        "update_ratio": "norm of lr dC/dW over norm of W, by layer (depth,)",
        "first_to_last": "weight_gradient_norm of the first layer over that of the last; NaN where the last is 0",
        "saturated_share": "share of units and samples where |f'(z)| is below `saturation`, by layer (depth,)",
        "dead_share": "share of units whose f(z) is exactly 0 for the whole batch, by layer (depth,)",
        "loss": "half squared error, added over the outputs, mean over the batch, before any update",
        "loss_history": "loss before each update and after the last, with dropout each by masks of its own "
        "(updates + 1,)",
        "learning_rate_history": "learning rate of each update, by the schedule (updates,)",
        "dropped_share": "share of units and samples that dropout leaves out in the first pass, by layer (depth,)",
        "first_infinite_layer": "number of the first layer whose net input or activation overflowed, 0 if none",
        "first_nan_layer": "number of the first layer whose net input or activation is NaN, 0 if none",
    },
    mistakes=says(MISTAKES),
    function=experiment,
)
