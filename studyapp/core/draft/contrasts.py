"""True or false by swapping two things that the notes themselves set against each other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from studyapp.core.draft.candidates import Candidate, capitalized
from studyapp.core.draft.english import DEICTIC, VERBS
from studyapp.core.draft.sentences import Sentence
from studyapp.core.draft.subjects import Vocabulary, subject

_OPENED = re.compile(
    r"(?P<open>Unlike|In contrast to|In contrast with|As opposed to|Contrary to)\s+(?P<a>[^,]{2,60}),\s+"
)
_JOINED = re.compile(r",?\s+(?P<join>whereas|while)\s+")
_WHILE = re.compile(r"(?:While|Whereas)\s+")
_WORD = re.compile(r"[\w'’-]+")
_ARTICLE = re.compile(r"\b(an?)(\s+)$", re.IGNORECASE)


def contrast(sentence: Sentence, vocabulary: Vocabulary) -> Candidate | None:
    """A statement from `Unlike X, Y …`, `X …, whereas Y …` or `While X …, Y …`."""
    places = _sides(sentence, vocabulary)
    if places is None or DEICTIC.search(sentence.text) or len(sentence.text) > 400:
        return None
    (a, b), text = places, sentence.text
    name = f"{text[slice(*a)]} or {text[slice(*b)]}"
    return true_or_false(sentence, name, text, swapped(text, a, b))


def true_or_false(sentence: Sentence, name: str, said: str, false: str) -> Candidate:
    """The statement as the notes have it or its false form; which of the two is drawn from its text."""
    answer = hashlib.sha256(said.encode("utf-8", "replace")).digest()[0] % 2 == 0
    # Why is left to the notes themselves: the sentence as it stands there.
    fields = {"prompt": capitalized(said if answer else false), "answer": answer, "explanation": said}
    return Candidate(sentence.first, sentence.last, name, "true_false", fields)


def _sides(sentence: Sentence, vocabulary: Vocabulary) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where the two things are, the first one first."""
    mask = sentence.mask
    if opened := _OPENED.match(mask):
        return _pair(sentence, opened.span("a"), _subject_from(mask, opened.end()), vocabulary)
    if opened := _WHILE.match(mask):
        comma = mask.find(", ", opened.end())
        if comma < 0:
            return None
        first = _subject_from(mask, opened.end())
        return _pair(sentence, first, _subject_from(mask, comma + 2), vocabulary)
    if joined := _JOINED.search(mask):
        if "," not in joined.group() and joined["join"] == "while":
            return None  # at the same time as
        return _pair(sentence, _subject_from(mask, 0), _subject_from(mask, joined.end()), vocabulary)
    return None


def _subject_from(mask: str, start: int) -> tuple[int, int] | None:
    """The words from a place up to the first verb."""
    for count, word in enumerate(_WORD.finditer(mask, start)):
        if count > 6:
            return None
        if count and word.group() in VERBS:
            return start, start + len(mask[start : word.start()].rstrip())
    return None


def _pair(
    sentence: Sentence, a: tuple[int, int] | None, b: tuple[int, int] | None, vocabulary: Vocabulary
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    if a is None or b is None:
        return None
    one, other = (subject(sentence.text[slice(*side)], vocabulary) for side in (a, b))
    if one is None or other is None or one.name.casefold() == other.name.casefold():
        return None
    return a, b


def swapped(text: str, a: tuple[int, int], b: tuple[int, int]) -> str:
    """The text with two parts of it in each other's place; a capital stays at the beginning of the sentence."""
    one, other = text[slice(*a)], text[slice(*b)]
    if a[0] == 0:
        other, one = capitalized(other), _small(one)
    return text[: a[0]] + other + text[a[1] : b[0]] + one + text[b[1] :]


def _small(text: str) -> str:
    return text if re.match(r"[A-Z]\w*[A-Z]", text) else text[:1].lower() + text[1:]


def confused(sentence: Sentence, groups: Sequence[tuple[str, ...]]) -> Iterator[Candidate]:
    """A statement about one of the terms that the notes declare as confusable, or that with the other one."""
    for group in groups:
        for place, term in enumerate(group):
            other = group[(place + 1) % len(group)]
            start = re.match(r"(?:the|an?)\s+", sentence.text, re.IGNORECASE)
            at = start.end() if start else 0
            if not _begins_with(sentence.mask[at:], term) or DEICTIC.search(sentence.text):
                continue
            if re.search(rf"\b{re.escape(other)}\b", sentence.text, re.IGNORECASE):
                continue
            yield true_or_false(
                sentence, f"{term} or {other}", sentence.text, _instead(sentence.text, at, term, other)
            )


def _begins_with(text: str, term: str) -> bool:
    return text[: len(term)].casefold() == term.casefold() and text[len(term) : len(term) + 1] in (" ", ":")


def _instead(text: str, at: int, term: str, other: str) -> str:
    """The text about another term, its article fitted."""
    if at == 0:
        other = capitalized(other) if text[0].isupper() else other
    elif article := _ARTICLE.search(text[:at]):
        fitting = "an" if other[:1].lower() in "aeiou" else "a"
        fitting = capitalized(fitting) if article.group(1)[0].isupper() else fitting
        return fitting + article.group(2) + other + text[at + len(term) :]
    return text[:at] + other + text[at + len(term) :]
