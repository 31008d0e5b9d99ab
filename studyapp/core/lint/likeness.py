"""Questions that ask the same again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil

from studyapp.core.lint.asked import Asked, asked_by
from studyapp.core.lint.found import Findings, warning
from studyapp.core.lint.texts import Told
from studyapp.core.lint.words import STEMS

CODES = {
    "duplicate-question": "Remove one of the two; keep the id that learners have studied.",
    "near-duplicate": "Ask it once, or say in both prompts what tells them apart.",
}

ALIKE = 0.5
"""Share of words and pairs of neighbors that two prompts have in common, of all that either has (Jaccard). In the
founding pack seven pairs of prompts are so alike, and all of them have different answers."""
SAME_ANSWER = 0.6
"""The same for the words of two answers."""
MOST_COMPARED = 64
"""Questions that one is compared with at most, the first ones of the pack; it bounds packs made of one sentence."""

_LEAVE_IT = """
a an the is are was were be been of to in on at by for with from and that this it its as does do did then there
what which how when who where one has have had will would can could usually typically
"""
_FUNCTION = frozenset(_LEAVE_IT.split())
"""Words whose change leaves a question the same."""
_NEGATIONS = frozenset(("not", "no", "never", "without", "cannot"))


def overall(questions: Sequence[Told]) -> Findings:
    """Each question that asks what an earlier one asks, once."""
    every = [asked_by(place, told) for place, told in enumerate(questions)]
    for one, earlier in _pairs(every):
        told, other = questions[one.place], questions[earlier.place]
        if (one.shown, one.answer) == (earlier.shown, earlier.answer):
            message = f"is the same question as {other.id!r}; remove one of the two"
            yield warning("duplicate-question", message, told.id, told.field)
            continue
        says = "asks the same as" if one.shown != earlier.shown else "has another answer to the prompt of"
        message = f"{says} {other.id!r}; ask it once, or say in both prompts what tells them apart"
        yield warning("near-duplicate", message, told.id, told.field)


def _pairs(every: Sequence[Asked]) -> Iterator[tuple[Asked, Asked]]:
    """Each question with an earlier one that is the same or nearly so; only those of one kind and key can be."""
    groups: dict[tuple[str, str], dict[tuple[str, ...], Asked]] = {}
    for one in every:
        group = groups.setdefault((one.kind, one.key), {})
        first = group.setdefault((*one.shown, "", *one.answer), one)
        if first is not one:
            if not one.key or one.of_the_same_run(first):
                yield one, first
            else:
                group[(*one.shown, "", str(one.place))] = one
    for group in groups.values():
        if len(group) > 1:
            yield from _near(list(group.values()))


def _near(group: Sequence[Asked]) -> Iterator[tuple[Asked, Asked]]:
    """Each question of a group with the first earlier one that is nearly the same.

    Two sets of which ALIKE is shared have a common entry among the rarest few of each, so only these are looked
    up: the prefix filter of S. Chaudhuri, V. Ganti and R. Kaushik, "A primitive operator for similarity joins in
    data cleaning", 2006, and R. Bayardo, Y. Ma and R. Srikant, "Scaling up all pairs similarity search", 2007.
    """
    features = [_features(one.shown) for one in group]
    common = Counter(feature for found in features for feature in found)
    holders: dict[str, list[int]] = {}
    for place, found in enumerate(features):
        candidates: set[int] = set()
        for feature in _rarest(found, common):
            held = holders.setdefault(feature, [])
            if len(candidates) < MOST_COMPARED:
                candidates.update(held)
            if len(held) < MOST_COMPARED:
                held.append(place)
        for other in sorted(candidates)[:MOST_COMPARED]:
            theirs = features[other]
            shared = len(found & theirs)
            if shared >= ALIKE * (len(found) + len(theirs) - shared) and _same(group[place], group[other]):
                yield group[place], group[other]
                break


def _rarest(found: frozenset[str], common: Mapping[str, int]) -> list[str]:
    """Of the rarest entries of a set those that another set has too, the rarest first."""
    known = [feature for feature in found if common[feature] > 1]
    looked_up = len(known) - ceil(ALIKE * len(found)) + 1
    if looked_up < 1:
        return []
    known.sort()  # a set has no order of its own
    known.sort(key=common.__getitem__)
    return known[:looked_up]


def _features(shown: Sequence[str]) -> frozenset[str]:
    """The stems of a prompt's words and their pairs of neighbors."""
    words = [STEMS[word] for word in shown if word not in _FUNCTION]
    return frozenset((*words, *map(" ".join, pairwise(words))))


def _same(one: Asked, other: Asked) -> bool:
    """Whether two questions of like prompts and one key have the same answer too, or one prompt and two answers."""
    if one.key and not one.of_the_same_run(other):
        return False
    by_run = one.key if one.question.example is not None else ""
    if by_run or one.shown == other.shown:
        return True
    answers, others = _stems(one.answer), _stems(other.answer)
    if one.key or one.kind == "true_false":
        if one.decided and one.decided == other.decided and one.of_the_same_run(other):
            return True
        return answers == others and _says_the_same(_stems(one.shown), _stems(other.shown))
    shared = len(answers & others)
    return shared >= SAME_ANSWER * (len(answers) + len(others) - shared)


def _says_the_same(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether one statement has no more than a few words on top of the other, none of which negates.

    A word in place of another makes another statement: first and last, sigmoid and tanh, 2 and 3.
    """
    return (mine <= theirs or theirs <= mine) and _NEGATIONS.isdisjoint(mine ^ theirs)


def _stems(words: Sequence[str]) -> frozenset[str]:
    return frozenset(STEMS[word] for word in words if word not in _FUNCTION)
