"""Addresses that a pack names: read as addresses, and over https."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import SplitResult, urlsplit

from studyapp.core.codes import FormatCode, WarningCode
from studyapp.core.items import Pack, Question
from studyapp.core.lint.found import Found
from studyapp.core.text import one_line

_HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{1,62}")
_LINK = re.compile(r"\]\(\s*<?(https?:[^\s<>)]*)", re.IGNORECASE)
TEXTS = ("prompt", "text", "answer", "hint", "explanation", "theory", "practice")
"""Fields of a question that are read as Markdown, where a kind has them as text."""


def check_links(pack: Pack) -> Iterator[Found]:
    """Each address of a reference, a text, a definition and the guide."""
    for question in pack.questions:
        for place, reference in enumerate(question.references):
            if reference.url is not None:
                yield from _judged(reference.url, question.id, ("references", place, "url"))
        for field, text in texts_of(question):
            for address in _LINK.findall(text) if "](" in text else ():
                yield from _judged(address, question.id, (field,))
    for place, term in enumerate(pack.glossary):
        for address in _LINK.findall(term.definition):
            yield from _judged(address, None, ("glossary", place, "definition"))
    for number, line in enumerate(pack.guide.text.split("\n") if pack.guide else (), start=1):
        for address in _LINK.findall(line):
            yield from _judged(address, None, ("guide", number))


def texts_of(question: Question) -> Iterator[tuple[str, str]]:
    """(field, text) of the texts of a question that are read as Markdown."""
    for field in _fields_of(type(question)):
        if isinstance(text := getattr(question, field), str):
            yield field, text


@cache
def _fields_of(kind: type[Question]) -> tuple[str, ...]:
    return tuple(field for field in TEXTS if field in kind.model_fields)


def _judged(address: str, question: str | None, path: tuple[str | int, ...]) -> Iterator[Found]:
    error: FormatCode = "malformed-url"
    warning: WarningCode = "insecure-url"
    shown = one_line(address, 100)
    parts = _parts(address)
    if parts is None:
        message = f"{shown!r} is no address of a page; write it as https://host.name/page"
        yield Found(error, "error", message, question, path)
    elif parts.scheme != "https":
        message = f"{shown!r} is read over an open line; write https:// if the page is there"
        yield Found(warning, "warning", message, question, path)


def _parts(address: str) -> SplitResult | None:
    """The parts of an address; None where it has no host, or a host, a port or a name that cannot be."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        parts.port  # noqa: B018  # a port that is none is refused only when it is looked at
    except (ValueError, UnicodeError):
        return None
    bare = parts.username is None and parts.password is None
    return parts if bare and _HOST.fullmatch(host) else None
