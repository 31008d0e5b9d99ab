"""ASCII stand-ins: one cell for one cell for drawings, words for content."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from studyapp.render.cells import width

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ϑ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "µ": "mu", "ν": "nu", "ξ": "xi", "ο": "o", "π": "pi", "ρ": "rho", "ϱ": "rho", "σ": "sigma",
    "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi",
    "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi",
    "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "Υ": "Upsilon",
}  # fmt: skip
_WORDS = GREEK | {
    "∂": "d", "∑": "sum", "Σ": "sum", "∏": "product", "∇": "grad", "∈": "in", "∉": "not in", "∞": "inf",
    "√": "sqrt", "∫": "integral", "⊙": "(.)", "⊗": "(x)", "⊕": "(+)", "∘": "o", "∝": "~",
    "∀": "for all", "∃": "exists", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "‖": "|", "∥": "|",
    "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~=", "≃": "~=", "≡": "==", "≪": "<<", "≫": ">>", "±": "+-",
    "→": "->", "←": "<-", "↔": "<->", "⇒": "=>", "⇐": "<=", "⇔": "<=>", "↦": "|->", "…": "...",
    "⋯": "...", "×": "x", "–": "-", "—": "--", "½": "1/2", "¼": "1/4", "¾": "3/4", "′": "'", "″": "''",
    "°": " deg", "‰": " per mille", "€": "EUR", "©": "(c)", "²": "^2",
}  # fmt: skip
_STAND_INS = {
    "'": "′‵‘’‚⁗", '"': "″‴“”„«»", "<": "‹◂◃◄◀←⟵⇐≤≪↤", ">": "›▸▹►▶→⟶⇒≥≫↦", "*": "·⋅•∙●★⏺◉",
    "o": "○◌◦◯∘", "#": "■▪◼", "-": "−–—‐‑‒―┄┈╌⁻₋", "x": "×✗✘✕╳⊗", "v": "✓✔↓⇓▼▽▾▿", "^": "▲△▴▵↑⇑˄",
    "O": "◎⊙", "@": "◆", "%": "◇", "+": "⊕±⁺₊", ".": "⋯⋮⋱", "S": "∑", "P": "∏", "d": "∂", "V": "∇",
    "8": "∞", "/": "√÷∕⁄", "I": "∫", "|": "‖∥∣", "!": "≠", "~": "…≈≃∝∼", "=": "≡", "E": "∈", "T": "⊤ᵀ",
    "_": "⊥⎽", "(": "⎛⎜⎝⁽₍⟨", ")": "⎞⎟⎠⁾₎⟩", "[": "⎡⎢⎣⌈⌊", "]": "⎤⎥⎦⌉⌋", "{": "⎧⎨⎩⎪", "}": "⎫⎬⎭",
}  # fmt: skip
_GREEK_CELL = dict(
    zip("αβγδεϵζηθικλμµνξπρσςτυφϕχψωΓΔΘΛΞΠΣΦΨΩ", "abgdeezhqiklmmnxprsstuffcywGDQLXPSFYW", strict=True)
)
_CELL = {mark: stand_in for stand_in, marks in _STAND_INS.items() for mark in marks} | _GREEK_CELL
_BLOCKS = "_..--==#" + "##==--.."  # U+2581 to U+2588 grow upwards, U+2589 to U+258F shrink to the left
_ACCENTS = {
    "\u0302": "_hat",
    "\u0304": "_bar",
    "\u0305": "_bar",
    "\u0303": "_tilde",
    "\u20d7": "_vec",
    "\u0307": "_dot",
}
_TRANSPOSE = "ᵀ"


def _box(character: str) -> str:
    """The stand-in of a box-drawing character, from what its Unicode name says."""
    name = unicodedata.name(character, "")
    across = any(word in name for word in ("HORIZONTAL", "LEFT", "RIGHT"))
    along = any(word in name for word in ("VERTICAL", "UP", "DOWN"))
    if across and not along:
        return "-"
    return "|" if along and not across else "+"


def _braille(character: str) -> str:
    dots = (ord(character) - 0x2800).bit_count()
    return " .::**##@"[dots]


@lru_cache(maxsize=4096)
def _stand_in(character: str) -> str:
    """ASCII of the same width for one character."""
    cells, code = width(character), ord(character)
    if cells == 0:
        return ""
    if character in _CELL:
        return _CELL[character]
    if 0x2500 <= code <= 0x257F:
        return _box(character)
    if 0x2581 <= code <= 0x258F:
        return _BLOCKS[code - 0x2581]
    if 0x2800 <= code <= 0x28FF:
        return _braille(character)
    if character in "▀▄▌▐░▒▓▔▕":
        return {"▀": "^", "▄": "_", "░": ".", "▒": ":", "▓": "+", "▔": "^"}.get(character, "|")
    simple = unicodedata.normalize("NFKD", character)
    if character.isspace():
        return " " * cells
    plain = "".join(part for part in simple if part.isascii() and part.isprintable())
    return plain if len(plain) == cells else "?" * cells


def to_ascii(text: str) -> str:
    """The text with every character replaced by ASCII of the same width; the last filter before a poor terminal."""
    if text.isascii():
        return text
    return "".join(part if part.isascii() else _stand_in(part) for part in text)


def _script_kind(character: str) -> str:
    """ "^" for a raised character, "_" for a lowered one, "" for others."""
    if character.isascii():
        return ""
    if "<super>" in (form := unicodedata.decomposition(character)):
        return "^"
    return "_" if "<sub>" in form else ""


def _script_words(run: str, kind: str) -> str:
    if len(run) > 1 and run.endswith(_TRANSPOSE):
        return _script_words(run[:-1], kind) + "^T"
    plain = to_ascii_words(unicodedata.normalize("NFKC", run).replace("−", "-"))
    short = len(plain) == 1 or plain.lstrip("-").isalnum() or (plain[0], plain[-1]) == ("(", ")")
    return kind + (plain if short else f"({plain})")


def _words(character: str) -> str:
    if character.isascii():
        return character
    if character in _WORDS:
        return _WORDS[character]
    if character in _ACCENTS:
        return _ACCENTS[character]
    parts = unicodedata.normalize("NFD", character)
    if len(parts) > 1 and parts[0].isascii():
        return parts[0] + ("" if ord(character) < 0x100 else _ACCENTS.get(parts[1], ""))
    return _stand_in(character)


def to_ascii_words(text: str) -> str:
    """The text written out in ASCII: σ′ as sigma', 10⁻⁶ as 10^-6, x₁ as x_1, ≤ as <=. Its width may change."""
    if text.isascii():
        return text
    parts: list[str] = []
    place = 0
    while place < len(text):
        if kind := _script_kind(text[place]):
            end = place
            while end < len(text) and _script_kind(text[end]) == kind:
                end += 1
            parts.append(_script_words(text[place:end], kind))
            if text[end : end + 1].isalpha() and not _script_kind(text[end]):
                parts.append(" ")
        else:
            end = place + 1
            word = _words(text[place])
            lettered = len(word) > 1 and word[0].isalpha() and not text[place].isascii()
            if parts and (parts[-1][-1:].isalnum() and lettered):
                parts.append(" ")
            parts.append(word)
            if (
                lettered
                and word[-1].isalpha()
                and text[end : end + 1].isalnum()
                and not _script_kind(text[end])
            ):
                parts.append(" ")
        place = end
    return "".join(part for part in parts if part)
