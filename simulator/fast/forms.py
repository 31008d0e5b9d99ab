"""Activations computed in place, with their slopes taken from their outputs.

An output close to the end of its range no longer tells its slope: 1 - a loses digits as a nears 1. Each form says
between which outputs it can be used; beyond them the slope has to come from the net input (see `networks`).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from simulator.arrays import Array

NEAR_ONE: Final = 1.0 - 1e-6
"""Above it, 1 - a has lost more than ten of its sixteen digits."""


class Form(NamedTuple):
    """An activation in place."""

    forward: Callable[[Array], None]  # z (...,) becomes a
    slope: Callable[[Array, Array], None]  # from a (...,) to f' (...,), which is written to the second
    lowest: float  # outputs from here
    highest: float  # to here tell their slope


def _tanh(z: Array) -> None:
    np.tanh(z, out=z)


def _tanh_slope(a: Array, slope: Array) -> None:
    """1 - a^2."""
    np.multiply(a, a, out=slope)
    np.subtract(1.0, slope, out=slope)


def _sigmoid(z: Array) -> None:
    """1 / (1 + exp(-z)); exp overflows below -709, and 1 / infinity is the 0 that is meant."""
    np.negative(z, out=z)
    with np.errstate(over="ignore"):
        np.exp(z, out=z)
    np.add(z, 1.0, out=z)
    np.reciprocal(z, out=z)


def _sigmoid_slope(a: Array, slope: Array) -> None:
    """a (1 - a)."""
    np.subtract(1.0, a, out=slope)
    np.multiply(slope, a, out=slope)


def _relu(z: Array) -> None:
    np.maximum(z, 0.0, out=z)


def _relu_slope(a: Array, slope: Array) -> None:
    """1 where a > 0, else 0."""
    np.sign(a, out=slope)


def _identity(z: Array) -> None:
    del z


def one(a: Array, slope: Array) -> None:
    """1 everywhere: nothing has to be multiplied."""
    del a
    slope[...] = 1.0


FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        "tanh": Form(_tanh, _tanh_slope, -NEAR_ONE, NEAR_ONE),
        "sigmoid": Form(_sigmoid, _sigmoid_slope, 0.0, NEAR_ONE),
        "relu": Form(_relu, _relu_slope, 0.0, np.inf),
        "identity": Form(_identity, one, -np.inf, np.inf),
    }
)
"""The activations that have such a form, by the names of `simulator.ops.activations`."""
