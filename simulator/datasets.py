"""Small data sets to train on, drawn from a seed: noisy XOR, two moons, spirals, and a sine to fit.

Sample i belongs to class i modulo the number of classes, so that any first or last part of the samples is balanced
to within one. Points come from the stream `inputs`, noise from `targets`; holding out more changes nothing else.
Sources: Minsky and Papert, Perceptrons (1969), and Rumelhart, Hinton and Williams, Learning Internal
Representations by Error Propagation (1986), for XOR; scikit-learn's make_moons for the two half circles; Lang and
Witbrock, Learning to Tell Two Spirals Apart (1988), for the spirals, there of three turns; Bishop,
Pattern Recognition and Machine Learning (2006), section 1.1, for sin(2 pi x) with normal noise.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array
from simulator.streams import stream

DataName: TypeAlias = Literal["xor", "moons", "spirals", "regression"]


class Shape(NamedTuple):
    """What chooses between data sets of one kind."""

    noise: float  # standard deviation of the normal noise, before the inputs are standardized
    arms: int = 2  # of the spirals
    turns: float = 1.0  # of a spiral, from its inner to its outer end


class Samples(NamedTuple):
    """Inputs with their targets: one-hot rows for classes, one number for regression."""

    x: Array  # (samples, in)
    target: Array  # (samples, out)


class DataSet(NamedTuple):
    """What is trained on, and what is held out to judge by."""

    train: Samples
    held_out: Samples
    classes: int  # 0 for regression


def class_count(name: DataName, arms: int = 2) -> int:
    """How many classes a data set has; 0 for regression."""
    return {"xor": 2, "moons": 2, "spirals": arms, "regression": 0}[name]


def widths(name: DataName, arms: int = 2) -> tuple[int, int]:
    """How many inputs and outputs a network for it has."""
    return (1, 1) if name == "regression" else (2, class_count(name, arms))


def xor_points(label: Array, u: Array, shape: Shape) -> Array:
    """Corners (+-1, +-1), class 1 where the signs differ. label, u in [0, 1) (samples,) -> (samples, 2)."""
    del shape
    first = np.where(u < 0.5, -1.0, 1.0)
    return np.stack([first, np.where(label == 1, -first, first)], axis=1)


def moon_points(label: Array, u: Array, shape: Shape) -> Array:
    """Half circles of radius 1, the upper around (0, 0), the lower around (1, 1/2). -> (samples, 2)."""
    del shape
    angle = np.pi * u
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    return np.where(label[:, None] == 1, lower, upper)


def spiral_points(label: Array, u: Array, shape: Shape) -> Array:
    """Radius r from 0.1 to 1 at the angle 2 pi (turns r + label / arms). -> (samples, 2)."""
    radius = 0.1 + 0.9 * u
    angle = 2.0 * np.pi * (shape.turns * radius + label / shape.arms)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


_POINTS: Final[Mapping[DataName, Callable[[Array, Array, Shape], Array]]] = MappingProxyType(
    {"xor": xor_points, "moons": moon_points, "spirals": spiral_points}
)


def draw(name: DataName, shape: Shape, samples: int, held_out: int, seed: int) -> DataSet:
    """The data set of that name: `samples` to train on, standardized, and `held_out` more on the same scale."""
    count, classes = samples + held_out, class_count(name, shape.arms)
    u, noise = stream(seed, "inputs").random(count), stream(seed, "targets")
    if name == "regression":
        x = u[:, None]  # (count, 1), uniform on [0, 1)
        target = np.sin(2.0 * np.pi * x) + shape.noise * noise.standard_normal((count, 1))
    else:
        label = np.arange(count) % classes
        x = _POINTS[name](label, u, shape) + shape.noise * noise.standard_normal((count, 2))
        target = np.eye(classes)[label]  # (count, classes)
    x = standardized(x, samples)
    return DataSet(Samples(x[:samples], target[:samples]), Samples(x[samples:], target[samples:]), classes)


def standardized(x: Array, samples: int) -> Array:
    """Each input less its mean and over its standard deviation, both of the first `samples` alone: what is held out
    must not be looked at. An input without any spread is only centered. x (count, in) -> (count, in).
    """
    spread = x[:samples].std(axis=0)
    return np.asarray((x - x[:samples].mean(axis=0)) / np.where(spread == 0, 1.0, spread))
