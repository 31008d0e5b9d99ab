"""The plain recurrent cell and the LSTM through time, forward and back, in arrays allocated once.

The teaching form is `simulator.ops.recurrent`, step by step. Here the weights of a cell are one array (gates,
units + in + 1, units), which a row [h, x, 1] of a time step is multiplied by: the products with the state and with
the input and the two biases are one product, and so are their gradients. Gates are the leading axis, so that what
belongs to one gate lies in one piece.

A sigmoid is half a tanh: sigmoid(z) = (1 + tanh(z / 2)) / 2. The halves are put into the weights of its gates.
"""

from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.fast.forms import NEAR_ONE
from simulator.ops.recurrent import State, Weights

STEPS_AT_ONCE, COLUMNS_AT_ONCE = 4, 80
"""Time steps, and columns of their rows, whose gradients of the weights are one product: of 32 samples and 64 units
it still fits BLAS's path for small matrices (measured: a fifth faster than the other one).
"""

LSTM_GATES: Final = (0, 1, 3, 2)
"""Where the gates i, f, o, g of this module lie in the weights of `simulator.ops.recurrent`: i, f, g, o."""


class Space(NamedTuple):
    """All that a pass writes to; the next pass writes over it. Gates are i, f, o, g in the LSTM, one in the RNN."""

    weights: Array  # (gates, units + in + 1, units)
    weights_back: Array  # (gates, units, units) those of the state, transposed
    rows: Array  # (time + 1, batch, units + in + 1) [h, x, 1] before each step, and h at the end
    gates: Array  # (gates, time, batch, units) outputs; after the backward pass the gradients of net inputs
    c: Array  # (time + 1, batch, units), in the LSTM
    squashed: Array  # (time, batch, units) tanh(c) behind each step, in the LSTM
    dh: Array  # (time, batch, units)
    scratch: Array  # (gates, batch, units)
    spare: Array  # (3, batch, units)
    dweights: Array  # (gates, units + in + 1, units)
    part: Array  # (gates, units + in + 1, units)

    @property
    def h(self) -> Array:
        """The hidden states, the initial one first (time + 1, batch, units)."""
        return self.rows[..., : self.gates.shape[-1]]


def space(gates: int, time: int, batch: int, inputs: int, units: int) -> Space:
    """Room for passes of one size; gates 1 for the RNN, 4 for the LSTM."""
    seen, cell_time = units + inputs + 1, time if gates == 4 else 0
    rows = np.ones((time + 1, batch, seen))
    return Space(
        np.empty((gates, seen, units)),
        np.empty((gates, units, units)),
        rows,
        np.empty((gates, time, batch, units)),
        np.empty((cell_time + 1, batch, units)),
        np.empty((cell_time, batch, units)),
        np.empty((time, batch, units)),
        np.empty((gates, batch, units)),
        np.empty((3, batch, units)),
        np.empty((gates, seen, units)),
        np.empty((gates, seen, units)),
    )


def load(x: Array, start: State, w: Weights, room: Space) -> None:
    """Put a sequence x (time, batch, in), the initial state and the weights where a pass reads them."""
    count, units = room.gates.shape[0], room.gates.shape[-1]
    order = LSTM_GATES if count == 4 else (0,)
    for gate, block in enumerate(order):
        columns = slice(block * units, (block + 1) * units)
        room.weights[gate, :units] = w.w_h[:, columns]
        room.weights[gate, units:-1] = w.w_x[:, columns]
        room.weights[gate, -1] = w.b_x[columns] + w.b_h[columns]
    np.copyto(room.weights_back, room.weights[:, :units].swapaxes(1, 2))
    if count == 4:
        room.weights[:3] *= 0.5
        room.c[0] = start.c
    room.rows[:-1, :, units:-1] = x
    room.rows[0, :, :units] = start.h


def rnn_forward(room: Space) -> Array:
    """h' = tanh([h, x, 1] w) step by step. -> h behind each step (time, batch, units)."""
    rows, h, scratch = room.rows, room.h, room.scratch[0]
    for t in range(room.dh.shape[0]):
        np.dot(rows[t], room.weights[0], out=scratch)
        np.tanh(scratch, out=h[t + 1])
    return h[1:]


def rnn_backward(dh: Array, room: Space) -> Array:
    """dh (time, batch, units), the loss's own gradient at each h -> through all that comes later, same shape."""
    total, slope, scratch = room.dh, room.spare[0], room.scratch[0]
    np.copyto(total, dh)
    for t in range(total.shape[0] - 1, -1, -1):
        h, dz = room.h[t + 1], room.gates[0, t]
        np.multiply(h, h, out=slope)
        np.subtract(1.0, slope, out=slope)
        np.multiply(total[t], slope, out=dz)
        if t:
            np.dot(dz, room.weights_back[0], out=scratch)
            np.add(total[t - 1], scratch, out=total[t - 1])
    _gather(room)
    return total


def lstm_forward(room: Space) -> Array:
    """c' = f c + i g and h' = o tanh(c') step by step. -> h behind each step (time, batch, units)."""
    rows, h, c, squashed, spare = room.rows, room.h, room.c, room.squashed, room.spare[0]
    for t in range(squashed.shape[0]):
        gates, sigmoids = room.gates[:, t], room.gates[:3, t]
        np.matmul(rows[t], room.weights, out=room.scratch)
        np.tanh(room.scratch, out=gates)
        np.add(sigmoids, 1.0, out=sigmoids)
        np.multiply(sigmoids, 0.5, out=sigmoids)
        i, f, o, g = gates
        np.multiply(c[t], f, out=c[t + 1])
        np.multiply(i, g, out=spare)
        np.add(c[t + 1], spare, out=c[t + 1])
        np.tanh(c[t + 1], out=squashed[t])
        np.multiply(squashed[t], o, out=h[t + 1])
    return h[1:]


def lstm_backward(dh: Array, room: Space) -> Array:
    """dh (time, batch, units), the loss's own gradient at each h -> through all that comes later, same shape."""
    total, dc = room.dh, np.zeros(dh.shape[1:])
    np.copyto(total, dh)
    slopes, kept = room.spare, np.empty_like(dc)
    for t in range(total.shape[0] - 1, -1, -1):
        gates, s = room.gates[:, t], room.squashed[t]
        i, f, o, g = gates
        _add_through_output(dc, total[t], o, s, room.scratch[0])
        np.multiply(dc, f, out=kept)  # what the step before gets of dc
        np.subtract(1.0, gates[:3], out=slopes)
        np.multiply(slopes, gates[:3], out=slopes)
        np.multiply(slopes[0], g, out=slopes[0])
        np.multiply(slopes[1], room.c[t], out=slopes[1])
        np.multiply(slopes[2], s, out=slopes[2])
        np.multiply(g, g, out=g)
        np.subtract(1.0, g, out=g)
        np.multiply(g, i, out=g)
        np.multiply(g, dc, out=g)  # from here on the gates hold the gradients of their net inputs
        np.multiply(slopes[:2], dc, out=gates[:2])
        np.multiply(slopes[2], total[t], out=o)
        dc, kept = kept, dc
        if t:
            np.matmul(gates, room.weights_back, out=room.scratch)
            np.add.reduce(room.scratch, axis=0, out=slopes[0])
            np.add(total[t - 1], slopes[0], out=total[t - 1])
    _gather(room)
    return total


def _add_through_output(dc: Array, dh: Array, o: Array, s: Array, scratch: Array) -> None:
    """dc becomes dc + dh o (1 - s^2), s = tanh(c)."""
    np.multiply(s, s, out=scratch)
    np.subtract(1.0, scratch, out=scratch)
    np.multiply(scratch, o, out=scratch)
    np.multiply(scratch, dh, out=scratch)
    np.add(dc, scratch, out=dc)


def _gather(room: Space) -> None:
    """The gradient of the weights: rows^T dz, added over the steps a few at a time."""
    gates, time, batch, units = room.gates.shape
    seen = room.dweights.shape[1]
    blocks = -(-seen // COLUMNS_AT_ONCE)
    cuts = [seen * block // blocks for block in range(blocks + 1)]
    room.dweights[...] = 0.0
    for start in range(0, time, STEPS_AT_ONCE):
        stop = min(start + STEPS_AT_ONCE, time)
        rows = room.rows[start:stop].reshape((stop - start) * batch, -1)
        dz = room.gates[:, start:stop].reshape(gates, (stop - start) * batch, units)
        for left, right in pairwise(cuts):
            np.matmul(rows[:, left:right].T, dz, out=room.part[:, left:right])
        np.add(room.dweights, room.part, out=room.dweights)


def weight_gradients(room: Space) -> Weights:
    """The gradients in the form of `simulator.ops.recurrent`; both biases have the same."""
    count, units = room.gates.shape[0], room.gates.shape[-1]
    order = LSTM_GATES if count == 4 else (0,)
    side_by_side = np.concatenate([room.dweights[order.index(block)] for block in range(count)], axis=1)
    w_h, w_x, b = side_by_side[:units], side_by_side[units:-1], side_by_side[-1]
    return Weights(w_x, w_h, b, b.copy())


def tells_slopes(room: Space) -> bool:
    """After a forward pass: whether no gate and no state is so close to its bound that its slope is lost."""
    outputs = room.gates if room.gates.shape[0] == 4 else room.h[1:]
    highest, lowest = float(outputs.max()), float(outputs.min())
    near = 1.0 - NEAR_ONE
    if room.gates.shape[0] == 4 and float(room.gates[:3].min()) < near:
        return False
    return highest <= NEAR_ONE and lowest >= -NEAR_ONE
