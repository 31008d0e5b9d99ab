"""A computational graph run forwards and backwards, node by node and edge by edge.

The pass looks each operation up in a table of `Rules`; a mistake (see `expression_mistakes`) replaces one of them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.expression_parser import Graph, Node
from simulator.ops.scalars import OPERATIONS, ScalarCache, ScalarOperation


class Edge(NamedTuple):
    """From a node to an operation that uses it."""

    start: int  # node, counted from 0
    end: int  # node, counted from 0
    operand: int  # which operand of the operation it is, counted from 0


def edges(graph: Graph) -> tuple[Edge, ...]:
    """All edges, by the operation they lead to and then by operand. Numbers in the text have none."""
    return tuple(
        Edge(operand.node, end, place)
        for end, node in enumerate(graph.nodes)
        for place, operand in enumerate(node.operands)
        if operand.node is not None
    )


class Tape(NamedTuple):
    """What the forward pass did."""

    values: tuple[Array, ...]  # () each, by node
    caches: tuple[ScalarCache | None, ...]  # by node; None for an input


def _chained(dy: Array, operation: ScalarOperation, cache: ScalarCache) -> tuple[Array, ...]:
    return operation.backward(dy, cache)


def _added(so_far: Array, arriving: Array) -> Array:
    return so_far + arriving


class Rules(NamedTuple):
    """The operations of a pass, each replaceable."""

    operations: Mapping[str, ScalarOperation] = OPERATIONS
    chain: Callable[[Array, ScalarOperation, ScalarCache], tuple[Array, ...]] = _chained
    gather: Callable[[Array, Array], Array] = _added  # how a node takes up what arrives over a further edge


def forward(graph: Graph, inputs: Sequence[Array], rules: Rules) -> Tape:
    """Forward pass. inputs: one array () or (points,) for each input -> values and caches by node."""
    values: list[Array] = []
    caches: list[ScalarCache | None] = []
    for node in graph.nodes:
        if node.operation == "input":
            value, cache = inputs[len(values)], None
        else:
            value, cache = rules.operations[node.operation].forward(*_operands(node, values))
        values.append(value)
        caches.append(cache)
    return Tape(tuple(values), tuple(caches))


def _operands(node: Node, values: Sequence[Array]) -> list[Array]:
    return [np.asarray(one.number) if one.node is None else values[one.node] for one in node.operands]


class Gradients(NamedTuple):
    """What the backward pass found."""

    nodes: tuple[Array, ...]  # () each: d output / d node
    edges: tuple[Array, ...]  # () each: what arrives at the start of the edge over it


def backward(graph: Graph, tape: Tape, rules: Rules) -> Gradients:
    """Backward pass from the last node, whose gradient is 1 -> gradients by node and by edge."""
    zero = np.zeros(())
    nodes: list[Array | None] = [None] * len(graph.nodes)
    nodes[-1] = np.ones(())
    arriving: dict[tuple[int, int], Array] = {}
    for end in range(len(graph.nodes) - 1, graph.inputs - 1, -1):
        node, cache, dy = graph.nodes[end], tape.caches[end], nodes[end]
        assert cache is not None
        passed = rules.chain(zero if dy is None else dy, rules.operations[node.operation], cache)
        for place, (operand, gradient) in enumerate(zip(node.operands, passed, strict=True)):
            if operand.node is None:
                continue
            arriving[end, place] = gradient
            before = nodes[operand.node]
            nodes[operand.node] = gradient if before is None else rules.gather(before, gradient)
    return Gradients(
        tuple(zero if one is None else one for one in nodes),
        tuple(arriving[edge.end, edge.operand] for edge in edges(graph)),
    )


def local_derivatives(graph: Graph, tape: Tape, rules: Rules) -> tuple[Array, ...]:
    """The derivative of each operation by each operand, edge by edge, by sending a gradient of 1 through it."""
    found = []
    for edge in edges(graph):
        cache = tape.caches[edge.end]
        assert cache is not None
        found.append(
            rules.operations[graph.nodes[edge.end].operation].backward(np.ones(()), cache)[edge.operand]
        )
    return tuple(found)
