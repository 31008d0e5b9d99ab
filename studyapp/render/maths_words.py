"""A formula's tree -> words, for a screen reader."""

from __future__ import annotations

from functools import lru_cache

from studyapp.render.tex import Accent, Atom, Fence, Fraction, Grid, Group, Node, Root, Script, sequence

_FUNCTIONS = frozenset("fghFGHJLCOPpqEσφψΦℒ𝔼")
_POWERS = {"2": "squared", "3": "cubed", "⊤": "transpose", "T": "transpose", "⊺": "transpose", "*": "star"}
_NO_TIMES = ("binary", "relation", "punctuation", "big", "prefix", "space", "prime")


@lru_cache(maxsize=2048)  # a script or fraction asks for its parts more than once, at every depth
def words(node: Node) -> str:
    """The node as it is read aloud."""
    parts: list[str] = []
    before: Node | None = None
    for item in sequence(node):
        if isinstance(item, Atom) and item.kind == "space":
            continue
        said = _said(item, before).strip()
        if parts and said in (",", ";"):
            parts[-1] += said
        elif said:
            parts += [_joint(before, item), said] if before is not None else [said]
        if not (isinstance(item, Atom) and item.kind == "prime" and _is_function(before)):
            before = item
        else:
            before = Atom("f", "word", "")
    return " ".join(part for part in parts if part)


def _said(node: Node, before: Node | None) -> str:
    match node:
        case Atom(text, kind, said):
            sign = (
                kind == "binary"
                and text == "-"
                and (before is None or _kind(before) in ("relation", "binary"))
            )
            return "minus" if sign else said
        case Group():
            return words(node)
        case Fraction(top, bottom):
            return f"{_closed(top)} over {_closed(bottom)}"
        case Script(base, raised, lowered):
            return _scripted(base, raised, lowered)
        case Root(body, degree):
            name = (
                "square root"
                if degree is None
                else "cube root"
                if words(degree) == "3"
                else f"root {words(degree)}"
            )
            return f"{name} of {_closed(body)}"
        case Fence(left, body, right):
            return _fenced(left, body, right, before)
        case Accent(mark, body):
            return f"{words(body)} {mark.removeprefix('wide').replace('overline', 'bar')}"
        case Grid(environment, rows):
            lines = [", ".join(words(cell) for cell in cells) for cells in rows]
            if environment == "cases":
                return "either " + "; or ".join(
                    line.replace(", ", " if ", 1).replace("if otherwise", "otherwise") for line in lines
                )
            return (
                "matrix with rows " + "; ".join(lines) if environment.endswith("matrix") else "; ".join(lines)
            )


def _scripted(base: Node, raised: Node | None, lowered: Node | None) -> str:
    text = _closed(base)
    if _kind(base) == "big":
        start = f" over {words(lowered)}" if lowered else ""
        if lowered and " is " in (said := words(lowered)):
            start = " over " + said.replace(" is ", " from ", 1)
        return text + start + (f" to {words(raised)}" if raised else "") + " of"
    if lowered is not None:
        said = words(lowered)
        text += f" {said}" if said.isdigit() else f" sub {_closed(lowered).replace(' times ', ' ')}"
    if raised is None:
        return text
    if isinstance(raised, Atom) and raised.text in _POWERS:
        return f"{text} {_POWERS[raised.text]}"
    if isinstance(raised, Fence):
        return f"{text} superscript {_closed(raised.body)}"
    return f"{text} to the power of {words(raised)}"


def _fenced(left: str, body: Node, right: str, before: Node | None) -> str:
    said = words(body)
    if left == right == "‖":
        return f"norm of {_closed(body)}"
    if left == right == "|":
        return f"absolute value of {_closed(body)}"
    if _is_function(before) and (right or not left):
        return f"of {said}" if _short(said) else f"of ({said})"
    return f"{left}{said}{right}"


def _short(said: str) -> bool:
    """Whether words need no parentheses to be understood as one thing."""
    return (
        not any(f" {word} " in f" {said} " for word in ("plus", "minus", "times", "over", "is"))
        or len(said.split()) == 1
    )


def _closed(node: Node) -> str:
    said = words(node)
    return (
        said if (len(sequence(node)) == 1 and not isinstance(node, Fraction)) or _short(said) else f"({said})"
    )


def _kind(node: Node | None) -> str:
    return node.kind if isinstance(node, Atom) else ""


def _is_function(node: Node | None) -> bool:
    while isinstance(node, Script):
        node = node.base
    return isinstance(node, Atom) and (node.kind == "word" or node.text in _FUNCTIONS)


def _joint(before: Node | None, node: Node) -> str:
    """The word between two neighbors: "times" between factors, nothing elsewhere."""
    inner = before.base if isinstance(before, Script) else before
    if isinstance(node, Script) and not sequence(node.base):
        return ""
    if (_kind(before) in _NO_TIMES and _kind(before) != "prime") or _kind(node) in _NO_TIMES:
        return ""
    if _kind(inner) in ("big", "word") or (
        isinstance(inner, Atom) and inner.text in "d∂Δ∇D" and inner is before
    ):
        return ""
    if isinstance(node, Fence) and _is_function(before):
        return ""
    if _kind(inner) == "prefix" or (isinstance(node, Atom) and node.text in "%!°"):
        return ""
    silent = ("word", "number", "sign")
    return (
        "" if _kind(node) == "sign" or (_kind(before) == _kind(node) and _kind(node) in silent) else "times"
    )
