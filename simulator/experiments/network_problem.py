"""The network of `network` and the batch that it learns from, given or drawn."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.network_parameters import NetworkParameters
from simulator.masks import redrawing, renewing
from simulator.network import Dropout, Layer, Network, Normalizer
from simulator.normalization import Normalization
from simulator.ops.activations import activation
from simulator.ops.initializers import INITIALIZERS
from simulator.ops.losses import Reduction
from simulator.ops.normalization import Convention
from simulator.streams import stream


class Problem(NamedTuple):
    """A network with the batch it learns from."""

    network: Network
    x: Array  # (batch, in)
    target: Array  # (batch, out)
    p: NetworkParameters
    seed: int = 0

    @property
    def renew(self) -> Callable[[Network], Network] | None:
        """What draws new masks after each update; None where they are given, or there are none."""
        return None if self.p.dropout_masks is not None else renewing(self.network, self.seed)

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
        layer = Layer(w, np.array(p.bias_of(number), dtype=float), activation(name, p.slope))
        layers.append(layer if number == len(sizes) - 2 else _with_options(layer, p, number))
    network = Network(tuple(layers))
    if p.dropout_masks is None:
        network = redrawing(seed)(network)
    x = (
        _rows(p.inputs)
        if p.inputs is not None
        else stream(seed, "inputs").standard_normal((p.samples, sizes[0]))
    )
    target = _rows(p.targets) if p.targets is not None else _targets(p, stream(seed, "targets"))
    return Problem(network, x, target, p, seed)


def _with_options(layer: Layer, p: NetworkParameters, number: int) -> Layer:
    """A hidden layer, counted from 0, with its normalization, its skip and its dropout."""
    normalizer, dropout, units = None, None, layer.b.size
    if p.normalization != "none":
        how = Normalization(p.normalization, Convention(p.epsilon, center=p.normalization != "rms"), p.groups)
        normalizer = Normalizer(how, np.full(units, p.scale), np.full(units, p.shift))
    if p.drops:
        given = p.dropout_masks
        mask = np.ones((p.samples, units)) if given is None else _rows(given[number])
        dropout = Dropout(p.dropout, mask, p.dropout_mode, p.dropout_convention)
    return layer._replace(normalizer=normalizer, skip=p.skips[number], dropout=dropout)


def _rows(given: object) -> Array:
    return np.atleast_2d(np.array(given, dtype=float))


def _targets(p: NetworkParameters, rng: np.random.Generator) -> Array:
    shape = (p.samples, p.all_sizes[-1])
    if p.loss == "softmax_cross_entropy":
        return np.eye(shape[1])[rng.integers(shape[1], size=shape[0])]
    if p.loss == "binary_cross_entropy":
        return rng.integers(2, size=shape).astype(float)
    return rng.random(shape)
