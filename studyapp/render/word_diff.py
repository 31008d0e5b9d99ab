"""What changed between two texts of a question, word by word, told by signs: [-gone-] and {+come+}."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from studyapp.core.text import one_line

AROUND = 6
"""Unchanged words shown on each side of a change."""
LONGEST = 2_000
"""Words of a text that are compared; the rest of a longer one is shown as one word."""
_WORD = re.compile(r"\s*\S+")
LINE = 4_000


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """A line for each field of a question in its stored form that differs."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    lines: list[str] = []
    for name in dict.fromkeys((*new, *old)):
        if name not in old:
            lines.append(f"+ {name}: {one_line(new[name], LINE)}")
        elif name not in new:
            lines.append(f"- {name}: {one_line(old[name], LINE)}")
        elif old[name] != new[name]:
            lines.append(f"  {name}: {word_diff(old[name], new[name])}")
    return tuple(lines)


def word_diff(before: str, after: str) -> str:
    """One line with both texts: what is gone as [-…-], what came as {+…+}, and the unchanged words around."""
    old, new = _words(before), _words(after)
    if old == new:
        return "spaces or line ends only"
    parts: list[str] = []
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (kind, a, b, c, d) in enumerate(steps):
        if kind == "equal":
            parts.append(_around(old[a:b], first=number == 0, last=number == len(steps) - 1))
            continue
        if a < b:
            parts.append(f"[-{_line(old[a:b])}-]")
        if c < d:
            parts.append(f"{{+{_line(new[c:d])}+}}")
    return one_line(" ".join(part for part in parts if part), LINE)


def _words(text: str) -> list[str]:
    found = [word.strip() for word in _WORD.findall(text)]
    return found if len(found) <= LONGEST else [*found[:LONGEST], " ".join(found[LONGEST:])]


def _line(words: list[str]) -> str:
    return " ".join(words)


def _around(words: list[str], *, first: bool, last: bool) -> str:
    """Unchanged words, with those in the middle left out."""
    before = [] if first else words[:AROUND]
    after = [] if last else words[max(len(before), len(words) - AROUND) :]
    left_out = len(before) + len(after) < len(words)
    return _line([*before, *(["…"] if left_out else []), *after])


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """(where it is, what it says) of every value: `answer.value`, `options 2.text`."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list | tuple):
        if all(not isinstance(each, Mapping | list | tuple) for each in value):
            yield name, ", ".join(map(_said, value))
            return
        for number, inner in enumerate(value, start=1):
            yield from _leaves(inner, f"{name} {number}")
    else:
        yield name, _said(value)


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
