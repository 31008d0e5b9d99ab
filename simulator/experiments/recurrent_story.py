"""What the steps of a recurrent cell are told from, and the words and symbols that they share."""

from typing import Any, NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.recurrent_problem import Pass, Problem
from simulator.trace import Direction, Step, value_of

NAMES = {
    "h": "the cell",
    "i": "the input gate",
    "f": "the forget gate",
    "g": "the candidate",
    "o": "the output gate",
    "r": "the reset gate",
    "z": "the update gate",
    "n": "the candidate",
}


class Story(NamedTuple):
    """One pass through time."""

    problem: Problem
    done: Pass
    m: dict[str, Any]  # the measurements

    def before(self, t: int) -> Array:
        """Hidden state before step t, counted from 0 (units,)."""
        return np.asarray(self.done.tape[t].before.h[0])

    def gate(self, letter: str, t: int) -> Array:
        """A gate at step t (units,)."""
        return np.asarray(getattr(self.done.tape[t], letter).a[0])

    def block(self, blocks: Array, letter: str) -> Array:
        """The block of a gate (..., units)."""
        return np.split(blocks, len(self.problem.gates), axis=-1)[self.problem.gates.index(letter)]

    def dz(self, letter: str, t: int) -> Array:
        """Gradient at the net input of a gate (units,)."""
        return self.block(self.done.gradients.dz[t, 0], letter)


def at(t: int) -> str:
    """The time step as an upper index, counted from 1."""
    return f"^{{({t + 1})}}"


def partial(symbol: str) -> str:
    return rf"\frac{{\partial C}}{{\partial {symbol}}}"


def vector(title: str, direction: Direction, formula: str, substituted: str, x: Array) -> Step:
    value, left_out = value_of(x)
    told = (
        None if x.size == 1 else "numbers put in for the first entry" + (f"; {left_out}" if left_out else "")
    )
    return Step(title, direction, formula, substituted, value, x.shape, None, told)
