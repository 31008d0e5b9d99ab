"""Many drawn networks forward and back at once, under replaceable rules, and the theory of their variances.

Sources: Glorot and Bengio (2010); He, Zhang, Ren and Sun (2015); Poole et al. (2016) and Schoenholz et al. (2017)
for the expectation over a normal net input where the activation is not linear by pieces.
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.initialization_parameters import InitializationParameters
from simulator.ops.activations import Activation, ActivationCache, activation
from simulator.ops.initializers import INITIALIZERS, Initialization, weight_square
from simulator.ops.stacked import pass_back
from simulator.streams import stream

TOGETHER, WEIGHTS_TOGETHER = 50, 4 * 10**6
"""How many networks are run at once: so many, or as many as have so many weights."""

Draw = Callable[[Initialization, int, int, np.random.Generator, int], Array]


def draw(name: Initialization, fan_in: int, fan_out: int, rng: np.random.Generator, networks: int) -> Array:
    """The weights of one layer of all networks. -> (networks, in, out)."""
    return INITIALIZERS[name](fan_in, fan_out, rng, (networks,))


def _activation_backward(da: Array, f: Activation, cache: ActivationCache) -> Array:
    return f.backward(da, cache)


class Rules(NamedTuple):
    """The operations of a run, each replaceable."""

    draw: Draw = draw
    pass_back: Callable[[Array, Array], Array] = pass_back
    activation_backward: Callable[[Array, Activation, ActivationCache], Array] = _activation_backward


class Seen(NamedTuple):
    """What was seen in each network, by layer."""

    forward: Array  # (networks, layers) mean square of z
    backward: Array  # (networks, layers) mean square of dC/dz
    mean: Array  # (networks, layers) mean of a
    square: Array  # (networks, layers) mean square of a
    unlike: Array  # (networks, layers) variance of a over the units, mean over the batch
    start: Array  # (networks,) mean square of the input


def run_networks(p: InitializationParameters, scheme: Initialization, seed: int, rules: Rules) -> Seen:
    """All networks of one scheme, some at a time. Every scheme sees the same inputs and upstream gradients."""
    parts = [_run(p, scheme, count, rngs, rules) for count, rngs in _parts(p, seed)]
    return Seen(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def _parts(p: InitializationParameters, seed: int) -> Iterator[tuple[int, tuple[np.random.Generator, ...]]]:
    """How many networks run together, and their generators for weights, inputs and upstream gradients."""
    weights = sum(i * o for i, o in pairwise(p.all_sizes))
    together = max(1, min(TOGETHER, WEIGHTS_TOGETHER // weights))
    counts = [min(together, p.drawn - done) for done in range(0, p.drawn, together)]
    children = (stream(seed, purpose).spawn(len(counts)) for purpose in ("weights", "inputs", "targets"))
    yield from zip(counts, zip(*children, strict=True), strict=True)


def _mean_square(a: Array) -> Array:
    """Mean of a^2 of each network, scaled before squaring. a (networks, rows, columns) -> (networks,)."""
    largest = np.abs(a).max(axis=(1, 2))
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    return np.asarray(((a / scale[:, None, None]) ** 2).mean(axis=(1, 2)) * scale * scale)


def _run(
    p: InitializationParameters,
    scheme: Initialization,
    count: int,
    rngs: tuple[np.random.Generator, ...],
    rules: Rules,
) -> Seen:
    f, sizes = activation(p.activation, p.slope), p.all_sizes
    of_weights, of_inputs, of_gradients = rngs
    a = of_inputs.standard_normal((count, p.samples, sizes[0]))
    if p.inputs is not None:
        a = np.array([p.inputs] * count, dtype=float)
    start, forward, mean, square, unlike = _mean_square(a), [], [], [], []
    tape: list[tuple[Array, ActivationCache]] = []
    for number, (fan_in, fan_out) in enumerate(pairwise(sizes)):
        if p.weights is None:
            w = p.weight_scale * rules.draw(scheme, fan_in, fan_out, of_weights, count)
        else:
            w = np.array([p.weights[number]], dtype=float)
        z = np.matmul(a, w)
        a, cache = f.forward(z)
        tape.append((w, cache))
        forward.append(_mean_square(z))
        mean.append(a.mean(axis=(1, 2)))
        square.append(_mean_square(a))
        unlike.append(_mean_square(a - a.mean(axis=2, keepdims=True)))
    dz = of_gradients.standard_normal((count, p.samples, sizes[-1]))
    backward = [_mean_square(dz)]
    for number in range(len(tape) - 1, 0, -1):
        da = rules.pass_back(dz, tape[number][0])
        dz = rules.activation_backward(da, f, tape[number - 1][1])
        backward.append(_mean_square(dz))
    forward_s, backward_s, mean_s, square_s, unlike_s = (
        np.stack(each, axis=1) for each in (forward, backward[::-1], mean, square, unlike)
    )
    return Seen(forward_s, backward_s, mean_s, square_s, unlike_s, start)


class Theory(NamedTuple):
    """What theory says of the mean squares, by layer."""

    weight: tuple[float, ...]  # mean square of a weight
    forward: tuple[float, ...]  # of z
    activation: tuple[float, ...]  # of a
    slope: tuple[float, ...]  # of f'(z)
    backward: tuple[float, ...]  # of dC/dz


def theory(p: InitializationParameters, scheme: Initialization) -> Theory:
    """Forwards fan_in E[w^2] E[a^2], backwards fan_out E[w^2] E[f'^2], from a mean square of 1 at either end.

    Given inputs and weights enter by their own mean squares. The weights must have mean 0, so that all is NaN for
    `constant`, whose units are all the same.
    """
    f, sizes = activation(p.activation, p.slope), p.all_sizes
    a = 1.0 if p.inputs is None else float(np.mean(np.square(p.inputs)))
    weights, forward, activations, slopes = [], [], [], []
    for number, (fan_in, fan_out) in enumerate(pairwise(sizes)):
        if p.weights is not None:
            square = float(np.mean(np.square(p.weights[number])))
        else:
            square = float("nan") if scheme == "constant" else weight_square(scheme, fan_in, fan_out)
            square *= p.weight_scale**2
        z = fan_in * square * a
        a, slope = (moment(g, f, z) for g in (_value, _derivative))
        weights.append(square)
        forward.append(z)
        activations.append(a)
        slopes.append(slope)
    backward = [1.0]
    for number in range(len(weights) - 1, 0, -1):
        backward.append(sizes[number + 1] * weights[number] * backward[-1] * slopes[number - 1])
    found = (weights, forward, activations, slopes, backward[::-1])
    return Theory(*(tuple(float(x) for x in each) for each in found))


def _value(f: Activation, z: Array) -> Array:
    return f.forward(z)[0]


def _derivative(f: Activation, z: Array) -> Array:
    return f.derivative(z)


def moment(g: Callable[[Activation, Array], Array], f: Activation, square: float) -> float:
    """E[g(z)^2] for a normal z of mean 0 and that mean square; exact where f is linear by pieces."""
    below = {"identity": 1.0, "relu": 0.0, "leaky_relu": f.slope, "prelu": f.slope}.get(f.name)
    if below is not None:
        half = (1.0 + below * below) / 2.0
        return half * square if g is _value else half
    if not np.isfinite(square):
        return float("nan")
    nodes, weights = _normal_rule()
    return float(weights @ g(f, np.sqrt(square) * nodes) ** 2)


@cache
def _normal_rule() -> tuple[Array, Array]:
    """Nodes and weights for the expectation over a standard normal, each side of 0 by itself (corners are at 0)."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    right, half = (
        6.0 * (nodes + 1.0),
        6.0 * weights * np.exp(-18.0 * (nodes + 1.0) ** 2) / np.sqrt(2.0 * np.pi),
    )
    return np.concatenate([-right, right]), np.concatenate([half, half])
