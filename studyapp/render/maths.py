"""Formulas in LaTeX as text: on one line, in two dimensions, in words. Nothing raises; the source comes last."""

from __future__ import annotations

from functools import lru_cache

from studyapp.core.text import one_line, safe
from studyapp.render.cells import width as cells
from studyapp.render.maths_line import line
from studyapp.render.maths_words import words as say
from studyapp.render.passages import Piece, replace_maths, split_display
from studyapp.render.spans import to_ascii, to_ascii_words, wrap
from studyapp.render.tex import UnreadableFormula, sides
from studyapp.render.tex_reader import LONGEST, read

__all__ = ["Piece", "block", "formula_sides", "in_text", "inline", "split_display", "spoken"]

TALLEST = 24
_FAULTS = (UnreadableFormula, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@lru_cache(maxsize=1024)
def inline(latex: str) -> str:
    """A formula on one line of Unicode: σ′(z₁) · w₂."""
    try:
        return safe(line(read(latex))) or _source(latex)
    except _FAULTS:
        return _source(latex)


@lru_cache(maxsize=1024)
def spoken(latex: str) -> str:
    """A formula in words: sigma prime of z 1 times w 2."""
    try:
        return safe(say(read(latex))) or _source(latex)
    except _FAULTS:
        return _source(latex)


@lru_cache(maxsize=512)
def formula_sides(latex: str, *, words: bool = False) -> tuple[str, ...]:
    """What stands between the equality signs of a formula, each on a line or in words; never empty."""
    try:
        parts = tuple(safe(say(part) if words else line(part)) for part in sides(read(latex)))
        return parts if any(parts) else (_source(latex),)
    except _FAULTS:
        return (_source(latex),)


@lru_cache(maxsize=256)
def block(latex: str, *, width: int, ascii: bool = False) -> tuple[str, ...]:
    """A formula in two dimensions if that fits, else on one line, else its source in lines."""
    from studyapp.render.maths_layout import layout

    one = inline(latex)
    try:
        rows = _trimmed(layout(read(latex), ascii=ascii))
        if rows and len(rows) <= TALLEST and "?" not in "".join(rows):
            rows = tuple(to_ascii(text) for text in rows) if ascii else rows
            if all(cells(text) <= width for text in rows):
                return rows
    except _FAULTS:
        pass
    return _broken(to_ascii_words(one) if ascii else one, width)


def in_text(text: str, *, markdown: bool = False, words: bool = False) -> str:
    """Running text with its $formulas$ on a line, or in words; code is left alone and ``\\$`` is a dollar.

    With `markdown` the result is still Markdown: what a formula holds is escaped, and so are dollars.
    """
    return replace_maths(text, spoken if words else inline, markdown=markdown)


def _source(latex: str) -> str:
    return one_line(latex, LONGEST)


def _trimmed(rows: tuple[str, ...]) -> tuple[str, ...]:
    """Without blank rows around it and without the blanks that all rows begin with."""
    kept = [safe(text).rstrip() for text in rows]
    while kept and not kept[0]:
        kept.pop(0)
    while kept and not kept[-1]:
        kept.pop()
    margin = min((len(text) - len(text.lstrip()) for text in kept if text), default=0)
    return tuple(text[margin:] for text in kept)


def _broken(text: str, width: int) -> tuple[str, ...]:
    return wrap(text, max(width, 4), hanging="  ")
