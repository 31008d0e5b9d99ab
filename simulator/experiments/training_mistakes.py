"""Learners' mistakes in a training loop, each as one rule that is wrong: the training under it is run again."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from simulator.arrays import Array
from simulator.experiments.normalization_mistakes import as_constants
from simulator.experiments.training_parameters import TrainingParameters
from simulator.experiments.training_run import Problem, Rules, true_loss
from simulator.experiments.training_variants import Clip, Variant
from simulator.mutants import RULES as COMMON
from simulator.mutants import SAYS as COMMON_SAYS
from simulator.mutants import Setting
from simulator.normalization import NormRules

OF_THE_PASS = ("transposed", "no_activation_derivative", "derivative_at_activation")

SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wrong_update_sign": "The step is added to the weights: the training climbs the loss.",
        "forgotten_learning_rate": "The step is taken whole, without the learning rate.",
        "sum_not_mean": "The loss and its gradient are added over the mini-batch where they should be averaged.",
        "gradients_not_reset": "The gradients of all updates so far are added up: they are never set back to zero.",
        **{name: COMMON_SAYS[name] for name in OF_THE_PASS},
        "forgotten_skip": "The gradient goes back through the branch alone: the path of the skip is left out.",
        "constant_statistics": "The backward pass treats mean and variance of a normalization as constants.",
        "forgotten_clipping": "The gradients are not clipped.",
        "forgotten_memory": "The velocity starts anew at every update: nothing of the steps before is kept.",
        "no_bias_correction": "Adam's means are used as they are, without the correction for their start at 0.",
        "forgotten_weight_decay": "The weight decay is left out.",
    }
)


def _add(theta: Array, step: Array) -> Array:
    return theta + step


def _gathered(gradient: Array, before: Array) -> Array:
    return before + gradient


def _branch_alone(by_skip: Array, by_branch: Array) -> Array:
    del by_skip
    return by_branch


def _unclipped(gradient: Array, how: Clip, limit: float) -> Array:
    del how, limit
    return gradient


def _uncorrected(moment: Array, beta: float, t: int) -> Array:
    del beta, t
    return moment


def _passes(rules: Rules, **changed: Any) -> Rules:
    return rules._replace(passes=rules.passes._replace(**changed))


def _of_the_pass(name: str) -> Callable[[Rules, Problem], Rules]:
    def mutated(rules: Rules, problem: Problem) -> Rules:
        setting = Setting("", "batch_mean", True, True, problem.v.learning_rate)
        return rules._replace(passes=COMMON[name](rules.passes, setting))

    return mutated


RULES: Final[Mapping[str, Callable[[Rules, Problem], Rules]]] = MappingProxyType(
    {
        "wrong_update_sign": lambda rules, _: rules._replace(subtract=_add),
        "forgotten_learning_rate": lambda rules, _: rules._replace(rate=lambda t: 1.0),
        "sum_not_mean": lambda rules, problem: _passes(rules, loss=true_loss(problem.data, "sum")),
        "gradients_not_reset": lambda rules, _: rules._replace(gather=_gathered),
        **{name: _of_the_pass(name) for name in OF_THE_PASS},
        "forgotten_skip": lambda rules, _: _passes(rules, join=_branch_alone),
        "constant_statistics": lambda rules, _: _passes(
            rules, norm=NormRules(standardize_backward=as_constants)
        ),
        "forgotten_clipping": lambda rules, _: rules._replace(clip=_unclipped),
        "forgotten_memory": lambda rules, _: rules._replace(settings=rules.settings._replace(momentum=0.0)),
        "no_bias_correction": lambda rules, _: rules._replace(
            parts=rules.parts._replace(correct=_uncorrected)
        ),
        "forgotten_weight_decay": lambda rules, _: rules._replace(weight_decay=0.0),
    }
)


def _fits(mistake: str, p: TrainingParameters, v: Variant) -> bool:
    """Whether the mistake can be made in a variant at all."""
    fits = {
        "sum_not_mean": p.samples > 1,
        "gradients_not_reset": p.steps > 1,
        "transposed": v.depth > 1 or v.width == p.widths[1],
        "forgotten_skip": v.residual != "none" and v.depth > 1,
        "constant_statistics": v.normalization != "none",
        "forgotten_clipping": v.clip != "none",
        "forgotten_memory": v.optimizer in ("momentum", "nesterov") and p.steps > 1,
        "no_bias_correction": v.optimizer in ("adam", "adamw"),
        "forgotten_weight_decay": p.decay_of(v.optimizer) > 0,
    }
    return fits.get(mistake, True)


def mistakes_in(p: TrainingParameters) -> tuple[str, ...]:
    """The mistakes that can be made in any variant of the run."""
    return tuple(name for name in RULES if any(_fits(name, p, v) for v in p.all_variants))
