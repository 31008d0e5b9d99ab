"""What must not be cut in two or searched for marks: formulas, code, links, comments and HTML."""

from __future__ import annotations

import re
from typing import NamedTuple

HIDDEN = "\ue000"
"""Stands for each character of such a part in a mask; it counts as part of a word."""

_PROTECTED = re.compile(
    r"<!--.{0,2000}?-->"
    r"|(?<!`)(?P<ticks>`{1,4})(?!`).{1,400}?(?<!`)(?P=ticks)(?!`)"
    r"|\$\$.{1,1000}?\$\$"
    r"|(?<![\\$\w])\$(?![\s$])[^$\n]{0,400}?(?<![\s\\])\$(?![\d$])"
    r"|\\\(.{1,400}?\\\)|\\\[.{1,400}?\\\]"
    r"|\[\[[^\[\]\n]{1,200}\]\]"
    r"|!?\[[^\[\]\n]{0,300}\](?:\([^()\n]{0,400}\)|\[[^\[\]\n]{0,100}\])"
    r"|<[A-Za-z/][^<>\n]{0,300}>"
    r"|\bhttps?://[^\s<>]{1,400}"
)
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]{1,200}?)(?<=\S)\*\*|(?<!\w)__(?=\S)([^_\n]{1,200}?)(?<=\S)__(?!\w)")
_COMMENT = re.compile(r"<!--.{0,2000}?-->")


class Plain(NamedTuple):
    """A text without bold marks, its mask of equal length, and where the bold parts are."""

    text: str
    mask: str
    bold: tuple[tuple[int, int], ...]


def masked(text: str) -> str:
    """The text with every protected part blanked out; as long as the text."""
    if not any(sign in text for sign in "`$\\[<:"):
        return text
    return _PROTECTED.sub(lambda found: HIDDEN * len(found.group()), text)


def plain(text: str) -> Plain:
    """The text without comments and marks of bold print."""
    text = _COMMENT.sub("", text) if "<!--" in text else text
    mask = masked(text)
    pieces, masks, bold = [], [], []
    end = length = 0
    for found in _BOLD.finditer(mask):
        group = 1 if found.group(1) is not None else 2
        inner = found.span(group)
        pieces += [text[end : found.start()], text[slice(*inner)]]
        masks += [mask[end : found.start()], mask[slice(*inner)]]
        length += found.start() - end
        bold.append((length, length + inner[1] - inner[0]))
        length += inner[1] - inner[0]
        end = found.end()
    return Plain("".join([*pieces, text[end:]]), "".join([*masks, mask[end:]]), tuple(bold))
