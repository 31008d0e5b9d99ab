"""A backlog, or what falls due in a vacation, spread over days: those most at risk first, as many a day as wished.

Nothing is due on a closed day. What would be is brought forward where waiting would cost it too much and there is
room before; all else waits, so that what loses the least by waiting waits the longest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nlargest

from studyapp.core.errors import Refusal
from studyapp.core.memory import DEFAULT_MODEL, Model, Reviewed
from studyapp.core.planner import Card

LONGEST = 366
"""Days over which anything is spread."""
MOST_A_DAY = 10_000
WORTH_BRINGING_FORWARD = 0.02
"""A card that loses more recall by waiting for the end of a vacation comes before it, if there is room."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Where each card goes, and what that costs."""

    moves: Mapping[str, date]
    """The new day of each card that moves."""
    before: Mapping[date, int]
    """Cards due by day as it is; what is overdue counts today."""
    after: Mapping[date, int]
    lost: float
    """How many cards fewer are recalled when asked, for having waited; negative where most come sooner."""
    per_day: int


@dataclass(frozen=True, slots=True)
class _Due:
    """A card that is due."""

    id: str
    day: date
    """Today at the earliest."""
    state: Reviewed

    def risk(self, day: date) -> tuple[float, str]:
        """Greatest for the card least likely recalled: days since its review a day of stability."""
        return (day - self.state.last_day).days / self.state.stability, self.id

    def recall(self, day: date, model: Model) -> float:
        return model.recall(self.state, day)


def backlog(
    cards: Iterable[Card],
    today: date,
    *,
    days: int | None = None,
    per_day: int | None = None,
    model: Model = DEFAULT_MODEL,
) -> Spread:
    """What is due today or overdue, spread over so many days or at so many cards a day, whichever is given.

    Cards that come due meanwhile count as well, and wait like the others. Refusal where neither or both are given,
    or a number is out of range.
    """
    if (days is None) == (per_day is None):
        raise Refusal("give either the days to spread over or the cards a day")
    due = _due(cards, today)
    if days is not None:
        _within("days", days, LONGEST)
        end = today + timedelta(days=days - 1)
        per_day = max(1, -(-sum(card.day <= end for card in due) // days))
    assert per_day is not None
    _within("cards a day", per_day, MOST_A_DAY)
    return _result(due, _leveled(due, today, per_day, ()), today, per_day, model)


def vacation(
    cards: Iterable[Card],
    today: date,
    first: date,
    last: date,
    *,
    per_day: int | None = None,
    model: Model = DEFAULT_MODEL,
) -> Spread:
    """What falls due from the first to the last day of a vacation, put before and after it.

    Without a number the days after take what the days before the vacation's end would have had on average, and a
    quarter more. Refusal where the days are in the past, in the wrong order, or too many.
    """
    if first < today or last < first:
        raise Refusal(f"a vacation begins today ({today}) or later and ends after it begins")
    if (last - today).days >= LONGEST:
        raise Refusal(f"a vacation ends within {LONGEST} days")
    due = _due(cards, today)
    until = last + timedelta(days=1)
    if per_day is None:
        length = (until - today).days
        per_day = max(1, -(-5 * sum(card.day < until for card in due) // (4 * length)))
    _within("cards a day", per_day, MOST_A_DAY)
    closed = {first + timedelta(days=number) for number in range((until - first).days)}
    forward = _brought_forward(due, today, first, until, per_day, model)
    waiting = [card for card in due if card.id not in forward and card.day >= first]
    days = forward | _leveled(waiting, first, per_day, closed)
    return _result(due, days, today, per_day, model)


def _within(what: str, number: int, most: int) -> None:
    if not 1 <= number <= most:
        raise Refusal(f"{what} must lie between 1 and {most}, got {number}")


def _due(cards: Iterable[Card], today: date) -> list[_Due]:
    """Cards scheduled by days that may be moved: reviewed, in study, and out of their learning steps."""
    return [
        _Due(card.id, max(card.state.due_day, today), card.state)
        for card in cards
        if isinstance(card.state, Reviewed) and card.state.due_at is None and not card.marks.suspended
    ]


def _leveled(due: Sequence[_Due], first: date, per_day: int, closed: Collection[date]) -> dict[str, date]:
    """A day for each card that cannot keep its own: at most so many a day, the most at risk first.

    Once nothing waits any more the rest keeps its days.
    """
    arriving: dict[date, list[_Due]] = {}
    for card in due:
        arriving.setdefault(card.day, []).append(card)
    moved: dict[str, date] = {}
    pool: list[_Due] = []
    day = first
    end = max(closed, default=first)
    while pool or day <= end:
        pool += arriving.get(day, ())
        if day not in closed:
            asked = pool if len(pool) <= per_day else nlargest(per_day, pool, key=lambda card: card.risk(day))
            moved |= {card.id: day for card in asked if card.day != day}
            chosen = {card.id for card in asked}
            pool = [card for card in pool if card.id not in chosen]
        day += timedelta(days=1)
        if (day - first).days > 10 * LONGEST:
            # More come due every day than are asked: what is left would wait for ever.
            raise Refusal(f"{per_day} cards a day never catch up; allow more")
    return moved


def _brought_forward(
    due: Sequence[_Due], today: date, first: date, until: date, per_day: int, model: Model
) -> dict[str, date]:
    """Cards of the vacation for which it is worth to come before it, on the last days that have room."""
    load: dict[date, int] = {}
    for card in due:
        load[card.day] = load.get(card.day, 0) + 1
    losses = [
        (card.recall(card.day, model) - card.recall(until, model), card)
        for card in due
        if first <= card.day < until and card.state.last_day < first - timedelta(days=1)
    ]
    losses.sort(key=lambda entry: (-entry[0], entry[1].id))
    moved: dict[str, date] = {}
    day = first - timedelta(days=1)
    for loss, card in losses:
        if loss < WORTH_BRINGING_FORWARD:
            break
        while day >= today and load.get(day, 0) >= per_day:
            day -= timedelta(days=1)
        if day < today:
            break
        if card.state.last_day < day:
            moved[card.id] = day
            load[day] = load.get(day, 0) + 1
    return moved


def _result(
    due: Sequence[_Due], moves: Mapping[str, date], today: date, per_day: int, model: Model
) -> Spread:
    before: dict[date, int] = {}
    after: dict[date, int] = {}
    lost = 0.0
    last = max([today, *moves.values()])
    for card in due:
        day = moves.get(card.id, card.day)
        if day != card.day:
            lost += card.recall(card.day, model) - card.recall(day, model)
        if card.day <= last:
            before[card.day] = before.get(card.day, 0) + 1
        if day <= last:
            after[day] = after.get(day, 0) + 1
    # A card that is overdue and stays today has its old due day still; only those that wait are moved.
    return Spread(
        dict(sorted(moves.items())), dict(sorted(before.items())), dict(sorted(after.items())), lost, per_day
    )
