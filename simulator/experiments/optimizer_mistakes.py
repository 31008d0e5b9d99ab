"""Learners' mistakes with optimizers, each as one rule that is wrong: the run under it is a real run."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from simulator.arrays import Array
from simulator.experiments.optimizer_parameters import OptimizerParameters
from simulator.experiments.optimizer_run import Rules, rate
from simulator.ops.optimizers import EpsilonPlace, adagrad_step, momentum_step, rmsprop_step

SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wrong_update_sign": "The step is added to the weights: it climbs the loss.",
        "forgotten_learning_rate": "The step is taken without the learning rate.",
        "off_by_one_step": "The schedule is read one update ahead: at t + 1 where t is due.",
        "no_bias_correction": "Adam's means are used as they are, without the correction for their start at 0.",
        "correction_not_counted": "The correction is that of the first update, 1 - beta, at every update.",
        "no_root": "The gradient is divided by the mean of its squares, not by the root of that mean.",
        "no_square": "The size of the gradient is remembered in place of its square.",
        "other_epsilon_place": "Epsilon is added inside the root where it belongs outside, or the reverse.",
        "missing_one_minus_beta": "The new gradient enters the mean whole, without the factor 1 - beta.",
        "swapped_betas": "The two betas of adam are taken for each other.",
        "mean_not_sum": "The squares are averaged with a decay where adagrad adds them.",
        "sum_not_mean": "The squares are added where rmsprop averages them.",
        "other_momentum_form": "The velocity gains (1 - momentum) g where g is meant, or the reverse.",
        "forgotten_memory": "The velocity starts anew at every update: nothing of the steps before is kept.",
        "no_look_ahead": "Nesterov's step is taken along the velocity alone: it is plain momentum.",
        "decay_in_gradient": "Adamw's weight decay is added to the gradient, where adam's denominator undoes it.",
        "forgotten_weight_decay": "The weight decay is left out.",
    }
)


def _add(w: Array, step: Array) -> Array:
    return w + step


def _uncorrected(moment: Array, beta: float, t: int) -> Array:
    del beta, t
    return moment


def _first_correction(moment: Array, beta: float, t: int) -> Array:
    del t
    return moment / (1.0 - beta)


def _no_root(v: Array, epsilon: float, place: EpsilonPlace) -> Array:
    del place
    return v + epsilon


def _whole(old: Array, new: Array, beta: float) -> Array:
    return beta * old + new


def _parts(rules: Rules, **changed: Any) -> Rules:
    return rules._replace(parts=rules.parts._replace(**changed))


def _settings(rules: Rules, **changed: Any) -> Rules:
    return rules._replace(settings=rules.settings._replace(**changed))


def _one_ahead(rules: Rules, p: OptimizerParameters) -> Rules:
    return rules._replace(rate=lambda t: rate(p, p.learning_rate, t + 1))


def _without_decay(rules: Rules, p: OptimizerParameters) -> Rules:
    del p
    return rules._replace(weight_decay=0.0)


RULES: Final[Mapping[str, Callable[[Rules, OptimizerParameters], Rules]]] = MappingProxyType(
    {
        "wrong_update_sign": lambda rules, _: rules._replace(subtract=_add),
        "forgotten_learning_rate": lambda rules, _: rules._replace(rate=lambda t: 1.0),
        "off_by_one_step": _one_ahead,
        "no_bias_correction": lambda rules, _: _parts(rules, correct=_uncorrected),
        "correction_not_counted": lambda rules, _: _parts(rules, correct=_first_correction),
        "no_root": lambda rules, _: _parts(rules, denominator=_no_root),
        "no_square": lambda rules, _: _parts(rules, square=np.abs),
        "other_epsilon_place": lambda rules, p: _settings(
            rules, place="outside" if p.epsilon_place == "inside" else "inside"
        ),
        "missing_one_minus_beta": lambda rules, _: _parts(rules, average=_whole),
        "swapped_betas": lambda rules, p: _settings(rules, beta1=p.beta2, beta2=p.beta1),
        "mean_not_sum": lambda rules, _: rules._replace(step=rmsprop_step),
        "sum_not_mean": lambda rules, _: rules._replace(step=adagrad_step),
        "other_momentum_form": lambda rules, p: _settings(
            rules, form="sum" if p.momentum_form == "mean" else "mean"
        ),
        "forgotten_memory": lambda rules, _: _settings(rules, momentum=0.0),
        "no_look_ahead": lambda rules, _: rules._replace(step=momentum_step),
        "decay_in_gradient": lambda rules, _: rules._replace(decoupled=False),
        "forgotten_weight_decay": _without_decay,
    }
)

ADAM = frozenset({"adam", "adamw"})
FITS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "no_bias_correction": ADAM,
        "correction_not_counted": ADAM,
        "no_root": ADAM | {"adagrad", "rmsprop"},
        "no_square": ADAM | {"adagrad", "rmsprop"},
        "other_epsilon_place": ADAM | {"adagrad", "rmsprop"},
        "missing_one_minus_beta": ADAM | {"rmsprop"},
        "swapped_betas": ADAM,
        "mean_not_sum": frozenset({"adagrad"}),
        "sum_not_mean": frozenset({"rmsprop"}),
        "other_momentum_form": frozenset({"momentum", "nesterov"}),
        "forgotten_memory": frozenset({"momentum", "nesterov"}),
        "no_look_ahead": frozenset({"nesterov"}),
        "decay_in_gradient": frozenset({"adamw"}),
    }
)
"""The optimizers in which a mistake can be made; all of them where none are named."""


def fits(mistake: str, p: OptimizerParameters) -> bool:
    """Whether the mistake can be made in such a run at all."""
    if p.optimizer not in FITS.get(mistake, {p.optimizer}):
        return False
    if mistake == "off_by_one_step":
        return p.schedule != "constant" or p.warmup > 1
    if mistake in {"decay_in_gradient", "forgotten_weight_decay"}:
        return p.decay_of(p.optimizer) > 0
    if mistake == "other_epsilon_place":
        return p.epsilon > 0
    return True


def mutants(rules: Rules, p: OptimizerParameters) -> dict[str, Rules]:
    """The mutated rules for each of the mistakes that fits."""
    return {name: rule(rules, p) for name, rule in RULES.items() if fits(name, p)}
