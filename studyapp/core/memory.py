"""The memory model: a card's state, and how a rating changes it.

Stability and difficulty follow FSRS-6 (Ye et al., "A Stochastic Shortest Path Algorithm for Optimizing Spaced
Repetition Scheduling", KDD 2022; sixth revision of the model), computed by the `fsrs` package on whole study days.
Learning steps are ours: a card in a step is due in minutes, and its stability still changes with each rating. So
are the whole days that a card is given (`offers`); a review keeps them, so that its log can be replayed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import TypeAlias

import fsrs

from studyapp.core.habits import DESIRED_RETENTION

LEARNING_STEPS = (timedelta(minutes=1), timedelta(minutes=10))
RELEARNING_STEPS = (timedelta(minutes=10),)
SOONER = timedelta(seconds=30)
"""The step after Again where the learner was sure: one or two other questions later, whatever step it would be."""
DAY_TURNS_AT = timedelta(hours=4)
LONGEST_INTERVAL = 36_500
"""Days."""


class Rating(IntEnum):
    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time and the study day it falls on."""

    at: datetime
    """UTC."""
    day: date


@dataclass(frozen=True, slots=True)
class New:
    """A card never reviewed."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What is known of a card after at least one review."""

    stability: float
    """Days after which recall has fallen to 90 %."""
    difficulty: float
    """1 (easy) to 10 (hard)."""
    last_day: date
    due_day: date
    due_at: datetime | None = None
    """UTC, for a card in a learning step; None when it is due on a day."""
    step: int | None = None
    """Place in the learning steps; None once it has left them."""
    relearning: bool = False
    reps: int = 1
    lapses: int = 0


State: TypeAlias = New | Reviewed


def study_day(local: datetime) -> date:
    """The study day of a local wall-clock time: it turns at 04:00, so a late evening counts as one day."""
    return (local.replace(tzinfo=None) - DAY_TURNS_AT).date()


def moment(local: datetime) -> Moment:
    """The moment of a local time that knows its zone."""
    return Moment(local.astimezone(UTC), study_day(local))


@dataclass(frozen=True, slots=True)
class Model:
    """FSRS-6 with its parameters, and the recall that a schedule is to keep."""

    parameters: tuple[float, ...] = tuple(fsrs.scheduler.DEFAULT_PARAMETERS)
    """The 21 weights of the model; the last is its decay."""
    retention: float = DESIRED_RETENTION
    """Probability of recall at which a card comes due, 0.70 to 0.97."""

    def recall_after(self, stability: float, days: float) -> float:
        """The probability of recall `days` after a review that left this stability (the power curve of FSRS-6)."""
        return float((1 + _factor(self.parameters[20]) * days / stability) ** -self.parameters[20])

    def recall(self, state: State, day: date) -> float:
        """The probability of recall on a study day, 0 for a new card."""
        if isinstance(state, New):
            return 0.0
        return self.recall_after(state.stability, max(0, (day - state.last_day).days))

    def stabilities_until(self, recall: float) -> float | None:
        """Days, for each day of stability, until recall has fallen to a probability; None if it never does."""
        try:
            return float((recall ** (-1 / self.parameters[20]) - 1) / _factor(self.parameters[20]))
        except (ZeroDivisionError, OverflowError):
            return None

    def interval(self, stability: float) -> int:
        """Whole days, 1 to 36,500, after which recall has fallen to the retention asked for."""
        decay = -self.parameters[20]
        days = stability / _factor(-decay) * float(self.retention ** (1 / decay) - 1)
        return min(max(round(days), 1), LONGEST_INTERVAL)


DEFAULT_MODEL = Model()


@lru_cache(maxsize=8)
def _factor(decay: float) -> float:
    return float(0.9 ** (-1 / decay) - 1)


@lru_cache(maxsize=8)
def _scheduler(parameters: tuple[float, ...]) -> fsrs.Scheduler:
    return fsrs.Scheduler(parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _card(state: State) -> fsrs.Card:
    if isinstance(state, New):
        return fsrs.Card(card_id=0)
    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=state.stability,
        difficulty=state.difficulty,
        due=_midnight(state.due_day),
        last_review=_midnight(state.last_day),
    )


def review(
    state: State,
    rating: Rating,
    now: Moment,
    model: Model = DEFAULT_MODEL,
    *,
    days: int | None = None,
    sooner: bool = False,
) -> Reviewed:
    """The state after a rating; `sooner` shortens the step after Again to SOONER.

    A card that is scheduled by days gets `days` of them, the model's own interval when left out. A clock moved back
    never makes time run backwards: a review counts as done on the last day at the earliest.
    """
    day = now.day if isinstance(state, New) else max(now.day, state.last_day)
    card, _ = _scheduler(model.parameters).review_card(_card(state), fsrs.Rating(rating), _midnight(day))
    assert card.stability is not None
    assert card.difficulty is not None
    new = isinstance(state, New)
    known = isinstance(state, Reviewed) and state.step is None
    lapsed = known and rating is Rating.AGAIN
    relearning = lapsed or (isinstance(state, Reviewed) and state.relearning)
    step, delay = _next_step(state, rating, relearning=relearning)
    if sooner and rating is Rating.AGAIN:
        delay = SOONER
    if days is None:
        days = model.interval(card.stability)
    return Reviewed(
        stability=card.stability,
        difficulty=card.difficulty,
        last_day=day,
        due_day=day if step is not None else day + timedelta(days=days),
        due_at=now.at + delay if delay is not None else None,
        step=step,
        relearning=relearning and step is not None,
        reps=1 if new else state.reps + 1,  # type: ignore[union-attr]
        lapses=(0 if new else state.lapses) + lapsed,  # type: ignore[union-attr]
    )


def _next_step(state: State, rating: Rating, *, relearning: bool) -> tuple[int | None, timedelta | None]:
    """(step, delay) after a rating; (None, None) once the card is scheduled by days."""
    steps = RELEARNING_STEPS if relearning else LEARNING_STEPS
    if rating is Rating.AGAIN:
        return 0, steps[0]
    if isinstance(state, Reviewed) and state.step is None:
        return None, None
    step = state.step if isinstance(state, Reviewed) and state.step is not None else 0
    if rating is Rating.HARD:
        # Half way to the next step where there is one, as Anki does, so that Hard lies between Again and Good.
        after = steps[step + 1] if step + 1 < len(steps) else steps[step]
        return step, (steps[step] + after) / 2
    if rating is Rating.GOOD and step + 1 < len(steps):
        return step + 1, steps[step + 1]
    return None, None


def due_on(state: Reviewed, day: date) -> Reviewed:
    """The same card due on another day, out of its learning steps."""
    return replace(state, due_day=day, due_at=None, step=None, relearning=False)


def interval_text(state: Reviewed, now: Moment) -> str:
    """How far off a card is due, as shown on a rating: 1m, 4d, 3mo, 1.2y."""
    if state.due_at is not None:
        minutes = max(1, round((state.due_at - now.at).total_seconds() / 60))
        return f"{minutes}m"
    return days_text(max(0, (state.due_day - now.day).days))


def days_text(days: int) -> str:
    """A number of days as shown on a rating: 4d, 3mo, 1.2y."""
    if days < 31:
        return f"{days}d"
    if days < 365:
        return f"{days / 30.4:.1f}".removesuffix(".0") + "mo"
    return f"{days / 365.25:.1f}".removesuffix(".0") + "y"
