"""`recurrent`: a cell reads a sequence, step by step, and what reaches each time step on the way back."""

from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from simulator.arrays import Array, first_layer, plain, ratio, safe_norm
from simulator.conventions import HALVED, JUDGED, LAYOUT, RESET, UPDATE_GATE
from simulator.experiment import Experiment, Outcome
from simulator.experiments.recurrent_mistakes import SAYS, mutants
from simulator.experiments.recurrent_parameters import RecurrentParameters
from simulator.experiments.recurrent_pass import Cache, Rules, unroll
from simulator.experiments.recurrent_problem import (
    Pass,
    Problem,
    build,
    run_pass,
    spectral_radius,
    true_rules,
)
from simulator.experiments.recurrent_steps import steps
from simulator.network import saw_infinity, saw_nan
from simulator.trace import Measurements, Series


def measure(problem: Problem, rules: Rules, tape: tuple[Cache, ...] | None = None) -> Measurements:
    """One pass through time under the rules, as measurements; `tape` as in `run_pass`."""
    done = run_pass(problem, rules, tape)
    found, lstm = done.gradients, problem.cell.name == "lstm"
    return {
        "input": plain(problem.x[:, 0]),
        "target": plain(problem.target),
        "initial_state": plain(problem.start.h[0]),
        "input_weight": plain(problem.matrices(problem.w.w_x)),
        "recurrent_weight": plain(problem.matrices(problem.w.w_h)),
        "bias": plain(problem.in_order(problem.w.b_x)),
        "recurrent_bias": plain(problem.in_order(problem.w.b_h)),
        "net_input": plain(np.stack([_net_inputs(problem, cache) for cache in done.tape])),
        "hidden_state": plain(done.h),
        "cell_state": plain(np.stack([cache.after.c[0] for cache in done.tape])) if lstm else [],
        **_gates(problem, done.tape),
        "output": plain(done.h[-1]),
        "loss": done.loss,
        "state_gradient": plain(found.dh[:, 0]),
        "cell_gradient": plain(found.dc[:, 0]) if lstm else [],
        "net_input_gradient": plain(problem.in_order(found.dz[:, 0])),
        "input_gradient": plain(found.dx[:, 0]),
        "initial_state_gradient": plain(found.start.h[0]),
        "initial_cell_gradient": plain(found.start.c[0]),
        "input_weight_gradient": plain(problem.matrices(found.w.w_x)),
        "recurrent_weight_gradient": plain(problem.matrices(found.w.w_h)),
        "bias_gradient": plain(problem.in_order(found.w.b_x)),
        "recurrent_bias_gradient": plain(problem.in_order(found.w.b_h)),
        **_sizes(problem, done),
    }


LETTERS = {
    "lstm": {"input_gate": "i", "forget_gate": "f", "output_gate": "o", "candidate": "g"},
    "gru": {"reset_gate": "r", "update_gate": "z", "candidate": "n"},
    "rnn": {},
}
GATE_NAMES = ("input_gate", "forget_gate", "output_gate", "reset_gate", "update_gate", "candidate")


def _gates(problem: Problem, tape: tuple[Cache, ...]) -> Measurements:
    """Each gate over time (time, units); empty for a gate that the cell does not have."""
    letters = LETTERS[problem.cell.name]
    return {
        name: plain(np.stack([getattr(cache, letters[name]).a[0] for cache in tape]))
        if name in letters
        else []
        for name in GATE_NAMES
    }


def _net_inputs(problem: Problem, cache: Cache) -> Array:
    """Net inputs of one step (gates, units), in the order that is measured."""
    fields = {"rnn": "a"}.get(problem.cell.name, "")
    return np.stack([getattr(cache, fields or letter).z[0] for letter in problem.order])


def _sizes(problem: Problem, done: Pass) -> Measurements:
    """What is charted by time step, and the single numbers."""
    found = done.gradients
    norms = [safe_norm(dh) for dh in found.dh]
    states = [np.concatenate([cache.after.h[0], cache.after.c[0]]) for cache in done.tape]
    spoiled = [not bool(np.isfinite(dh).all()) for dh in found.dh]
    return {
        "state_norm": plain([safe_norm(h) for h in done.h]),
        "state_gradient_norm": plain(norms),
        "cell_gradient_norm": [safe_norm(dc) for dc in found.dc] if problem.cell.name == "lstm" else [],
        "weight_contribution_norm": plain(list(found.contribution_norms)),
        "gradient_factor": [ratio(earlier, later) for earlier, later in pairwise(norms)],
        "first_to_last": ratio(norms[0], norms[-1]) if norms[-1] else float("nan"),
        "carry_product": plain(_carried(problem, done.tape)),
        "spectral_radius": [spectral_radius(w) for w in problem.matrices(problem.w.w_h)],
        "first_infinite_step": first_layer([saw_infinity((state,)) for state in states]),
        "first_nan_step": first_layer([saw_nan((state,)) for state in states]),
        "last_spoiled_gradient_step": len(spoiled) - first_layer(spoiled[::-1]) + 1 if any(spoiled) else 0,
    }


def _carried(problem: Problem, tape: tuple[Cache, ...]) -> Array:
    """Product over time of the gate that carries the state on: what is left of the first state (units,)."""
    if problem.cell.name == "rnn":
        return np.empty(0)
    if problem.cell.name == "lstm":
        return np.asarray(np.prod([cache.f.a[0] for cache in tape], axis=0))
    z = np.stack([cache.z.a[0] for cache in tape])
    return np.asarray(np.prod(z if problem.p.update_gate == "keep" else 1.0 - z, axis=0))


COMPARED = (
    "loss",
    "state_norm",
    "state_gradient_norm",
    "weight_contribution_norm",
    "first_to_last",
    "carry_product",
    "first_infinite_step",
)
"""What is told of the cells that the run's own is compared with."""


def _beside(problem: Problem) -> Measurements:
    """What is told of another cell on the same sequence, under `cell.name`."""
    done = run_pass(problem, true_rules(problem))
    measured = {"loss": done.loss, **_sizes(problem, done)}
    return {f"{problem.cell.name}.{key}": measured[key] for key in COMPARED}


def _mutate(own: Problem, rules: Rules, beside: Measurements) -> dict[str, Measurements]:
    """A mistake on the way back alone begins with the true forward pass, which is run once for all of these."""
    true = unroll(own.x, own.start, own.w, rules)
    found = {}
    for name, wrong in mutants(rules, own).items():
        same = wrong.cell is rules.cell and wrong.weights is rules.weights
        found[name] = measure(own, wrong, true if same else None) | beside
    return found


CURVES = {
    "state_gradient_norm": "norm of dC/dh",
    "state_norm": "norm of h",
    "weight_contribution_norm": "norm of the step's part of dC/dW_h",
}


def _series(p: RecurrentParameters, measured: dict[str, Any]) -> tuple[Series, ...]:
    series = []
    x = tuple(float(t) for t in range(1, p.length + 1))
    for name in p.all_cells:
        prefix = "" if name == p.cell else f"{name}."
        for key, label in CURVES.items():
            y = tuple(float(value) for value in measured[prefix + key])
            series.append(Series(name, "time step", label, x, y, "log", key))
    if p.cell == "lstm":
        y = tuple(float(value) for value in measured["cell_gradient_norm"])
        series.append(Series("cell state", "time step", "norm of dC/dc", x, y, "log", "cell_gradient_norm"))
        gates = np.array(measured["forget_gate"]).mean(axis=1)
        label = "forget gate, mean over the units"
        series.append(Series("lstm", "time step", label, x, tuple(gates.tolist()), "linear", "forget_gate"))
    return tuple(series)


def experiment(p: RecurrentParameters, seed: int) -> Outcome:
    """Run a recurrent cell, and any others beside it."""
    own = build(p, seed, p.cell)
    rules = true_rules(own)
    beside: Measurements = {}
    for name in p.compare:
        beside |= _beside(build(p, seed, name))
    measured = measure(own, rules) | beside
    told = steps(own, run_pass(own, rules), measured)
    return Outcome(told, _series(p, measured), measured, partial(_mutate, own, rules, beside))


EXPERIMENT = Experiment(
    name="recurrent",
    title="A recurrent cell, step by step",
    summary="RNN, LSTM or GRU: every number of every time step, and the gradient that reaches each one.",
    parameters=RecurrentParameters,
    measurements={
        "input": "the sequence, given or drawn (time, in)",
        "target": "the targets of the judged steps (judged, units)",
        "initial_state": "hidden state before the first step (units,)",
        "input_weight": "one matrix per gate, in gate order and layout (gates, in, units) or (gates, units, in)",
        "recurrent_weight": "one matrix per gate, in gate order and layout (gates, units, units)",
        "bias": "biases by gate, the forget gate's with forget_bias (gates, units)",
        "recurrent_bias": "second biases by gate (gates, units)",
        "net_input": "z = x W_x + h W_h + biases by step and gate (time, gates, units)",
        "hidden_state": "h after each step (time, units)",
        "cell_state": "c of the lstm after each step (time, units), empty for the others",
        "input_gate": "i of the lstm (time, units), empty for the others",
        "forget_gate": "f of the lstm (time, units), empty for the others",
        "output_gate": "o of the lstm (time, units), empty for the others",
        "reset_gate": "r of the gru (time, units), empty for the others",
        "update_gate": "z of the gru (time, units), empty for the others",
        "candidate": "g of the lstm or n of the gru, the new content (time, units), empty for the rnn",
        "output": "the last hidden state (units,)",
        "loss": "the cost C, added over judged steps and units",
        "state_gradient": "dC/dh of each step, through all later steps (time, units)",
        "cell_gradient": "dC/dc of each step of the lstm, through all later ones (time, units), else empty",
        "net_input_gradient": "dC/dz by step and gate (time, gates, units)",
        "input_gradient": "dC/dx of each step (time, in)",
        "initial_state_gradient": "dC/dh before the first step (units,)",
        "initial_cell_gradient": "dC/dc before the first step of the lstm (units,), empty for the others",
        "input_weight_gradient": "dC/dW_x, laid out as the weights, added over the steps",
        "recurrent_weight_gradient": "dC/dW_h, laid out as the weights, added over the steps",
        "bias_gradient": "dC/db by gate (gates, units), added over the steps",
        "recurrent_bias_gradient": "dC/db of the second biases by gate (gates, units)",
        "state_norm": "Euclidean norm of h, by step (time,)",
        "state_gradient_norm": "Euclidean norm of dC/dh, by step (time,)",
        "cell_gradient_norm": "Euclidean norm of dC/dc of the lstm, by step (time,), empty for the others",
        "weight_contribution_norm": "Euclidean norm of each step's part of dC/dW_h (time,)",
        "gradient_factor": "state_gradient_norm of each step over that of the next (time - 1,)",
        "first_to_last": "state_gradient_norm of the first step over that of the last; NaN where the last is 0",
        "carry_product": "product over time of the lstm's forget gate, or of the gru's kept share (units,)",
        "spectral_radius": "largest absolute eigenvalue of each gate's recurrent weights, in gate order (gates,)",
        "first_infinite_step": "number of the first step whose state overflowed, 0 if none",
        "first_nan_step": "number of the first step whose state is NaN, 0 if none",
        "last_spoiled_gradient_step": "number of the latest step whose dC/dh is infinite or NaN, 0 if none",
    },
    mistakes=dict(SAYS),
    function=experiment,
    conventions={
        "loss": HALVED,
        "loss_at": JUDGED,
        "layout": LAYOUT,
        "reset": RESET,
        "update_gate": UPDATE_GATE,
    },
    explicit={
        "inputs": "input",
        "initial_state": "initial_state",
        "input_weights": "input_weight",
        "recurrent_weights": "recurrent_weight",
        "biases": "bias",
        "recurrent_biases": "recurrent_bias",
        "forget_bias": None,
        "spectral_radius": None,
    },
)
