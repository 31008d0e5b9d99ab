"""Reading typed mathematics into a tree, by recursive descent without going back.

Grammar, loosest first::

    sum      := term (("+" | "-") term)*
    term     := signed (("*" | "/") signed | power)*      (side by side multiplies)
    signed   := ("-" | "+")? power
    power    := atom (raised | "^" ("-" | "+")? atom)?
    atom     := number | name | "(" sum ")" | "√" atom | function (raised | "^" number)? argument
    argument := "(" sum ("," sum)* ")" | number | name

What two people could read in two ways is asked about, never guessed: ``1/2x``, ``e^2x``, ``2^3^2``, ``sin 2x``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from studyapp.core.arithmetic import ExpressionError
from studyapp.core.expression_tree import Binary, Call, Name, Node, Number, Unary
from studyapp.core.formula_words import CONSTANTS, END, FUNCTIONS, SEVERAL, Unclear, stray, ways_apart
from studyapp.core.notation import Token

MAX_DEPTH = 12


class Reader:
    """One text being read. `names` maps how a name may be typed to what it is called in the tree."""

    def __init__(
        self, tokens: Sequence[Token], names: Mapping[str, str], functions: Collection[str] = FUNCTIONS
    ) -> None:
        self.tokens = list(tokens)
        self.names = names
        self.functions = functions
        self.position = 0
        self.depth = 0

    def whole(self) -> Node:
        """The tree of everything that was typed; ExpressionError says what cannot be read."""
        if not self.tokens:
            raise ExpressionError("nothing typed yet")
        node = self.sum()
        if self.next is not END:
            raise ExpressionError(stray(self.next))
        return node

    @property
    def next(self) -> Token:
        return self.tokens[self.position] if self.position < len(self.tokens) else END

    def take(self, *signs: str) -> str | None:
        token = self.next
        if token.kind == "sign" and token.text in signs:
            self.position += 1
            return token.text
        return None

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"more than {MAX_DEPTH} brackets inside one another")
        node = self.term()
        while operator := self.take("+", "-"):
            node = Binary(operator, node, self.term())
        self.depth -= 1
        return node

    def term(self) -> Node:
        node = self.signed()
        below = False  # whether what was read last stands under a fraction bar
        while True:
            if self.take("*"):
                right = self.signed()
                if below and _power_of_ten(right):
                    raise Unclear("does the fraction end before the power of ten? Use brackets")
                node, below = Binary("*", node, right), False
            elif self.take("/"):
                if below:
                    raise Unclear("one fraction bar at most; use brackets")
                node, below = Binary("/", node, self.signed()), True
            elif self.next.kind in ("name", "part") or self.next.text in ("(", "√"):
                if below:
                    raise Unclear(f"is {self.next.text!r} under the fraction bar? Use brackets")
                node = Binary("*", node, self.power())
            else:
                return node

    def signed(self) -> Node:
        sign = self.take("-", "+")
        node = self.power()
        return Unary("-", node) if sign == "-" else node

    def power(self) -> Node:
        base = self.atom()
        if self.next.kind == "raised":
            node: Node = Binary("**", base, self.raised())
        elif self.take("^"):
            node = Binary("**", base, self.exponent(base))
        else:
            return base
        if self.next.kind == "raised" or self.next.text == "^":
            raise Unclear("a power of a power needs brackets")
        return node

    def raised(self) -> Node:
        value = float(self.next.text)
        self.position += 1
        return Unary("-", Number(-value)) if value < 0 else Number(value)

    def exponent(self, base: Node) -> Node:
        sign = self.take("-", "+")
        bracketed = self.next.text == "("
        exponent = self.atom()
        after = self.next
        close = not after.spaced or base == Name("e")
        if not bracketed and after.kind == "name" and after.text not in self.functions and close:
            raise Unclear(f"is {after.text!r} in the exponent? Use brackets")
        if exponent == Number(1.0) and not bracketed and after.text == "/":
            raise Unclear("is the fraction the exponent? Use brackets")
        return Unary("-", exponent) if sign == "-" else exponent

    def atom(self) -> Node:
        token = self.next
        if self.take("("):
            node = self.sum()
            if not self.take(")"):
                raise ExpressionError("a bracket is not closed" if self.next is END else stray(self.next))
            return node
        if self.take("√"):
            if self.next.text == "√":
                raise Unclear("a root of a root needs brackets")
            node = Call("sqrt", (self.atom(),))
            if self.next.kind in ("raised", "name") or self.next.text in ("^", "("):
                raise Unclear("where does the root end? Use brackets")
            return node
        if token.kind == "number":
            self.position += 1
            return Number(float(token.text.replace("_", "")))
        if token.kind == "part":
            self.position += 1
            above, _, under = token.text.partition("/")
            return Binary("/", Number(float(above)), Number(float(under)))
        if token.kind == "name":
            return self.word()
        raise ExpressionError(stray(token))

    def word(self) -> Node:
        """A name, a constant or a function; letters run together are taken apart where only one way fits."""
        token = self.next
        self.position += 1
        text = token.text
        if text in self.names:
            return Name(self.names[text])
        function = text if text in self.functions else text.casefold()
        if text == "sigma" and self.next.text == "(" and "sigmoid" in self.functions:
            function = "sigmoid"
        if function in self.functions:
            return self.call(function)
        if text == "e" or text.casefold() == "pi":
            return Name(text.casefold())
        if text.startswith("sqrt") and text[4:].isdigit():
            return Call("sqrt", (Number(float(text[4:])),))
        known = {*self.names, *CONSTANTS, *self.functions}
        ways = ways_apart(text, known) if self.names and len(text) <= 24 else []
        if len(ways) != 1:
            names = ", ".join(dict.fromkeys(self.names.values()))
            raise ExpressionError(
                f"{text[:20]!r} is not known" + (f"; the names are {names}" if names else "")
            )
        self.position -= 1
        self.tokens[self.position : self.position + 1] = [
            Token("name", part, token.spaced and place == 0) for place, part in enumerate(ways[0])
        ]
        return self.word()

    def call(self, typed: str) -> Node:
        function = FUNCTIONS[typed]
        power: Node | None = None
        if self.next.kind == "raised":
            power = self.raised()
        elif self.take("^"):
            power = Unary("-", self.atom()) if self.take("-") else self.atom()
        if power is not None and not (isinstance(power, Number) and power.value >= 2):
            raise Unclear(f"write a power of {typed} after its brackets, as in {typed}(x)^2")
        if self.take("("):
            arguments = [self.sum()]
            while self.take(","):
                arguments.append(self.sum())
            if not self.take(")"):
                raise ExpressionError("a bracket is not closed" if self.next is END else stray(self.next))
            if (len(arguments) < 2) is (typed in SEVERAL) or len(arguments) > 8:
                count = "two numbers or more" if typed in SEVERAL else "one number"
                raise ExpressionError(f"{typed} takes {count}")
            node: Node = Call(function, tuple(arguments))
        else:
            if self.next.kind not in ("number", "name") or self.next.text in self.functions:
                raise Unclear(f"{typed} needs brackets, as in {typed}(x)")
            node = Call(function, (self.atom(),))
            if self.next is not END and self.next.text not in ("+", "-", ")", ",", "%"):
                raise Unclear(f"where does {typed} end? Use brackets, as in {typed}(x)")
        return Binary("**", node, power) if power is not None else node


def _power_of_ten(node: Node) -> bool:
    return isinstance(node, Binary) and node.operator == "**" and node.left == Number(10.0)
