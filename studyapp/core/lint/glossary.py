"""Terms that are named twice, and terms that nothing speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studyapp.core.items import Matching, Pack, ShortText, Term
from studyapp.core.lint.found import Findings, quoted, warning
from studyapp.core.terms import term_key

CODES = {
    "duplicate-term": "Keep the name with one term.",
    "unused-term": "Use the term in a question or the guide, or remove it.",
}

MOST_MISSED = 100
"""Terms without a use after which no others are looked for: each costs a search of all text."""
_TEXTS = ("title", "text", "answer", "explanation", "theory", "practice")
_LISTS = ("options", "prospects", "items", "key_points")


def overall(pack: Pack) -> Findings:
    yield from _named_twice(pack.glossary)
    for place in _unused(pack):
        name = pack.glossary[place].term
        message = f"no question and no part of the guide speaks of {quoted(name)}; use it, or remove it"
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
                message = (
                    f"{quoted(name)} is a name of {quoted(glossary[owner].term)} too; keep it with one term"
                )
                yield warning("duplicate-term", message, None, "glossary", place, *path)
            elif first != name or name in (term.term, *term.aliases[: number - 1]):
                message = f"{quoted(name)} counts as the same name as {quoted(first)}; remove one"
                yield warning("duplicate-term", message, None, "glossary", place, *path)


def _unused(pack: Pack) -> Iterator[int]:
    """Places of the terms of which no name occurs in a question or the guide."""
    text = _spaced("\n".join(_texts(pack)))
    missed = 0
    for place, term in enumerate(pack.glossary):
        if missed == MOST_MISSED:
            return
        names = (_spaced(name).strip() for name in (term.term, *term.aliases))
        if not any(name in text for name in names):
            missed += 1
            yield place


def _spaced(text: str) -> str:
    """In lower case, with a space between words whether a hyphen or a line's end parts them."""
    return text.lower().replace("-", " ").replace("\n", " ").replace("’", "'")


def _texts(pack: Pack) -> Iterator[str]:
    if pack.guide is not None:
        yield pack.guide.text
    for question in pack.questions:
        fields = question.__dict__
        yield question.prompt
        for name in _TEXTS:
            if isinstance(text := fields.get(name), str):
                yield text
        for name in _LISTS:
            for entry in fields.get(name, ()):
                yield entry.text
        if isinstance(question, ShortText):
            yield from question.answer.accept
        elif isinstance(question, Matching):
            yield from (text for pair in question.pairs for text in (pair.left, pair.right))
