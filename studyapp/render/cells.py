"""How many terminal cells a text takes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache


@lru_cache(maxsize=4096)
def _cells(character: str) -> int:
    if character.isascii():
        return int(character.isprintable())
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc", "Cs") or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def width(text: str) -> int:
    """Terminal cells of one line; marks that combine take none, wide characters two."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(map(_cells, text))


def clusters(text: str) -> Iterator[str]:
    """The text in pieces that must stay together: a character with the marks that combine with it."""
    piece = ""
    for character in text:
        if piece and _cells(character):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def head(text: str, cells: int) -> str:
    """The longest beginning of the text that fits in so many cells."""
    if width(text) <= cells:
        return text
    kept, used = [], 0
    for piece in clusters(text):
        used += width(piece)
        if used > cells:
            break
        kept.append(piece)
    return "".join(kept)
