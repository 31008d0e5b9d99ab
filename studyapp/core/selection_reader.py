"""Reading a selection: tokens, then terms joined by `or`, negated by `-`, grouped by parentheses."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import NamedTuple

from studyapp.core.errors import Refusal
from studyapp.core.selection_terms import JOINING, KEYS, Node, Not, Words, all_of, any_of
from studyapp.core.selection_values import ValueRefused, term
from studyapp.core.text import one_line, safe

LONGEST = 500
DEEPEST = 20
MOST_TERMS = 60

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<open>\() | (?P<close>\))
    | (?P<minus>-(?=[^\s)]))
    | (?P<key>[^\W\d]\w*):(?P<sign><=|>=|<|>|=)?
      (?: "(?P<quoted_value>[^"]*)"(?P<value_star>\*?) | (?P<value>[^\s()"]*) )
    | "(?P<phrase>[^"]*)"(?P<phrase_star>\*?)
    | (?P<word>[^\s()":<>=*]+)(?P<word_star>\*(?=[\s()]|$))?
    """,
    re.VERBOSE,
)


class SelectionError(Refusal):
    """A selection that cannot be read; the message says in one line where and what is known."""


class _Token(NamedTuple):
    kind: str
    at: int
    found: re.Match[str]

    @property
    def joins(self) -> str:
        """or, and: the words that join."""
        word = self.found["word"] if self.kind == "word" and not self.found["word_star"] else ""
        return word.lower() if word.lower() in JOINING else ""


def read(text: str) -> Node | None:
    """The condition that a text describes; None when it asks for nothing."""
    text = safe(text)
    if len(text) > LONGEST:
        raise SelectionError(f"a search has at most {LONGEST} characters, got {len(text)}")
    if text.count('"') % 2:
        raise SelectionError(f'at {text.rindex(chr(34)) + 1}: a quote is not closed; end it with "')
    tokens = _tokens(text)
    if not tokens:
        return None
    reader = _Reader(tokens)
    node = reader.either(0)
    if reader.left is not None:
        raise SelectionError(f"at {reader.left.at + 1}: ')' closes nothing; take it out")
    return node


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise SelectionError(_unreadable(text, at))
        kind = next(
            name
            for name in ("space", "open", "close", "minus", "key", "phrase", "word")
            if found[name] is not None
        )
        if kind != "space":
            tokens.append(_Token(kind, at, found))
        at = found.end()
    return tokens


def _unreadable(text: str, at: int) -> str:
    if text[at] == "*":
        return f"at {at + 1}: '*' stands at the end of a word, such as gradient*"
    if text[at] == ":":
        return f"at {at + 1}: a key begins with a letter, such as topic:; known are {_known()}"
    example = "; a number is compared as in stability:<10" if text[at] in "<>=" else ""
    return f'at {at + 1}: put {text[at]!r} in quotes, "{text[at]}"{example}'


def _known() -> str:
    return ", ".join(f"{key}:" for key in KEYS)


class _Reader:
    """Goes through tokens once; depth counts groups and negations."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._terms = 0

    @property
    def left(self) -> _Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def either(self, depth: int) -> Node:
        """Parts joined by `or`."""
        parts = [self._both(depth)]
        while self.left is not None and self.left.joins == "or":
            self._place += 1
            parts.append(self._both(depth))
        return any_of(tuple(parts))

    def _both(self, depth: int) -> Node:
        """Parts side by side, or joined by `and`."""
        parts = [self._part(depth)]
        while self.left is not None and self.left.kind != "close" and self.left.joins != "or":
            if self.left.joins == "and":
                self._place += 1
            parts.append(self._part(depth))
        return all_of(tuple(parts))

    def _part(self, depth: int) -> Node:
        token = self.left
        if token is None:
            raise SelectionError("at the end: a term is missing, such as topic:gradient or is:due")
        if token.kind == "close" or token.joins:
            raise SelectionError(f"at {token.at + 1}: a term is missing before {token.found.group()!r}")
        if depth >= DEEPEST:
            raise SelectionError(f"at {token.at + 1}: groups go at most {DEEPEST} deep")
        self._place += 1
        if token.kind == "minus":
            return Not(self._part(depth + 1))
        if token.kind == "open":
            return self._group(token, depth + 1)
        self._terms += 1
        if self._terms > MOST_TERMS:
            raise SelectionError(f"a search has at most {MOST_TERMS} terms")
        return _term(token)

    def _group(self, opening: _Token, depth: int) -> Node:
        node = self.either(depth)
        if self.left is None:
            raise SelectionError(f"at {opening.at + 1}: '(' is not closed; end the group with ')'")
        self._place += 1
        return node


def _term(token: _Token) -> Node:
    found = token.found
    try:
        if token.kind == "key":
            return _keyed(found)
        if token.kind == "phrase":
            return _words(found["phrase"], prefix=bool(found["phrase_star"]))
        return _words(found["word"], prefix=bool(found["word_star"]))
    except ValueRefused as refused:
        raise SelectionError(f"at {token.at + 1}: {refused}") from None


def _keyed(found: re.Match[str]) -> Node:
    key = found["key"].lower()
    if key not in KEYS:
        near = get_close_matches(key, KEYS, 1)
        meant = f"did you mean {near[0]}:? " if near else ""
        raise ValueRefused(f"unknown key {one_line(key, 40) + ':'!r}; {meant}known are {_known()}")
    quoted = found["quoted_value"] is not None
    value = found["quoted_value"] + found["value_star"] if quoted else found["value"]
    return term(key, found["sign"] or "", value, quoted=quoted)


def _words(text: str, *, prefix: bool) -> Node:
    text = " ".join(text.split())
    if not any(character.isalnum() for character in text):
        raise ValueRefused(f"{one_line(text, 40)!r} has no letter or digit to search for")
    return Words(text, prefix)
