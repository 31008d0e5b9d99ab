"""The tokens of a formula, and which of its parentheses belong together."""

from __future__ import annotations

import re

from studyapp.render.symbols import of_command
from studyapp.render.tex import UnreadableFormula

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|'+|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
OPENING = ("(", "[", "\\lVert", "\\lvert")
CLOSING = (")", "]", "\\rVert", "\\rvert")
BARS = ("|", "\\|", "‖")
SIZED = {"lVert": "‖", "rVert": "‖", "Vert": "‖", "|": "‖", "lvert": "|", "rvert": "|", "vert": "|"}
"""Commands that are a delimiter."""


def _closed(tokens: list[str]) -> frozenset[int]:
    """Places of the opening parentheses, brackets and bars that are closed within their own group and cell."""
    found: list[int] = []
    barriers: list[int] = []
    stack: list[int] = []
    for place, token in enumerate(tokens):
        floor = barriers[-1] if barriers else 0
        sized = place > 0 and tokens[place - 1] in ("\\left", "\\right")
        if token in BARS and not sized:
            if len(stack) > floor and tokens[stack[-1]] == token:
                found.append(stack.pop())
            else:
                stack.append(place)
        elif token in OPENING and not sized:
            stack.append(place)
        elif token in CLOSING and not sized:
            while len(stack) > floor and tokens[stack[-1]] in BARS:
                stack.pop()
            if len(stack) > floor:
                found.append(stack.pop())
        elif token in ("{", "\\left", "\\begin"):
            barriers.append(len(stack))
        elif token in ("}", "\\right", "\\end", "&", "\\\\"):
            del stack[floor:]
            if barriers and token not in ("&", "\\\\"):
                barriers.pop()
    return frozenset(found)


class Tokens:
    """A place in the tokens of a formula."""

    def __init__(self, latex: str) -> None:
        self.tokens: list[str] = _TOKEN.findall(latex)
        self.place = 0
        self.closed = _closed(self.tokens)

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.place += 1
        return token

    def skip_blanks(self) -> None:
        while self.peek().isspace():
            self.place += 1

    def raw(self) -> str:
        """The source between the braces that come next, or the next token."""
        self.skip_blanks()
        if self.peek() != "{":
            return self.take()
        start, depth = self.place + 1, 0
        while self.place < len(self.tokens):
            token = self.take()
            depth += (token == "{") - (token == "}")
            if depth == 0:
                return "".join(self.tokens[start : self.place - 1])
        raise UnreadableFormula("a brace is not closed")

    def delimiter(self) -> str:
        """What follows \\left or \\right: one character, "" for none."""
        self.skip_blanks()
        token = self.take()
        if token.startswith("\\"):
            symbol = of_command(token[1:])
            token = SIZED.get(token[1:]) or (symbol.text if symbol else "")
        return "" if token == "." else token[:1]
