"""A formula in LaTeX -> its tree. Time grows with the length; length and depth are bounded."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from studyapp.core.text import safe
from studyapp.render.symbols import of_character, of_command
from studyapp.render.tex import (
    ACCENTS,
    GRIDS,
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
)
from studyapp.render.tex_tokens import BARS, CLOSING, SIZED, Tokens

LONGEST = 2000
DEEPEST = 30

_FRACTIONS = ("frac", "dfrac", "tfrac", "cfrac")
_UPRIGHT = ("text", "textrm", "textbf", "textit", "texttt", "mbox", "mathrm", "operatorname", "operatorname*")
_STYLED = (
    "mathbf",
    "boldsymbol",
    "bm",
    "mathsf",
    "mathtt",
    "mathit",
    "mathnormal",
    "mathop",
    "underbrace",
    "boxed",
)
_LETTERS = {"mathbb": "DOUBLE-STRUCK", "mathcal": "SCRIPT", "mathscr": "SCRIPT", "mathfrak": "FRAKTUR"}
_BLANKS = {"quad": "  ", "qquad": "    ", "!": ""} | dict.fromkeys(
    (",", ";", ":", " ", ">", "thinspace"), " "
)
_STYLES = "displaystyle textstyle scriptstyle limits nolimits middle nonumber notag"
_SIZES = "big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr"
_IGNORED = frozenset([*_STYLES.split(), *_SIZES.split()])


@lru_cache(maxsize=512)
def read(latex: str) -> Group:
    """The tree of a formula; one that cannot be read is an `UnreadableFormula`."""
    if len(latex) > LONGEST:
        raise UnreadableFormula(f"longer than {LONGEST} characters")
    reader = Reader(safe(latex).strip())
    return reader.group(0, ())[0]


class Reader(Tokens):
    """Builds the tree of a formula."""

    def group(self, depth: int, ends: tuple[str, ...]) -> tuple[Group, str]:
        """Everything up to one of the ends; the end that was met is taken too ("" at the end of the formula)."""
        if depth > DEEPEST:
            raise UnreadableFormula("nested too deeply")
        items: list[Node] = []
        while self.place < len(self.tokens):
            token = self.peek()
            if token in ends:
                return Group(tuple(items)), self.take()
            if token in ("^", "_") or token.startswith("'"):
                self.script(items, depth)
                continue
            if (node := self.node(depth)) is not None:
                items.append(node)
        return Group(tuple(items)), ""

    def script(self, items: list[Node], depth: int) -> None:
        mark = self.take()
        if mark.startswith("'"):
            items.append(Atom("′" * len(mark), "prime", " ".join(["prime"] * len(mark))))
            return
        body = self.argument(depth)
        while items and isinstance(items[-1], Atom) and items[-1].kind == "space":
            items.pop()
        base = items.pop() if items else Group(())
        raised, lowered = (body, None) if mark == "^" else (None, body)
        if isinstance(body, Atom) and body.kind == "prime" and mark == "^":
            items += [base, body]
        elif isinstance(base, Script) and (base.raised if mark == "^" else base.lowered) is None:
            items.append(Script(base.base, base.raised or raised, base.lowered or lowered))
        else:
            items.append(Script(base, raised, lowered))

    def argument(self, depth: int) -> Node:
        """What a command or a script takes: a group in braces or one symbol."""
        self.skip_blanks()
        token = self.peek()
        if token == "{":
            self.take()
            group, end = self.group(depth + 1, ("}",))
            if end != "}":
                raise UnreadableFormula("a brace is not closed")
            return group.items[0] if len(group.items) == 1 else group
        if token[:1].isdigit() and len(token) > 1:
            self.tokens[self.place] = token[1:]
            return Atom(token[0], "number", token[0])
        if token in ("", "}", "^", "_", "&"):
            raise UnreadableFormula("something is missing")
        node = self.node(depth + 1)
        return node if node is not None else Group(())

    def node(self, depth: int) -> Node | None:
        token = self.peek()
        if token == "{":
            return self.argument(depth)
        self.take()
        if token.isspace():
            return None
        if token in ("}", "&"):
            raise UnreadableFormula(f"a {token} too many")
        if token[0].isdigit():
            return Atom(token, "number", token)
        if self.place - 1 in self.closed:
            body, right = self.group(depth + 1, (token,) if token in BARS else CLOSING)
            return Fence(SIZED.get(token[1:], token), body, SIZED.get(right[1:], right))
        if token.startswith("\\"):
            return self.command(token[1:], depth)
        if token in ("(", "[", ")", "]"):
            return Atom(token, "sign", token)
        symbol = of_character(token)
        return Atom(symbol.text, symbol.kind, symbol.words)

    def grid(self, environment: str, depth: int) -> Grid:
        """The rows and cells up to the end of the environment."""
        rows: list[tuple[Node, ...]] = []
        cells: list[Node] = []
        while True:
            cell, end = self.group(depth + 1, ("&", "\\\\", "\\end"))
            cells.append(cell)
            if end == "&":
                continue
            if end != "\\end" or len(cells) > 1 or cell.items:
                rows.append(tuple(cells))
            cells = []
            if end == "":
                raise UnreadableFormula("an environment is not closed")
            if end == "\\end":
                self.raw()
                return Grid(environment, tuple(rows))

    def command(self, name: str, depth: int) -> Node | None:
        """The node of a command whose name has been taken."""
        if name in _FRACTIONS:
            return Fraction(self.argument(depth), self.argument(depth))
        if name == "sqrt":
            return self._root(depth)
        if name == "left":
            left = self.delimiter()
            body, end = self.group(depth + 1, ("\\right",))
            if not end:
                raise UnreadableFormula("\\left without \\right")
            return Fence(left, body, self.delimiter())
        if name == "begin":
            return self._environment(depth)
        if name in _UPRIGHT:
            word = " ".join(
                self.raw().replace("\\", "").replace("{", "").replace("}", "").replace("$", "").split()
            )
            return Atom(word, "word", word) if len(word) > 1 else Atom(word, "letter", word)
        if name in _STYLED:
            return self.argument(depth)
        if name in _LETTERS:
            return _lettered(self.argument(depth), _LETTERS[name])
        if name in ACCENTS:
            return Accent(name, self.argument(depth))
        if name == "binom":
            rows = ((self.argument(depth),), (self.argument(depth),))
            return Grid("pmatrix", rows)
        return self._symbol(name)

    def _root(self, depth: int) -> Root:
        degree: Node | None = None
        self.skip_blanks()
        if self.peek() == "[":
            self.take()
            degree = self.group(depth + 1, ("]",))[0]
        return Root(self.argument(depth), degree)

    def _environment(self, depth: int) -> Grid:
        environment = self.raw().rstrip("*")
        if environment not in GRIDS:
            raise UnreadableFormula(f"unknown environment {environment}")
        if environment == "array":
            self.raw()
        return self.grid(environment, depth)

    def _symbol(self, name: str) -> Node | None:
        if name in _BLANKS:
            return Atom(_BLANKS[name], "space", "") if _BLANKS[name] else None
        if name in _IGNORED:
            return None
        if name in SIZED:
            return Atom(SIZED[name], "sign", "norm" if SIZED[name] == "‖" else "bar")
        if name in ("label", "tag"):
            self.raw()
            return None
        if name == "\\":
            return Atom("; ", "punctuation", ";")
        if name in ("right", "end"):
            raise UnreadableFormula(f"\\{name} too many")
        symbol = of_command(name)
        if symbol is None:
            return Atom(f"\\{name}", "word", name)
        return Atom(symbol.text, symbol.kind, symbol.words)


def _lettered(node: Node, style: str) -> Node:
    """ℝ for R in the style of double-struck letters, and the like."""
    if isinstance(node, Group):
        return Group(tuple(_lettered(item, style) for item in node.items))
    if not isinstance(node, Atom) or len(node.text) != 1 or not node.text.isalpha():
        return node
    case = "CAPITAL" if node.text.isupper() else "SMALL"
    for prefix in ("", "MATHEMATICAL "):
        try:
            letter = unicodedata.lookup(f"{prefix}{style} {case} {node.text.upper()}")
        except KeyError:
            continue
        return Atom(letter, node.kind, node.words)
    return node
