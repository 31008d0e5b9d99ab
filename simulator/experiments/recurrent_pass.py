"""A recurrent cell unrolled over time, and backpropagation through time (BPTT).

A pass looks each operation up in a table of `Rules`; a mistake (see `recurrent_mistakes`) replaces one of them.
Source: Werbos, Proceedings of the IEEE 78 (1990); Pascanu, Mikolov and Bengio (2013).
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array
from simulator.ops import recurrent as ops
from simulator.ops.activations import Activation
from simulator.ops.recurrent import CellGradient, State, Through, Weights, through

CellName: TypeAlias = Literal["rnn", "lstm", "gru"]
Cache: TypeAlias = Any
"""The cache of one of the cells; each has x, before, after and w."""

GATES: dict[CellName, str] = {"rnn": "h", "lstm": "ifgo", "gru": "rzn"}
"""The gates of each cell in the order that the operations know."""


class Cell(NamedTuple):
    """A cell with its conventions bound."""

    name: CellName
    forward: Callable[[Array, State, Weights], tuple[State, Cache]]
    backward: Callable[[State, Cache, Through], CellGradient]


def cell(name: CellName, f: Activation, reset: ops.Reset = "after", update: ops.Update = "keep") -> Cell:
    """The cell of that name; f is the activation of the RNN, the rest are conventions of the GRU."""
    if name == "rnn":
        return Cell(name, partial(ops.rnn_cell_forward, f=f), ops.rnn_cell_backward)
    if name == "lstm":
        return Cell(name, ops.lstm_cell_forward, ops.lstm_cell_backward)
    return Cell(name, partial(ops.gru_cell_forward, reset=reset, update=update), ops.gru_cell_backward)


def _as_it_is(value: Any) -> Any:
    return value


def _all_of_it(dw: Weights, step: int, count: int) -> Weights:
    del step, count
    return dw


def hand_back(d: State, done: int, truncation: int | None = None) -> State:
    """The gradient handed to the step before, after `done` steps; nothing at the end of a truncated stretch."""
    if truncation is not None and done % truncation == 0:
        return State(np.zeros_like(d.h), np.zeros_like(d.c))
    return d


class Rules(NamedTuple):
    """The operations of one pass through time, each replaceable."""

    cell: Cell
    weights: Callable[[Weights], Weights] = _as_it_is  # the weights that the pass uses
    remember: Callable[[tuple[Cache, ...]], tuple[Cache, ...]] = _as_it_is  # what the backward pass believes
    through: Through = through
    hand_back: Callable[[State, int], State] = hand_back
    contribute: Callable[[Weights, int, int], Weights] = _all_of_it  # a step's part of the weight gradient


def unroll(x: Array, start: State, w: Weights, rules: Rules) -> tuple[Cache, ...]:
    """Forward pass. x (time, batch, in) -> one cache a time step; each one's `after` is the state it led to."""
    used, state, tape = rules.weights(w), start, []
    for now in x:
        state, cache = rules.cell.forward(now, state, used)
        tape.append(cache)
    return tuple(tape)


class Gradients(NamedTuple):
    """What BPTT finds."""

    dh: Array  # (time, batch, units) at each hidden state, through all that comes later
    dc: Array  # (time, batch, units) at each cell state; (time, batch, 0) where there is none
    handed: State  # (time, batch, units) each, the part of dh and of dc that later steps hand back
    dz: Array  # (time, batch, gates units) at the net inputs
    dx: Array  # (time, batch, in)
    start: State  # at the initial state
    w: Weights  # of the shared weights, added over the steps
    contribution_norms: tuple[float, ...]  # of each step's part of the gradient of w_h


def through_time(tape: Sequence[Cache], dh: Array, rules: Rules) -> Gradients:
    """Backward pass. dh (time, batch, units), the loss's own gradient at each hidden state."""
    count, last = len(tape), tape[-1]
    d = State(np.zeros_like(last.after.h), np.zeros_like(last.after.c))
    gathered = Weights(*(np.zeros_like(w) for w in last.w))
    steps, arriving, handed, norms = [], [], [], []
    for done, (cache, own) in enumerate(zip(reversed(rules.remember(tuple(tape))), dh[::-1], strict=True), 1):
        handed.append(d)
        d = State(d.h + own, d.c)
        step = rules.cell.backward(d, cache, rules.through)
        part = rules.contribute(step.dw, count + 1 - done, count)
        for total, new in zip(gathered, part, strict=True):
            total += new
        arriving.append(d.h)
        steps.append(step)
        norms.append(_norm(part.w_h))
        d = rules.hand_back(step.before, done)
    return Gradients(
        np.stack(arriving[::-1]),
        np.stack([step.dc for step in steps[::-1]]),
        State(np.stack([one.h for one in handed[::-1]]), np.stack([one.c for one in handed[::-1]])),
        np.stack([step.dz for step in steps[::-1]]),
        np.stack([step.dx for step in steps[::-1]]),
        d,
        gathered,
        tuple(norms[::-1]),
    )


def _norm(w: Array) -> float:
    """As `safe_norm`, but without BLAS: its threads cost more than such a matrix, once for every time step."""
    largest = float(np.abs(w).max())
    if largest == 0.0 or not np.isfinite(largest):
        return largest
    return largest * float(np.sqrt(np.square(w / largest).sum()))
