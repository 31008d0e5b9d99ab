"""Initializers: how the weights of a layer are drawn. Each takes the fan-in, the fan-out and a generator.

Sources: Glorot and Bengio (2010); He, Zhang, Ren and Sun (2015). The gains are those of the papers (1 for Xavier,
the square root of 2 for He) and do not depend on the activation.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import numpy as np

from simulator.arrays import Array

Initializer: TypeAlias = Callable[[int, int, np.random.Generator], Array]
Initialization: TypeAlias = Literal[
    "normal", "xavier_normal", "xavier_uniform", "he_normal", "he_uniform", "zeros"
]


def normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Standard normal, variance 1 whatever the fans. -> (in, out)."""
    return rng.standard_normal((fan_in, fan_out))


def xavier_normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Normal of variance 2 / (in + out). -> (in, out)."""
    return np.asarray(rng.standard_normal((fan_in, fan_out)) * np.sqrt(2.0 / (fan_in + fan_out)))


def xavier_uniform(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Uniform on (-r, r), r = sqrt(6 / (in + out)): variance 2 / (in + out). -> (in, out)."""
    return np.asarray((2.0 * rng.random((fan_in, fan_out)) - 1.0) * np.sqrt(6.0 / (fan_in + fan_out)))


def he_normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Normal of variance 2 / in. -> (in, out)."""
    return np.asarray(rng.standard_normal((fan_in, fan_out)) * np.sqrt(2.0 / fan_in))


def he_uniform(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Uniform on (-r, r), r = sqrt(6 / in): variance 2 / in. -> (in, out)."""
    return np.asarray((2.0 * rng.random((fan_in, fan_out)) - 1.0) * np.sqrt(6.0 / fan_in))


def zeros(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """All zero: every unit of a layer stays the same as its neighbors. -> (in, out)."""
    return np.zeros((fan_in, fan_out))


INITIALIZERS: Final[Mapping[Initialization, Initializer]] = MappingProxyType(
    {
        "normal": normal,
        "xavier_normal": xavier_normal,
        "xavier_uniform": xavier_uniform,
        "he_normal": he_normal,
        "he_uniform": he_uniform,
        "zeros": zeros,
    }
)
