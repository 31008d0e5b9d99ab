"""Initializers: how the weights of a layer are drawn. Each takes the fan-in, the fan-out and a generator.

A `stack` asks for that many matrices at once, on leading axes. The gains are those of the papers (1 for LeCun and
Xavier, the square root of 2 for He) and do not depend on the activation.
Sources: LeCun, Bottou, Orr and Müller (1998); Glorot and Bengio (2010); Saxe, McClelland and Ganguli (2014) for
orthogonal weights; He, Zhang, Ren and Sun (2015).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, Protocol, TypeAlias

import numpy as np

from simulator.arrays import Array

Stack: TypeAlias = tuple[int, ...]
Initialization: TypeAlias = Literal[
    "normal",
    "xavier_normal",
    "xavier_uniform",
    "he_normal",
    "he_uniform",
    "zeros",
    "lecun_normal",
    "lecun_uniform",
    "fan_in_uniform",
    "orthogonal",
    "constant",
]


class Initializer(Protocol):
    """Draws the weights of one layer, or of a stack of layers of the same size."""

    def __call__(
        self, fan_in: int, fan_out: int, rng: np.random.Generator, stack: Stack = (), /
    ) -> Array: ...


def normal(fan_in: int, fan_out: int, rng: np.random.Generator, stack: Stack = ()) -> Array:
    """Standard normal, variance 1 whatever the fans. -> (*stack, in, out)."""
    return rng.standard_normal((*stack, fan_in, fan_out))


def _uniform(fan_in: int, fan_out: int, rng: np.random.Generator, stack: Stack) -> Array:
    """Uniform on (-1, 1), variance 1/3. -> (*stack, in, out)."""
    return np.asarray(2.0 * rng.random((*stack, fan_in, fan_out)) - 1.0)


def xavier_normal(fan_in: int, fan_out: int, rng: np.random.Generator, stack: Stack = ()) -> Array:
    """Normal of variance 2 / (in + out). -> (*stack, in, out)."""
    return np.asarray(normal(fan_in, fan_out, rng, stack) * np.sqrt(2.0 / (fan_in + fan_out)))


def xavier_uniform(fan_in: int, fan_out: int, rng: np.random.Generator, stack: Stack = ()) -> Array:
    """Uniform on (-r, r), r = sqrt(6 / (in + out)): variance 2 / (in + out). -> (*stack, in, out)."""
    return np.asarray(_uniform(fan_in, fan_out, rng, stack) * np.sqrt(6.0 / (fan_in + fan_out)))


def he_normal(fan_in: int, fan_out: int, rng: np.random.Generator, stack: Stack = ()) -> Array:
    """Normal of variance 2 / in. -> (*stack, in, out)."""
    return np.asarray(normal(fan_in, fan_out, rng, stack) * np.sqrt(2.0 / fan_in))


def he_uniform(fan_in: int, fan_out: int, rng: np.random.Generator, stack: Stack = ()) -> Array:
    """Uniform on (-r, r), r = sqrt(6 / in): variance 2 / in. -> (*stack, in, out)."""
    return np.asarray(_uniform(fan_in, fan_out, rng, stack) * np.sqrt(6.0 / fan_in))


def lecun_normal(fan_in: int, fan_out: int, rng: np.random.Generator, stack: Stack = ()) -> Array:
    """Normal of variance 1 / in. -> (*stack, in, out)."""
    return np.asarray(normal(fan_in, fan_out, rng, stack) * np.sqrt(1.0 / fan_in))


def lecun_uniform(fan_in: int, fan_out: int, rng: np.random.Generator, stack: Stack = ()) -> Array:
    """Uniform on (-r, r), r = sqrt(3 / in): variance 1 / in. -> (*stack, in, out)."""
    return np.asarray(_uniform(fan_in, fan_out, rng, stack) * np.sqrt(3.0 / fan_in))


def fan_in_uniform(fan_in: int, fan_out: int, rng: np.random.Generator, stack: Stack = ()) -> Array:
    """Uniform on (-1/sqrt(in), 1/sqrt(in)): variance 1 / (3 in), PyTorch's default. -> (*stack, in, out)."""
    return np.asarray(_uniform(fan_in, fan_out, rng, stack) * np.sqrt(1.0 / fan_in))


def orthogonal(fan_in: int, fan_out: int, rng: np.random.Generator, stack: Stack = ()) -> Array:
    """Rows or columns, whichever are fewer, orthonormal: uniformly drawn so. -> (*stack, in, out).

    The orthogonal factor of a normal matrix, its columns signed by the other factor's diagonal (Mezzadri 2007).
    """
    long, short = max(fan_in, fan_out), min(fan_in, fan_out)
    q, r = np.linalg.qr(rng.standard_normal((*stack, long, short)))
    signed = q * np.sign(np.diagonal(r, axis1=-2, axis2=-1))[..., None, :]
    return np.asarray(signed if fan_in >= fan_out else np.swapaxes(signed, -1, -2))


def zeros(fan_in: int, fan_out: int, rng: np.random.Generator, stack: Stack = ()) -> Array:
    """All zero: every unit of a layer stays the same as its neighbors. -> (*stack, in, out)."""
    return np.zeros((*stack, fan_in, fan_out))


def constant(fan_in: int, fan_out: int, rng: np.random.Generator, stack: Stack = ()) -> Array:
    """All 1, so that a weight scale chooses the constant: again all units stay the same. -> (*stack, in, out)."""
    return np.ones((*stack, fan_in, fan_out))


INITIALIZERS: Final[Mapping[Initialization, Initializer]] = MappingProxyType(
    {
        "normal": normal,
        "xavier_normal": xavier_normal,
        "xavier_uniform": xavier_uniform,
        "he_normal": he_normal,
        "he_uniform": he_uniform,
        "zeros": zeros,
        "lecun_normal": lecun_normal,
        "lecun_uniform": lecun_uniform,
        "fan_in_uniform": fan_in_uniform,
        "orthogonal": orthogonal,
        "constant": constant,
    }
)


def weight_square(name: Initialization, fan_in: int, fan_out: int) -> float:
    """Mean square of a weight, its variance where the mean is 0."""
    squares: dict[Initialization, float] = {
        "normal": 1.0,
        "xavier_normal": 2.0 / (fan_in + fan_out),
        "xavier_uniform": 2.0 / (fan_in + fan_out),
        "he_normal": 2.0 / fan_in,
        "he_uniform": 2.0 / fan_in,
        "zeros": 0.0,
        "lecun_normal": 1.0 / fan_in,
        "lecun_uniform": 1.0 / fan_in,
        "fan_in_uniform": 1.0 / (3.0 * fan_in),
        "orthogonal": 1.0 / max(fan_in, fan_out),
        "constant": 1.0,
    }
    return squares[name]


def draw_cost(name: Initialization, fan_in: int, fan_out: int) -> int:
    """What drawing a matrix costs, counted in multiplications (measured; large orthogonal ones vary most)."""
    if name != "orthogonal":
        return 60 * fan_in * fan_out
    return (300 if max(fan_in, fan_out) <= 64 else 2000) * fan_in * fan_out
