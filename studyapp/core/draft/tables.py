"""Tables of two columns as pairs."""

from __future__ import annotations

from collections.abc import Iterator

from studyapp.core.draft.candidates import Candidate, flashcard
from studyapp.core.draft.notes import Block
from studyapp.core.draft.spans import plain
from studyapp.core.text import folded

MOST_PAIRS = 8


def table(block: Block, heading: str | None) -> Iterator[Candidate]:
    """A matching of up to eight rows; a flashcard for each row of a longer table, or of one with equal sides."""
    if len(block.rows) < 3 or any(len(row.cells) != 2 for row in block.rows):
        return
    (_, head), *rows = block.rows
    left, right = (plain(cell).text for cell in head)
    sides = [(row.line, plain(row.cells[0]).text, plain(row.cells[1]).text) for row in rows]
    pairs = [(line, one, other) for line, one, other in sides if one and other]
    about = f"{left}: {right}" if left and right else heading or "pairs"
    lefts, rights = {folded(one) for _, one, _ in pairs}, {folded(other) for _, _, other in pairs}
    distinct = len(lefts) == len(rights) == len(pairs)
    if (
        2 <= len(pairs) <= MOST_PAIRS
        and distinct
        and all(len(a) <= 400 and len(b) <= 400 for _, a, b in pairs)
    ):
        prompt = f"Match what belongs together. {about}"
        fields = {"prompt": prompt, "pairs": [{"left": one, "right": other} for _, one, other in pairs]}
        yield Candidate(block.first, block.last, f"match {left} {right}", "matching", fields)
        return
    for line, one, other in pairs:
        prompt = f"{one}: {right}?" if right else one
        yield flashcard(line, line, prompt, other, one)
