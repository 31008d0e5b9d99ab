"""Optimizers: how a gradient becomes a step, one update at a time.

Every optimizer is a function (gradient, memory, t, rate, settings, parts) -> `Move`; t counts updates from 1 and
`rate` is the learning rate of this update. The arrays may have any shape and keep it; the memory starts at 0.
Sources: Polyak (1964) for momentum; Nesterov (1983) and Sutskever et al. (2013); Duchi, Hazan and Singer (2011) for
AdaGrad; Hinton, Neural Networks for Machine Learning, lecture 6 (2012) for RMSProp; Kingma and Ba (2015) for Adam;
Loshchilov and Hutter (2019) for AdamW; PyTorch's torch.optim for the defaults.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array

OptimizerName: TypeAlias = Literal["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"]
EpsilonPlace: TypeAlias = Literal["outside", "inside", "before_correction"]
MomentumForm: TypeAlias = Literal["sum", "mean", "step"]


class Memory(NamedTuple):
    """What an optimizer remembers from one update to the next."""

    m: Array  # (...,) velocity, or mean of the gradients
    v: Array  # (...,) sum or mean of the squared gradients


class Move(NamedTuple):
    """One update."""

    step: Array  # (...,) what is subtracted from the weights
    memory: Memory
    m_hat: Array  # (...,) m after bias correction; m itself where there is none
    v_hat: Array  # (...,) v after bias correction; v itself where there is none


class Settings(NamedTuple):
    """The numbers and conventions of the optimizers."""

    momentum: float = 0.9
    form: MomentumForm = "sum"
    decay: float = 0.9  # of RMSProp
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    place: EpsilonPlace = "outside"


def average(old: Array, new: Array, beta: float) -> Array:
    """beta old + (1 - beta) new: a mean that forgets."""
    return beta * old + (1.0 - beta) * new


def accumulate(old: Array, new: Array) -> Array:
    """old + new: a sum that forgets nothing."""
    return old + new


def square(g: Array) -> Array:
    """g^2, what v remembers. g (...,) -> (...,)."""
    return g * g


def correct(moment: Array, beta: float, t: int) -> Array:
    """moment / (1 - beta^t): undoes the pull of the zero that the mean started from."""
    return moment / (1.0 - np.float64(beta) ** t)


def denominator(v: Array, epsilon: float, place: EpsilonPlace) -> Array:
    """sqrt(v) + epsilon, or sqrt(v + epsilon) where epsilon is `inside`."""
    return np.sqrt(v + epsilon) if place == "inside" else np.sqrt(v) + epsilon


class Parts(NamedTuple):
    """The pieces that the optimizers are made of, each replaceable."""

    average: Callable[[Array, Array, float], Array] = average
    accumulate: Callable[[Array, Array], Array] = accumulate
    square: Callable[[Array], Array] = square
    correct: Callable[[Array, float, int], Array] = correct
    denominator: Callable[[Array, float, EpsilonPlace], Array] = denominator


Step: TypeAlias = Callable[[Array, Memory, int, float, Settings, Parts], Move]


def sgd_step(g: Array, memory: Memory, t: int, rate: float, s: Settings, parts: Parts) -> Move:
    """rate g."""
    del t, s, parts
    return Move(rate * g, memory, memory.m, memory.v)


def _velocity(g: Array, memory: Memory, rate: float, s: Settings, parts: Parts) -> Array:
    if s.form == "mean":
        return parts.average(memory.m, g, s.momentum)
    return s.momentum * memory.m + (rate * g if s.form == "step" else g)


def momentum_step(g: Array, memory: Memory, t: int, rate: float, s: Settings, parts: Parts) -> Move:
    """v <- mu v + g, and rate v. In `mean` v gains (1 - mu) g; in `step` it gains rate g and is the step."""
    del t
    m = _velocity(g, memory, rate, s, parts)
    return Move(m if s.form == "step" else rate * m, Memory(m, memory.v), m, memory.v)


def nesterov_step(g: Array, memory: Memory, t: int, rate: float, s: Settings, parts: Parts) -> Move:
    """v as in momentum, then rate (g + mu v): the velocity one step ahead (as Sutskever and PyTorch)."""
    del t
    m = _velocity(g, memory, rate, s, parts)
    if s.form == "step":
        return Move(rate * g + s.momentum * m, Memory(m, memory.v), m, memory.v)
    own = (1.0 - s.momentum) * g if s.form == "mean" else g
    return Move(rate * (own + s.momentum * m), Memory(m, memory.v), m, memory.v)


def adagrad_step(g: Array, memory: Memory, t: int, rate: float, s: Settings, parts: Parts) -> Move:
    """v <- v + g^2 and rate g / (sqrt(v) + epsilon)."""
    del t
    v = parts.accumulate(memory.v, parts.square(g))
    return Move(rate * g / parts.denominator(v, s.epsilon, s.place), Memory(memory.m, v), memory.m, v)


def rmsprop_step(g: Array, memory: Memory, t: int, rate: float, s: Settings, parts: Parts) -> Move:
    """v <- decay v + (1 - decay) g^2 and rate g / (sqrt(v) + epsilon)."""
    del t
    v = parts.average(memory.v, parts.square(g), s.decay)
    return Move(rate * g / parts.denominator(v, s.epsilon, s.place), Memory(memory.m, v), memory.m, v)


def adam_step(g: Array, memory: Memory, t: int, rate: float, s: Settings, parts: Parts) -> Move:
    """m and v are means of g and g^2, corrected for their start at 0; rate m_hat / (sqrt(v_hat) + epsilon).

    Where epsilon is added `before_correction`, the denominator is (sqrt(v) + epsilon) / sqrt(1 - beta2^t).
    """
    m, v = parts.average(memory.m, g, s.beta1), parts.average(memory.v, parts.square(g), s.beta2)
    m_hat, v_hat = parts.correct(m, s.beta1, t), parts.correct(v, s.beta2, t)
    epsilon = s.epsilon
    if s.place == "before_correction":
        epsilon *= float(np.sqrt(parts.correct(np.ones(()), s.beta2, t)))
    return Move(rate * m_hat / parts.denominator(v_hat, epsilon, s.place), Memory(m, v), m_hat, v_hat)


STEPS: dict[OptimizerName, Step] = {
    "sgd": sgd_step,
    "momentum": momentum_step,
    "nesterov": nesterov_step,
    "adagrad": adagrad_step,
    "rmsprop": rmsprop_step,
    "adam": adam_step,
    "adamw": adam_step,  # the weight decay is not part of the gradient's step
}
