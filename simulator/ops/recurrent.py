"""Recurrent cells: the plain one (RNN), the LSTM and the GRU, one time step forward and back.

The blocks of a cell's gates lie side by side in its weights: one block in the RNN; input i, forget f, candidate g
and output o in the LSTM; reset r, update z and candidate n in the GRU (PyTorch's orders). Conversions from other
orders belong to the callers.
Sources: Hochreiter and Schmidhuber (1997) and Gers, Schmidhuber and Cummins (2000) for the LSTM with a forget gate;
Cho et al. (2014) for the GRU; PyTorch's RNN, LSTM and GRU for the two biases and the GRU's reset after the product.
"""

from collections.abc import Callable
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array
from simulator.ops.activations import Activation, ActivationCache, activation

SIGMOID: Final = activation("sigmoid")
TANH: Final = activation("tanh")

Reset: TypeAlias = Literal["after", "before"]
Update: TypeAlias = Literal["keep", "replace"]


class Weights(NamedTuple):
    """What a cell learns; its gradients have the same form."""

    w_x: Array  # (in, gates units)
    w_h: Array  # (units, gates units)
    b_x: Array  # (gates units,)
    b_h: Array  # (gates units,)


class State(NamedTuple):
    """What is handed from one time step to the next; its gradients have the same form."""

    h: Array  # (batch, units)
    c: Array  # (batch, units); (batch, 0) in a cell that has no cell state


class CellGradient(NamedTuple):
    """What the backward pass of one time step finds."""

    dx: Array  # (batch, in)
    before: State  # gradient at the state that the step received
    dw: Weights  # the step's part of the gradient of the weights
    dz: Array  # (batch, gates units) at the net inputs
    dc: Array  # (batch, units) at the cell state, through h as well; (batch, 0) where there is none


Through: TypeAlias = Callable[[Array, Activation, ActivationCache], Array]
"""How a gradient passes back through an activation: da -> dz."""


def through(da: Array, f: Activation, cache: ActivationCache) -> Array:
    """da (...,) -> dz (...,), times the activation's derivative."""
    return f.backward(da, cache)


class RnnCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    x: Array  # (batch, in)
    before: State
    after: State
    w: Weights
    f: Activation
    a: ActivationCache


def rnn_cell_forward(x: Array, before: State, w: Weights, f: Activation = TANH) -> tuple[State, RnnCache]:
    """h' = f(x w_x + b_x + h w_h + b_h).   x (batch, in), h (batch, units) -> h' (batch, units)."""
    h, cache = f.forward(x @ w.w_x + w.b_x + before.h @ w.w_h + w.b_h)
    after = State(h, before.c)
    return after, RnnCache(x, before, after, w, f, cache)


def rnn_cell_backward(d: State, cache: RnnCache, through: Through = through) -> CellGradient:
    """d.h (batch, units) -> gradients at x, at the state before and of the weights."""
    dz = through(d.h, cache.f, cache.a)
    before = State(dz @ cache.w.w_h.T, d.c)
    return CellGradient(dz @ cache.w.w_x.T, before, _weights(cache.x, cache.before.h, dz, dz), dz, d.c)


class LstmCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    x: Array  # (batch, in)
    before: State
    after: State
    w: Weights
    i: ActivationCache
    f: ActivationCache
    g: ActivationCache
    o: ActivationCache
    squash: Activation
    s: ActivationCache  # squash(c')


def lstm_cell_forward(
    x: Array, before: State, w: Weights, squash: Activation = TANH
) -> tuple[State, LstmCache]:
    """c' = f c + i g and h' = o squash(c'), with i, f, o = sigmoid and g = tanh of x w_x + b_x + h w_h + b_h.

    x (batch, in), h and c (batch, units) -> h' and c' (batch, units).
    """
    z = x @ w.w_x + w.b_x + before.h @ w.w_h + w.b_h  # (batch, 4 units)
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)
    (i, i_cache), (f, f_cache), (o, o_cache) = (SIGMOID.forward(gate) for gate in (z_i, z_f, z_o))
    g, g_cache = TANH.forward(z_g)
    c = f * before.c + i * g
    s, s_cache = squash.forward(c)
    after = State(o * s, c)
    return after, LstmCache(x, before, after, w, i_cache, f_cache, g_cache, o_cache, squash, s_cache)


def lstm_cell_backward(d: State, cache: LstmCache, through: Through = through) -> CellGradient:
    """d.h and d.c (batch, units) -> gradients at x, at the state before and of the weights."""
    i, f, g, o = cache.i.a, cache.f.a, cache.g.a, cache.o.a
    dc = d.c + through(d.h * o, cache.squash, cache.s)  # c' is read by the next step and by h'
    dz = np.concatenate(
        [
            through(dc * g, SIGMOID, cache.i),
            through(dc * cache.before.c, SIGMOID, cache.f),
            through(dc * i, TANH, cache.g),
            through(d.h * cache.s.a, SIGMOID, cache.o),
        ],
        axis=1,
    )
    before = State(dz @ cache.w.w_h.T, dc * f)
    return CellGradient(dz @ cache.w.w_x.T, before, _weights(cache.x, cache.before.h, dz, dz), dz, dc)


class GruCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    x: Array  # (batch, in)
    before: State
    after: State
    w: Weights
    r: ActivationCache
    z: ActivationCache
    n: ActivationCache
    heard: Array  # (batch, units) h w_n + b_n, or (r h) w_n + b_n where the reset comes before
    reset: Reset
    update: Update


def gru_cell_forward(
    x: Array, before: State, w: Weights, reset: Reset = "after", update: Update = "keep"
) -> tuple[State, GruCache]:
    """h' = z h + (1 - z) n, or (1 - z) h + z n where the update gate replaces; r, z = sigmoid, n = tanh.

    The reset gate r acts on the product h w_n + b_n (`after`, as PyTorch) or on h itself (`before`, as the paper).
    x (batch, in), h (batch, units) -> h' (batch, units).
    """
    x_r, x_z, x_n = np.split(x @ w.w_x + w.b_x, 3, axis=1)
    h, (w_r, w_z, w_n), (b_r, b_z, b_n) = before.h, np.split(w.w_h, 3, axis=1), np.split(w.b_h, 3)
    r, r_cache = SIGMOID.forward(x_r + h @ w_r + b_r)
    z, z_cache = SIGMOID.forward(x_z + h @ w_z + b_z)
    heard = h @ w_n + b_n if reset == "after" else (r * h) @ w_n + b_n
    n, n_cache = TANH.forward(x_n + (r * heard if reset == "after" else heard))
    kept, new = (h, n) if update == "keep" else (n, h)
    after = State(z * kept + (1.0 - z) * new, before.c)
    return after, GruCache(x, before, after, w, r_cache, z_cache, n_cache, heard, reset, update)


def gru_cell_backward(d: State, cache: GruCache, through: Through = through) -> CellGradient:
    """d.h (batch, units) -> gradients at x, at the state before and of the weights."""
    h, r, z, n = cache.before.h, cache.r.a, cache.z.a, cache.n.a
    of_n, of_h = (1.0 - z, z) if cache.update == "keep" else (z, 1.0 - z)
    w_r, w_z, w_n = np.split(cache.w.w_h, 3, axis=1)
    dn = through(d.h * of_n, TANH, cache.n)
    dz = through(d.h * (h - n if cache.update == "keep" else n - h), SIGMOID, cache.z)
    if cache.reset == "after":
        heard, dr = dn * r, through(dn * cache.heard, SIGMOID, cache.r)
        dh = d.h * of_h + heard @ w_n.T
    else:
        heard, through_n = dn, dn @ w_n.T  # at r h
        dr = through(through_n * h, SIGMOID, cache.r)
        dh = d.h * of_h + through_n * r
    dh = dh + dr @ w_r.T + dz @ w_z.T
    at_x, at_h = np.concatenate([dr, dz, dn], axis=1), np.concatenate([dr, dz, heard], axis=1)
    dw = _weights(cache.x, h, at_x, at_h)
    if cache.reset == "before":
        units = h.shape[1]
        dw.w_h[:, 2 * units :] = (r * h).T @ dn
    return CellGradient(at_x @ cache.w.w_x.T, State(dh, d.c), dw, at_x, d.c)


def _weights(x: Array, h: Array, at_x: Array, at_h: Array) -> Weights:
    """Gradients of the weights; at_x and at_h (batch, gates units) are those of their two products."""
    return Weights(x.T @ at_x, h.T @ at_h, at_x.sum(axis=0), at_h.sum(axis=0))
