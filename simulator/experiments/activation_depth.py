"""Activations through the layers of a drawn network: how they spread, saturate, and die."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array, plain, safe_variance
from simulator.experiments.activation_parameters import ActivationParameters
from simulator.latex import number
from simulator.ops.activations import Activation
from simulator.ops.initializers import INITIALIZERS
from simulator.streams import stream
from simulator.trace import Measurements, Series, Step

QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS = 30
MOST_LAYERS, END_LAYERS = 12, 4
"""Of more layers than this, so many at either end are told."""

DESCRIPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "activation_mean": "mean of a over units and samples, by layer (depth,)",
        "activation_variance": "variance of a over units and samples, by layer (depth,)",
        "activation_quantiles": "what 5, 25, 50, 75 and 95 percent of all a are at most, by layer (depth, 5)",
        "layer_saturated_share": "share of units and samples where |f'(z)| is below `saturation` (depth,)",
        "zero_share": "share of units and samples where a is exactly 0, by layer (depth,)",
        "dead_share": "share of units whose a is exactly 0 for every sample, by layer (depth,)",
    }
)


class LayerDone(NamedTuple):
    """One layer of the drawn network."""

    z: Array  # (batch, width)
    a: Array  # (batch, width)


Layers: TypeAlias = tuple[LayerDone, ...]


def follow(p: ActivationParameters, seed: int) -> Layers:
    """Samples N(0, 1) through `depth` drawn layers of one width."""
    weights, f = stream(seed, "weights"), p.function
    a = stream(seed, "inputs").standard_normal((p.batch, p.width))
    done = []
    for _ in range(p.depth):
        w = p.weight_scale * INITIALIZERS[p.initialization](p.width, p.width, weights)
        z = a @ w + p.bias
        a = f.forward(z)[0]
        done.append(LayerDone(z, a))
    return tuple(done)


def by_unit(a: Array) -> Array:
    """Whether each unit is 0 for the whole batch. a (batch, width) -> (width,)."""
    return np.asarray((a == 0).all(axis=0))


def measure_layers(
    layers: Layers, slope_of: Callable[[Array], Array], saturation: float, dead: Callable[[Array], Array]
) -> Measurements:
    """What became of the activations, layer by layer; empty lists without layers."""
    return {
        "activation_mean": plain([float(done.a.mean()) for done in layers]),
        "activation_variance": plain([safe_variance(done.a) for done in layers]),
        "activation_quantiles": plain([np.quantile(done.a, QUANTILES) for done in layers]),
        "layer_saturated_share": plain(
            [float(np.mean(np.abs(slope_of(done.z)) < saturation)) for done in layers]
        ),
        "zero_share": plain([float(np.mean(done.a == 0)) for done in layers]),
        "dead_share": plain([float(np.mean(dead(done.a))) for done in layers]),
    }


@cache
def _gauss_legendre() -> tuple[Array, Array]:
    nodes, weights = np.polynomial.legendre.leggauss(200)
    return nodes, weights


def normal_moments(f: Activation) -> tuple[float, float]:
    """Mean and variance of f(z) for a standard normal z, each side of 0 by itself: corners are at 0."""
    nodes, weights = _gauss_legendre()
    right = 6.0 * (nodes + 1.0)  # up to 12, beyond which there is 1e-33 of it
    density = 6.0 * weights * np.exp(-0.5 * right * right) / np.sqrt(2.0 * np.pi)
    above, below = (f.forward(side)[0] for side in (right, -right))
    mean = float(density @ above + density @ below)
    return mean, float(density @ (above - mean) ** 2 + density @ (below - mean) ** 2)


def histograms(layers: Layers) -> Iterator[Series]:
    """The share of activations in each of 30 even bins, of the first, the middle and the last layer."""
    for k in sorted({0, len(layers) // 2, len(layers) - 1} if layers else ()):
        a = layers[k].a.ravel()
        low, high = float(a.min()), float(a.max())
        if not (np.isfinite(low) and np.isfinite(high - low)):
            continue
        width = high - low if high > low else 1.0
        at = np.minimum(((a - low) / width * BINS).astype(int), BINS - 1)
        share = np.bincount(at, minlength=BINS) / a.size
        centers = low + (np.arange(BINS) + 0.5) / BINS * width
        yield Series(
            f"layer {k + 1}",
            "activation",
            "share",
            tuple(centers.tolist()),
            tuple(share.tolist()),
            "linear",
            "distribution",
        )


def steps_of_layers(f: Activation, layers: Layers, measured: Measurements) -> Iterator[Step]:
    """Mean and variance of each layer's activations; of many layers those at either end."""
    told, gap = list(range(1, len(layers) + 1)), ""
    if len(layers) > MOST_LAYERS:
        told = [*told[:END_LAYERS], *told[-END_LAYERS:]]
        gap = f"; layers {END_LAYERS + 1} to {len(layers) - END_LAYERS} are left out"
    for k in told:
        a, shape = f"A^{{({k})}}", layers[k - 1].a.shape
        source = "X" if k == 1 else f"A^{{({k - 1})}}"
        for word, symbol in (("Mean", r"\operatorname{mean}"), ("Variance", r"\operatorname{var}")):
            values = measured[f"activation_{word.lower()}"]
            assert isinstance(values, list)
            value = values[k - 1]
            assert isinstance(value, float)
            yield Step(
                f"{word} of the activations of layer {k}",
                "forward",
                rf"{symbol} {f.latex}({source} W^{{({k})}} + b)",
                rf"{symbol} {a} = {number(value)}",
                value,
                shape,
                k,
                f"the {word.lower()} of all {shape[0]} by {shape[1]} entries{gap}",
            )
