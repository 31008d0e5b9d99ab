"""What a rule found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from studyapp.core.text import one_line

Codes: TypeAlias = Mapping[str, str]
"""Stable codes, each with what to do about it, in a sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that an author should look at.

    `path` leads to a field of the question. Without a question it begins with `manifest`, `glossary` (then the
    place of the term) or `guide`; indices count from 0.
    """

    code: str
    level: Literal["error", "warning"]
    message: str
    question: str | None
    path: tuple[str | int, ...]


Findings: TypeAlias = Iterator[Found]


def warning(code: str, message: str, question: str | None, *path: str | int) -> Found:
    return Found(code, "warning", message, question, path)


def quoted(text: str, limit: int = 60) -> str:
    """A piece of a pack's text on one safe line, in quotation marks."""
    return repr(one_line(text, limit))


def listed(words: Sequence[str]) -> str:
    """Words in quotation marks, at most four of them."""
    shown = ", ".join(quoted(word, 30) for word in words[:4])
    return shown if len(words) <= 4 else f"{shown} and {len(words) - 4} more"
