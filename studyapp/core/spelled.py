"""Grading a typed word or phrase: accepted, rejected by name, another known term, a slip, or wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

from studyapp.core import answers
from studyapp.core.answers import Unreadable
from studyapp.core.arithmetic import close
from studyapp.core.items import Rejected, Term
from studyapp.core.mistakes import rejected_tag
from studyapp.core.slips import slip_distance, slip_of
from studyapp.core.terms import one_is_plural, term_key
from studyapp.core.verdicts import Outcome, Response, Verdict, not_gradable, verdict

LONGEST = 400
"""Characters of a typed word or phrase; no accepted answer is longer."""

Known: TypeAlias = frozenset[frozenset[str]]
"""The terms of a glossary, each as the set of its names."""


def known_terms(terms: Iterable[Term]) -> Known:
    """The terms that a glossary tells apart."""
    return frozenset(frozenset((term.term, *term.aliases)) for term in terms)


def spelled(
    response: Response,
    accept: Sequence[str],
    *,
    reject: Sequence[Rejected] = (),
    known: Known = frozenset(),
    plural: bool = False,
) -> Verdict:
    """The verdict on a typed text. Another known term is never a slip; a slip is right and shows the spelling."""
    text = answers.read_text(response) if isinstance(response, str) else Unreadable("type the answer")
    if isinstance(text, Unreadable):
        return not_gradable(text.message)
    if len(text) > LONGEST:
        return not_gradable(f"that is {len(text)} characters; a few words are enough")
    number = answers.read_number(text)
    for rejected in reject:
        if _same(text, number, rejected.text):
            return _rejected(rejected)
    others = _others(tuple(accept), known)
    if any(_same(text, number, answer, exactly=term_key(answer) in others) for answer in accept):
        return verdict(True)
    given = term_key(text)
    keys = {term_key(answer): answer for answer in reversed(accept)}
    if any(one_is_plural(given, key) and (plural or _declared(given, key, known)) for key in keys):
        return verdict(True)
    if given in others:
        return verdict(
            False, f"{others[given]} is another term; look it up in the glossary.", f"term:{given}"[:64]
        )
    avoid = {**others, **{term_key(rejected.text): rejected.text for rejected in reject}}
    if (key := slip_of(given, keys, avoid)) is not None:
        if slip_distance(given, key) == 0:
            return verdict(True)
        return Verdict(Outcome.RIGHT, f"Accepted; it is spelled {keys[key]}.", score=1.0, slip=keys[key])
    for rejected in reject:
        if slip_of(given, [term_key(rejected.text)], keys) is not None:
            return _rejected(rejected)
    return verdict(False)


def _same(given: str, number: float | Unreadable, accepted: str, *, exactly: bool = False) -> bool:
    """Whether two texts mean the same answer; two numbers are compared as numbers. `exactly` minds the case."""
    if isinstance(number, float):
        key = answers.read_number(accepted)
        if isinstance(key, float):
            return close(number, key, 1e-9)
    if exactly:
        return " ".join(given.split()) == accepted
    return term_key(given) == term_key(accepted)


def _rejected(rejected: Rejected) -> Verdict:
    return verdict(False, rejected.says, rejected_tag(rejected.text))


@lru_cache(maxsize=64)
def _others(accept: tuple[str, ...], known: Known) -> dict[str, str]:
    """The names of all terms but the accepted one, by their keys.

    Where a glossary has a name letter for letter, a term that differs from it by its case is another one.
    """
    exact = {answer for answer in accept if any(answer in names for names in known)}
    loose = {term_key(answer) for answer in accept if answer not in exact}
    return {
        term_key(name): name
        for names in known
        if not (exact & names or loose & set(map(term_key, names)))
        for name in names
    }


def _declared(given: str, key: str, known: Known) -> bool:
    """Whether a glossary lists both as names of one thing."""
    return any({given, key} <= set(map(term_key, names)) for names in known)
