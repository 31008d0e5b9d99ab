"""Code with its syntax in color; a line that does not fit goes on in the next one, behind a mark."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from studyapp.core.text import safe
from studyapp.render.cells import head, width

MOST_SIGNS = 20_000
"""Longer code is shown without color."""
TAB = 4


def code_content(text: str, language: str, cells: int, *, ascii: bool, color: bool = True) -> Content:
    """The code as content whose lines have at most so many cells."""
    text = safe(text).expandtabs(TAB)
    mark = "> " if ascii else "↳ "
    whole = _highlighted(text, language) if color and len(text) <= MOST_SIGNS else Content(text)
    lines: list[Content] = []
    for line in whole.split("\n", allow_blank=True):
        lines += _broken(line, max(8, cells), mark)
    return Content("\n").join(lines)


def _highlighted(text: str, language: str) -> Content:
    from textual.highlight import highlight

    found = highlight(text, language=language or "text", tab_size=TAB)
    # A highlighter may drop blank lines around the code; then its words are worth more than its colors.
    return found if found.plain.rstrip("\n") == text.rstrip("\n") else Content(text)


def _broken(line: Content, cells: int, mark: str) -> list[Content]:
    if width(line.plain) <= cells:
        return [line]
    parts: list[Content] = []
    while line.plain:
        room = cells if not parts else cells - len(mark)
        taken = max(1, len(head(line.plain, room)))
        part = line[:taken]
        parts.append(Content.assemble((mark, "$muted"), part) if parts else part)
        line = line[taken:]
    return parts


class CodeBlock(Static):
    """A fenced block of code."""

    DEFAULT_CSS = "CodeBlock { width: 1fr; height: auto; margin: 0 0 1 2; }"

    def __init__(self, text: str, language: str, *, width: int, ascii: bool) -> None:
        super().__init__(code_content(text, language, width, ascii=ascii), markup=False)
