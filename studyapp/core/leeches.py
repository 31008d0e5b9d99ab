"""Leeches: cards forgotten so often that asking them once more is no help; another way of learning them is."""

from __future__ import annotations

from studyapp.core.memory import Reviewed, State

TAG = "leech"
"""The tag that such a question has; it follows from its reviews and is kept nowhere."""
AGAIN_EVERY = 4
"""Help is offered at the lapse that makes a leech, and after so many more."""


def is_leech(state: State, lapses: int) -> bool:
    """Whether a card lapsed as often as makes a leech."""
    return isinstance(state, Reviewed) and state.lapses >= lapses


def needs_help(before: State, after: Reviewed, lapses: int) -> bool:
    """Whether a rating is the lapse after which the learner is offered help."""
    counted = before.lapses if isinstance(before, Reviewed) else 0
    more = after.lapses - lapses
    return after.lapses > counted and more >= 0 and more % AGAIN_EVERY == 0


def forgotten(times: int) -> str:
    """What is said of a leech."""
    return f"Forgotten {times} times"
