"""A card's state from its log: reviews that stand, and moves, in the order in which they happened."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from datetime import date

from studyapp.core import memory
from studyapp.core.memory import Model, Moment, New, Reviewed, State
from studyapp.core.records import Moved, Review


def after_review(state: State, review: Review, model: Model) -> Reviewed:
    """The state after a review of the log: the model's memory, the interval that was given."""
    return memory.review(
        state,
        review.rating,
        Moment(review.at, review.day),
        model,
        days=review.interval.days if review.interval else None,
        sooner=review.sure_but_wrong,
    )


def after_move(state: State, due_day: date | None) -> State:
    """The state after a move: due on another day, or begun anew where no day is named."""
    if due_day is None or isinstance(state, New):
        return New()
    return memory.due_on(state, due_day)


def replayed(reviews: Iterable[Review], moves: Iterable[Moved], model: Model) -> State:
    """The state that a card's log leads to; both parts come oldest first."""
    state: State = New()
    log: Iterable[Review | Moved] = heapq.merge(reviews, moves, key=_when)
    for entry in log:
        if isinstance(entry, Review):
            state = after_review(state, entry, model)
        else:
            state = after_move(state, entry.due_day)
    return state


def _when(entry: Review | Moved) -> tuple[int, int, int]:
    """The order of both logs: a move comes after the newest review that there was."""
    return (entry.id, 0, 0) if isinstance(entry, Review) else (entry.after_review, 1, entry.id)
