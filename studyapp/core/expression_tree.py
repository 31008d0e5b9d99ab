"""Reading an expression of a pack into a tree of a few node types; the grammar stands in `expressions`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from studyapp.core.arithmetic import FUNCTIONS, GATHERED, ExpressionError

MAX_LENGTH = 400
MAX_DEPTH = 24


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    variable: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    of: Node
    index: Node | str


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    operator: str
    of: Node


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison:
    first: Node
    rest: tuple[tuple[str, Node], ...]
    within: float | None


Node: TypeAlias = Number | Name | Item | Call | Unary | Binary | Comparison


_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<variable>\{\{\s*[A-Za-z_]\w*\s*\}\})"
    r"|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)"
    r"|(?P<sign>\*\*|==|!=|<=|>=|[-+*/<>()\[\],%]))"
)
_WORDS = frozenset({"and", "or", "not", "within", "first", "last"})


class Parser:
    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise ExpressionError(f"expression has {len(text)} characters, at most {MAX_LENGTH} are read")
        self.tokens: list[tuple[str, str]] = []
        position = 0
        end = len(text.rstrip())
        while position < end:
            match = _TOKEN.match(text, position)
            if match is None:
                raise ExpressionError(f"cannot read {text[position:].strip()[:20]!r} in an expression")
            kind = match.lastgroup or ""
            self.tokens.append((kind, match.group(kind)))
            position = match.end()
        if not self.tokens:
            raise ExpressionError("expression is empty")
        self.position = 0
        self.depth = 0

    def peek(self) -> str:
        return self.tokens[self.position][1] if self.position < len(self.tokens) else ""

    def take(self, *expected: str) -> str | None:
        if self.position < len(self.tokens):
            kind, text = self.tokens[self.position]
            if text in expected and (kind == "sign" or text in _WORDS):
                self.position += 1
                return text
        return None

    def need(self, expected: str) -> None:
        if self.take(expected) is None:
            raise ExpressionError(f"expected {expected!r}, got {self.peek() or 'the end'!r}")

    def whole(self) -> Node:
        node = self.disjunction()
        if self.peek():
            raise ExpressionError(f"cannot read {self.peek()!r} after a complete expression")
        return node

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"expression is nested deeper than {MAX_DEPTH} levels")

    def disjunction(self) -> Node:
        self.deeper()
        node = self.conjunction()
        while self.take("or"):
            node = Binary("or", node, self.conjunction())
        self.depth -= 1
        return node

    def conjunction(self) -> Node:
        node = self.negation()
        while self.take("and"):
            node = Binary("and", node, self.negation())
        return node

    def negation(self) -> Node:
        if self.take("not"):
            self.deeper()
            node = Unary("not", self.negation())
            self.depth -= 1
            return node
        return self.comparison()

    def comparison(self) -> Node:
        first = self.sum()
        rest: list[tuple[str, Node]] = []
        while operator := self.take("==", "!=", "<", "<=", ">", ">="):
            rest.append((operator, self.sum()))
        if not rest:
            return first
        within = None
        if self.take("within"):
            kind, text = self.tokens[self.position] if self.peek() else ("", "the end")
            if kind != "number":
                raise ExpressionError(f"'within' needs a number such as 1%, got {text!r}")
            self.position += 1
            within = float(text) / 100 if self.take("%") else float(text)
        return Comparison(first, tuple(rest), within)

    def sum(self) -> Node:
        node = self.product()
        while operator := self.take("+", "-"):
            node = Binary(operator, node, self.product())
        return node

    def product(self) -> Node:
        node = self.sign()
        while operator := self.take("*", "/"):
            node = Binary(operator, node, self.sign())
        return node

    def sign(self) -> Node:
        if operator := self.take("-", "+"):
            self.deeper()
            of = self.sign()
            self.depth -= 1
            return Unary("-", of) if operator == "-" else of
        return self.power()

    def power(self) -> Node:
        node = self.item()
        if self.take("**"):
            self.deeper()
            node = Binary("**", node, self.sign())
            self.depth -= 1
        return node

    def item(self) -> Node:
        node = self.primary()
        while self.take("["):
            self.deeper()
            index: Node | str | None = self.take("first", "last")
            node = Item(node, index if index is not None else self.sum())
            self.depth -= 1
            self.need("]")
        return node

    def primary(self) -> Node:
        if self.take("("):
            node = self.disjunction()
            self.need(")")
            return node
        kind, text = self.tokens[self.position] if self.position < len(self.tokens) else ("", "the end")
        if kind == "number":
            self.position += 1
            return Number(float(text))
        if kind == "variable":
            self.position += 1
            return Name(text.strip("{} "), variable=True)
        if kind == "name" and text not in _WORDS:
            self.position += 1
            if self.take("("):
                return self.call(text)
            return Name(text)
        raise ExpressionError(f"expected a number, a name or '(', got {text!r}")

    def call(self, function: str) -> Node:
        if function not in FUNCTIONS:
            known = ", ".join(sorted(FUNCTIONS))
            raise ExpressionError(f"{function!r} is not a function here; there are {known}")
        arguments = [self.disjunction()]
        while self.take(","):
            arguments.append(self.disjunction())
        self.need(")")
        if function not in GATHERED and len(arguments) != 1:
            raise ExpressionError(f"{function} takes one argument, got {len(arguments)}")
        return Call(function, tuple(arguments))
