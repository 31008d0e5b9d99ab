"""The terms of a glossary found in a text, each made a link where it stands first."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_NAMES = 1_000
LONGEST = 100_000
"""Signs of a text; a longer one is left as it is."""
_APART = re.compile(
    r"(`+).{0,1000}?\1"  # code
    r"|!?\[[^\]\n]*\](?:\([^)\n]*\))?"  # links
    r"|^#{1,6} [^\n]*"  # headings
    r"|\\."  # escapes
    r"|<[^>\n]{1,200}>",
    re.DOTALL | re.MULTILINE,
)


def pattern_of(names: Sequence[Sequence[str]]) -> re.Pattern[str] | None:
    """Finds any name of any term, the longest first, also with an s behind it; None without names."""
    known = [name for each in names for name in each if any(sign.isalnum() for sign in name)][:MOST_NAMES]
    if not known:
        return None
    # Lines of a paragraph may be broken within a name.
    written = (r"\s+".join(map(re.escape, name.split())) for name in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?<![\w\\-])(?P<name>{'|'.join(written)})s?(?![\w-])", re.IGNORECASE)


def link_terms(text: str, names: Sequence[Sequence[str]], seen: set[int]) -> tuple[str, tuple[int, ...]]:
    """Markdown with the first mention of each term as `[name](term:NUMBER)`, and the numbers, in their order.

    Terms in `seen` are passed over; those found are added to it. Code, links and headings stay as they are.
    """
    pattern = pattern_of(names)
    if pattern is None or len(text) > LONGEST:
        return text, ()
    number_of = {
        " ".join(name.casefold().split()): number for number, each in enumerate(names) for name in each
    }
    found: list[int] = []

    def linked(match: re.Match[str]) -> str:
        number = number_of[" ".join(match["name"].casefold().split())]
        if number in seen:
            return match[0]
        seen.add(number)
        found.append(number)
        return f"[{match[0]}](term:{number})"

    parts: list[str] = []
    end = 0
    for apart in _APART.finditer(text):
        parts += [pattern.sub(linked, text[end : apart.start()]), apart[0]]
        end = apart.end()
    parts.append(pattern.sub(linked, text[end:]))
    return "".join(parts), tuple(found)
