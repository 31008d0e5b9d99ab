"""Guesses at which key points a free text mentions. The learner confirms or corrects them; no grading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studyapp.core.answers import MAX_TYPED
from studyapp.core.items import KeyPoint
from studyapp.core.text import folded

LONGEST = 4 * MAX_TYPED
_CLAUSE = re.compile(
    r"[.;:!?,()\n]+(?!\d)|\s(?:but|however|whereas|while|although|though|yet|because|since|so that|which)\s",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\bnot (?:only|just|merely)\b")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|hardly|lacks?|lacking|instead of|rather than|fails? to)\b"
    r"|\b\w+n['’]?t\b(?<!nt)|\b(?:does|do|did|is|was|are|were|ca|wo|would|should|could|has|have)n['’]?t\b"
)
_ENDING = r"(?:e?s|e?d|e?r|ing|ion|ions|ly|e|y|ies|ied|ying)?"
"""Endings of a word that is long enough to be known by its stem."""


def guessed_points(written: str, points: Sequence[KeyPoint]) -> tuple[int, ...]:
    """Places of the key points of which a word occurs in a clause that negates nothing, counted from 0.

    A negation inside the words themselves, such as ``does not saturate``, is part of what is looked for.
    """
    clauses = [clause for part in _CLAUSE.split(written[:LONGEST]) if (clause := _plain(part))]
    return tuple(
        place
        for place, point in enumerate(points)
        if any(_mentions(clause, _plain(word)) for word in point.words for clause in clauses)
    )


def _plain(text: str) -> str:
    return _NOT_ONLY.sub("", folded(text))


def _mentions(clause: str, words: str) -> bool:
    """Whether a clause affirms the words; their last one may have an ending."""
    long = len(words) >= 5
    stem, ending = (words.rstrip("ey"), _ENDING) if long else (words, "s?")
    if not stem or stem not in clause:
        return False
    found = re.search(rf"(?<!\w){re.escape(stem)}{ending}(?!\w)", clause)
    if found is None:
        return False
    rest = clause[: found.start()] + " " + clause[found.end() :]
    return not _NEGATION.search(rest)
