"""Learners' mistakes with recurrent cells, each as one rule that is wrong: the pass under it is a real pass."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np

from simulator.arrays import Array
from simulator.experiments.recurrent_pass import Cache, Rules, cell
from simulator.experiments.recurrent_problem import Problem
from simulator.ops import recurrent as ops
from simulator.ops.activations import Activation, ActivationCache, activation
from simulator.ops.recurrent import SIGMOID, State, Weights, through

SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "off_by_one_step": "The backward pass takes the state after a step where it needs the state before it.",
        "last_step_only": "The gradient of the shared weights is that of the last step, not added over all steps.",
        "mean_not_sum": "The parts of the time steps are averaged where the shared weights add them.",
        "each_step_alone": "Nothing is handed back from a step to the one before: each is treated alone.",
        "no_hidden_path": "No gradient is handed back along the lstm's hidden state, only along its cell state.",
        "no_cell_path": "No gradient is handed back along the cell state, the path that the lstm was made for.",
        "no_truncation": "The gradient is handed back past the end of the truncated stretch.",
        "no_activation_derivative": "The derivative of tanh (or of the rnn's activation) is left out going back.",
        "no_gate_derivative": "The derivative of the gates' sigmoid is left out going back.",
        "derivative_at_activation": "The derivative is taken at the activation, f'(a), not at the net input f'(z).",
        "transposed": "The gradient is handed back through the recurrent weights where it needs their transpose.",
        "forgotten_bias": "The biases are left out of the net inputs.",
        "no_output_tanh": "The lstm's hidden state is o c, without the tanh of the cell state.",
        "swapped_gates": "The blocks of two gates are taken for each other: input and forget, or reset and update.",
        "other_reset": "The gru's reset gate acts on the other side of the recurrent product.",
        "other_update_gate": "The gru's update gate keeps the old state where it replaces it, or the reverse.",
    }
)


def _one_step_late(tape: tuple[Cache, ...]) -> tuple[Cache, ...]:
    return tuple(cache._replace(before=cache.before._replace(h=cache.after.h)) for cache in tape)


def _turned(tape: tuple[Cache, ...]) -> tuple[Cache, ...]:
    """The caches with each gate's block of the recurrent weights transposed."""
    w = tape[0].w
    units = w.w_h.shape[0]
    blocks = [block.T for block in np.split(w.w_h, w.w_h.shape[1] // units, axis=1)]
    turned = w._replace(w_h=np.concatenate(blocks, axis=1))
    return tuple(cache._replace(w=turned) for cache in tape)


def _last_only(dw: Weights, step: int, count: int) -> Weights:
    return dw if step == count else Weights(*(np.zeros_like(w) for w in dw))


def _share(dw: Weights, step: int, count: int) -> Weights:
    del step
    return Weights(*(w / count for w in dw))


def _alone(d: State, done: int) -> State:
    del done
    return State(np.zeros_like(d.h), np.zeros_like(d.c))


def _without_h(rules: Rules) -> Rules:
    def hand_back(d: State, done: int) -> State:
        handed = rules.hand_back(d, done)
        return State(np.zeros_like(handed.h), handed.c)

    return rules._replace(hand_back=hand_back)


def _without_c(rules: Rules) -> Rules:
    def hand_back(d: State, done: int) -> State:
        handed = rules.hand_back(d, done)
        return State(handed.h, np.zeros_like(handed.c))

    return rules._replace(hand_back=hand_back)


def _everything(d: State, done: int) -> State:
    del done
    return d


def _no_derivative(da: Array, f: Activation, cache: ActivationCache) -> Array:
    return through(da, f, cache) if f is SIGMOID else da


def _no_gate_derivative(da: Array, f: Activation, cache: ActivationCache) -> Array:
    return da if f is SIGMOID else through(da, f, cache)


def _no_slope(da: Array, f: Activation, cache: ActivationCache) -> Array:
    del f, cache
    return da


def _at_activation(da: Array, f: Activation, cache: ActivationCache) -> Array:
    return da * f.derivative(cache.a)


def _no_bias(w: Weights) -> Weights:
    return w._replace(b_x=np.zeros_like(w.b_x), b_h=np.zeros_like(w.b_h))


def _swapped(w: Weights) -> Weights:
    """The first two blocks of every array taken for each other."""
    units = w.w_h.shape[0]

    def swap(a: Array) -> Array:
        return np.concatenate([a[..., units : 2 * units], a[..., :units], a[..., 2 * units :]], axis=-1)

    return Weights(*(swap(a) for a in w))


def _other_gru(rules: Rules, problem: Problem, *, reset: bool) -> Rules:
    p = problem.p
    before: ops.Reset = "before" if p.reset == "after" else "after"
    replace: ops.Update = "replace" if p.update_gate == "keep" else "keep"
    f = activation(p.activation, p.slope)
    other = cell("gru", f, before, p.update_gate) if reset else cell("gru", f, p.reset, replace)
    return rules._replace(cell=other)


RULES: Final[Mapping[str, Callable[[Rules, Problem], Rules]]] = MappingProxyType(
    {
        "off_by_one_step": lambda rules, _: rules._replace(remember=_one_step_late),
        "last_step_only": lambda rules, _: rules._replace(contribute=_last_only),
        "mean_not_sum": lambda rules, _: rules._replace(contribute=_share),
        "each_step_alone": lambda rules, _: rules._replace(hand_back=_alone),
        "no_hidden_path": lambda rules, _: _without_h(rules),
        "no_cell_path": lambda rules, _: _without_c(rules),
        "no_truncation": lambda rules, _: rules._replace(hand_back=_everything),
        "no_activation_derivative": lambda rules, problem: rules._replace(
            through=_no_slope if problem.cell.name == "rnn" else _no_derivative
        ),
        "no_gate_derivative": lambda rules, _: rules._replace(through=_no_gate_derivative),
        "derivative_at_activation": lambda rules, _: rules._replace(through=_at_activation),
        "transposed": lambda rules, _: rules._replace(remember=_turned),
        "forgotten_bias": lambda rules, _: rules._replace(weights=_no_bias),
        "no_output_tanh": lambda rules, _: rules._replace(
            cell=rules.cell._replace(forward=partial(ops.lstm_cell_forward, squash=activation("identity")))
        ),
        "swapped_gates": lambda rules, _: rules._replace(weights=_swapped),
        "other_reset": lambda rules, problem: _other_gru(rules, problem, reset=True),
        "other_update_gate": lambda rules, problem: _other_gru(rules, problem, reset=False),
    }
)


def fits(mistake: str, problem: Problem) -> bool:
    """Whether the mistake can be made in such a run at all."""
    name, units = problem.cell.name, int(problem.w.w_h.shape[0])
    if mistake in {"last_step_only", "mean_not_sum"}:
        return problem.p.length > 1
    if mistake == "transposed":
        return units > 1
    if mistake == "no_truncation":
        return (problem.p.truncation or problem.p.length) < problem.p.length
    if mistake == "forgotten_bias":
        return bool(problem.w.b_x.any() or problem.w.b_h.any())
    if mistake in {"no_hidden_path", "no_cell_path", "no_output_tanh"}:
        return name == "lstm"
    if mistake in {"other_reset", "other_update_gate"}:
        return name == "gru"
    if mistake in {"no_gate_derivative", "swapped_gates"}:
        return name != "rnn"
    return True


def mutants(rules: Rules, problem: Problem) -> dict[str, Rules]:
    """The mutated rules for each of the mistakes that fits."""
    return {name: rule(rules, problem) for name, rule in RULES.items() if fits(name, problem)}
