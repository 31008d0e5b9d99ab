"""Learners' mistakes, each as one rule that is wrong: the pass that runs under it is a real pass.

`RULES` holds a function for each mistake that turns the true rules into the mutated ones; `SAYS` holds the sentence
that tells the mistake to a learner.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.network import Dropout, Loss, Rules, Tape, loss
from simulator.normalization import SetsCache
from simulator.ops.activations import Activation, ActivationCache
from simulator.ops.dense import DenseCache, dense_backward, dense_forward
from simulator.ops.dropout import DropoutCache, dropout_forward
from simulator.ops.losses import LossCache, Reduction

SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "transposed": "The backward pass multiplies by W where it needs W transposed (square layers allow it).",
        "forgotten_weight": "The gradient is passed on to the layer before without the weight in between.",
        "no_activation_derivative": "The derivative of the activation is left out of the backward pass.",
        "derivative_at_activation": "The derivative is taken at the activation, f'(a), not at the net input f'(z).",
        "pre_for_post_activation": "The weight gradient uses the previous layer's net input, not its activation.",
        "forgotten_bias": "The bias is left out of the net input.",
        "wrong_update_sign": "The update adds the gradient: it climbs the loss.",
        "forgotten_learning_rate": "The update subtracts the whole gradient, without the learning rate.",
        "updated_weights_in_backward": "The gradient is passed back through weights that were already updated.",
        "sum_not_mean": "The loss terms are added where they should be averaged.",
        "mean_not_sum": "The loss terms are averaged where they should be added.",
        "missing_half": "The factor 1/2 of the loss is left out.",
        "missing_two": "The factor 2 from the derivative of the square is left out of the gradient.",
        "forgotten_skip": "The gradient goes back through the branch alone: the path of the skip is left out.",
        "constant_statistics": "The backward pass treats mean and variance of a normalization as constants.",
        "dropout_not_in_backward": "The gradient passes the units that dropout left out as if they were there.",
        "forgotten_dropout_scale": "Dropout leaves units out without a factor of 1 - p that makes up for them.",
        "dropout_in_evaluation": "Dropout is left on in evaluation: units are left out as in training.",
    }
)


class Setting(NamedTuple):
    """What a mistake needs to know of the run it spoils."""

    loss: str
    reduction: Reduction
    averages: bool  # whether sum and mean differ: more than one term is averaged
    square: bool  # whether any layer has as many inputs as outputs
    learning_rate: float
    skips: bool = False  # whether any layer has a skip
    normalizes: bool = False  # whether any layer has a normalization
    dropout: bool = False  # whether any layer has dropout


def _transposed(dy: Array, cache: DenseCache) -> tuple[Array, Array, Array]:
    _, dw, db = dense_backward(dy, cache)
    square = cache.w.shape[0] == cache.w.shape[1]
    return dy @ (cache.w if square else cache.w.T), dw, db


def _forgotten_weight(dy: Array, cache: DenseCache) -> tuple[Array, Array, Array]:
    _, dw, db = dense_backward(dy, cache)
    return dy @ np.ones_like(cache.w.T), dw, db  # what is left of W when its weights are forgotten: the wires


def _no_derivative(da: Array, activation: Activation, cache: ActivationCache) -> Array:
    del activation, cache
    return da


def _derivative_at_activation(da: Array, activation: Activation, cache: ActivationCache) -> Array:
    return da * activation.derivative(cache.a)


def _net_inputs_for_activations(tape: Tape) -> Tape:
    believed = [entry._replace(dense=entry.dense._replace(x=before.z)) for before, entry in pairwise(tape)]
    return (tape[0], *believed)


def _no_bias(x: Array, w: Array, b: Array) -> tuple[Array, DenseCache]:
    return dense_forward(x, w, np.zeros_like(b))


def _climb(parameter: Array, gradient: Array, learning_rate: float) -> Array:
    return parameter + learning_rate * gradient


def _whole_gradient(parameter: Array, gradient: Array, learning_rate: float) -> Array:
    del learning_rate
    return parameter - gradient


def _with_new_weights(rules: Rules, setting: Setting) -> Rules:
    def backward(dy: Array, cache: DenseCache) -> tuple[Array, Array, Array]:
        _, dw, db = dense_backward(dy, cache)
        return dy @ rules.update(cache.w, dw, setting.learning_rate).T, dw, db

    return rules._replace(dense_backward=backward)


def _without_two(rules: Rules, setting: Setting) -> Rules:
    del setting
    true = rules.loss

    def backward(dloss: float, cache: LossCache) -> Array:
        return true.backward(dloss, cache) / 2.0

    return rules._replace(loss=Loss(true.forward, backward))


def _branch_alone(by_skip: Array, by_branch: Array) -> Array:
    del by_skip
    return by_branch


def _as_constants(dx_hat: Array, cache: SetsCache) -> Array:
    return np.asarray(dx_hat / cache.spread)


def _all_units(dy: Array, cache: DropoutCache) -> Array:
    del cache
    return dy


def _unscaled(x: Array, dropout: Dropout) -> tuple[Array, DropoutCache]:
    return dropout_forward(
        x, dropout.mask, 0.0, dropout.mode, dropout.convention
    )  # of p = 0 there is no scale


def _still_training(x: Array, dropout: Dropout) -> tuple[Array, DropoutCache]:
    return dropout_forward(x, dropout.mask, dropout.p, "train", dropout.convention)


RULES: Final[Mapping[str, Callable[[Rules, Setting], Rules]]] = MappingProxyType(
    {
        "transposed": lambda rules, _: rules._replace(dense_backward=_transposed),
        "forgotten_weight": lambda rules, _: rules._replace(dense_backward=_forgotten_weight),
        "no_activation_derivative": lambda rules, _: rules._replace(activation_backward=_no_derivative),
        "derivative_at_activation": lambda rules, _: rules._replace(
            activation_backward=_derivative_at_activation
        ),
        "pre_for_post_activation": lambda rules, _: rules._replace(remember=_net_inputs_for_activations),
        "forgotten_bias": lambda rules, _: rules._replace(dense_forward=_no_bias),
        "wrong_update_sign": lambda rules, _: rules._replace(update=_climb),
        "forgotten_learning_rate": lambda rules, _: rules._replace(update=_whole_gradient),
        "updated_weights_in_backward": _with_new_weights,
        "sum_not_mean": lambda rules, setting: rules._replace(loss=loss(setting.loss, "sum")),
        "mean_not_sum": lambda rules, setting: rules._replace(loss=loss(setting.loss, "mean")),
        "missing_half": lambda rules, setting: rules._replace(loss=loss("squared_error", setting.reduction)),
        "missing_two": _without_two,
        "forgotten_skip": lambda rules, _: rules._replace(join=_branch_alone),
        "constant_statistics": lambda rules, _: rules._replace(
            norm=rules.norm._replace(standardize_backward=_as_constants)
        ),
        "dropout_not_in_backward": lambda rules, _: rules._replace(dropout_backward=_all_units),
        "forgotten_dropout_scale": lambda rules, _: rules._replace(dropout_forward=_unscaled),
        "dropout_in_evaluation": lambda rules, _: rules._replace(dropout_forward=_still_training),
    }
)


def fits(mistake: str, setting: Setting) -> bool:
    """Whether the mistake can be made in such a run at all."""
    if mistake == "transposed":
        return setting.square
    if mistake == "sum_not_mean":
        return setting.averages and setting.reduction != "sum"
    if mistake == "mean_not_sum":
        return setting.averages and setting.reduction == "sum"
    if mistake == "forgotten_skip":
        return setting.skips
    if mistake == "constant_statistics":
        return setting.normalizes
    if "dropout" in mistake:
        return setting.dropout
    if mistake == "missing_half":
        return setting.loss == "half_squared_error"
    if mistake == "missing_two":
        return setting.loss == "squared_error"
    return True


def mutants(mistakes: Iterable[str], rules: Rules, setting: Setting) -> dict[str, Rules]:
    """The mutated rules for each of the mistakes that fits."""
    return {name: RULES[name](rules, setting) for name in mistakes if fits(name, setting)}


def says(mistakes: Iterable[str]) -> dict[str, str]:
    """The sentence for each mistake."""
    return {name: SAYS[name] for name in mistakes}
