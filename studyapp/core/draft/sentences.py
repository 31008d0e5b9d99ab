"""Running text cut into sentences that know their source lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from studyapp.core.draft.notes import Passage
from studyapp.core.draft.spans import HIDDEN, Plain, masked, plain

LONGEST_PASSAGE = 20_000
_END = re.compile(rf"[.!?][\"'”’)*_]*\s+(?=[\"'“‘(*_\[]*[A-Z0-9{HIDDEN}])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|cf|vs|etc|fig|figs|eq|eqs|sec|ch|no|vol|approx|resp|dr|prof|mr|mrs|ms|st|al|[A-Z])\.$",
    re.IGNORECASE,
)


class Sentence(NamedTuple):
    """A sentence without bold marks, with the source lines that it stands in."""

    plain: Plain
    first: int
    last: int

    @property
    def text(self) -> str:
        return self.plain.text

    @property
    def mask(self) -> str:
        return self.plain.mask


def sentences(passage: Passage) -> Iterator[Sentence]:
    """The sentences of a passage in order; none of one that is longer than any paragraph is."""
    text = passage.text
    if len(text) > LONGEST_PASSAGE:
        return
    mask = masked(text)
    start = 0
    for found in _END.finditer(mask):
        before = mask[max(start, found.start() - 12) : found.start() + 1]
        if _ABBREVIATION.search(before):
            continue
        yield _sentence(passage, start, found.end())
        start = found.end()
    if text[start:].strip():
        yield _sentence(passage, start, len(text))


def _sentence(passage: Passage, start: int, end: int) -> Sentence:
    text = passage.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    return Sentence(plain(text), passage.line_at(start), passage.line_at(start + max(len(text) - 1, 0)))
