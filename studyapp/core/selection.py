"""A selection of cards, as a learner writes it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cards are meant."""

    packs: tuple[str, ...] = ()
    """Only of these packs; of all when empty."""


ALL = Selection()


def parse(text: str) -> Selection:
    """The selection that a text describes, all cards for an empty one."""
    return Selection(tuple(word.removeprefix("pack:") for word in text.split()))
