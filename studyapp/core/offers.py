"""What each rating would lead to, fixed before it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from studyapp.core import fuzz, memory
from studyapp.core.memory import DEFAULT_MODEL, Model, Moment, Rating, Reviewed, State


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole days, and how they came about."""

    ideal: int
    """What the model asks for."""
    fuzzed: int
    """After the draw that spreads intervals out."""
    days: int
    """As given: full days and chosen weekdays spared too."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a rating leads to."""

    state: Reviewed
    interval: Interval | None
    """None for a card that stays in its learning steps."""


def offers(
    card_id: str,
    state: State,
    now: Moment,
    model: Model = DEFAULT_MODEL,
    *,
    load: Mapping[date, int] = fuzz.NO_LOAD,
    weekdays: tuple[float, ...] = fuzz.EVERY_DAY_ALIKE,
    sooner: bool = False,
) -> dict[Rating, Offer]:
    """What each rating of a card would lead to; an easier one never comes back earlier.

    `load` tells how many other cards are due on a day, `weekdays` what share of its cards each weekday may have.
    """
    reps = state.reps if isinstance(state, Reviewed) else 0
    number = fuzz.number_of(card_id, reps)
    offered: dict[Rating, Offer] = {}
    before: Interval | None = None
    for rating in Rating:
        after = memory.review(state, rating, now, model, sooner=sooner)
        if after.step is not None:
            offered[rating] = Offer(after, None)
            continue
        interval = _interval(model.interval(after.stability), number, after.last_day, load, weekdays, before)
        due = after.last_day + timedelta(days=interval.days)
        offered[rating] = Offer(memory.due_on(after, due), interval)
        before = interval
    return offered


def _interval(
    ideal: int,
    number: float,
    today: date,
    load: Mapping[date, int],
    weekdays: tuple[float, ...],
    before: Interval | None,
) -> Interval:
    shortest, longest = fuzz.fuzz_range(ideal)
    if before is not None and ideal > before.ideal:
        shortest = min(max(shortest, before.days + 1), longest)
    return Interval(
        ideal,
        fuzz.fuzzed(shortest, longest, number),
        fuzz.balanced(shortest, longest, number, today, load, weekdays),
    )
