"""`gradient_flow`: what reaches the layers of a deep network, forwards and backwards, in one variant or several."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from simulator.arrays import Array, first_layer, plain, ratio, safe_norm, safe_variance
from simulator.experiment import Experiment, Outcome
from simulator.experiments.gradient_flow_parameters import GradientFlowParameters, Variant
from simulator.experiments.normalization_mistakes import as_constants
from simulator.latex import number
from simulator.mutants import Setting, mutants, says
from simulator.network import (
    Layer,
    Network,
    Normalizer,
    Rules,
    loss,
    run_pass,
    saw_infinity,
    saw_nan,
    train,
)
from simulator.normalization import Normalization, NormRules
from simulator.ops.activations import activation
from simulator.ops.initializers import INITIALIZERS
from simulator.ops.normalization import Convention
from simulator.streams import stream
from simulator.trace import Measurements, Series, Step, norm_step

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
    layers = []
    for k in range(1, v.depth + 1):
        w = v.weight_scale * INITIALIZERS[v.initialization](p.width, p.width, weights)
        if k < v.depth:
            layers.append(Layer(w, np.zeros(p.width), f, normalizer, v.residual))
        else:
            layers.append(Layer(w, np.zeros(p.width), linear))
    shape = (p.batch, p.width)
    x, target = stream(seed, "inputs").standard_normal(shape), stream(seed, "targets").standard_normal(shape)
    return Problem(Network(tuple(layers)), x, target)


def measure(problem: Problem, rules: Rules, p: GradientFlowParameters) -> Measurements:
    """The first pass layer by layer, and the loss over the updates, under the rules."""
    network, x, target = problem
    done = run_pass(network, x, target, rules)
    history: tuple[float, ...] = (done.loss,)
    if p.updates:
        history = train(network, x, target, rules, p.learning_rate, p.updates).losses
    found, tape = done.gradients.layers, done.tape
    weight_norms = [safe_norm(layer.w) for layer in network.layers]
    gradient_norms = [safe_norm(g.dw) for g in found]
    moved = [safe_norm(rules.update(np.zeros_like(g.dw), g.dw, p.learning_rate)) for g in found]
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
        "first_infinite_layer": first_layer([saw_infinity((e.z, e.a)) for e in tape]),
        "first_nan_layer": first_layer([saw_nan((e.z, e.a)) for e in tape]),
    }


class Job(NamedTuple):
    """All variants of a run; one without a name where none were asked for."""

    p: GradientFlowParameters
    problems: dict[str, Problem]


def _measure_all(job: Job, rules: Rules) -> Measurements:
    """The first variant's measurements under plain names, and each variant's under `variant.name`."""
    each = {name: measure(problem, rules, job.p) for name, problem in job.problems.items()}
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
)


def _mutate(job: Job, rules: Rules) -> dict[str, Measurements]:
    setting = Setting(LOSS, "batch_mean", job.p.batch > 1, square=True, learning_rate=job.p.learning_rate)
    wrong = mutants(MISTAKES, rules, setting)
    variants = job.p.all_variants
    if any(v.residual != "none" and v.depth > 1 for v in variants):
        wrong["forgotten_skip"] = rules._replace(join=_branch_alone)
    if any(v.normalization != "none" and v.depth > 1 for v in variants):
        constant = NormRules(standardize_backward=as_constants)
        wrong["constant_statistics"] = rules._replace(norm=constant)
    return {name: _measure_all(job, changed) for name, changed in wrong.items()}


def _branch_alone(by_skip: Array, by_branch: Array) -> Array:
    del by_skip
    return by_branch


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


def _steps(problem: Problem, measured: dict[str, Any]) -> tuple[Step, ...]:
    """The first variant's pass, each layer told by its norms."""
    layers = problem.network.layers
    steps = []
    for k, layer in enumerate(layers, start=1):
        a = f"A^{{({k})}}"
        formula = f"{a} = {_written(layer, _source(k), f'W^{{({k})}}')}"
        norm = measured["activation_norm"][k - 1]
        steps.append(norm_step(f"Activations of layer {k}", "forward", formula, a, problem.x.shape, norm, k))
    formula = r"C = \frac{1}{N} \sum_n \tfrac12 \lVert a_n - t_n \rVert^2"
    steps.append(Step("Loss", "forward", formula, f"C = {number(measured['loss'])}", measured["loss"], ()))
    for k in range(len(layers), 0, -1):
        dw = rf"\frac{{\partial C}}{{\partial W^{{({k})}}}}"
        formula = f"{dw} = {_weight_gradient(layers[k - 1], k)}"
        norm = measured["weight_gradient_norm"][k - 1]
        shape = layers[k - 1].w.shape
        steps.append(norm_step(f"Weight gradient of layer {k}", "backward", formula, dw, shape, norm, k))
    return tuple(steps)


def _written(layer: Layer, x: str, w: str) -> str:
    """What a layer makes of its input, in LaTeX."""
    f, product = layer.activation.latex, f"{x} {w}"
    if layer.skip == "preactivation":
        return f"{x} + {f}({x if layer.normalizer is None else rf'N({x})'}) {w}"
    inner = product if layer.normalizer is None else f"N({product})"
    return f"{f}({x} + {inner})" if layer.skip == "original" else f"{f}({inner})"


def _weight_gradient(layer: Layer, k: int) -> str:
    """The gradient of a layer's weights, in LaTeX."""
    x, w = _source(k), f"W^{{({k})}}"
    if layer.skip == "preactivation":
        h = f"{layer.activation.latex}({x if layer.normalizer is None else f'N({x})'})"
        return rf"{h}^\top \frac{{\partial C}}{{\partial A^{{({k})}}}}"
    if layer.normalizer is None:
        return rf"{x}{{}}^\top \frac{{\partial C}}{{\partial Z^{{({k})}}}}"
    return rf"{x}{{}}^\top \frac{{\partial C}}{{\partial ({x} {w})}}"


def _source(k: int) -> str:
    return "X" if k == 1 else f"A^{{({k - 1})}}"


def experiment(p: GradientFlowParameters, seed: int) -> Outcome:
    """Run one deep network, or several variants of it side by side."""
    variants = p.all_variants
    rules = Rules(loss(LOSS, "batch_mean"))
    job = Job(p, {v.name: build(p, v, seed) for v in variants})
    measured = _measure_all(job, rules)
    steps = _steps(job.problems[variants[0].name], measured)
    return Outcome(steps, _series(job, measured), measured, partial(_mutate, job, rules))


EXPERIMENT = Experiment(
    name="gradient_flow",
    title="Gradients through a deep network",
    summary="Per layer: how large activations, gradients and updates are, and how the loss falls.",
    parameters=GradientFlowParameters,
    measurements={
        "activation_norm": "Euclidean norm of a over batch and units, by layer (depth,)",
        "activation_variance": "variance of a over batch and units, by layer (depth,)",
        "activation_gradient_norm": "Euclidean norm of dC/da, by layer (depth,)",
        "activation_gradient_variance": "variance of dC/da over batch and units, by layer (depth,)",
        "weight_gradient_norm": "Euclidean norm of dC/dW, by layer (depth,)",
        "weight_norm": "Euclidean norm of W, by layer (depth,)",
        "update_ratio": "norm of lr dC/dW over norm of W, by layer (depth,)",
        "first_to_last": "weight_gradient_norm of the first layer over that of the last; NaN where the last is 0",
        "saturated_share": "share of units and samples where |f'(z)| is below `saturation`, by layer (depth,)",
        "dead_share": "share of units that are exactly 0 for the whole batch, by layer (depth,)",
        "loss": "half squared error, added over the outputs, mean over the batch, before any update",
        "loss_history": "loss before each update and after the last (updates + 1,)",
        "first_infinite_layer": "number of the first layer whose net input or activation overflowed, 0 if none",
        "first_nan_layer": "number of the first layer whose net input or activation is NaN, 0 if none",
    },
    mistakes=says(MISTAKES)
    | {
        "forgotten_skip": "The gradient goes back through the branch alone: the path of the skip is left out.",
        "constant_statistics": "The backward pass treats mean and variance of a normalization as constants.",
    },
    function=experiment,
)
