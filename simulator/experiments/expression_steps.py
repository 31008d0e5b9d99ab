"""The steps of a graph: each operation forwards, then backwards each local derivative and each gradient."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from simulator.experiments.expression_graph import Edge, Gradients, Tape, edges
from simulator.experiments.expression_parser import Graph, Node
from simulator.latex import factor, number
from simulator.trace import Step

FORWARD = {
    "add": "%s + %s",
    "subtract": "%s - %s",
    "multiply": r"%s \cdot %s",
    "divide": r"\frac{%s}{%s}",
    "power": "%s^{%s}",
    "negate": "-%s",
    "exp": r"\exp(%s)",
    "log": r"\ln(%s)",
    "sqrt": r"\sqrt{%s}",
    "sin": r"\sin(%s)",
    "cos": r"\cos(%s)",
    "tanh": r"\tanh(%s)",
    "sigmoid": r"\sigma(%s)",
    "relu": r"\operatorname{ReLU}(%s)",
}
LOCAL = {
    "add": ("1", "1"),
    "subtract": ("1", "-1"),
    "multiply": ("{b}", "{a}"),
    "divide": (r"\frac{{1}}{{{b}}}", r"-\frac{{{a}}}{{{b}^{{2}}}}"),
    "power": (r"{b} \cdot {a}^{{{b} - 1}}", r"{a}^{{{b}}} \ln({a})"),
    "negate": ("-1",),
    "exp": (r"\exp({a})",),
    "log": (r"\frac{{1}}{{{a}}}",),
    "sqrt": (r"\frac{{1}}{{2 \sqrt{{{a}}}}}",),
    "sin": (r"\cos({a})",),
    "cos": (r"-\sin({a})",),
    "tanh": (r"1 - \tanh^{{2}}({a})",),
    "sigmoid": (r"\sigma'({a})",),
    "relu": (r"\operatorname{{ReLU}}'({a})",),
}
WORDS = {
    "add": "Sum",
    "subtract": "Difference",
    "multiply": "Product",
    "divide": "Quotient",
    "power": "Power",
    "negate": "Minus sign",
    "max": "Largest",
    "exp": "Exponential",
    "log": "Logarithm",
    "sqrt": "Square root",
    "sin": "Sine",
    "cos": "Cosine",
    "tanh": "Hyperbolic tangent",
    "sigmoid": "Sigmoid",
    "relu": "ReLU",
}
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


class Story(NamedTuple):
    """One pass over a graph, as numbers."""

    graph: Graph
    values: tuple[float, ...]  # by node
    gradients: tuple[float, ...]  # by node
    locals: tuple[float, ...]  # by edge


def steps(graph: Graph, tape: Tape, found: Gradients, derivatives: tuple[float, ...]) -> tuple[Step, ...]:
    """Forward pass, then the backward pass from the output to the inputs."""
    story = Story(
        graph,
        tuple(float(value) for value in tape.values),
        tuple(float(gradient) for gradient in found.nodes),
        derivatives,
    )
    operations = range(graph.inputs, len(graph.nodes))
    return (
        *(_forward(story, place) for place in operations),
        *(step for place in reversed(range(len(graph.nodes))) for step in _backward(story, place)),
    )


def symbol(name: str) -> str:
    r"""`x` -> `x`, `w0` -> `w_{0}`, `den` -> `\mathrm{den}`."""
    match = re.fullmatch(r"([A-Za-z])_*([0-9]*)", name)
    if match is None:
        return rf"\mathrm{{{name}}}".replace("_", r"\_")
    letter, digits = match.groups()
    return f"{letter}_{{{digits}}}" if digits else letter


def _forward(story: Story, place: int) -> Step:
    node, value = story.graph.nodes[place], story.values[place]
    left = symbol(node.name)
    return Step(
        f"{WORDS[node.operation]} {node.name}",
        "forward",
        f"{left} = {_written(node, _symbols(story, node))}",
        f"{left} = {_written(node, _numbers(story, node))} = {number(value)}",
        value,
        (),
    )


def _written(node: Node, operands: list[str]) -> str:
    if node.operation == "max":
        return rf"\max({', '.join(operands)})"
    return FORWARD[node.operation] % tuple(operands)


def _symbols(story: Story, node: Node) -> list[str]:
    return [
        factor(one.number) if one.node is None else symbol(story.graph.nodes[one.node].name)
        for one in node.operands
    ]


def _numbers(story: Story, node: Node) -> list[str]:
    """Operands as numbers, in parentheses where the sign or the power of ten would run into the operation."""
    values = [one.number if one.node is None else story.values[one.node] for one in node.operands]
    plain = node.operation not in {"add", "subtract", "multiply", "power", "negate"}
    first, *rest = (number(value) if plain else factor(value) for value in values)
    if node.operation in {"add", "subtract", "multiply"}:
        first = number(values[0])
    if node.operation == "power" and "times" in first:
        first = f"({first})"
    return [first, *rest]


def _backward(story: Story, place: int) -> Iterator[Step]:
    yield _gradient(story, place)
    for at, edge in enumerate(edges(story.graph)):
        if edge.end == place:
            yield _local(story, edge, story.locals[at])


def _local(story: Story, edge: Edge, value: float) -> Step:
    """The local derivative on one edge."""
    end, start = story.graph.nodes[edge.end], story.graph.nodes[edge.start]
    left = _partial(symbol(end.name), symbol(start.name))
    twice = sum(1 for one in end.operands if one.node == edge.start) > 1
    if twice:
        left = _partial(symbol(end.name), rf"{symbol(start.name)}^{{({edge.operand + 1})}}")
    formula = _rule(end, edge.operand, _symbols(story, end))
    written = _rule(end, edge.operand, [_grouped(text) for text in _factors(story, end)])
    same = written == formula and written == number(value)
    return Step(
        f"Derivative of {end.name} by {start.name}"
        + (f", its {ORDINALS[edge.operand]} operand" if twice else ""),
        "backward",
        f"{left} = {formula}",
        f"{left} = {written}" + ("" if same else f" = {number(value)}"),
        value,
        (),
    )


def _factors(story: Story, node: Node) -> list[str]:
    return [factor(one.number if one.node is None else story.values[one.node]) for one in node.operands]


def _grouped(text: str) -> str:
    """A number that may be raised to a power: one with a power of ten in parentheses."""
    return f"({text})" if text[0] != "(" and "times" in text else text


def _rule(node: Node, operand: int, operands: list[str]) -> str:
    if node.operation == "max":
        return rf"[{operands[operand]} = \max({', '.join(operands)})]"
    rule = LOCAL[node.operation][operand]
    if rule in {"{a}", "{b}"}:
        operands = [text.removeprefix("(").removesuffix(")") for text in operands]
    return rule.format(**dict(zip("ab", operands, strict=False)))


def _gradient(story: Story, place: int) -> Step:
    """The gradient at a node: what comes back over each of its edges, added up."""
    graph = story.graph
    name, value = graph.nodes[place].name, story.gradients[place]
    output = symbol(graph.nodes[-1].name)
    left, title = _partial(output, symbol(name)), f"Gradient at {name}"
    if place == len(graph.nodes) - 1:
        return Step(title, "backward", f"{left} = 1", f"{left} = {number(value)}", value, ())
    found = [(edge, story.locals[at]) for at, edge in enumerate(edges(graph)) if edge.start == place]
    if not found:
        return Step(title, "backward", f"{left} = 0", f"{left} = {number(value)}", value, ())
    terms = [
        f"{_partial(output, symbol(graph.nodes[edge.end].name))}"
        rf" \cdot {_partial(symbol(graph.nodes[edge.end].name), symbol(name))}"
        for edge, _ in found
    ]
    numbers = [rf"{factor(story.gradients[edge.end])} \cdot {factor(local)}" for edge, local in found]
    return Step(
        title,
        "backward",
        f"{left} = {' + '.join(terms)}",
        f"{left} = {' + '.join(numbers)} = {number(value)}",
        value,
        (),
    )


def _partial(of: str, by: str) -> str:
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"
