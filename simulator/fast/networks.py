"""A deep plain network: forward, backward and the norm of every gradient, in arrays allocated once.

Plain means dense layers with an activation each, and nothing else; the teaching form is `run_pass` of
`simulator.network`. All that is learned is one vector, in the order of `simulator.vector`, and so are its
gradients: an update is a few operations however deep the network is.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array, safe_norm
from simulator.fast.forms import FORMS, Form
from simulator.layers import Layer, Loss
from simulator.network import Network
from simulator.ops.activations import activation

SQUARES_HOLD = (1e-280, 1e280)
"""Between these a sum of squares has lost nothing; outside, numbers are scaled before they are squared."""


class Shape(NamedTuple):
    """A plain network without its numbers."""

    sizes: tuple[int, ...]  # units of the input and of each layer
    names: tuple[str, ...]  # the activation of each layer

    @property
    def learned(self) -> int:
        """How many numbers it learns."""
        return sum(fan_in * out + out for fan_in, out in pairwise(self.sizes))


def shape_of(network: Network) -> Shape | None:
    """The shape of a network; None where it is not plain or has an activation without a fast form."""
    names = tuple(layer.activation.name for layer in network.layers)
    if not all(name in FORMS for name in names) or not all(map(_bare, network.layers)):
        return None
    return Shape((network.layers[0].w.shape[0], *(layer.w.shape[1] for layer in network.layers)), names)


def _bare(layer: Layer) -> bool:
    """Whether there is nothing but the product, the bias and the activation."""
    return layer == Layer(layer.w, layer.b, layer.activation)


class Parameters(NamedTuple):
    """What a network learns, or the gradients of that: one vector, and its views layer by layer."""

    vector: Array  # (learned,)
    weights: tuple[Array, ...]  # (in, out) each
    biases: tuple[Array, ...]  # (out,) each


def parameters(vector: Array, shape: Shape) -> Parameters:
    """The layers' views of a vector (learned,)."""
    weights, biases, start = [], [], 0
    for fan_in, out in pairwise(shape.sizes):
        stop = start + fan_in * out
        weights.append(vector[start:stop].reshape(fan_in, out))
        biases.append(vector[stop : stop + out])
        start = stop + out
    return Parameters(vector, tuple(weights), tuple(biases))


class Workspace(NamedTuple):
    """All that a pass writes to. The next pass writes over it."""

    shape: Shape
    every: Array  # all activations in one piece, layer by layer
    a: tuple[Array, ...]  # (batch, units) each: room for the input, then views of `every`
    d: tuple[Array, ...]  # (batch, units) each: the gradient behind each layer, then at its net input
    scratch: tuple[Array, ...]  # (batch, units) each
    gradients: Parameters


def workspace(shape: Shape, batch: int) -> Workspace:
    """Room for passes of `batch` samples."""
    every, start = np.empty(batch * sum(shape.sizes[1:])), 0
    a = [np.empty((batch, shape.sizes[0]))]
    for units in shape.sizes[1:]:
        stop = start + batch * units
        a.append(every[start:stop].reshape(batch, units))
        start = stop
    d = tuple(np.empty((batch, units)) for units in shape.sizes[1:])
    shared = {units: np.empty((batch, units)) for units in shape.sizes[1:]}
    scratch = tuple(shared[units] for units in shape.sizes[1:])
    return Workspace(shape, every, tuple(a), d, scratch, parameters(np.empty(shape.learned), shape))


class Done(NamedTuple):
    """What a pass found, in the arrays of its workspace."""

    loss: float
    output: Array  # (batch, out)
    gradients: Parameters


def run_pass(learned: Parameters, x: Array, target: Array, loss: Loss, space: Workspace) -> Done:
    """Forward pass, loss and backward pass. x (batch, in), target as the loss takes it."""
    output = forward(learned, x, space)
    value, judged = loss.forward(output, target)
    np.copyto(space.d[-1], loss.backward(1.0, judged))
    backward(learned, space)
    return Done(float(value), output, space.gradients)


def forward(learned: Parameters, x: Array, space: Workspace) -> Array:
    """x (batch, in) -> the output (batch, out)."""
    np.copyto(space.a[0], x)
    for k, name in enumerate(space.shape.names):
        z = np.dot(space.a[k], learned.weights[k], out=space.a[k + 1])
        np.add(z, learned.biases[k], out=z)
        FORMS[name].forward(z)
    return space.a[-1]


def backward(learned: Parameters, space: Workspace) -> None:
    """From the gradient at the output, which is in the workspace, to all gradients."""
    a, d, found = space.a, space.d, space.gradients
    all_tell = _all_tell(space)
    for k in range(len(learned.weights) - 1, -1, -1):
        form = FORMS[space.shape.names[k]]
        if all_tell or tells_slopes(a[k + 1], form):
            form.times_slope(d[k], a[k + 1], space.scratch[k])
        else:
            z = np.dot(a[k], learned.weights[k], out=space.scratch[k])
            np.add(z, learned.biases[k], out=z)
            np.multiply(d[k], activation(space.shape.names[k]).derivative(z), out=d[k])
        np.dot(a[k].T, d[k], out=found.weights[k])
        np.add.reduce(d[k], axis=0, out=found.biases[k])
        if k:
            np.dot(d[k], learned.weights[k].T, out=d[k - 1])


def _all_tell(space: Workspace) -> bool:
    """Whether all layers can be seen to tell their slopes: two looks at all hidden ones instead of two at each."""
    *hidden, last = space.shape.names
    if not tells_slopes(space.a[-1], FORMS[last]):
        return False
    within = space.every[: space.every.size - space.a[-1].size]
    return all(tells_slopes(within, FORMS[name]) for name in set(hidden))


def tells_slopes(a: Array, form: Form) -> bool:
    """Whether each output tells its slope; a saturated or infinite one does not."""
    return bool(a.min() >= form.lowest and a.max() <= form.highest)


def norms(arrays: Sequence[Array]) -> Array:
    """Euclidean norm of each array's entries -> (arrays,); tiny and huge ones are scaled before squaring."""
    with np.errstate(over="ignore"):
        squares = np.array([np.dot(flat, flat) for flat in (a.reshape(-1) for a in arrays)])
    low, high = SQUARES_HOLD
    found = np.sqrt(squares)
    for k in np.flatnonzero(~((squares >= low) & (squares <= high))).tolist():
        found[k] = safe_norm(arrays[k])
    return np.asarray(found)


Gradient: TypeAlias = Callable[[Array, Array, Array], tuple[float, Array]]
"""(vector (learned,), x (batch, in), target (batch, out)) -> the loss and its gradient (learned,), a new array."""


def gradient_of(network: Network, loss: Loss) -> Gradient | None:
    """The gradient of the loss as a function of the network's vector; None where there is no fast form."""
    shape = shape_of(network)
    if shape is None:
        return None
    spaces: dict[int, Workspace] = {}  # by the number of samples

    def gradient(vector: Array, x: Array, target: Array) -> tuple[float, Array]:
        batch = x.shape[0]
        space = spaces.get(batch) or spaces.setdefault(batch, workspace(shape, batch))
        done = run_pass(parameters(vector, shape), x, target, loss, space)
        return done.loss, done.gradients.vector.copy()

    return gradient
