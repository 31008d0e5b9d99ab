"""What libyaml reports, in words that tell an author what to do, at the place to do it."""

from __future__ import annotations

import re
from typing import Protocol, TypeAlias

from studyapp.core.codes import ErrorCode

_OPEN_BRACES = re.compile(r"[^'\"#]*?(?:^|[:,\[]|-\s)\s*(\{\{)")


Reworded: TypeAlias = tuple[tuple[int, int], ErrorCode, str]


class _Mark(Protocol):
    line: int
    column: int


def reworded(
    text: str, at: _Mark | None, problem: str, since: _Mark | None = None, context: str | None = None
) -> Reworded:
    """((line, column), code, message) for what a YAML parser reports at `at` about what began at `since`."""
    at = at or since
    if at is None:
        return (1, 1), "yaml-syntax", f"cannot be read as YAML: {problem}"
    place = (at.line + 1, at.column + 1)
    began = (since.line + 1, since.column + 1) if since is not None else place
    if braces := _unquoted_braces(text, at):
        return braces, "quote-needed", "a value that starts with {{ must be quoted"
    character = _character(text, at)
    context = context or ""
    if "cannot start any token" in problem or "tab character" in problem:
        if character == "\t":
            return place, "tab-indentation", "a tab is used as indentation; use spaces"
        return place, "quote-needed", f"a value that starts with {character} must be quoted"
    if "mapping values are not allowed" in problem:
        return (
            place,
            "misplaced-colon",
            "found ':' where no field can be; quote a text that holds ': ', or repair the indentation",
        )
    if "scanning an alias" in context or "scanning an anchor" in context:
        return (
            began,
            "quote-needed",
            f"a value that starts with {_character(text, since or at)} must be quoted",
        )
    if "scanning a tag" in context or "parsing a tag" in context:
        return began, "quote-needed", "a value that starts with ! must be quoted"
    if "block scalar" in context:
        return (
            place,
            "block-text",
            "cannot read the text after | or >; it begins on the next line, indented by spaces",
        )
    if "quoted scalar" in context or "double-quoted" in context:
        return _in_quotes(place, began, problem, character)
    if "could not find expected ':'" in problem:
        return (
            began,
            "missing-colon",
            "expected a field such as 'name: value'; a ':' is missing, or the line is not indented enough",
        )
    if "flow sequence" in context or "flow mapping" in context:
        opened, closes = ("[", "]") if "sequence" in context else ("{", "}")
        return (
            began,
            "unclosed-bracket",
            f"{opened!r} is not closed: expected ',' or {closes!r} by line {place[0]}",
        )
    if "block mapping" in context:
        return (
            place,
            "bad-layout",
            "expected a field here; check the indentation, and quote a text that begins with a quote",
        )
    if "block collection" in context or "block sequence" in context or "sequence entries" in problem:
        return place, "bad-layout", "expected an entry '- …' here; check the indentation"
    if "expected" in problem and "node content" in problem:
        return place, "bad-layout", "expected a value here; is a bracket not closed, or a comma too many?"
    return place, "yaml-syntax", problem if not context else f"cannot be read as YAML: {problem}"


def _in_quotes(place: tuple[int, int], began: tuple[int, int], problem: str, character: str) -> Reworded:
    if "end of stream" in problem or "document" in problem:
        return began, "unclosed-quote", "the quote that opens here is never closed"
    if "escape" in problem or "hexdecimal" in problem:
        return (
            place,
            "bad-escape",
            r"unknown escape in double quotes; write \\ for a backslash, or use single quotes",
        )
    if character == "\t":
        return place, "tab-indentation", "a tab is used as indentation; use spaces"
    return began, "yaml-syntax", f"cannot read the quoted text: {problem}"


def _character(text: str, at: _Mark) -> str:
    lines = text.split("\n", at.line + 1)
    line = lines[at.line] if at.line < len(lines) else ""
    return line[at.column] if at.column < len(line) else ""


def _unquoted_braces(text: str, at: _Mark) -> tuple[int, int] | None:
    lines = text.split("\n", at.line + 1)
    if at.line >= len(lines):
        return None
    found = _OPEN_BRACES.match(lines[at.line][: at.column + 400])
    return (at.line + 1, found.start(1) + 1) if found else None
