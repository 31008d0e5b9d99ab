"""The network of `network` and the batch that it learns from, given or drawn."""

from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.network_parameters import NetworkParameters
from simulator.network import Layer, Network
from simulator.ops.activations import activation
from simulator.ops.initializers import INITIALIZERS
from simulator.ops.losses import Reduction
from simulator.streams import stream


class Problem(NamedTuple):
    """A network with the batch it learns from."""

    network: Network
    x: Array  # (batch, in)
    target: Array  # (batch, out)
    p: NetworkParameters

    @property
    def reduction(self) -> Reduction:
        """The parameter `reduction` as the operations know it: a mean cross-entropy is one per sample."""
        if self.p.reduction == "mean" and self.p.loss.endswith("cross_entropy"):
            return "batch_mean"
        return self.p.reduction


def build(p: NetworkParameters, seed: int) -> Problem:
    """The network and its batch, drawn where they are not given."""
    sizes = p.all_sizes
    weights, layers = stream(seed, "weights"), []
    for number, (fan_in, fan_out, name) in enumerate(zip(sizes, sizes[1:], p.activations, strict=False)):
        if p.weights is None:
            w = p.weight_scale * INITIALIZERS[p.initialization](fan_in, fan_out, weights)
        else:
            w = np.array(p.weights[number], dtype=float)
            w = np.ascontiguousarray(w.T) if p.layout == "out_in" else w
        layers.append(Layer(w, np.array(p.bias_of(number), dtype=float), activation(name, p.slope)))
    x = (
        _rows(p.inputs)
        if p.inputs is not None
        else stream(seed, "inputs").standard_normal((p.samples, sizes[0]))
    )
    target = _rows(p.targets) if p.targets is not None else _targets(p, stream(seed, "targets"))
    return Problem(Network(tuple(layers)), x, target, p)


def _rows(given: object) -> Array:
    return np.atleast_2d(np.array(given, dtype=float))


def _targets(p: NetworkParameters, rng: np.random.Generator) -> Array:
    shape = (p.samples, p.all_sizes[-1])
    if p.loss == "softmax_cross_entropy":
        return np.eye(shape[1])[rng.integers(shape[1], size=shape[0])]
    if p.loss == "binary_cross_entropy":
        return rng.integers(2, size=shape).astype(float)
    return rng.random(shape)
