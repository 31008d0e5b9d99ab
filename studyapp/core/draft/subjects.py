"""Subjects of sentences: noun phrases that a question can be asked about."""

from __future__ import annotations

import re
from typing import NamedTuple

from studyapp.core.draft.english import NOT_IN_SUBJECT, POINTERS, VAGUE
from studyapp.core.draft.spans import HIDDEN

MOST_WORDS = 8
_DETERMINER = re.compile(r"(the|an?)\s+", re.IGNORECASE)
_ASIDE = re.compile(
    r",\s+(?:on the other hand|by contrast|in contrast|for example|in turn|for instance|however),?\s*$"
)
_COMMON = re.compile(r"-[a-z]|(?:ed|ing|ic|al|ive|ous|tion|ment|ness|ity)$")
"""Forms of common words; a name has none of them."""
_ALIAS = re.compile(r"^(?P<term>.*\S)\s*\((?P<alias>[^()]{1,40})\)$")


class Subject(NamedTuple):
    """What a sentence speaks of: its article in small letters, its name, and a second name in parentheses."""

    article: str
    name: str
    alias: str | None

    @property
    def asked(self) -> str:
        """As it stands in a question."""
        name = f"{self.name} ({self.alias})" if self.alias else self.name
        return f"{self.article} {name}" if self.article else name


class Vocabulary:
    """How the notes write their words: `momentum` in the middle of a sentence, `Adam` always with a capital."""

    def __init__(self, text: str) -> None:
        self._small = frozenset(re.findall(r"\b[a-z][a-z-]+\b", text))

    def lowered(self, text: str) -> str:
        """The text with its first letter small, where the notes write that word small elsewhere."""
        first = re.match(r"[A-Z][a-z]+(?:-[a-z]+)*(?![\w-])", text)
        if first is None or not (first.group().lower() in self._small or _COMMON.search(first.group())):
            return text
        return first.group().lower() + text[first.end() :]


def subject(text: str, vocabulary: Vocabulary) -> Subject | None:
    """The subject that a text in front of a verb is; None for pronouns, clauses and whatever is vague or long."""
    text = _ASIDE.sub("", text.strip()).strip()
    if not text or re.search(r"[,;:?!\"“”=|{}<>]|\s[-–—]\s", text):
        return None
    article = ""
    if found := _DETERMINER.match(text):
        article = found.group(1).lower()
        text = text[found.end() :]
    alias = None
    if named := _ALIAS.match(text):
        text, alias = named["term"], named["alias"].strip()
        if re.search(r"\d{4}|\band\b|,", alias):
            alias = None  # who found it, rather than another name
    words = text.split()
    if not 1 <= len(words) <= MOST_WORDS or "(" in text or ")" in text:
        return None
    small = [word.lower() for word in words]
    if small[0] in POINTERS or any(word in NOT_IN_SUBJECT for word in small):
        return None
    if (len(words) == 1 and small[0] in VAGUE) or (small[0] in VAGUE and small[1:2] == ["of"]):
        return None
    if small[-1] in VAGUE and article and len(words) < 3:
        return None
    if not re.search(rf"[^\W\d_{HIDDEN}]{{2}}|[A-Z]", text) or len(text) > 80:
        return None
    if small[0] in VAGUE and len(words) < 3:
        return None
    if re.search(r"ly$", small[-1]) or small[-1] in POINTERS or small[-1] in ("the", "a", "an"):
        return None
    return Subject(article, text if article else vocabulary.lowered(text), alias)
