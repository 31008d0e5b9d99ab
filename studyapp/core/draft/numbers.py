"""Facts with one number in them, as a cloze that hides it."""

from __future__ import annotations

import re

from studyapp.core.draft.candidates import Candidate
from studyapp.core.draft.english import DEICTIC, POINTERS, VERBS
from studyapp.core.draft.sentences import Sentence

_NUMBER = re.compile(r"(?<![\w.,/^-])\d+(?:[.,]\d+)*(?:e-?\d+)?\s?%?(?![\w/^²³¹⁰-]|[⁴-⁻]|[.,]\d)")
_POINTS = POINTERS - {"in", "for", "on", "at", "with", "from", "all", "no", "each"}


def number_fact(sentence: Sentence) -> Candidate | None:
    """A sentence with exactly one number, which says something about a named thing."""
    text = sentence.text
    found = list(_NUMBER.finditer(sentence.mask))
    words = re.findall(r"[\w'’-]+", sentence.mask)
    if len(found) != 1 or not 5 <= len(words) <= 40 or "[[" in text or not text.endswith("."):
        return None
    if words[0].lower() in _POINTS or DEICTIC.search(text) or not any(word in VERBS for word in words):
        return None
    if re.search(r"\b(?:it|they|its|their)\b", text[: found[0].start()], re.IGNORECASE):
        return None
    start, end = found[0].span()
    number = text[start:end].strip()
    if re.fullmatch(r"[01]", number) and re.search(
        r"\b(?:between|and|or)\b", text[max(0, start - 9) : end + 5]
    ):
        return None
    if re.fullmatch(r"(?:19|20)\d\d", number):
        return None  # a year says when something happened, and not what it is
    marked = f"{text[:start]}[[number|{number}]]{text[start + len(number) :]}"
    return Candidate(sentence.first, sentence.last, text, "cloze", {"text": marked})
