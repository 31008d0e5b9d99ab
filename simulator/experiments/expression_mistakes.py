"""Learners' mistakes on a computational graph, each as one rule that is wrong."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np

from simulator.arrays import Array
from simulator.experiments.expression_graph import Rules, edges
from simulator.experiments.expression_parser import Graph
from simulator.ops.scalars import Backward, ScalarCache, ScalarOperation

SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "forgotten_path": "A value used more than once keeps the gradient of one path; the paths must be added.",
        "no_local_derivative": "The gradient is passed back unchanged, without the local derivative.",
        "only_local_derivative": "The local derivative is taken without the gradient that comes from above.",
        "added_not_multiplied": "The local derivative is added to the gradient from above, not multiplied by it.",
        "swapped_factors": "Each factor of a product gets its own value; it must get the other factor.",
        "forgotten_minus": "The second operand of a difference gets the gradient without its minus sign.",
        "quotient_sign": "The derivative by the denominator is taken as a/b^2, without its minus sign.",
        "exponent_kept": "The power rule keeps the exponent: b x^b in place of b x^(b-1).",
        "derivative_at_output": "The derivative of a function is taken at its value f(a), not at its input a.",
        "max_to_both": "max passes the gradient to every operand; it belongs to the largest alone.",
    }
)

FUNCTIONS = ("exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "relu")


def _only_local(dy: Array, operation: ScalarOperation, cache: ScalarCache) -> tuple[Array, ...]:
    return operation.backward(np.ones_like(dy), cache)


def _no_local(dy: Array, operation: ScalarOperation, cache: ScalarCache) -> tuple[Array, ...]:
    return (dy,) * len(cache.operands)


def _added_local(dy: Array, operation: ScalarOperation, cache: ScalarCache) -> tuple[Array, ...]:
    return tuple(dy + local for local in operation.backward(np.ones_like(dy), cache))


def _own_factor(dy: Array, cache: ScalarCache) -> tuple[Array, ...]:
    a, b = cache.operands
    return dy * a, dy * b


def _no_minus(dy: Array, cache: ScalarCache) -> tuple[Array, ...]:
    return dy, dy


def _quotient_sign(dy: Array, cache: ScalarCache) -> tuple[Array, ...]:
    _, b = cache.operands
    return np.divide(dy, b), dy * np.divide(cache.y, b)


def _exponent_kept(true: Backward, dy: Array, cache: ScalarCache) -> tuple[Array, ...]:
    _, b = cache.operands
    return dy * b * cache.y, true(dy, cache)[1]


def _max_to_all(dy: Array, cache: ScalarCache) -> tuple[Array, ...]:
    return (dy,) * len(cache.operands)


def _at_output(true: Backward, dy: Array, cache: ScalarCache) -> tuple[Array, ...]:
    return true(dy, cache._replace(operands=(cache.y,)))


def _with(rules: Rules, changed: Mapping[str, Callable[[Backward], Backward]]) -> Rules:
    """The rules with the backward passes of some operations replaced."""
    table = dict(rules.operations)
    for name, change in changed.items():
        table[name] = table[name]._replace(backward=change(table[name].backward))
    return rules._replace(operations=MappingProxyType(table))


RULES: Final[Mapping[str, Callable[[Rules], Rules]]] = MappingProxyType(
    {
        "forgotten_path": lambda rules: rules._replace(gather=lambda so_far, arriving: arriving),
        "no_local_derivative": lambda rules: rules._replace(chain=_no_local),
        "only_local_derivative": lambda rules: rules._replace(chain=_only_local),
        "added_not_multiplied": lambda rules: rules._replace(chain=_added_local),
        "swapped_factors": lambda rules: _with(rules, {"multiply": lambda true: _own_factor}),
        "forgotten_minus": lambda rules: _with(rules, {"subtract": lambda true: _no_minus}),
        "quotient_sign": lambda rules: _with(rules, {"divide": lambda true: _quotient_sign}),
        "exponent_kept": lambda rules: _with(rules, {"power": lambda true: partial(_exponent_kept, true)}),
        "derivative_at_output": lambda rules: _with(
            rules, dict.fromkeys(FUNCTIONS, lambda true: partial(_at_output, true))
        ),
        "max_to_both": lambda rules: _with(rules, {"max": lambda true: _max_to_all}),
    }
)

NEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "swapped_factors": "multiply",
        "forgotten_minus": "subtract",
        "quotient_sign": "divide",
        "exponent_kept": "power",
        "max_to_both": "max",
    }
)
"""The operation that a mistake is about."""


def fits(mistake: str, graph: Graph) -> bool:
    """Whether the mistake can be made in such a graph at all."""
    operations = {node.operation for node in graph.nodes}
    if mistake == "forgotten_path":
        starts = [edge.start for edge in edges(graph)]
        return len(starts) > len(set(starts))
    if mistake == "derivative_at_output":
        return bool(operations & set(FUNCTIONS))
    return NEEDS.get(mistake) in {None, *operations}


def mutants(rules: Rules, graph: Graph) -> dict[str, Rules]:
    """The mutated rules for each mistake that fits."""
    return {name: change(rules) for name, change in RULES.items() if fits(name, graph)}
