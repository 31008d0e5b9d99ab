"""Where formulas, diagrams and code stand in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from studyapp.core.text import safe

Kind: TypeAlias = Literal["prose", "maths", "mermaid", "code"]

_FENCE = re.compile(r"^(?P<indent>[ \t]*)(?P<marks>`{3,}|~{3,})[ \t]*(?P<language>[^`\n]*)$")
_MATHS_LINE = re.compile(r"^[ \t]*(?:\$\$(?P<dollars>.+?)\$\$|\\\[(?P<brackets>.+?)\\\])[ \t]*$")
_INLINE = re.compile(
    r"(?<!`)(?P<marks>`{1,8})(?!`)(?P<code>.*?[^`])(?P=marks)(?!`)"
    r"|\\(?P<escaped>[\\$`])"
    r"|\$\$(?P<display>[^$]{1,2000}?)\$\$"
    r"|\$(?=\S)(?P<maths>(?:\\[^\n]|[^$\\\n]|\n(?![ \t]*\n)){1,2000}?)(?<=\S)\$(?!\d)",
    re.DOTALL,
)
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#$&])")


class Piece(NamedTuple):
    """A part of a Markdown text."""

    kind: Kind
    text: str
    language: str = ""
    """What the opening fence of a code block names."""


def split_display(text: str) -> tuple[Piece, ...]:
    """Markdown in pieces: prose, displayed formulas, Mermaid diagrams and fenced code, in order."""
    pieces: list[Piece] = []
    prose: list[str] = []

    def flush() -> None:
        if any(line.strip() for line in prose):
            pieces.append(Piece("prose", "\n".join(prose).strip("\n")))
        prose.clear()

    for kind, lines, language in _runs(safe(text).split("\n")):
        if kind == "prose":
            prose.extend(lines)
            continue
        flush()
        pieces.append(Piece(kind, "\n".join(lines).strip("\n"), language))
    flush()
    return tuple(pieces)


def _runs(lines: list[str]) -> Iterator[tuple[Kind, list[str], str]]:
    """Each line of prose, each display and each fence by itself."""
    place = 0
    while place < len(lines):
        line = lines[place]
        if fence := _FENCE.match(line):
            end = _fence_end(lines, place, fence["marks"])
            language = fence["language"].strip().split(" ")[0].lower()
            inside = [body.removeprefix(fence["indent"]) for body in lines[place + 1 : end]]
            yield ("mermaid" if language == "mermaid" else "code"), inside, language
            place = end + 1
        elif one := _MATHS_LINE.match(line):
            yield "maths", [one["dollars"] or one["brackets"]], ""
            place += 1
        elif (closing := _display_end(lines, place)) is not None:
            yield "maths", [part.strip() for part in lines[place + 1 : closing]], ""
            place = closing + 1
        else:
            yield "prose", [line], ""
            place += 1


def _fence_end(lines: list[str], start: int, marks: str) -> int:
    for place in range(start + 1, len(lines)):
        closing = lines[place].strip()
        if len(closing) >= len(marks) and closing == marks[0] * len(closing):
            return place
    return len(lines)


def _display_end(lines: list[str], start: int) -> int | None:
    """Where a display that opens on a line of its own ends; within 60 lines, or it is no display."""
    closing = {"$$": "$$", "\\[": "\\]"}.get(lines[start].strip())
    if closing is None:
        return None
    for place in range(start + 1, min(start + 60, len(lines))):
        if lines[place].strip() == closing:
            return place
    return None


def replace_maths(text: str, formula: Callable[[str], str], *, markdown: bool) -> str:
    """The text with each formula replaced; fenced code and code spans stay as they are."""

    def replaced(match: re.Match[str]) -> str:
        if match["code"] is not None:
            return match[0]
        if (escaped := match["escaped"]) is not None:
            return "$" if escaped == "$" and not markdown else match[0]
        shown = formula((match["maths"] or match["display"]).strip())
        return _SPECIAL.sub(r"\\\1", shown) if markdown else shown

    lines = safe(text).split("\n")
    parts: list[str] = []
    place = start = 0
    while place < len(lines):
        if fence := _FENCE.match(lines[place]):
            after = min(_fence_end(lines, place, fence["marks"]) + 1, len(lines))
            if place > start:
                parts.append(_INLINE.sub(replaced, "\n".join(lines[start:place])))
            parts.append("\n".join(lines[place:after]))
            place = start = after
        else:
            place += 1
    if start < len(lines):
        parts.append(_INLINE.sub(replaced, "\n".join(lines[start:])))
    return "\n".join(parts)
