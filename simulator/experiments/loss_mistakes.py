"""Learners' mistakes with losses, each as one rule that is wrong: the pass that runs under it is a real pass."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np

from simulator import network
from simulator.arrays import Array
from simulator.experiments.loss_parameters import LossParameters
from simulator.experiments.loss_run import Problem, Rules, bound
from simulator.network import Loss
from simulator.ops import penalties
from simulator.ops.activations import Activation, ActivationCache, sigmoid
from simulator.ops.losses import LossCache, divisor, softmax
from simulator.ops.penalties import PenaltyCache

SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sum_not_mean": "The terms are added where they should be averaged.",
        "mean_not_sum": "All terms are averaged where they should be added.",
        "other_mean": "The average is taken over entries where it is over samples, or the reverse.",
        "missing_half": "The factor 1/2 of the squared error is left out.",
        "missing_two": "The factor 2 from the derivative of the square is left out of the gradient.",
        "wrong_sign": "The gradient has the wrong sign: target less prediction.",
        "no_activation_derivative": "The derivative of the output activation is left out.",
        "derivative_at_activation": "The derivative is taken at the prediction, f'(a), not at the net input f'(z).",
        "probabilities_for_logits": "The loss is handed probabilities where it takes logits: softmax twice.",
        "log_base_two": "The logarithm is taken to base 2 where the natural one is meant.",
        "forgotten_smoothing": "The targets are left as they are, without label smoothing.",
        "smoothing_not_shared": "The targets are made smaller, but the rest is not spread over the classes.",
        "forgotten_margin": "The hinge starts at 0: the margin is left out.",
        "hinge_never_closed": "The slope of the hinge is kept beyond the margin, where it is 0.",
        "forgotten_penalty": "The penalties are left out.",
        "other_half": "The factor 1/2 of the L2 penalty is left out, or put in where it is not meant.",
        "l1_like_l2": "The gradient of the L1 penalty grows with w: the weight is taken for its sign.",
    }
)


def _bound_to(reduction: str) -> Callable[[Rules, LossParameters], Rules]:
    return lambda rules, p: rules._replace(loss=bound(p, reduction))


def _other_mean(rules: Rules, p: LossParameters) -> Rules:
    return rules._replace(loss=bound(p, "mean" if p.reduction == "batch_mean" else "batch_mean"))


def _scaled(factor: float, *, gradient_only: bool) -> Callable[[Rules, LossParameters], Rules]:
    """A loss whose gradient, and unless `gradient_only` its value too, is off by a factor."""

    def spoil(rules: Rules, p: LossParameters) -> Rules:
        del p
        true = rules.loss

        def forward(y: Array, target: Array) -> tuple[Array, LossCache]:
            value, cache = true.forward(y, target)
            if gradient_only:
                return value, cache
            return factor * value, cache._replace(terms=factor * cache.terms)

        def backward(dloss: float, cache: LossCache) -> Array:
            return factor * true.backward(dloss, cache)

        return rules._replace(loss=Loss(forward, backward))

    return spoil


def _no_slope(da: Array, f: Activation, cache: ActivationCache) -> Array:
    del f, cache
    return da


def _at_prediction(da: Array, f: Activation, cache: ActivationCache) -> Array:
    return da * f.derivative(cache.a)


def _never_closed(rules: Rules, p: LossParameters) -> Rules:
    true = rules.loss

    def forward(y: Array, target: Array) -> tuple[Array, LossCache]:
        value, cache = true.forward(y, target)
        return value, cache._replace(gradient=-target)

    del p
    return rules._replace(loss=Loss(forward, true.backward))


def _no_margin(rules: Rules, p: LossParameters) -> Rules:
    forward = partial(penalties.hinge_forward, reduction=p.reduction, margin=0.0)
    return rules._replace(loss=Loss(forward, penalties.hinge_backward))


def _unshared(target: Array, smoothing: float, classes: int) -> Array:
    del classes
    return (1.0 - smoothing) * target


def _unsmoothed(target: Array, smoothing: float, classes: int) -> Array:
    del smoothing, classes
    return target


def _grows(dpenalty: float, cache: PenaltyCache) -> Array:
    return np.asarray(dpenalty * cache.strength * cache.w)


RULES: Final[Mapping[str, Callable[[Rules, LossParameters], Rules]]] = MappingProxyType(
    {
        "sum_not_mean": _bound_to("sum"),
        "mean_not_sum": _bound_to("mean"),
        "other_mean": _other_mean,
        "missing_half": lambda rules, p: rules._replace(loss=network.loss("squared_error", p.reduction)),
        "missing_two": _scaled(0.5, gradient_only=True),
        "wrong_sign": _scaled(-1.0, gradient_only=True),
        "no_activation_derivative": lambda rules, _: rules._replace(through=_no_slope),
        "derivative_at_activation": lambda rules, _: rules._replace(through=_at_prediction),
        "probabilities_for_logits": lambda rules, p: rules._replace(
            prepare=sigmoid if p.loss == "binary_cross_entropy" else softmax
        ),
        "log_base_two": _scaled(1.0 / float(np.log(2.0)), gradient_only=False),
        "forgotten_smoothing": lambda rules, _: rules._replace(smooth=_unsmoothed),
        "smoothing_not_shared": lambda rules, _: rules._replace(smooth=_unshared),
        "forgotten_margin": _no_margin,
        "hinge_never_closed": _never_closed,
        "forgotten_penalty": lambda rules, _: rules._replace(penalize=False),
        "other_half": lambda rules, p: rules._replace(l2_half=not p.l2_half),
        "l1_like_l2": lambda rules, _: rules._replace(l1_backward=_grows),
    }
)


def fits(mistake: str, problem: Problem) -> bool:
    """Whether the mistake can be made in such a run at all."""
    p, (batch, out) = problem.p, problem.z.shape
    cross = p.loss.endswith("cross_entropy")
    conditions = {
        "sum_not_mean": divisor((batch, out), p.reduction) > 1,
        "mean_not_sum": p.reduction == "sum" and batch * out > 1,
        "other_mean": p.reduction != "sum" and out > 1,
        "missing_half": p.loss == "half_squared_error",
        "missing_two": p.loss == "squared_error",
        "no_activation_derivative": p.output_activation != "identity",
        "derivative_at_activation": p.output_activation != "identity",
        "probabilities_for_logits": cross,
        "log_base_two": cross,
        "forgotten_smoothing": p.smoothing > 0,
        "smoothing_not_shared": p.smoothing > 0,
        "forgotten_margin": p.loss == "hinge" and p.margin != 0,
        "hinge_never_closed": p.loss == "hinge",
        "forgotten_penalty": p.l1 > 0 or p.l2 > 0,
        "other_half": p.l2 > 0,
        "l1_like_l2": p.l1 > 0,
    }
    return conditions.get(mistake, True)


def mutants(rules: Rules, problem: Problem) -> dict[str, Rules]:
    """The mutated rules for each of the mistakes that fits."""
    return {name: rule(rules, problem.p) for name, rule in RULES.items() if fits(name, problem)}
