"""`network`: a small multilayer perceptron, one forward and backward pass and its update, number by number."""

from functools import partial

import numpy as np

from simulator.arrays import Array, first_layer, plain, ratio, safe_norm
from simulator.conventions import BIASES_LEARN, DROPOUT, HALVED, LAYOUT, REDUCTION
from simulator.experiment import Experiment, Outcome
from simulator.experiments.network_option_measures import DESCRIPTIONS, measure_options, output_of
from simulator.experiments.network_parameters import NetworkParameters
from simulator.experiments.network_problem import Problem, build
from simulator.experiments.network_steps import steps
from simulator.fast.descent import descend
from simulator.mutants import SAYS, Setting, mutants, says
from simulator.network import (
    Layer,
    Network,
    Pass,
    Rules,
    forward,
    loss,
    run_pass,
    saw_infinity,
    saw_nan,
    sgd,
)
from simulator.ops.losses import divisor
from simulator.trace import Measurements, Series

MOST_NOTED = 1001
"""How many entries of the loss history are kept."""


def first_update(problem: Problem, rules: Rules) -> tuple[Pass, Network]:
    """The first pass, and the network after the first update."""
    network, x, target, p, _ = problem
    done = run_pass(network, x, target, rules)
    return done, sgd(network, done.gradients, p.first_rate, rules, p.update_biases)


def measure(problem: Problem, rules: Rules) -> Measurements:
    """One pass, one update, and all further updates under the rules, as measurements."""
    network, x, target, p, _ = problem
    done, once = first_update(problem, rules)
    factors = p.factors
    trained = descend(
        network,
        x,
        target,
        rules,
        p.learning_rate,
        p.updates,
        p.update_biases,
        factors=factors,
        momentum=p.momentum,
        renew=problem.renew,
    )
    found = done.gradients.layers
    vector = p.vector

    def samples(a: Array) -> Array:
        return a[0] if vector else a

    def laid_out(w: Array) -> Array:
        return w.T if p.layout == "out_in" else w

    moved = [rules.update(np.zeros_like(g.dw), g.dw, p.first_rate) for g in found]
    noted = _noted(p.updates)
    return {
        "input": plain(samples(x)),
        "target": plain(samples(target)),
        "net_input": plain([samples(e.z) for e in done.tape]),
        "activation": plain([samples(e.a) for e in done.tape]),
        "output": plain(samples(output_of(done.tape[-1].a, p.loss))),
        "loss_term": plain(samples(done.judged.terms)),
        "loss": done.loss,
        "weight": plain([laid_out(layer.w) for layer in network.layers]),
        "bias": plain([layer.b for layer in network.layers]),
        "slope": plain([_slope(layer) for layer in network.layers]),
        "weight_gradient": plain([laid_out(g.dw) for g in found]),
        "bias_gradient": plain([g.db for g in found]),
        "slope_gradient": plain([0.0 if g.dslope is None else float(g.dslope) for g in found]),
        "net_input_gradient": plain([samples(g.dz) for g in found]),
        "activation_gradient": plain([samples(g.da) for g in found]),
        "input_gradient": plain(samples(done.gradients.dx)),
        "new_weight": plain([laid_out(layer.w) for layer in once.layers]),
        "new_bias": plain([layer.b for layer in once.layers]),
        "new_slope": plain([_slope(layer) for layer in once.layers]),
        "final_weight": plain([laid_out(layer.w) for layer in trained.network.layers]),
        "final_bias": plain([layer.b for layer in trained.network.layers]),
        "output_after": plain(samples(output_of(forward(trained.network, x, rules)[-1].a, p.loss))),
        "loss_after": trained.losses[-1],
        "loss_history": plain([trained.losses[k] for k in noted]),
        "loss_history_update": plain(noted),
        "weight_gradient_norm": plain([safe_norm(g.dw) for g in found]),
        "update_ratio": plain(
            [ratio(safe_norm(m), safe_norm(layer.w)) for m, layer in zip(moved, network.layers, strict=True)]
        ),
        "first_infinite_layer": first_layer([saw_infinity((e.z, e.a)) for e in done.tape]),
        "first_nan_layer": first_layer([saw_nan((e.z, e.a)) for e in done.tape]),
        "learning_rate_history": plain(
            [p.learning_rate * (1.0 if factors is None else factors[k - 1]) for k in noted[1:]]
        ),
        **measure_options(problem, rules, done, once, trained.network),
    }


def _slope(layer: Layer) -> float:
    return 0.0 if layer.activation.slope is None else layer.activation.slope


def _noted(updates: int) -> list[int]:
    """The updates whose loss is kept: all of them, or evenly spaced ones with the first and the last."""
    if updates < MOST_NOTED:
        return list(range(updates + 1))
    return [round(k * updates / (MOST_NOTED - 1)) for k in range(MOST_NOTED)]


MISTAKES = tuple(SAYS)


def _mutate(problem: Problem, rules: Rules) -> dict[str, Measurements]:
    p = problem.p
    setting = Setting(
        p.loss,
        problem.reduction,
        averages=divisor(problem.target.shape, "mean" if problem.reduction == "sum" else problem.reduction)
        > 1,
        square=any(layer.w.shape[0] == layer.w.shape[1] for layer in problem.network.layers),
        learning_rate=p.first_rate,
        skips=any(layer.skip != "none" for layer in problem.network.layers),
        normalizes=p.normalization != "none",
        dropout=p.drops,
    )
    return {name: measure(problem, wrong) for name, wrong in mutants(MISTAKES, rules, setting).items()}


def experiment(p: NetworkParameters, seed: int) -> Outcome:
    """Run a small network."""
    problem = build(p, seed)
    rules = Rules(loss(p.loss, problem.reduction))
    measured = measure(problem, rules)
    updates, history = np.array(measured["loss_history_update"]), np.array(measured["loss_history"])
    norms = np.array(measured["weight_gradient_norm"])
    layers = tuple(float(k) for k in range(1, norms.size + 1))
    series = (
        Series(
            "loss",
            "update",
            "loss",
            tuple(updates.astype(float).tolist()),
            tuple(history.tolist()),
            "linear",
            "loss",
        ),
        Series(
            "weight_gradient_norm", "layer", "norm of dC/dW", layers, tuple(norms.tolist()), "log", "gradient"
        ),
    )
    done, after = first_update(problem, rules)
    told = steps(problem.network, after, done, problem.x, problem.target, p)
    return Outcome(told, series, measured, partial(_mutate, problem, rules))


EXPERIMENT = Experiment(
    name="network",
    title="A small network, number by number",
    summary="Forward pass, loss, backward pass and update of a multilayer perceptron, with every number named.",
    parameters=NetworkParameters,
    measurements={
        "input": "the input, given or drawn ([batch,] in)",
        "target": "the target, given or drawn ([batch,] out)",
        "net_input": "z = a W + b of each layer, with options what f receives (layers, [batch,] out)",
        "activation": "a = f(z) of each layer, what it gives, after dropout and skip (layers, [batch,] out); for a "
        "cross-entropy the last is the logits",
        "output": "last activation; for a cross-entropy the sigmoid or softmax of the logits ([batch,] out)",
        "loss_term": "each entry's part of the loss, before sum or mean ([batch,] out)",
        "loss": "the loss before any update",
        "weight": "weights of each layer in the chosen layout (layers, in, out) or (layers, out, in)",
        "bias": "biases of each layer (layers, out)",
        "slope": "slope below 0 of each layer's leaky_relu or prelu, 0 for other activations (layers,)",
        "weight_gradient": "dC/dW of each layer, laid out as the weights",
        "bias_gradient": "dC/db of each layer (layers, out)",
        "slope_gradient": "dC/dslope of each layer's prelu, 0 for other activations (layers,)",
        "net_input_gradient": "dC/dz of each layer (layers, [batch,] out)",
        "activation_gradient": "dC/da of each layer (layers, [batch,] out)",
        "input_gradient": "dC/dx at the input ([batch,] in)",
        "new_weight": "weights after the first update, laid out as the weights",
        "new_bias": "biases after the first update (layers, out)",
        "new_slope": "slopes after the first update; only those of prelu learn (layers,)",
        "final_weight": "weights after all updates, laid out as the weights",
        "final_bias": "biases after all updates (layers, out)",
        "output_after": "output after all updates ([batch,] out)",
        "loss_after": "loss after all updates",
        "loss_history": "loss before each update and after the last; of more than 1000 updates 1001 evenly spaced",
        "loss_history_update": "how many updates had been made at each entry of loss_history",
        "weight_gradient_norm": "Euclidean norm of dC/dW of each layer (layers,)",
        "update_ratio": "norm of the first update over the norm of the weights, by layer (layers,)",
        "first_infinite_layer": "number of the first layer whose net input or activation overflowed, 0 if none",
        "first_nan_layer": "number of the first layer whose net input or activation is NaN, 0 if none",
        "learning_rate_history": "learning rate of each update that loss_history notes, first one first",
        **DESCRIPTIONS,
    },
    mistakes=says(MISTAKES),
    function=experiment,
    conventions={
        "loss": HALVED,
        "reduction": REDUCTION,
        "layout": LAYOUT,
        "update_biases": BIASES_LEARN,
        "dropout_convention": DROPOUT,
    },
    explicit={"weights": "weight", "biases": "bias", "inputs": "input", "targets": "target"},
)
