"""`chain`: single units in a row, and every factor of the product that the chain rule makes of them."""

from functools import partial
from typing import NamedTuple

import numpy as np

from simulator.arrays import first_layer, plain, ratio
from simulator.conventions import HALVED
from simulator.experiment import Experiment, Outcome
from simulator.experiments.chain_parameters import ChainParameters
from simulator.experiments.chain_steps import steps
from simulator.layers import layer_backward
from simulator.mutants import Setting, mutants, says
from simulator.network import (
    Layer,
    LayerSkip,
    Network,
    Rules,
    Tape,
    loss,
    run_pass,
    saw_infinity,
    saw_nan,
    sgd,
    train,
)
from simulator.ops.activations import activation
from simulator.streams import stream
from simulator.trace import Measurements, Series


class Problem(NamedTuple):
    """A chain as a network of layers of one unit, with what it is fed and judged by."""

    network: Network
    parameters: ChainParameters


def build(p: ChainParameters, seed: int) -> Problem:
    """The chain, with weights drawn and biases solved where they are not given."""
    if p.weights is None:
        weights = p.weight_scale * stream(seed, "weights").standard_normal(p.units)
    else:
        weights = np.array(p.weights, dtype=float)
    biases = np.broadcast_to(np.array(0.0 if p.biases is None else p.biases, dtype=float), p.units).copy()
    f = activation(p.activation, p.slope)
    if p.pre_activations is not None:
        wanted = np.broadcast_to(np.array(p.pre_activations, dtype=float), p.units)
        outputs = f.forward(wanted)[0]
        received = p.input + np.cumsum(outputs) if p.residual else outputs
        biases = wanted - weights * np.concatenate([[p.input], received[:-1]])
    skip: LayerSkip = "around" if p.residual else "none"
    layers = tuple(
        Layer(np.array([[w]]), np.array([b]), f, skip=skip) for w, b in zip(weights, biases, strict=True)
    )
    return Problem(Network(layers), p)


def measure(problem: Problem, rules: Rules) -> Measurements:
    """One pass, one update, and all further updates under the rules, as measurements."""
    network, p = problem
    layers = network.layers
    x, target = np.array([[p.input]]), np.array([[p.target]])
    done = run_pass(network, x, target, rules)
    trained = train(network, x, target, rules, p.learning_rate, p.updates)
    after = sgd(network, done.gradients, p.learning_rate, rules)
    w = [float(layer.w[0, 0]) for layer in layers]
    z = [float(entry.z[0, 0]) for entry in done.tape]
    slopes, factors = _slopes_and_factors(network, rules.remember(done.tape), rules)
    found = done.gradients.layers
    dw = [float(g.dw[0, 0]) for g in found]
    new_w = [float(layer.w[0, 0]) for layer in after.layers]
    moved = [float(rules.update(np.array(0.0), np.array(g), p.learning_rate)) for g in dw]
    return {
        "weight": plain(w),
        "bias": plain([float(layer.b[0]) for layer in layers]),
        "pre_activation": plain(z),
        "activation": plain([float(entry.a[0, 0]) for entry in done.tape]),
        "activation_derivative": plain(slopes),
        "factor": plain(factors),
        "factor_product": float(np.prod(factors)),
        "bias_gradient": plain([float(g.db[0]) for g in found]),
        "weight_gradient": plain(dw),
        "activation_gradient": plain([float(g.da[0, 0]) for g in found]),
        "pre_activation_gradient": plain([float(g.dz[0, 0]) for g in found]),
        "new_weight": plain(new_w),
        "new_bias": plain([float(layer.b[0]) for layer in after.layers]),
        "final_weight": plain([float(layer.w[0, 0]) for layer in trained.network.layers]),
        "final_bias": plain([float(layer.b[0]) for layer in trained.network.layers]),
        "loss_history": plain(list(trained.losses)),
        "weight_update": plain(moved),
        "update_ratio": plain([ratio(abs(step), abs(old)) for step, old in zip(moved, w, strict=True)]),
        "input_gradient": float(done.gradients.dx[0, 0]),
        "loss": done.loss,
        "output": float(done.tape[-1].a[0, 0]),
        "loss_gradient": float(found[-1].da[0, 0]),
        "first_infinite_layer": first_layer([saw_infinity((e.z, e.a)) for e in done.tape]),
        "first_nan_layer": first_layer([saw_nan((e.z, e.a)) for e in done.tape]),
    }


def _slopes_and_factors(network: Network, tape: Tape, rules: Rules) -> tuple[list[float], list[float]]:
    """f'(z) of every unit, and the factor between every two, by sending a gradient of 1 through the rules.

    The factor from unit k + 1 back to unit k takes dC/dz to dC/dz: w f'(z). With skips it takes dC/da to dC/da:
    1 + w f'(z), both of unit k + 1, which the rules join.
    """
    one = np.ones((1, 1))
    if any(layer.skip != "none" for layer in network.layers):
        met = [layer_backward(*pair, one, rules) for pair in zip(network.layers, tape, strict=True)]
        return [float(g.dz[0, 0]) for _, g in met], [float(dx[0, 0]) for dx, _ in met[1:]]
    slopes, factors = [], []
    for k, (layer, entry) in enumerate(zip(network.layers, tape, strict=True)):
        slopes.append(float(rules.activation_backward(one, layer.activation, entry.activation)[0, 0]))
        if k + 1 < len(tape):
            passed = rules.dense_backward(one, tape[k + 1].dense)[0]
            factors.append(float(rules.activation_backward(passed, layer.activation, entry.activation)[0, 0]))
    return slopes, factors


MISTAKES = (
    "forgotten_weight",
    "no_activation_derivative",
    "derivative_at_activation",
    "pre_for_post_activation",
    "forgotten_bias",
    "wrong_update_sign",
    "forgotten_learning_rate",
    "updated_weights_in_backward",
    "missing_half",
    "missing_two",
    "forgotten_skip",
)


def _mutate(problem: Problem, rules: Rules) -> dict[str, Measurements]:
    p = problem.parameters
    setting = Setting(
        p.loss, "sum", averages=False, square=False, learning_rate=p.learning_rate, skips=p.residual
    )
    return {name: measure(problem, wrong) for name, wrong in mutants(MISTAKES, rules, setting).items()}


def _series(measurements: Measurements) -> tuple[Series, ...]:
    def one(name: str, label: str, group: str) -> Series:
        values = np.abs(np.array(measurements[name], dtype=float))
        x = tuple(float(k) for k in range(1, len(values) + 1))
        return Series(name, "unit", label, x, tuple(values.tolist()), "log", group)

    return (
        one("bias_gradient", "|dC/db|", "gradient"),
        one("weight_gradient", "|dC/dw|", "gradient"),
        one("update_ratio", "|lr dC/dw| / |w|", "update_ratio"),
    )


def experiment(p: ChainParameters, seed: int) -> Outcome:
    """Run a chain."""
    problem = build(p, seed)
    rules = Rules(loss(p.loss))
    measurements = measure(problem, rules)
    return Outcome(
        steps(p, measurements),
        _series(measurements),
        measurements,
        partial(_mutate, problem, rules),
    )


EXPERIMENT = Experiment(
    name="chain",
    title="A chain of single units",
    summary="One unit a layer: the gradient at each is a product of weights and slopes, shown factor by factor.",
    parameters=ChainParameters,
    measurements={
        "weight": "weight of each unit (units,)",
        "bias": "bias of each unit, given or solved (units,)",
        "pre_activation": "net input z = w a + b of each unit (units,)",
        "activation": "a = f(z) of each unit, with skips plus what it receives (units,)",
        "activation_derivative": "f'(z) of each unit (units,)",
        "factor": "w of the next unit times f'(z) of this: what the gradient meets between two units; with "
        "skips 1 + w f'(z) of the next unit (units - 1,)",
        "factor_product": "product of all factors, 1 for a single unit",
        "bias_gradient": "dC/db of each unit (units,)",
        "weight_gradient": "dC/dw of each unit (units,)",
        "activation_gradient": "dC/da of each unit (units,)",
        "pre_activation_gradient": "dC/dz of each unit (units,)",
        "new_weight": "weight of each unit after one update (units,)",
        "new_bias": "bias of each unit after one update (units,)",
        "final_weight": "weight of each unit after all updates (units,)",
        "final_bias": "bias of each unit after all updates (units,)",
        "loss_history": "the cost before each update and after the last (updates + 1,)",
        "weight_update": "what the update adds to each weight, -lr dC/dw (units,)",
        "update_ratio": "|lr dC/dw| / |w| of each unit (units,)",
        "input_gradient": "dC/dx at the input of the chain",
        "loss": "the cost C",
        "output": "activation of the last unit",
        "loss_gradient": "dC/da of the last unit",
        "first_infinite_layer": "number of the first unit whose net input or activation overflowed, 0 if none",
        "first_nan_layer": "number of the first unit whose net input or activation is NaN, 0 if none",
    },
    mistakes=says(MISTAKES),
    function=experiment,
    conventions={"loss": HALVED},
    explicit={"weights": "weight", "biases": "bias", "pre_activations": None},
)
