"""All that a network learns as one vector, and back: what an optimizer moves in one step.

Of each layer in turn it holds W (row by row), b, the slope of the activation where that is learned, and scale and
shift where there is a normalization.
"""

from collections.abc import Sequence

import numpy as np

from simulator.arrays import Array
from simulator.network import Gradients, Layer, LayerGradient, Network
from simulator.ops.activations import activation


def learned(layer: Layer) -> list[Array]:
    """The arrays that a layer learns, in the order of the vector."""
    parts = [layer.w, layer.b]
    if layer.activation.slope_backward is not None:
        parts.append(np.asarray(layer.activation.slope))
    if layer.normalizer is not None:
        parts += [layer.normalizer.scale, layer.normalizer.shift]
    return parts


def _gradients(found: LayerGradient) -> list[Array]:
    """The gradients of what a layer learns, in the same order."""
    return [g for g in (found.dw, found.db, found.dslope, found.dscale, found.dshift) if g is not None]


def _joined(parts: Sequence[Array]) -> Array:
    return np.concatenate([part.ravel() for part in parts])


def pack(network: Network) -> Array:
    """The network's vector (learned,)."""
    return _joined([part for layer in network.layers for part in learned(layer)])


def pack_gradients(found: Gradients) -> Array:
    """The gradient of the loss by the network's vector (learned,)."""
    return _joined([part for layer in found.layers for part in _gradients(layer)])


def unpack(vector: Array, like: Network) -> Network:
    """The network of that vector (learned,), otherwise as `like`; its arrays are views of the vector."""
    layers, at = [], 0
    for layer in like.layers:
        parts = []
        for part in learned(layer):
            parts.append(vector[at : at + part.size].reshape(part.shape))
            at += part.size
        layers.append(_with(layer, parts))
    return Network(tuple(layers))


def _with(layer: Layer, parts: list[Array]) -> Layer:
    w, b, *rest = parts
    f, normalizer = layer.activation, layer.normalizer
    if f.slope_backward is not None:
        f = activation(f.name, float(rest.pop(0)))
    if normalizer is not None:
        normalizer = normalizer._replace(scale=rest[0], shift=rest[1])
    return layer._replace(w=w, b=b, activation=f, normalizer=normalizer)


def weights(vector: Array, like: Network) -> list[Array]:
    """The W of each layer, as views of the vector (learned,)."""
    return [layer.w for layer in unpack(vector, like).layers]
