"""The cell of `recurrent` with its weights, and the sequence that it reads, given or drawn."""

from typing import Any, NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.recurrent_parameters import RecurrentParameters, rows
from simulator.experiments.recurrent_pass import (
    GATES,
    Cache,
    Cell,
    CellName,
    Gradients,
    Rules,
    cell,
    hand_back,
    through_time,
    unroll,
)
from simulator.network import loss
from simulator.ops.activations import activation
from simulator.ops.initializers import INITIALIZERS
from simulator.ops.recurrent import State, Weights
from simulator.streams import stream


class Problem(NamedTuple):
    """A cell with its weights, the sequence it reads, and the targets of the judged steps."""

    cell: Cell
    w: Weights
    x: Array  # (time, 1, in)
    start: State
    target: Array  # (judged, units)
    p: RecurrentParameters
    order: str  # of the gates, in what is measured

    @property
    def gates(self) -> str:
        """The gates in the order of the operations."""
        return GATES[self.cell.name]

    def in_order(self, blocks: Array) -> Array:
        """Gates' blocks side by side (..., gates units) -> (..., gates, units) in the order that is measured."""
        parted = blocks.reshape(*blocks.shape[:-1], len(self.gates), -1)
        return parted[..., [self.gates.index(letter) for letter in self.order], :]

    def matrices(self, blocks: Array) -> Array:
        """Gates' blocks side by side (rows, gates units) -> one matrix per gate, in order and layout."""
        parted = self.in_order(blocks).swapaxes(0, 1)  # (gates, rows, units)
        return parted.swapaxes(1, 2) if self.p.layout == "out_in" else parted


def build(p: RecurrentParameters, seed: int, name: CellName) -> Problem:
    """The cell of that name, which is the run's own or one it is compared with; what is not given is drawn."""
    own, gates, units = name == p.cell, GATES[name], p.width
    order = p.order if own else gates
    made = cell(name, activation(p.activation, p.slope), p.reset, p.update_gate)
    w_x, w_h = _drawn(p, seed, gates)
    if own and p.input_weights is not None:
        w_x = _side_by_side([_matrix(one, p) for one in p.input_weights], order, gates)
    if own and p.recurrent_weights is not None:
        w_h = _side_by_side([_matrix(one, p) for one in p.recurrent_weights], order, gates)
    b_x, b_h = (_bias(b if own else 0.0, order, gates, units) for b in (p.biases, p.recurrent_biases))
    if name == "lstm":
        b_x[units : 2 * units] += p.forget_bias
    inputs = rows(p.inputs) if p.inputs is not None else _sequence(p, seed)
    x = np.array(inputs, dtype=float)[:, None, :]
    judged = p.length if p.loss_at == "every" else 1
    target = np.array(rows(p.targets), dtype=float) if p.targets is not None else np.zeros((judged, units))
    start = State(_row(p.initial_state, units), _row(p.initial_cell, units if name == "lstm" else 0))
    return Problem(made, Weights(w_x, w_h, b_x, b_h), x, start, target, p, order)


def true_rules(problem: Problem) -> Rules:
    """The rules without a mistake: the problem's cell and truncation."""
    cut = problem.p.truncation
    return Rules(problem.cell, hand_back=lambda d, done: hand_back(d, done, cut))


class Pass(NamedTuple):
    """One pass through time with its loss."""

    tape: tuple[Cache, ...]
    h: Array  # (time, units)
    loss: float
    terms: Array  # (judged, units) of the loss
    own: Array  # (time, units) the loss's own gradient at each hidden state
    gradients: Gradients


def run_pass(problem: Problem, rules: Rules, tape: tuple[Cache, ...] | None = None) -> Pass:
    """Forward pass, loss and BPTT. A tape that is given is what the forward pass under these rules recorded."""
    if tape is None:
        tape = unroll(problem.x, problem.start, problem.w, rules)
    h = np.stack([cache.after.h[0] for cache in tape])  # (time, units)
    judge, judged = loss(problem.p.loss, "sum"), problem.target.shape[0]
    value, terms = judge.forward(h[-judged:], problem.target)
    own = np.zeros_like(h)
    own[-judged:] = judge.backward(1.0, terms)
    return Pass(tape, h, float(value), terms.terms, own, through_time(tape, own[:, None, :], rules))


def _sequence(p: RecurrentParameters, seed: int) -> Array:
    return stream(seed, "inputs").standard_normal((p.length, p.fan_in))


def _drawn(p: RecurrentParameters, seed: int, gates: str) -> tuple[Array, Array]:
    """Input and recurrent weights, gate by gate, the recurrent ones first."""
    rng, draw = stream(seed, "weights"), INITIALIZERS[p.initialization]
    w_h = [p.weight_scale * draw(p.width, p.width, rng) for _ in gates]
    w_x = [p.weight_scale * draw(p.fan_in, p.width, rng) for _ in gates]
    if p.spectral_radius is not None:
        w_h = [w * (p.spectral_radius / max(spectral_radius(w), 1e-300)) for w in w_h]
    return np.concatenate(w_x, axis=1), np.concatenate(w_h, axis=1)


def spectral_radius(w: Array) -> float:
    """Largest absolute eigenvalue of a square matrix (units, units), scaled so that nothing overflows."""
    largest = float(np.abs(w).max())
    if largest == 0.0 or not np.isfinite(largest):
        return largest
    return float(np.abs(np.linalg.eigvals(w / largest)).max()) * largest


def _matrix(given: Any, p: RecurrentParameters) -> Array:
    w = (
        np.array(given, dtype=float).reshape(1, 1)
        if not isinstance(given, tuple)
        else np.array(given, dtype=float)
    )
    return w.T if p.layout == "out_in" else w


def _side_by_side(given: list[Array], order: str, gates: str) -> Array:
    """Blocks in the given order -> one array with the blocks in the order of the operations."""
    return np.concatenate([given[order.index(letter)] for letter in gates], axis=-1)


def _bias(given: Any, order: str, gates: str, units: int) -> Array:
    per_gate = given if isinstance(given, tuple) else (given,) * len(gates)
    return _side_by_side([np.broadcast_to(np.array(b, dtype=float), units) for b in per_gate], order, gates)


def _row(given: Any, units: int) -> Array:
    """One number for all units or one each -> (1, units)."""
    if units == 0:
        return np.zeros((1, 0))
    return np.broadcast_to(np.array(given, dtype=float), (1, units)).copy()
