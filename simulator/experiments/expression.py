"""`expression`: a computational graph given as text, its values forwards and its gradients backwards."""

from functools import partial
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array, first_layer, plain
from simulator.experiment import Experiment, Outcome
from simulator.experiments.expression_graph import Rules, backward, edges, forward, local_derivatives
from simulator.experiments.expression_mistakes import SAYS, mutants
from simulator.experiments.expression_parameters import ExpressionParameters
from simulator.experiments.expression_parser import Graph
from simulator.experiments.expression_steps import steps
from simulator.network import saw_infinity, saw_nan
from simulator.ops.scalars import OPERATIONS, max_backward
from simulator.streams import stream
from simulator.trace import Measurements, Series

CURVE_POINTS, CURVE_REACH = 81, 2.0
"""The curve has this many points, up to this far to either side of the input."""


class Problem(NamedTuple):
    """A graph with its inputs."""

    graph: Graph
    inputs: tuple[Array, ...]  # () each
    p: ExpressionParameters


def build(p: ExpressionParameters, seed: int) -> Problem:
    """The graph, with inputs drawn where they are not given. A given one does not move the draws of the others."""
    names = p.graph.names
    drawn = p.low + (p.high - p.low) * stream(seed, "inputs").random(len(names))
    inputs = tuple(np.asarray(p.inputs.get(name, x)) for name, x in zip(names, drawn.tolist(), strict=True))
    return Problem(p.graph, inputs, p)


def true_rules(p: ExpressionParameters) -> Rules:
    """The operations, with the convention for ties bound."""
    largest = OPERATIONS["max"]._replace(backward=partial(max_backward, ties=p.ties))
    return Rules({**OPERATIONS, "max": largest})


def output_of(problem: Problem, inputs: tuple[Array, ...], rules: Rules) -> Array:
    """The output alone, complex or an array where the inputs are. inputs () or (points,) each."""
    return forward(problem.graph, inputs, rules).values[-1]


def differences(problem: Problem, rules: Rules) -> list[float]:
    """Central differences of the output by each input, with the step that is asked for."""
    found, h = [], problem.p.difference_step
    for at, x in enumerate(problem.inputs):
        up, down = list(problem.inputs), list(problem.inputs)
        up[at], down[at] = np.asarray(x + h), np.asarray(x - h)
        f_up, f_down = output_of(problem, tuple(up), rules), output_of(problem, tuple(down), rules)
        found.append(float((f_up - f_down) / (up[at] - down[at])))
    return found


def measure(problem: Problem, rules: Rules) -> Measurements:
    """One forward and one backward pass under the rules, as measurements."""
    graph = problem.graph
    tape = forward(graph, problem.inputs, rules)
    found = backward(graph, tape, rules)
    joined = edges(graph)
    values, gradients = [float(v) for v in tape.values], [float(g) for g in found.nodes]
    by_node = [np.array(pair) for pair in zip(values, gradients, strict=True)]
    return {
        "value": plain(values),
        "gradient": plain(gradients),
        "input": plain(values[: graph.inputs]),
        "input_gradient": plain(gradients[: graph.inputs]),
        "input_gradient_difference": plain(differences(problem, rules)),
        "output": values[-1],
        "edge_start": plain([edge.start + 1 for edge in joined]),
        "edge_end": plain([edge.end + 1 for edge in joined]),
        "edge_derivative": plain([float(d) for d in local_derivatives(graph, tape, rules)]),
        "edge_gradient": plain([float(g) for g in found.edges]),
        "paths": plain([sum(edge.start == place for edge in joined) for place in range(len(values))]),
        "operations": len(graph.nodes) - graph.inputs,
        "first_infinite_node": first_layer([saw_infinity((pair,)) for pair in by_node]),
        "first_nan_node": first_layer([saw_nan((pair,)) for pair in by_node]),
    }


def _mutate(problem: Problem, rules: Rules) -> dict[str, Measurements]:
    return {name: measure(problem, wrong) for name, wrong in mutants(rules, problem.graph).items()}


def _series(problem: Problem, rules: Rules, measured: Measurements) -> tuple[Series, ...]:
    """The output along one input, with its tangent; and value and gradient by node."""
    graph = problem.graph
    name = problem.p.along or graph.names[0]
    at = graph.names.index(name)
    here, slope = float(problem.inputs[at]), np.array(measured["input_gradient"])[at]
    x = here + np.linspace(-CURVE_REACH, CURVE_REACH, CURVE_POINTS)
    inputs = tuple(x if place == at else np.full_like(x, one) for place, one in enumerate(problem.inputs))
    nodes = np.arange(1.0, len(graph.nodes) + 1.0)
    return (
        _curve("output", name, x, output_of(problem, inputs, rules), "curve"),
        _curve("tangent", name, x, float(np.array(measured["output"])) + slope * (x - here), "curve"),
        _curve("value", "node", nodes, np.array(measured["value"], dtype=float), "nodes"),
        _curve("gradient", "node", nodes, np.array(measured["gradient"], dtype=float), "nodes"),
    )


def _curve(name: str, along: str, x: Array, y: Array, group: str) -> Series:
    label = "output" if group == "curve" else "value or gradient"
    seen = np.isfinite(y)  # a logarithm has no curve left of 0
    return Series(name, along, label, tuple(x[seen].tolist()), tuple(y[seen].tolist()), "linear", group)


def experiment(p: ExpressionParameters, seed: int) -> Outcome:
    """Run an expression."""
    problem, rules = build(p, seed), true_rules(p)
    measured = measure(problem, rules)
    tape = forward(problem.graph, problem.inputs, rules)
    found = backward(problem.graph, tape, rules)
    derivatives = tuple(float(d) for d in local_derivatives(problem.graph, tape, rules))
    return Outcome(
        steps(problem.graph, tape, found, derivatives),
        _series(problem, rules, measured),
        measured,
        partial(_mutate, problem, rules),
    )


EXPERIMENT = Experiment(
    name="expression",
    title="A computational graph",
    summary="An expression as text: value and gradient at every node, the local derivative on every edge.",
    parameters=ExpressionParameters,
    measurements={
        "value": "value of each node: the inputs by first use, then the operations in order (nodes,)",
        "gradient": "d output / d node, of each node (nodes,)",
        "input": "the inputs, given or drawn (inputs,)",
        "input_gradient": "d output / d input, of each input (inputs,)",
        "input_gradient_difference": "the same by central differences of `difference_step` (inputs,)",
        "output": "value of the last node",
        "edge_start": "number, from 1, of the node that each edge leaves, in the order of edge_end (edges,)",
        "edge_end": "number, from 1, of the operation that each edge reaches (edges,)",
        "edge_derivative": "local derivative of the operation by that operand, on each edge (edges,)",
        "edge_gradient": "gradient of the operation times edge_derivative: what comes back over each edge (edges,)",
        "paths": "how many edges leave each node: where there are several, their gradients are added (nodes,)",
        "operations": "number of operations",
        "first_infinite_node": "number of the first node whose value or gradient is infinite, 0 if none",
        "first_nan_node": "number of the first node whose value or gradient is NaN, 0 if none",
    },
    mistakes=dict(SAYS),
    function=experiment,
)
