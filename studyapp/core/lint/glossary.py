"""Terms that are named twice, and terms that nothing speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studyapp.core.items import Flashcard, Open, Pack, Term
from studyapp.core.lint.found import Findings, quoted, warning
from studyapp.core.lint.texts import Told
from studyapp.core.lint.words import STEMS, plain, tokens
from studyapp.core.terms import term_key

CODES = {
    "duplicate-term": "Keep the name with one term.",
    "unused-term": "Use the term in a question or the guide, or remove it.",
}


def overall(pack: Pack, questions: Sequence[Told]) -> Findings:
    yield from _named_twice(pack.glossary)
    unused = _unused(pack, questions)
    for place, term in enumerate(pack.glossary):
        if place in unused:
            message = f"no question and no part of the guide speaks of {quoted(term.term)}; use it, or remove it"
            yield warning("unused-term", message, None, "glossary", place, "term")


def _named_twice(glossary: Sequence[Term]) -> Findings:
    """Names that differ from an earlier one by nothing that a learner's answer is told apart by."""
    owners: dict[str, tuple[int, str]] = {}
    for place, term in enumerate(glossary):
        for number, name in enumerate((term.term, *term.aliases)):
            owner, first = owners.setdefault(term_key(name), (place, name))
            if (owner, first) == (place, name) and number == 0:
                continue
            path = ("term",) if number == 0 else ("aliases", number - 1)
            if owner != place:
                message = f"{quoted(name)} is a name of {quoted(glossary[owner].term)} too; keep it with one term"
                yield warning("duplicate-term", message, None, "glossary", place, *path)
            elif first != name or name in (term.term, *term.aliases[: number - 1]):
                message = f"{quoted(name)} counts as the same name as {quoted(first)}; remove one"
                yield warning("duplicate-term", message, None, "glossary", place, *path)


def _unused(pack: Pack, questions: Sequence[Told]) -> set[int]:
    """Places of the terms of which no name occurs in a question or the guide."""
    waiting: dict[str, list[tuple[list[str], int]]] = {}
    for place, term in enumerate(pack.glossary):
        for name in (term.term, *term.aliases):
            if stems := [STEMS[word] for word in tokens(name)]:
                waiting.setdefault(stems[0], []).append((stems, place))
    unused = set(range(len(pack.glossary))) if waiting else set()
    for text in _texts(pack, questions):
        if not unused:
            break
        stems = [STEMS[word] for word in text]
        for at, stem in enumerate(stems):
            if stem not in waiting:
                continue
            for name, place in waiting[stem]:
                if place in unused and stems[at : at + len(name)] == name:
                    unused.discard(place)
    return unused


def _texts(pack: Pack, questions: Sequence[Told]) -> Iterator[list[str]]:
    """The words of the guide and of every question, those that are taken apart already first."""
    if pack.guide is not None:
        yield tokens(plain(pack.guide.text))
    for told in questions:
        yield told.tokens
        for option in told.options:
            yield option.tokens
    for told in questions:
        question = told.question
        answer = question.answer if isinstance(question, Flashcard | Open) else None
        for text in (question.title, answer, question.explanation, question.theory, question.practice):
            if text is not None:
                yield tokens(plain(text))
