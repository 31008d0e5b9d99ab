"""Text -> a computational graph: a small recursive descent parser. Nothing is ever evaluated as Python.

text       = statement (";" or a new line, then another statement)*
statement  = [name "="] sum          only the last may stand without a name; it is the output
sum        = product (("+" | "-") product)*
product    = signed (("*" | "/") signed)*
signed     = ("-" | "+") signed | power
power      = operand ["**" signed]   to the right first, and before a sign: -x**2 is -(x**2)
operand    = number | name | function "(" sum ("," sum)* ")" | "(" sum ")"
"""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from simulator.ops.scalars import MOST_OPERANDS, OPERATIONS

LONGEST, DEEPEST, MOST_NODES, MOST_INPUTS, LONGEST_NAME = 500, 24, 64, 16, 16
FUNCTIONS = ("max", "exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "relu")
_SUMS, _PRODUCTS = {"+": "add", "-": "subtract"}, {"*": "multiply", "/": "divide"}
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|[-+*/(),;=\n])|(?P<space>[ \t]+)"
)


class Token(NamedTuple):
    """A piece of the text and where it begins, counted from 1."""

    kind: str  # number, name, sign or end
    text: str
    at: int


class Operand(NamedTuple):
    """What an operation is given: the value of a node, or a number written in the text."""

    node: int | None  # counted from 0
    number: float = 0.0


class Node(NamedTuple):
    """An input, or an operation with its operands."""

    name: str
    operation: str  # a name of OPERATIONS, or "input"
    operands: tuple[Operand, ...]


class Graph(NamedTuple):
    """Nodes in an order in which each comes after its operands: the inputs by first use, then the operations."""

    nodes: tuple[Node, ...]
    inputs: int  # how many of the nodes are inputs

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the inputs."""
        return tuple(node.name for node in self.nodes[: self.inputs])


def parse(text: str) -> Graph:
    """The graph of an expression. ValueError of one line for anything that the grammar or a limit forbids."""
    return _Parser(_tokens(text)).graph()


def _tokens(text: str) -> list[Token]:
    if len(text) > LONGEST:
        raise ValueError(f"expression must have at most {LONGEST} characters, got {len(text)}")
    tokens, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"expression must not have {text[at]!r}, got it at character {at + 1}")
        kind = match.lastgroup
        assert kind is not None
        if kind != "space":
            tokens.append(Token(kind, ";" if match.group() == "\n" else match.group(), at + 1))
        at = match.end()
    return [*tokens, Token("end", "", len(text) + 1)]


class _Parser:
    """One reading of the tokens. Operations refer to inputs by name until all inputs are known."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0
        self.inputs: list[str] = []
        self.operations: list[tuple[str, str, tuple[Operand | str, ...]]] = []
        self.named: dict[str, Operand | str] = {}

    def graph(self) -> Graph:
        """Read all statements, then number the nodes."""
        result: Operand | str | None = None
        while True:
            while self._next(";"):
                pass
            if self._token.kind == "end":
                break
            if result is not None and not self._last_had_name:
                raise self._complaint("must name every statement but the last, as in q = x + y")
            result = self._statement()
            if self._token.kind != "end" and self._token.text != ";":
                raise self._complaint("must have an operation or the end")
        if result is None:
            raise ValueError("expression must not be empty")
        if not self.inputs:
            raise ValueError("expression must have at least one name, such as x, to take the gradient by")
        if not self.operations or result != Operand(len(self.operations) - 1):
            raise ValueError("expression must end with an operation, whose value is the output")
        return self._numbered()

    def _numbered(self) -> Graph:
        count = len(self.inputs)
        taken = {*self.inputs, *self.named}
        prefix = next(p for p in _prefixes() if not any(_is_numbered(p, name) for name in taken))
        nodes = [Node(name, "input", ()) for name in self.inputs]
        unnamed = 0
        for place, (name, operation, operands) in enumerate(self.operations):
            if not name and place == len(self.operations) - 1 and "f" not in taken:
                name = "f"
            elif not name:
                unnamed += 1
                name = f"{prefix}{unnamed}"
            nodes.append(Node(name, operation, tuple(self._placed(one, count) for one in operands)))
        return Graph(tuple(nodes), count)

    def _placed(self, one: Operand | str, count: int) -> Operand:
        if isinstance(one, str):
            return Operand(self.inputs.index(one))
        return one if one.node is None else Operand(one.node + count)

    def _statement(self) -> Operand | str:
        name = self._token
        self._last_had_name = name.kind == "name" and self.tokens[self.at + 1].text == "="
        if not self._last_had_name:
            return self._sum()
        if name.text in FUNCTIONS or name.text in self.named or name.text in self.inputs:
            raise self._complaint("must give a new name to each result")
        _check_name(name)
        self.at += 2
        result = self._sum()
        if name.text in self.inputs:
            raise ValueError(
                f"expression must give a new name to each result, got the input {name.text!r} at "
                f"character {name.at}"
            )
        if isinstance(result, Operand) and result.node is not None and not self.operations[result.node][0]:
            self.operations[result.node] = (name.text, *self.operations[result.node][1:])
        self.named[name.text] = result
        return result

    def _sum(self) -> Operand | str:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError(f"expression must be nested at most {DEEPEST} deep, got more at {self._place}")
        result = self._product()
        while operation := self._one_of(_SUMS):
            result = self._made(operation, result, self._product())
        self.depth -= 1
        return result

    def _product(self) -> Operand | str:
        result = self._signed()
        while operation := self._one_of(_PRODUCTS):
            result = self._made(operation, result, self._signed())
        return result

    def _signed(self) -> Operand | str:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError(f"expression must be nested at most {DEEPEST} deep, got more at {self._place}")
        if self._next("-"):
            result: Operand | str = self._negated(self._signed())
        else:
            result = self._signed() if self._next("+") else self._power()
        self.depth -= 1
        return result

    def _negated(self, inner: Operand | str) -> Operand:
        if isinstance(inner, Operand) and inner.node is None:
            return Operand(None, -inner.number)
        return self._made("negate", inner)

    def _power(self) -> Operand | str:
        base = self._operand()
        return self._made("power", base, self._signed()) if self._next("**") else base

    def _operand(self) -> Operand | str:
        token = self._token
        if token.kind == "number":
            self.at += 1
            return _number(token)
        if token.kind == "name":
            self.at += 1
            return self._call(token) if token.text in FUNCTIONS else self._name(token)
        if self._next("("):
            result = self._sum()
            self._close()
            return result
        raise self._complaint("must have a number, a name, a function or '('")

    def _call(self, function: Token) -> Operand | str:
        if not self._next("("):
            raise self._complaint(f"must have '(' after {function.text}")
        operands = [self._sum()]
        while self._next(","):
            operands.append(self._sum())
        self._close()
        least = OPERATIONS[function.text].operands
        if not least <= len(operands) <= (MOST_OPERANDS if function.text == "max" else least):
            told = f"2 to {MOST_OPERANDS} operands" if function.text == "max" else "1 operand"
            raise ValueError(
                f"expression must give {function.text} {told}, got {len(operands)} at character {function.at}"
            )
        return self._made(function.text, *operands)

    def _name(self, token: Token) -> Operand | str:
        if token.text in self.named:
            return self.named[token.text]
        if self._token.text == "(":
            raise ValueError(
                f"expression must use a function among {', '.join(FUNCTIONS)}, got {token.text[:40]!r} at "
                f"character {token.at}"
            )
        _check_name(token)
        if token.text not in self.inputs:
            self.inputs.append(token.text)
            if len(self.inputs) > MOST_INPUTS:
                raise ValueError(
                    f"expression must have at most {MOST_INPUTS} inputs, got more at character {token.at}"
                )
        return token.text

    def _made(self, operation: str, *operands: Operand | str) -> Operand:
        self.operations.append(("", operation, operands))
        if len(self.operations) > MOST_NODES:
            raise ValueError(
                f"expression must have at most {MOST_NODES} operations, got more at {self._place}"
            )
        return Operand(len(self.operations) - 1)

    def _close(self) -> None:
        if not self._next(")"):
            raise self._complaint("must have ')'")

    @property
    def _token(self) -> Token:
        return self.tokens[self.at]

    @property
    def _place(self) -> str:
        return "its end" if self._token.kind == "end" else f"character {self._token.at}"

    def _next(self, sign: str) -> bool:
        """Go past the sign if it is next."""
        found = self._token.text == sign
        self.at += found
        return found

    def _one_of(self, signs: dict[str, str]) -> str | None:
        operation = signs.get(self._token.text)
        self.at += operation is not None
        return operation

    def _complaint(self, allowed: str) -> ValueError:
        got = "" if self._token.kind == "end" else f"{self._token.text[:40]!r} at "
        return ValueError(f"expression {allowed}, got {got}{self._place}")


def _prefixes() -> Iterator[str]:
    """`v`, `v_`, `v__` and so on, to number unnamed results by."""
    return ("v" + "_" * count for count in itertools.count())


def _is_numbered(prefix: str, name: str) -> bool:
    return name.startswith(prefix) and name.removeprefix(prefix).isdigit()


def _number(token: Token) -> Operand:
    value = float(token.text)
    if value == float("inf"):
        raise ValueError(
            f"expression must have finite numbers, got {token.text[:40]} at character {token.at}"
        )
    return Operand(None, value)


def _check_name(token: Token) -> None:
    if len(token.text) > LONGEST_NAME:
        raise ValueError(
            f"expression must have names of at most {LONGEST_NAME} letters, got {token.text[:40]!r} at "
            f"character {token.at}"
        )
