"""Typed mathematics as tokens: the signs of keyboards, phones and word processors brought to one alphabet.

One pass over at most `MAX_LENGTH` characters, so that the work is bounded whatever was typed. Numbers and formulas
are both read from these tokens.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from studyapp.core.arithmetic import ExpressionError
from studyapp.core.text import one_line

MAX_LENGTH = 400

_ALPHABET = """
α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi ο omicron
π pi ρ rho σ sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega ς sigma ϵ epsilon ϑ theta ϕ phi ϱ rho
"""
_SMALL = dict(re.findall(r"(\S) (\w+)", _ALPHABET))
GREEK = {**{letter.upper(): name.capitalize() for letter, name in _SMALL.items()}, **_SMALL}
"""The name of each Greek letter, capital for a capital."""

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("−–‐‑﹣－", "-"),
        **dict.fromkeys("⁄∕÷／", "/"),
        **dict.fromkeys("·×⋅∙✕∗＊", "*"),
        **dict.fromkeys("（［[", "("),
        **dict.fromkeys("）］]", ")"),
        "＋": "+",
        "％": "%",
        "，": ",",
        "．": ".",
        "＾": "^",
        "\\": "",
        "$": "",
        "µ": "μ",
    }
)
_TOKEN = re.compile(
    r"(?P<times>[x×](?=\s*10\s*(?:\^|\*\*|[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹])))"
    r"|(?P<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d{1,4}(?![\d.]))?)"
    r"|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})"
    r"|(?P<part>[¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
    r"|(?P<name>[A-Za-z]+(?:_?[0-9₀-₉]+|_[A-Za-z]+)?|[Α-Ωα-ωϵϑϕϱ](?:_?[0-9₀-₉]+|_[A-Za-z]+)?)"
    r"|(?P<sign>\*\*|[-+*/^(),%√|])"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of what was typed."""

    kind: str
    """number, part (a fraction that is one character), raised (an exponent set high), name or sign."""
    text: str
    spaced: bool = False
    """Whether white space stands before it."""


def tokens(text: str) -> list[Token]:
    """The tokens of a text; ExpressionError for what is too long or is no mathematics."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"that is {len(text)} characters, at most {MAX_LENGTH} are read")
    text = "".join(map(_plain, text)).translate(_SIGNS).rstrip()
    found: list[Token] = []
    position = 0
    while position < len(text):
        start = position
        while text[position].isspace():
            position += 1
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionError(f"{one_line(text[position:], 8)!r} is not understood")
        found.append(_token(match, start < position, found))
        position = match.end()
    return found


def _plain(character: str) -> str:
    """A digit of any script, or a letter in any style, as the plain one; everything else as it is."""
    if character.isascii():
        return character
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    if unicodedata.category(character) in ("Lu", "Ll"):
        return unicodedata.normalize("NFKC", character)
    return character


def _token(match: re.Match[str], spaced: bool, before: list[Token]) -> Token:
    kind = match.lastgroup or ""
    text = match.group()
    if kind == "times":
        # A letter x before a power of ten is a times sign after a number, and a name elsewhere.
        after_number = bool(before) and before[-1].kind == "number"
        return Token("sign", "*", spaced) if after_number else Token("name", text, spaced)
    if kind == "name":
        return Token(kind, plain_name(text), spaced)
    if kind == "raised":
        text = text.translate(SUPERSCRIPTS)
    if kind == "part":
        text = unicodedata.normalize("NFKC", text).replace("⁄", "/")
    if text == "**":
        text = "^"
    return Token(kind, text, spaced)


def plain_name(name: str) -> str:
    """One spelling of a name: Greek letters written out, a subscript set level: σ is sigma; w_1, w₁ are w1."""
    name = name.translate(SUBSCRIPTS).replace("_", "")
    return GREEK[name[0]] + name[1:] if name[:1] in GREEK else name
