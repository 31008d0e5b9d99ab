"""A formula's tree -> two dimensions, set by TeXicode."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from studyapp.render.ascii import to_ascii_words
from studyapp.render.maths_line import gaps
from studyapp.render.symbols import COMMANDS
from studyapp.render.tex import (
    Accent,
    Atom,
    Fence,
    Fraction,
    Grid,
    Group,
    Node,
    Root,
    Script,
    UnreadableFormula,
    sequence,
)

_LOCK = Lock()
_ACCENTS = {"overline": "bar", "underline": "bar", "widehat": "hat", "widetilde": "tilde"}
_STYLES = {"DOUBLE-STRUCK": "mathbb", "SCRIPT": "mathcal", "FRAKTUR": "mathfrak"}
_DELIMITERS = {"": ".", "‖": "\\|", "{": "\\{", "}": "\\}", "⌊": "\\lfloor", "⌋": "\\rfloor"}


def layout(node: Node, *, ascii: bool) -> tuple[str, ...]:
    """The lines of a formula. ASCII has no small digits, so that scripts stand in rows of their own."""
    from texicode.lexer import lexer
    from texicode.parser import parse
    from texicode.renderer import render

    source = _Writer(ascii).row(node, tight=False)
    with _LOCK, _settings(ascii):
        rows = render(parse(lexer(source, False), False), False)
    return tuple("".join(cells) for cells in rows)


@contextmanager
def _settings(ascii: bool) -> Iterator[None]:
    """TeXicode keeps its font, small digits and delimiters in module variables."""
    from texicode import arts

    kept = arts.font, arts.unicode_scripts, arts.delimiter
    arts.font = arts.font_normal
    arts.delimiter = {
        part: marks if part == "sgl" else marks[:10] + "││║║" for part, marks in arts.delimiter.items()
    }
    if ascii:
        arts.unicode_scripts = {}
    try:
        yield
    finally:
        arts.font, arts.unicode_scripts, arts.delimiter = kept


class _Writer:
    """The tree as LaTeX that TeXicode knows, with the blanks that it would leave out."""

    def __init__(self, ascii: bool) -> None:
        self.ascii = ascii

    def row(self, node: Node, *, tight: bool) -> str:
        items = sequence(node)
        parts: list[str] = []
        before: Node | None = None
        for gap, item in zip(gaps(items), items, strict=True):
            spelled = (
                self.ascii and (_spelled(before) or _spelled(item)) and _letter(before) and _letter(item)
            )
            if gap == " · ":
                parts.append("\\ \\cdot\\ " if not self.ascii else "\\ *\\ ")
            elif spelled or (gap and parts and not _blank(before) and (not tight or _is_word(item))):
                parts.append("\\ ")
            parts.append(self.one(item, tight))
            before = item
        return " ".join(parts)

    def one(self, node: Node, tight: bool) -> str:
        match node:
            case Atom():
                return self.atom(node)
            case Group():
                return "{" + self.row(node, tight=tight) + "}"
            case Fraction(top, bottom):
                return f"\\frac{{{self.row(top, tight=tight)}}}{{{self.row(bottom, tight=tight)}}}"
            case Script(base, raised, lowered):
                return self.script(base, raised, lowered, tight)
            case Root(body, degree):
                index = f"[{self.row(degree, tight=True)}]" if degree else ""
                return f"\\sqrt{index}{{{self.row(body, tight=tight)}}}"
            case Fence(left, body, right):
                ends = [_DELIMITERS.get(mark, mark) for mark in (left, right)]
                return f"\\left{ends[0]} {self.row(body, tight=tight)} \\right{ends[1]}"
            case Accent(name, body):
                return f"\\{_ACCENTS.get(name, name)}{{{self.row(body, tight=tight)}}}"
            case Grid(environment, rows):
                lines = " \\\\ ".join(
                    " & ".join(self.row(cell, tight=tight) for cell in cells) for cells in rows
                )
                count = max((len(cells) for cells in rows), default=1)
                columns = "{" + "c" * count + "}" if environment == "array" else ""
                return f"\\begin{{{environment}}}{columns} {lines} \\end{{{environment}}}"

    def script(self, base: Node, raised: Node | None, lowered: Node | None, tight: bool) -> str:
        text = self.one(base, tight)
        big = isinstance(base, Atom) and (base.kind == "big" or base.text == "lim")
        low = f"_{{{self.row(lowered, tight=True)}}}" if lowered is not None else ""
        high = f"^{{{self.row(raised, tight=True)}}}" if raised is not None else ""
        beside = low and high and not big and not self.ascii
        return f"{{{text}{low}}}{high}" if beside else text + low + high

    def atom(self, atom: Atom) -> str:
        text, kind = atom.text, atom.kind
        if kind == "space":
            return "\\ " * len(text)
        if kind == "prime":
            return "'" * len(text)
        if text == "lim":
            return "\\lim"
        if kind == "word":
            return f"\\text{{{text}}}"
        if self.ascii and not text.isascii() and "~" not in (words := to_ascii_words(text)):
            return f"\\text{{{words}}}"
        if text == "‖":
            return "\\| "
        if not text.isascii() and (
            style := _STYLES.get(unicodedata.name(text[0]).split(" ")[0].removeprefix("MATHEMATICAL "))
        ):
            return f"\\{style}{{{unicodedata.normalize('NFKC', text)}}}"
        return _symbol(text)


def _blank(node: Node | None) -> bool:
    return isinstance(node, Atom) and node.kind == "space"


def _letter(node: Node | None) -> bool:
    inner = node.base if isinstance(node, Script) else node
    return isinstance(inner, Atom) and inner.kind in ("letter", "prefix")


def _spelled(node: Node | None) -> bool:
    """Whether ASCII writes the letter as a word: sigma."""
    return isinstance(node, Atom) and len(to_ascii_words(node.text)) > 1


def _is_word(node: Node) -> bool:
    return isinstance(node, Atom) and node.kind == "word"


def _symbol(text: str) -> str:
    """A character as TeXicode's command, or as itself if it may stand in a formula of TeXicode."""
    from texicode.symbols_art import symbols

    name = COMMANDS.get(text, "")
    if name in symbols or name in ("sum", "prod"):
        return f"\\{name} "
    if text.isascii() or text.isalpha():
        return text
    raise UnreadableFormula(f"TeXicode has no {text}")
