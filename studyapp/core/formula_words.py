"""The words of typed mathematics: functions, constants, names run together, and what is said of stray signs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from studyapp.core.arithmetic import ExpressionError
from studyapp.core.notation import Token

FUNCTIONS: Mapping[str, str] = {
    **{name: name for name in ("sin", "cos", "tan", "tanh", "exp", "log", "log2", "log10")},
    **{name: name for name in ("sqrt", "sigmoid", "relu", "abs", "max", "min")},
    "ln": "log",
}
"""Functions as they are typed, and their names in `arithmetic`; log is the natural one."""
SEVERAL = frozenset({"max", "min"})
CONSTANTS = frozenset({"pi", "e"})
END = Token("end", "")


class Unclear(ExpressionError):
    """What two people could read in two ways; the message says how to write it so that it is clear."""


def ways_apart(word: str, known: Collection[str]) -> list[list[str]]:
    """The ways to take a word apart into known names, a function only at its end; two at most are looked for."""
    ways: list[list[list[str]]] = [[] for _ in range(len(word) + 1)]
    ways[0] = [[]]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 10), end):
            part = word[start:end]
            if part in known and (part not in FUNCTIONS or end == len(word)):
                ways[end] += [[*way, part] for way in ways[start]][:2]
        ways[end] = ways[end][:2]
    return ways[-1]


def stray(token: Token) -> str:
    """What is said of a token that cannot stand where it is."""
    if token is END:
        return "something is missing at the end"
    if token.kind == "number":
        return f"{token.text[:20]!r} follows without a sign"
    if token.text == ",":
        return "write a decimal point, not a comma"
    if token.text == "|":
        return "write abs(x) for an absolute value"
    return f"{token.text[:20]!r} is in the wrong place"
