"""How much of a run is left blank: no line, one, two, all; up after two clean answers, down after a miss."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

HIGHEST = 3
"""All lines are blank."""

CLEAN_TO_RISE = 2


def level(clean: Iterable[bool]) -> int:
    """The level after answers, oldest first: each was clean (right, without a hint) or not."""
    reached, run = 0, 0
    for one in clean:
        if not one:
            reached, run = max(0, reached - 1), 0
            continue
        run += 1
        if run == CLEAN_TO_RISE:
            reached, run = min(HIGHEST, reached + 1), 0
    return reached


def blanks(lines: int, at: int, order: Sequence[int]) -> frozenset[int]:
    """Which of the lines are blank at a level; `order` says which go first."""
    count = (0, 1, 2, lines)[at]
    return frozenset(order[: min(count, lines)])
