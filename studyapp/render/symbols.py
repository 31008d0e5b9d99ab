"""What a LaTeX command stands for: its character, how it is set, and how it is said."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from studyapp.render.ascii import GREEK

Kind: TypeAlias = Literal[
    "letter", "number", "word", "binary", "relation", "big", "prefix", "punctuation", "space", "prime", "sign"
]


class Symbol(NamedTuple):
    """A character with its part of speech and its words."""

    text: str
    kind: Kind
    words: str


_TABLE: dict[Kind, str] = {
    "binary": """
        cdot · times, times × times, div ÷ divided by, pm ± plus or minus, mp ∓ minus or plus,
        odot ⊙ elementwise times, otimes ⊗ tensor product, oplus ⊕ plus, ast ∗ star, star ⋆ star,
        circ ∘ after, bullet • times, cup ∪ union, cap ∩ intersection, wedge ∧ and, land ∧ and, vee ∨ or,
        lor ∨ or, setminus ∖ without
    """,
    "relation": """
        le ≤ is at most, leq ≤ is at most, ge ≥ is at least, geq ≥ is at least, neq ≠ is not, ne ≠ is not,
        approx ≈ is about, sim ∼ is distributed as, simeq ≃ is about, equiv ≡ is defined as,
        propto ∝ is proportional to, ll ≪ is much less than, gg ≫ is much greater than, in ∈ in,
        notin ∉ not in, subset ⊂ is a subset of, subseteq ⊆ is a subset of, to → to, rightarrow → to,
        longrightarrow → to, leftarrow ← gets, gets ← gets, mapsto ↦ maps to, Rightarrow ⇒ implies,
        implies ⇒ implies, iff ⇔ if and only if, Leftrightarrow ⇔ if and only if,
        leftrightarrow ↔ corresponds to, mid ∣ given, coloneqq ≔ is defined as, lt < is less than,
        gt > is greater than, perp ⊥ is orthogonal to
    """,
    "big": """
        sum ∑ sum, prod ∏ product, int ∫ integral, bigcup ⋃ union, bigcap ⋂ intersection, bigoplus ⨁ sum
    """,
    "prefix": """
        partial ∂ partial, nabla ∇ gradient, neg ¬ not, lnot ¬ not, forall ∀ for all, exists ∃ there is
    """,
    "letter": """
        infty ∞ infinity, ell ℓ l, hbar ℏ h bar, emptyset ∅ the empty set, top ⊤ transpose,
        intercal ⊺ transpose, dagger † dagger, bot ⊥ bottom, angle ∠ angle, Re ℜ real part,
        Im ℑ imaginary part, imath ı i, jmath ȷ j, langle ⟨ open angle, rangle ⟩ close angle,
        lfloor ⌊ floor of, rfloor ⌋ end floor, lceil ⌈ ceiling of, rceil ⌉ end ceiling,
        lbrace { open brace, rbrace } close brace, { { open brace, } } close brace, % % percent,
        # # number, & & and, $ $ dollars, _ _ underscore, lbrack [ open bracket, rbrack ] close bracket,
        backslash \\ without, checkmark ✓ check, square □ square, degree ° degrees
    """,
    "punctuation": """
        cdots ⋯ and so on, ldots … and so on, dots … and so on, dotsc … and so on, dotsb ⋯ and so on,
        vdots ⋮ and so on, ddots ⋱ and so on, colon : such that
    """,
    "prime": """
        prime ′ prime
    """,
}
_FUNCTIONS = """
    arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf
    limsup ln log max min Pr sec sin sinh sup tan tanh argmax argmin softmax sigmoid relu var tr
    diag sign
"""
_CHARACTERS: dict[str, tuple[Kind, str]] = {
    "+": ("binary", "plus"), "-": ("binary", "minus"), "−": ("binary", "minus"), "*": ("binary", "times"),
    "·": ("binary", "times"), "/": ("binary", "over"), "=": ("relation", "is"), "<": ("relation", "is less than"),
    ">": ("relation", "is greater than"), ":": ("relation", "such that"), ",": ("punctuation", ","),
    ";": ("punctuation", ";"), "!": ("letter", "factorial"), "|": ("letter", "bar"), "‖": ("letter", "norm"),
}  # fmt: skip
_VARIANTS = {
    "varepsilon": "ε",
    "vartheta": "ϑ",
    "varphi": "φ",
    "varrho": "ϱ",
    "varsigma": "ς",
    "epsilon": "ϵ",
    "phi": "ϕ",
}


def _named() -> dict[str, Symbol]:
    table = {word: Symbol(mark, "letter", word) for mark, word in reversed(GREEK.items())}
    table |= {name: Symbol(mark, "letter", GREEK[mark]) for name, mark in _VARIANTS.items()}
    table["phi"] = Symbol("φ", "letter", "phi")
    table["epsilon"] = Symbol("ε", "letter", "epsilon")
    table |= {name: Symbol(name, "word", name) for name in _FUNCTIONS.split()}
    for kind, entries in _TABLE.items():
        for entry in entries.split(","):
            name, mark, words = entry.strip().split(" ", 2)
            table[name] = Symbol(mark, kind, words)
    return table


NAMED = _named()
_BY_CHARACTER = {symbol.text: symbol for symbol in NAMED.values() if len(symbol.text) == 1}
COMMANDS = {symbol.text: name for name, symbol in reversed(NAMED.items())}
"""The command of a character, for a renderer that knows commands only."""


def of_character(character: str) -> Symbol:
    """What a plain character in a formula stands for."""
    if character in _CHARACTERS:
        return Symbol("-" if character == "−" else character, *_CHARACTERS[character])
    if character in _BY_CHARACTER:
        return _BY_CHARACTER[character]
    return Symbol(
        character, "prime" if character in "′″" else "letter", "prime" if character == "′" else character
    )


@lru_cache(maxsize=1024)
def of_command(name: str) -> Symbol | None:
    """What a command stands for; pylatexenc knows the rare ones."""
    if name in NAMED:
        return NAMED[name]
    from pylatexenc.latex2text import get_default_latex_context_db

    specification = get_default_latex_context_db().get_macro_spec(name)
    text = getattr(specification, "simplify_repl", None)
    if not isinstance(text, str) or not text.strip() or "%" in text:
        return None
    return Symbol(text.strip(), "word" if len(text.strip()) > 1 else "letter", name)
