"""The table of all activations by name.

The functions themselves are in `sigmoids` (sigmoid, tanh), `rectifiers` (ReLU, leaky ReLU, PReLU, ELU, SELU) and
`smooth_rectifiers` (softplus, SiLU, GELU), each with its derivative and its backward pass. The softmax, each of
whose outputs depends on all inputs, is in `softmax`.
Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.3.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array
from simulator.ops import rectifiers, sigmoids, smooth_rectifiers
from simulator.ops.sigmoids import ActivationCache, sigmoid, sigmoid_derivative, tanh_derivative

__all__ = [
    "ENTRY_COST",
    "Activation",
    "ActivationCache",
    "ActivationName",
    "activation",
    "extra_cost",
    "sigmoid",
    "sigmoid_derivative",
    "tanh_derivative",
]

ActivationName: TypeAlias = Literal[
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "prelu",
    "elu",
    "selu",
    "softplus",
    "silu",
    "gelu",
    "gelu_tanh",
    "identity",
]

ENTRY_COST: Final[Mapping[str, int]] = MappingProxyType({"gelu": 500})
"""What an entry of a large array costs, forwards and backwards, beyond that of the others, in multiplications
(measured)."""

_FEW_ENTRIES_COST, _CALL_COST = 1350, 500_000
"""What an entry of gelu costs where there are few, and what the many cost together beside ENTRY_COST (measured)."""


def extra_cost(name: str, entries: int) -> int:
    """What an activation costs, forwards and backwards, beyond the others, in multiplications."""
    each = ENTRY_COST.get(name, 0)
    return min(_FEW_ENTRIES_COST * entries, _CALL_COST + each * entries) if each else 0


def identity_derivative(z: Array) -> Array:
    """1 everywhere. z (...,) -> (...,)."""
    return np.ones_like(z)


def identity_forward(z: Array) -> tuple[Array, ActivationCache]:
    """a = z.   z (...,) -> a (...,)."""
    return z, ActivationCache(z, z)


def identity_backward(da: Array, cache: ActivationCache) -> Array:
    """da (...,) -> dz (...,), unchanged."""
    return da


class Activation(NamedTuple):
    """An activation as a value: its three functions, its name, its LaTeX for f and f', and what it learns."""

    name: str
    forward: Callable[[Array], tuple[Array, ActivationCache]]
    backward: Callable[[Array, ActivationCache], Array]
    derivative: Callable[[Array], Array]
    latex: str
    latex_derivative: str
    slope: float | None = None  # the slope below 0, where the activation has one to choose or to learn
    slope_backward: Callable[[Array, ActivationCache], Array] | None = (
        None  # its gradient (), where it is learned
    )


_FIXED: Final[Mapping[str, Activation]] = MappingProxyType(
    {
        a.name: a
        for a in (
            Activation(
                "sigmoid",
                sigmoids.sigmoid_forward,
                sigmoids.sigmoid_backward,
                sigmoids.sigmoid_derivative,
                r"\sigma",
                r"\sigma'",
            ),
            Activation(
                "tanh",
                sigmoids.tanh_forward,
                sigmoids.tanh_backward,
                sigmoids.tanh_derivative,
                r"\tanh",
                r"\tanh'",
            ),
            Activation(
                "relu",
                rectifiers.relu_forward,
                rectifiers.relu_backward,
                rectifiers.relu_derivative,
                r"\operatorname{ReLU}",
                r"\operatorname{ReLU}'",
            ),
            Activation(
                "selu",
                rectifiers.selu_forward,
                rectifiers.selu_backward,
                rectifiers.selu_derivative,
                r"\operatorname{SELU}",
                r"\operatorname{SELU}'",
            ),
            Activation(
                "softplus",
                smooth_rectifiers.softplus_forward,
                smooth_rectifiers.softplus_backward,
                smooth_rectifiers.softplus_derivative,
                r"\operatorname{softplus}",
                r"\operatorname{softplus}'",
            ),
            Activation(
                "silu",
                smooth_rectifiers.silu_forward,
                smooth_rectifiers.silu_backward,
                smooth_rectifiers.silu_derivative,
                r"\operatorname{SiLU}",
                r"\operatorname{SiLU}'",
            ),
            Activation(
                "gelu",
                smooth_rectifiers.gelu_forward,
                smooth_rectifiers.gelu_backward,
                smooth_rectifiers.gelu_derivative,
                r"\operatorname{GELU}",
                r"\operatorname{GELU}'",
            ),
            Activation(
                "gelu_tanh",
                smooth_rectifiers.gelu_tanh_forward,
                smooth_rectifiers.gelu_tanh_backward,
                smooth_rectifiers.gelu_tanh_derivative,
                r"\operatorname{GELU}_{\tanh}",
                r"\operatorname{GELU}_{\tanh}'",
            ),
            Activation(
                "identity",
                identity_forward,
                identity_backward,
                identity_derivative,
                r"\operatorname{id}",
                r"\operatorname{id}'",
            ),
        )
    }
)


def activation(name: str, slope: float = 0.01, alpha: float = 1.0) -> Activation:
    """The activation of that name. KeyError for an unknown name.

    `slope` is that of leaky ReLU below zero, and the one that PReLU starts from; `alpha` is that of ELU, which
    comes to -alpha far below zero.
    """
    if name == "leaky_relu":
        return Activation(
            name,
            partial(rectifiers.leaky_relu_forward, slope=slope),
            partial(rectifiers.leaky_relu_backward, slope=slope),
            partial(rectifiers.leaky_relu_derivative, slope=slope),
            r"\operatorname{LeakyReLU}",
            r"\operatorname{LeakyReLU}'",
            slope,
        )
    if name == "prelu":
        return _prelu(slope)
    if name == "elu":
        return Activation(
            name,
            partial(rectifiers.elu_forward, alpha=alpha),
            partial(rectifiers.elu_backward, alpha=alpha),
            partial(rectifiers.elu_derivative, alpha=alpha),
            r"\operatorname{ELU}",
            r"\operatorname{ELU}'",
        )
    return _FIXED[name]


def _prelu(slope: float) -> Activation:
    """PReLU with one slope for all units, which has a gradient of its own."""
    learned = np.asarray(slope)  # ()
    return Activation(
        "prelu",
        partial(rectifiers.prelu_forward, slope=learned),
        lambda da, cache: rectifiers.prelu_backward(da, cache, learned)[0],
        partial(rectifiers.prelu_derivative, slope=learned),
        r"\operatorname{PReLU}",
        r"\operatorname{PReLU}'",
        slope,
        lambda da, cache: rectifiers.prelu_backward(da, cache, learned)[1],
    )
