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
    for one in told:
        yield from complete.rules(one)
        yield from chosen.rules(one)
        yield from giveaways.rules(one)
        yield from overlap.rules(one)
        yield from wording.rules(one)
        yield from recalled.rules(one)
        yield from reading.rules(one)
    yield from likeness.overall(told)
    yield from chosen.overall(pack.questions)
    yield from balance.overall(pack.questions)
    yield from glossary.overall(pack, told)
    yield from reading.terms(pack.glossary)
