"""A formula's tree -> one line of Unicode."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

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
    sequence,
)

_RAISED = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδεθιφχ⊤⊺′*/",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᵋᶿᶥᵠᵡᵀᵀ′*ᐟ",
        strict=True,
    )
)
_LOWERED = dict(
    zip("0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True)
)
_DIFFERENTIALS = frozenset("∂d∇ΔD")


class _Piece(NamedTuple):
    text: str
    kind: str
    """The atom's kind, or "fraction", "fence", "operand"."""


@lru_cache(maxsize=2048)  # a script or fraction asks for its parts more than once, at every depth
def line(node: Node) -> str:
    """The node on one line."""
    return _joined([_piece(item) for item in sequence(node)]).strip()


def _piece(node: Node) -> _Piece:
    match node:
        case Atom(text, kind, _):
            return _Piece(text.replace("′′", "″"), kind)
        case Group():
            return _Piece(line(node), "operand")
        case Fraction(top, bottom):
            return _Piece(f"{_enclosed(top, below=False)}/{_enclosed(bottom, below=True)}", "fraction")
        case Script(base, raised, lowered):
            return _scripted(base, raised, lowered)
        case Root(body, degree):
            inner = line(body)
            bare = (isinstance(body, Atom) and len(inner) == 1) or inner.isdigit()
            sign = (
                {"3": "∛", "4": "∜"}.get(line(degree), f"{_script(degree, _RAISED, '^')}√") if degree else "√"
            )
            return _Piece(sign + (inner if bare else f"({inner})"), "operand")
        case Fence(left, body, right):
            return _Piece(f"{left}{line(body)}{right}", "fence" if left in ("(", "[") else "operand")
        case Accent(name, body):
            mark = ACCENTS[name]
            return _Piece(
                "".join(unicodedata.normalize("NFC", letter + mark) for letter in line(body)), "letter"
            )
        case Grid(environment, rows):
            return _Piece(_grid(environment, rows), "operand")


def _grid(environment: str, rows: tuple[tuple[Node, ...], ...]) -> str:
    left, right = (mark.strip() for mark in GRIDS[environment])
    if environment == "cases":
        return "{" + "; ".join(_case([line(cell).strip(" ,") for cell in cells]) for cells in rows) + "}"
    if not left:
        return "; ".join(" ".join(line(cell) for cell in cells if sequence(cell)) for cells in rows)
    return left + "; ".join(" ".join(line(cell) for cell in cells) for cells in rows) + right


def _case(cells: list[str]) -> str:
    value, *condition = (cell for cell in cells if cell)
    joint = (
        " " if condition and condition[0].split()[0] in ("if", "otherwise", "else", "for", "when") else " if "
    )
    return joint.join([value, " ".join(condition)]) if condition else value


def _scripted(base: Node, raised: Node | None, lowered: Node | None) -> _Piece:
    piece = _piece(base)
    loose = piece.kind == "fraction" or (isinstance(base, Group) and " " in piece.text)
    text = f"({piece.text})" if loose else piece.text
    below = _script(lowered, _LOWERED, "_")
    above = _script(raised, _RAISED, "^")
    kind = "big" if piece.kind == "big" else "word" if piece.kind == "word" else "operand"
    if kind == "operand" and (below.startswith("_") or above.startswith("^")):
        kind = "wide"
    return _Piece(text + below + above, kind)


def _script(node: Node | None, glyphs: dict[str, str], mark: str) -> str:
    if node is None or not (text := line(node)):
        return ""
    tight = text.replace(" ", "")
    if all(character in glyphs for character in tight):
        return "".join(glyphs[character] for character in tight)
    return mark + (text if len(text) == 1 or (text.isascii() and text.isalnum()) else f"({text})")


def _enclosed(node: Node, *, below: bool) -> str:
    """The part of a fraction, in parentheses where it would be misread without."""
    text = line(node)
    items = [
        item for item in sequence(node) if not (isinstance(item, Atom) and item.kind in ("space", "prime"))
    ]
    if len(items) == 1 and not isinstance(items[0], Fraction | Grid):
        return text
    kinds = {item.kind for item in items if isinstance(item, Atom)}
    first = items[0] if items else None
    if isinstance(first, Script):
        first = first.base
    differential = isinstance(first, Atom) and first.text in _DIFFERENTIALS and len(items) == 2
    plain = (
        not kinds & {"binary", "relation", "punctuation", "big", "word"}
        and " " not in text
        and "/" not in text
    )
    if plain and (differential or not below) and not any(isinstance(item, Fraction) for item in items):
        return text
    return f"({text})"


_BEFORE_SIGN = ("", "binary", "relation", "punctuation", "unary")


def _role(before: _Piece, piece: _Piece, after: _Piece) -> str:
    """The kind of a piece among its neighbors: a sign belongs to its number, × to a power of ten."""
    if piece.kind == "binary" and piece.text in "+-±∓" and before.kind in _BEFORE_SIGN:
        return "unary"
    if piece.text == "×" and after.text.startswith("10") and before.kind == "number":
        return "tight"
    return piece.kind


def gaps(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """What stands before each of the nodes: nothing, a blank, or a dot between two fractions."""
    return _gaps([_piece(node) for node in nodes])


def _joined(pieces: list[_Piece]) -> str:
    text = ""
    for gap, piece in zip(_gaps(pieces), pieces, strict=True):
        if piece.kind == "space":
            text += piece.text if text and not text.endswith(" ") else ""
        else:
            text += ("" if text.endswith(" ") else gap) + piece.text
    return text


def _gaps(pieces: list[_Piece]) -> tuple[str, ...]:
    found: list[str] = []
    nothing = before = _Piece("", "")
    for place, piece in enumerate(pieces):
        if piece.kind == "space":
            found.append("")
            continue
        kind = _role(before, piece, pieces[place + 1] if place + 1 < len(pieces) else nothing)
        if before.kind == "fraction" and kind in ("fraction", "number"):
            found.append(" · ")
        else:
            found.append(" " if _spaced(before.kind, kind, piece.text) else "")
        before = _Piece(piece.text, kind)
    return tuple(found)


def _spaced(left: str, right: str, text: str) -> bool:
    """Whether a blank stands between two neighbors."""
    if "tight" in (left, right) or left in ("", "unary", "prefix") or right == "prime":
        return False
    if {left, right} & {"binary", "relation"}:
        return True
    if right == "punctuation":
        return text not in ",;:; "
    if left == "punctuation":
        return True
    if left == "word":
        return right not in ("fence", "sign")
    if left == "big":
        return True
    if right in ("word", "big"):
        return True
    if left == "wide":
        return right not in ("fence", "sign")
    if "fraction" in (left, right):
        return right != "sign" and left != "sign"
    return left == "number" and right == "number"
