"""How hard a text is to read."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.core.items import Term
from studyapp.core.lint.found import Findings, quoted, warning
from studyapp.core.lint.texts import Told
from studyapp.core.lint.words import SYLLABLES, plain, sentences
from studyapp.core.lint.words import words as words_of

CODES = {
    "reading-level": "Use shorter sentences and shorter words.",
    "long-sentence": "Split the sentence.",
}

HARDEST = 11.0
"""The highest grade that is not warned of. Texts of the founding pack have a median of 5.2 and a 99th percentile of
9.9; three standard deviations above their mean are 10.8."""
FEWEST_WORDS = 25
"""A grade of fewer words says more of their chance than of their style."""
LONGEST = 30
"""Words of the longest sentence that is not warned of. In the founding pack one of a thousand has 29 or more."""


def grade(words: int, parts: int, syllables: int) -> float:
    """The Flesch-Kincaid grade: years of school in the United States that it takes to read a text.

    0.39 words per sentence + 11.8 syllables per word - 15.59, after J. P. Kincaid, R. P. Fishburne, R. L. Rogers
    and B. S. Chissom, "Derivation of new readability formulas for Navy enlisted personnel", 1975.
    """
    return 0.39 * words / parts + 11.8 * syllables / words - 15.59


def rules(told: Told) -> Findings:
    yield from _read(told.sentences, told.id, told.field)
    if told.question.explanation is not None:
        yield from _read(sentences(plain(told.question.explanation)), told.id, "explanation")


def terms(glossary: Sequence[Term]) -> Findings:
    for place, term in enumerate(glossary):
        yield from _read(sentences(plain(term.definition)), None, "glossary", place, "definition")


def _read(parts: list[str], question: str | None, *path: str | int) -> Findings:
    words, counted, most, longest = [], 0, 0, ""
    for part in parts:
        found = words_of(part)
        if not found:
            continue
        words += found
        counted += 1
        if len(found) > most:
            most, longest = len(found), part
    if most > LONGEST:
        message = f"the sentence {quoted(longest)} has {most} words, more than {LONGEST}; split it"
        yield warning("long-sentence", message, question, *path)
    if len(words) >= FEWEST_WORDS:
        level = grade(len(words), counted, sum(map(SYLLABLES.__getitem__, words)))
        if level > HARDEST:
            message = (
                f"reads at grade {level:.1f} (Flesch-Kincaid), above {HARDEST:.0f};"
                " use shorter sentences and shorter words"
            )
            yield warning("reading-level", message, question, *path)
