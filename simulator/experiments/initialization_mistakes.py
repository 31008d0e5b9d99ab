"""Learners' mistakes with initialization, each as one rule that is wrong: its networks are really drawn."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np

from simulator.arrays import Array
from simulator.experiments.initialization_parameters import InitializationParameters
from simulator.experiments.initialization_pass import Draw, Rules, draw
from simulator.mutants import SAYS as COMMON
from simulator.ops.activations import Activation, ActivationCache
from simulator.ops.initializers import Initialization, weight_square
from simulator.ops.stacked import pass_back

SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fan_out_for_fan_in": "The variance is set by the fan-out where the scheme asks for the fan-in.",
        "variance_for_deviation": "The variance is taken for the standard deviation: its root is left out.",
        "deviation_for_range": "A uniform scheme takes the deviation for its range: a third of the variance.",
        "missing_gain": "The factor 2 that makes up for the half that ReLU cuts off is left out of He's variance.",
        **{
            name: COMMON[name]
            for name in ("transposed", "no_activation_derivative", "derivative_at_activation")
        },
    }
)

BY_FAN_IN: Final = frozenset({"he_normal", "he_uniform", "lecun_normal", "lecun_uniform", "fan_in_uniform"})
BY_RANGE: Final = frozenset({"xavier_uniform", "he_uniform", "lecun_uniform"})
XAVIER: Final = frozenset({"xavier_normal", "xavier_uniform"})


def _by_fan_out(
    name: Initialization, fan_in: int, fan_out: int, rng: np.random.Generator, networks: int
) -> Array:
    return draw(name, fan_out, fan_in, rng, networks).swapaxes(1, 2)


def _times(factor: Callable[[Initialization, int, int], float]) -> Draw:
    """The true weights, times what the mistake makes of them."""

    def mistaken(
        name: Initialization, fan_in: int, fan_out: int, rng: np.random.Generator, networks: int
    ) -> Array:
        return draw(name, fan_in, fan_out, rng, networks) * factor(name, fan_in, fan_out)

    return mistaken


def _root_left_out(name: Initialization, fan_in: int, fan_out: int) -> float:
    return float(np.sqrt(weight_square(name, fan_in, fan_out))) if name in BY_FAN_IN | XAVIER else 1.0


def _narrow(name: Initialization, fan_in: int, fan_out: int) -> float:
    return float(np.sqrt(1.0 / 3.0)) if name in BY_RANGE else 1.0


def _without_gain(name: Initialization, fan_in: int, fan_out: int) -> float:
    return float(np.sqrt(0.5)) if name.startswith("he_") else 1.0


def _transposed(dy: Array, w: Array) -> Array:
    return np.matmul(dy, w) if w.shape[1] == w.shape[2] else pass_back(dy, w)


def _no_derivative(da: Array, f: Activation, cache: ActivationCache) -> Array:
    del f, cache
    return da


def _derivative_at_activation(da: Array, f: Activation, cache: ActivationCache) -> Array:
    return da * f.derivative(cache.a)


RULES: Final[Mapping[str, Rules]] = MappingProxyType(
    {
        "fan_out_for_fan_in": Rules(_by_fan_out),
        "variance_for_deviation": Rules(_times(_root_left_out)),
        "deviation_for_range": Rules(_times(_narrow)),
        "missing_gain": Rules(_times(_without_gain)),
        "transposed": Rules(pass_back=_transposed),
        "no_activation_derivative": Rules(activation_backward=_no_derivative),
        "derivative_at_activation": Rules(activation_backward=_derivative_at_activation),
    }
)


def fits(mistake: str, p: InitializationParameters) -> bool:
    """Whether the mistake can be made in such a run at all: by the scheme with the plain names."""
    scheme, sizes = p.initialization, p.all_sizes
    if mistake == "transposed":
        return any(i == o > 1 for i, o in pairwise(sizes[1:]))
    if mistake.endswith("activation_derivative") or mistake == "derivative_at_activation":
        return len(sizes) > 2
    if p.weights is not None:
        return False
    if mistake == "fan_out_for_fan_in":
        return scheme in BY_FAN_IN and len(set(sizes)) > 1
    if mistake == "variance_for_deviation":
        return scheme in BY_FAN_IN | XAVIER
    if mistake == "deviation_for_range":
        return scheme in BY_RANGE
    return scheme.startswith("he_")
