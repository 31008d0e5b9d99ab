"""A deep plain network: forward, backward and the norm of every gradient, in arrays allocated once.

Plain means dense layers with an activation each, and nothing else; the teaching form is `run_pass` of
`simulator.network`. All that is learned is one vector, in the order of `simulator.vector`, and so are its
gradients: an update is a few operations however deep the network is.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array, safe_norm
from simulator.fast.forms import FORMS, Form, one
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


STACKED_BELOW = 2**13
"""Entries of a layer below which what is done entry by entry is done for a whole block of layers at once: a call
then costs as much as the work. Larger layers are done one by one, while they are in the cache of the processor.
"""


class Block(NamedTuple):
    """Layers of one size and one activation that follow one another, stacked: views of a workspace's arrays."""

    layers: range
    form: Form
    a: Array  # (layers, batch, units) the outputs
    d: Array  # (layers, batch, units) the gradient behind each layer, then at its net input
    slopes: Array  # (layers, batch, units); (1, batch, units) where the layers are done one by one
    dw: Array  # (layers, in, units)
    db: Array  # (layers, units)

    @property
    def stacked(self) -> bool:
        """Whether the layers are done at once."""
        return bool(self.slopes.shape[0] == len(self.layers))


class Workspace(NamedTuple):
    """All that a pass writes to. The next pass writes over it."""

    shape: Shape
    x: Array  # (batch, in)
    a: tuple[Array, ...]  # (batch, units) each: the input, then the output of each layer
    d: tuple[Array, ...]  # (batch, units) each
    gradients: Parameters
    blocks: tuple[Block, ...]
    norms: Array  # (layers,) of the weight gradients


def workspace(shape: Shape, batch: int) -> Workspace:
    """Room for passes of `batch` samples."""
    x, gradients = np.empty((batch, shape.sizes[0])), parameters(np.empty(shape.learned), shape)
    blocks, learned = [], 0
    for layers in _runs(shape):
        fan_in, units = shape.sizes[layers[0]], shape.sizes[layers[0] + 1]
        size = (fan_in + 1) * units
        part = gradients.vector[learned : learned + len(layers) * size].reshape(len(layers), size)
        learned += len(layers) * size
        together = len(layers) if batch * units < STACKED_BELOW else 1
        blocks.append(
            Block(
                layers,
                FORMS[shape.names[layers[0]]],
                np.empty((len(layers), batch, units)),
                np.empty((len(layers), batch, units)),
                np.empty((together, batch, units)),
                part[:, : fan_in * units].reshape(len(layers), fan_in, units),
                part[:, fan_in * units :],
            )
        )
    a = (x, *(one for block in blocks for one in block.a))
    d = tuple(one for block in blocks for one in block.d)
    return Workspace(shape, x, a, d, gradients, tuple(blocks), np.empty(len(d)))


def _runs(shape: Shape) -> list[range]:
    """The layers, cut where the size or the activation changes."""
    layers = [(a, b, name) for (a, b), name in zip(pairwise(shape.sizes), shape.names, strict=True)]
    starts = [k for k, layer in enumerate(layers) if k == 0 or layer != layers[k - 1]]
    return [range(start, stop) for start, stop in pairwise([*starts, len(layers)])]


class Done(NamedTuple):
    """What a pass found, in the arrays of its workspace."""

    loss: float
    output: Array  # (batch, out)
    gradients: Parameters
    norms: Array  # (layers,) of the weight gradients


def run_pass(learned: Parameters, x: Array, target: Array, loss: Loss, space: Workspace) -> Done:
    """Forward pass, loss and backward pass. x (batch, in), target as the loss takes it."""
    output = forward(learned, x, space)
    value, judged = loss.forward(output, target)
    np.copyto(space.d[-1], loss.backward(1.0, judged))
    backward(learned, space)
    return Done(float(value), output, space.gradients, space.norms)


def forward(learned: Parameters, x: Array, space: Workspace) -> Array:
    """x (batch, in) -> the output (batch, out)."""
    np.copyto(space.x, x)
    a, weights, biases = space.a, learned.weights, learned.biases
    for block in space.blocks:
        activate = block.form.forward
        for k in block.layers:
            z = np.dot(a[k], weights[k], out=a[k + 1])
            np.add(z, biases[k], out=z)
            activate(z)
    return a[-1]


def backward(learned: Parameters, space: Workspace) -> None:
    """From the gradient at the output, which is in the workspace, to all others and the norms by weights."""
    a, d, weights = space.a, space.d, learned.weights
    for block in reversed(space.blocks):
        exact = not tells_slopes(block.a, block.form)
        if block.stacked and not exact:
            block.form.slope(block.a, block.slopes)
        for at in range(len(block.layers) - 1, -1, -1):
            k, dz = block.layers[at], block.d[at]
            if exact:
                z = np.dot(a[k], weights[k]) + learned.biases[k]
                np.multiply(dz, activation(space.shape.names[k]).derivative(z), out=dz)
            elif block.form.slope is not one:
                slope = block.slopes[at if block.stacked else 0]
                if not block.stacked:
                    block.form.slope(block.a[at], slope)
                np.multiply(dz, slope, out=dz)
            np.dot(a[k].T, dz, out=space.gradients.weights[k])
            if not block.stacked:
                space.norms[k] = norm(space.gradients.weights[k])
            if k:
                np.dot(dz, weights[k].T, out=d[k - 1])
        np.add.reduce(block.d, axis=1, out=block.db)
        if block.stacked:
            space.norms[block.layers.start : block.layers.stop] = norms(block.dw)


def tells_slopes(a: Array, form: Form) -> bool:
    """Whether each output tells its slope; a saturated or infinite one does not."""
    return bool(a.min() >= form.lowest and a.max() <= form.highest)


def norm(w: Array) -> float:
    """Euclidean norm of all entries; tiny and huge ones are scaled before squaring."""
    flat = w.reshape(-1)
    with np.errstate(over="ignore"):
        square = float(np.dot(flat, flat))
    low, high = SQUARES_HOLD
    return float(np.sqrt(square)) if low <= square <= high else safe_norm(w)


def norms(stack: Array) -> Array:
    """The norm of each matrix. stack (layers, in, out) -> (layers,)."""
    flat = stack.reshape(stack.shape[0], -1)
    with np.errstate(over="ignore"):
        squares = np.vecdot(flat, flat)
    low, high = SQUARES_HOLD
    found = np.sqrt(squares)
    for k in np.flatnonzero(~((squares >= low) & (squares <= high))).tolist():
        found[k] = safe_norm(stack[k])
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
