"""Which questions that a pack gained are ones that it lost, under another id: by kind, and by their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from studyapp.core.text import folded

NEAR = 0.65
"""Share of words in common, in order, from which on two texts are asked about."""
LONGEST = 120
"""Words of a text that are compared."""
TELLING = 20
"""A word that so many lost questions have tells none of them apart."""
LOOKED_AT = 4
"""Lost questions that are compared with each gained one: those that share the most telling words."""


class Wording(NamedTuple):
    """What a question is compared by."""

    kind: str
    words: tuple[str, ...]


class Likeness(NamedTuple):
    """A question that is gone and one that came, and the share of their words in common."""

    gone: str
    came: str
    share: float


def wording(body: Mapping[str, Any]) -> Wording:
    """What a question in its stored form is compared by: its kind and the words of its prompt."""
    text = str(body.get("prompt") or body.get("text") or "")
    return Wording(str(body["kind"]), tuple(folded(text).split()[:LONGEST]))


def likely_renamed(
    gone: Mapping[str, Wording], came: Mapping[str, Wording], never: Collection[tuple[str, str]] = ()
) -> list[Likeness]:
    """Pairs of questions whose texts are near, the nearest first; each question is in at most one.

    `never` are pairs, in alphabetical order, that are known to be two questions.

    The work grows with the number of questions, not with its square: only those that share words which few others
    have are compared.
    """
    by_word = _by_telling_word(gone)
    found: list[Likeness] = []
    for identity, new in came.items():
        shared: Counter[str] = Counter()
        for word in _tokens(new):
            shared.update(by_word.get((new.kind, word), ()))
        matcher: SequenceMatcher[str] = SequenceMatcher(None, "", "", autojunk=False)
        matcher.set_seq2(new.words)
        for other, _ in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:LOOKED_AT]:
            if (min(other, identity), max(other, identity)) in never:
                continue
            matcher.set_seq1(gone[other].words)
            if matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR:
                share = matcher.ratio()
                if share >= NEAR:
                    found.append(Likeness(other, identity, share))
    found.sort(key=lambda pair: (-pair.share, pair.gone, pair.came))
    taken: set[tuple[str, str]] = set()
    chosen: list[Likeness] = []
    for pair in found:
        ends = {("gone", pair.gone), ("came", pair.came)}
        if not ends & taken:
            taken |= ends
            chosen.append(pair)
    return chosen


def _tokens(text: Wording) -> frozenset[str]:
    """Words, and words beside one another: they tell texts apart that share all their words with many."""
    pairs = (f"{one} {two}" for one, two in zip(text.words, text.words[1:], strict=False))
    whole = " ".join(text.words)
    return frozenset((*text.words, *pairs, f"= {whole}"))


def _by_telling_word(texts: Mapping[str, Wording]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for identity, text in texts.items():
        for word in _tokens(text):
            found.setdefault((text.kind, word), []).append(identity)
    return {word: those for word, those in found.items() if len(those) <= TELLING}
