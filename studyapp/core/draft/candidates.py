"""What a rule found: a question in the making, with the lines that it came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

LONGEST_ANSWER = 70
"""Words that an answer of the plain structure may have."""


class Defined(NamedTuple):
    """A term that the notes define, for the glossary and for choices."""

    term: str
    definition: str


class Candidate(NamedTuple):
    """A question before it has an id, topics and a source."""

    first: int
    last: int
    name: str
    """What its id is made of."""
    kind: str
    fields: Mapping[str, object]
    defined: Defined | None = None


class Dropped(NamedTuple):
    """A place that looked like a question and gave none, and by which rule."""

    line: int
    reason: str


def flashcard(
    first: int, last: int, prompt: str, answer: str, name: str = "", defined: Defined | None = None
) -> Candidate:
    fields = {"prompt": prompt, "answer": answer}
    return Candidate(first, last, name or prompt, "flashcard", fields, defined)


def slug(text: str, limit: int = 48) -> str:
    """The text as lower-case words joined by hyphens, whole words up to `limit` characters; may be empty."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").lower())
    words = re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    found = ""
    for word in words:
        longer = f"{found}-{word}" if found else word
        if len(longer) > limit:
            return found or word[:limit]
        found = longer
    return found


def capitalized(text: str) -> str:
    """The text with its first letter large, if it begins with a letter."""
    return text[:1].upper() + text[1:]


def without_end(text: str) -> str:
    """The text without the period or colon at its end."""
    return text.rstrip().rstrip(".:;").rstrip()
