"""Slips of the keyboard: when a typed term is the expected one with a letter or two wrong.

A slip is one edit (a letter put in, left out, replaced, or two neighbors exchanged) in a word of 5 letters or more,
two from 10 letters on, two in all. The first letter stays; digits and Roman numerals agree; an exchanged prefix, a
plural s and a look-alike of the field make another word. Whoever cannot be sure says no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from studyapp.core.lookalikes import GROUPS
from studyapp.core.terms import one_is_plural

SHORTEST, LONG, LONGEST = 5, 10, 80
_ADDED = (
    "un",
    "in",
    "im",
    "il",
    "ir",
    "non",
    "anti",
    "dis",
    "de",
    "re",
    "co",
    "hyper",
    "hypo",
    "sub",
    "super",
    "pre",
)
_EXCHANGED = (
    ("hyper", "hypo", "super", "sub", "sur"),
    ("inter", "intra", "extra", "intro"),
    ("pre", "post", "pro"),
    ("macro", "micro", "mono", "multi", "mini", "maxi", "meta"),
    ("over", "under", "up", "down", "out"),
    ("uni", "bi", "tri", "di", "semi", "self"),
    ("homo", "hetero", "auto", "cross"),
    ("exo", "endo"),
)
_PREFIXES = (*(("", prefix) for prefix in _ADDED), *_EXCHANGED)
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivx]+")


def edits(first: str, second: str, most: int) -> int:
    """Insertions, deletions, substitutions and adjacent transpositions between two words; most + 1 for more.

    Only the band of `most` around the diagonal is filled: the work is at most length · (2 · most + 1).
    """
    if abs(len(first) - len(second)) > most:
        return most + 1
    far = most + 1
    before: dict[int, int] = {}
    row = {column: column for column in range(min(most, len(second)) + 1)}
    for i, letter in enumerate(first, start=1):
        two_before, before, row = before, row, {}
        for j in range(max(0, i - most), min(len(second), i + most) + 1):
            if j == 0:
                row[0] = i
                continue
            same = letter == second[j - 1]
            best = min(before.get(j - 1, far) + (not same), before.get(j, far) + 1, row.get(j - 1, far) + 1)
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == second[j - 1]:
                best = min(best, two_before.get(j - 2, far) + 1)
            row[j] = best
        if min(row.values()) > most:
            return far
    return min(row.get(len(second), far), far)


def slip_distance(given: str, accepted: str) -> int | None:
    """The edits between a slip and the key it is a slip of; None when it is no slip, 0 for spacing alone."""
    if len(accepted) > LONGEST or abs(len(given) - len(accepted)) > 3 or not given:
        return None
    if _DIGITS.findall(given) != _DIGITS.findall(accepted):
        return None
    mine, theirs = given.split(), accepted.split()
    if len(mine) == len(theirs):
        total = 0
        for word, expected in zip(mine, theirs, strict=True):
            if word != expected:
                count = _in_word(word, expected)
                if count is None:
                    return None
                total += count
        return total if total <= 2 else None
    if any(_ROMAN.fullmatch(word) or any(map(str.isdigit, word)) for word in (*mine, *theirs)):
        return None
    joined, whole = "".join(mine), "".join(theirs)
    if joined == whole:
        return 0
    count = _in_word(joined, whole)
    return count if count == 1 else None


def _in_word(given: str, expected: str) -> int | None:
    """The edits of a slip within one word, or None."""
    if len(expected) < SHORTEST or given[0] != expected[0] or _ROMAN.fullmatch(given):
        return None
    count = edits(given, expected, 2 if len(expected) >= LONG else 1)
    if count > (2 if len(expected) >= LONG else 1):
        return None
    if one_is_plural(given, expected) or _prefix_changed(given, expected, count):
        return None
    return None if _looks_like_another(given, expected, count) else count


def _prefix_changed(given: str, expected: str, count: int) -> bool:
    """Whether exchanging, adding or dropping a prefix explains some of the edits."""
    for group in _PREFIXES:
        mine = [prefix for prefix in group if given.startswith(prefix)]
        theirs = [prefix for prefix in group if expected.startswith(prefix)]
        for a in mine:
            for b in theirs:
                rest_given, rest = given[len(a) :], expected[len(b) :]
                if a != b and min(len(rest_given), len(rest)) >= 3 and edits(rest_given, rest, count) < count:
                    return True
    return False


def _looks_like_another(given: str, expected: str, count: int) -> bool:
    """Whether the typed word is as near to a look-alike of the expected one as to that one itself."""
    for group in GROUPS:
        for part in group:
            if part in expected:
                others = (expected.replace(part, other, 1) for other in group if other != part)
                if any(edits(given, other, count) <= count for other in others):
                    return True
    return False


def slip_of(given: str, accepted: Iterable[str], others: Iterable[str]) -> str | None:
    """The accepted key that a typed one is a slip of; None when there is none or another term is as near."""
    near = [(count, key) for key in accepted if (count := slip_distance(given, key)) is not None]
    if not near:
        return None
    count, key = min(near)
    return None if any(edits(given, other, count) <= count for other in others) else key
