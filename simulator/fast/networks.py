"""A deep plain network: forward, backward and the norm of every gradient, in arrays allocated once.

Plain means dense layers with one activation between them and a linear output: the teaching form is
`simulator.network.run_pass` for such a network. All gradients lie side by side in one array, so that an update is
three operations however deep the network is.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array, safe_norm
from simulator.fast.forms import FORMS, Form
from simulator.layers import Layer, Loss
from simulator.network import Network
from simulator.ops.activations import activation

SQUARES_HOLD = (1e-280, 1e280)
"""Between these a sum of squares has lost nothing; outside, numbers are scaled before they are squared."""


class Parameters(NamedTuple):
    """What a network learns, or the gradients of that: views of one array, layer by layer."""

    flat: Array  # (all,)
    weights: tuple[Array, ...]  # (in, out) each
    biases: tuple[Array, ...]  # (out,) each


def parameters(sizes: Sequence[int]) -> Parameters:
    """Room for the parameters of a network with units `sizes`, the input first; not yet filled."""
    layers = list(pairwise(sizes))
    flat = np.empty(sum(fan_in * out + out for fan_in, out in layers))
    weights, biases, start = [], [], 0
    for fan_in, out in layers:
        stop = start + fan_in * out
        weights.append(flat[start:stop].reshape(fan_in, out))
        biases.append(flat[stop : stop + out])
        start = stop + out
    return Parameters(flat, tuple(weights), tuple(biases))


class Workspace(NamedTuple):
    """All that a pass writes to. The next pass writes over it."""

    f: str  # the activation between the layers
    hidden: Array  # all activations of the hidden layers in one piece
    a: tuple[Array, ...]  # (batch, units) each: room for the input, views of `hidden`, the output
    d: tuple[Array, ...]  # (batch, units) each: the gradient behind each layer, then at its net input
    scratch: tuple[Array, ...]  # (batch, units) each
    gradients: Parameters


def workspace(sizes: Sequence[int], batch: int, f: str) -> Workspace:
    """Room for passes of a network with units `sizes`, the input first. KeyError where f has no fast form."""
    FORMS[f]
    hidden = np.empty(batch * sum(sizes[1:-1]))
    a, start = [np.empty((batch, sizes[0]))], 0
    for units in sizes[1:-1]:
        stop = start + batch * units
        a.append(hidden[start:stop].reshape(batch, units))
        start = stop
    a.append(np.empty((batch, sizes[-1])))
    d = tuple(np.empty((batch, units)) for units in sizes[1:])
    shared = {units: np.empty((batch, units)) for units in sizes[1:]}
    scratch = tuple(shared[units] for units in sizes[1:])
    return Workspace(f, hidden, tuple(a), d, scratch, parameters(sizes))


class Done(NamedTuple):
    """What a pass found, in the arrays of its workspace."""

    loss: float
    output: Array  # (batch, out)
    gradients: Parameters


def run_pass(learned: Parameters, x: Array, target: Array, loss: Loss, space: Workspace) -> Done:
    """Forward pass, loss and backward pass. x (batch, in), target as the loss takes it."""
    form = FORMS[space.f]
    output = forward(learned, x, form, space)
    value, judged = loss.forward(output, target)
    np.copyto(space.d[-1], loss.backward(1.0, judged))
    backward(learned, form, space)
    return Done(float(value), output, space.gradients)


def forward(learned: Parameters, x: Array, form: Form, space: Workspace) -> Array:
    """x (batch, in) -> the output (batch, out)."""
    np.copyto(space.a[0], x)
    last = len(learned.weights) - 1
    for k, (w, b) in enumerate(zip(learned.weights, learned.biases, strict=True)):
        z = np.dot(space.a[k], w, out=space.a[k + 1])
        np.add(z, b, out=z)
        if k < last:
            form.forward(z)
    return space.a[-1]


def backward(learned: Parameters, form: Form, space: Workspace) -> None:
    """From the gradient at the output, which is in the workspace, to all gradients."""
    a, d, found = space.a, space.d, space.gradients
    all_tell = tells_slopes(space.hidden, form)
    for k in range(len(learned.weights) - 1, -1, -1):
        np.dot(a[k].T, d[k], out=found.weights[k])
        np.add.reduce(d[k], axis=0, out=found.biases[k])
        if k == 0:
            return
        before = np.dot(d[k], learned.weights[k].T, out=d[k - 1])
        if all_tell or tells_slopes(a[k], form):
            form.times_slope(before, a[k], space.scratch[k - 1])
        else:
            z = np.dot(a[k - 1], learned.weights[k - 1], out=space.scratch[k - 1])
            np.add(z, learned.biases[k - 1], out=z)
            np.multiply(before, activation(space.f).derivative(z), out=before)


def tells_slopes(a: Array, form: Form) -> bool:
    """Whether each output tells its slope; a saturated or infinite one does not."""
    return not a.size or bool(a.min() >= form.lowest and a.max() <= form.highest)


def norms(arrays: Sequence[Array]) -> Array:
    """Euclidean norm of each array's entries -> (arrays,); tiny and huge ones are scaled before squaring."""
    with np.errstate(over="ignore"):
        squares = np.array([np.dot(flat, flat) for flat in (a.reshape(-1) for a in arrays)])
    low, high = SQUARES_HOLD
    found = np.sqrt(squares)
    for k in np.flatnonzero(~((squares >= low) & (squares <= high))).tolist():
        found[k] = safe_norm(arrays[k])
    return np.asarray(found)


def plain(network: Network) -> tuple[Parameters, str] | None:
    """What the network learns, copied, and the activation between its layers; None where it has no fast form."""
    *hidden, last = network.layers
    names = {layer.activation.name for layer in hidden} or {"identity"}
    name = names.pop()
    if (
        names
        or name not in FORMS
        or last.activation.name != "identity"
        or not all(map(_bare, network.layers))
    ):
        return None
    sizes = [network.layers[0].w.shape[0], *(layer.w.shape[1] for layer in network.layers)]
    learned = parameters(sizes)
    for layer, w, b in zip(network.layers, learned.weights, learned.biases, strict=True):
        np.copyto(w, layer.w)
        np.copyto(b, layer.b)
    return learned, name


def _bare(layer: Layer) -> bool:
    """Whether there is nothing but the product, the bias and the activation."""
    return layer == Layer(layer.w, layer.b, layer.activation)


def train(
    network: Network,
    x: Array,
    target: Array,
    loss: Loss,
    learning_rate: Callable[[int], float],
    updates: int,
) -> tuple[float, ...] | None:
    """The losses of full-batch gradient descent: before each update, and after the last.

    `learning_rate` is that of each update, counted from 0. None where the network has no fast form: then the
    teaching form, `simulator.network.train`, has to do it.
    """
    found = plain(network)
    if found is None:
        return None
    learned, f = found
    sizes = [x.shape[1], *(b.size for b in learned.biases)]
    space, history = workspace(sizes, x.shape[0], f), []
    for update in range(updates):
        done = run_pass(learned, x, target, loss, space)
        history.append(done.loss)
        step = np.multiply(done.gradients.flat, learning_rate(update), out=done.gradients.flat)
        np.subtract(learned.flat, step, out=learned.flat)
    history.append(float(loss.forward(forward(learned, x, FORMS[f], space), target)[0]))
    return tuple(history)
