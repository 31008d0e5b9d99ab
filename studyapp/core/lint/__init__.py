"""What an author should look at in a pack: pure rules over its text, each with a stable code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from studyapp.core.items import Pack
from studyapp.core.lint import (
    allowed,
    balance,
    chosen,
    complete,
    giveaways,
    glossary,
    likeness,
    overlap,
    reading,
    recalled,
    wording,
)
from studyapp.core.lint.allowed import held
from studyapp.core.lint.found import Findings, Found
from studyapp.core.lint.texts import Told

__all__ = ["CODES", "Found", "findings", "held", "lint"]

_FAMILIES = (
    allowed,
    balance,
    chosen,
    complete,
    giveaways,
    glossary,
    likeness,
    overlap,
    reading,
    recalled,
    wording,
)

_IN_ANY_LANGUAGE = (complete.rules, chosen.rules, overlap.rules, recalled.rules)
_IN_ENGLISH = (giveaways.rules, wording.rules, reading.rules)
"""They look for English words, or count as English is counted."""

CODES: Mapping[str, str] = MappingProxyType(
    dict(sorted((code, advice) for family in _FAMILIES for code, advice in family.CODES.items()))
)
"""Every code with what to do about it."""


def lint(pack: Pack, known: Collection[str] = ()) -> Findings:
    """What is found and not allowed, in the order of the questions; `known` are codes of other checks that
    questions may allow too."""
    return held(pack, findings(pack), judged=CODES, known=known)


def findings(pack: Pack) -> Findings:
    """What is found, whatever the questions allow."""
    told = [Told(question) for question in pack.questions]
    english = pack.manifest.language.partition("-")[0] == "en"
    for one in told:
        for rules in (*_IN_ANY_LANGUAGE, *_IN_ENGLISH) if english else _IN_ANY_LANGUAGE:
            yield from rules(one)
    yield from likeness.overall(told)
    yield from chosen.overall(pack.questions)
    yield from balance.overall(pack.questions)
    yield from glossary.overall(pack)
    if english:
        yield from reading.terms(pack.glossary)
