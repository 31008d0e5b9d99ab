"""Cards that a plan treats alike, and the stretches of days it looks at: what keeps planning fast at any size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from studyapp.core.forecast import Forecast, Trace
from studyapp.core.memory import Moment, Reviewed
from studyapp.core.outcomes import UNKNOWN, Outcomes, certain
from studyapp.core.planner import Card

WIDTHS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""How much the logarithm of stability may differ in a group, tried in this order; other values in proportion."""
DAY_BY_DAY = 14
"""So many days before the exam stand for themselves, however far off it is."""


@dataclass(slots=True)
class Group:
    """Cards alike."""

    cards: list[str]
    outcomes: Outcomes
    """Empty for cards never reviewed."""
    last: int
    """Day of the last review, 0 for today; days before are negative."""

    def split(self, count: int) -> Group:
        """The first so many cards as a group of their own, taken out of this one."""
        taken = Group(self.cards[:count], self.outcomes, self.last)
        self.cards = self.cards[count:]
        return taken


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that are planned as one."""

    first: int
    days: int

    @property
    def middle(self) -> int:
        return self.first + (self.days - 1) // 2


def groups_of(cards: Iterable[Card], now: Moment, forecast: Forecast, most: int) -> list[Group]:
    """The cards in at most about so many groups: equal ones together, alike ones where there are too many."""
    alone: dict[tuple[float, ...], Group] = {}
    for card in cards:
        state = card.state
        if isinstance(state, Reviewed):
            trace = Trace(state.stability, state.difficulty)
            group = Group([], certain(trace), min(0, (state.last_day - now.day).days))
            key: tuple[float, ...] = (*trace, group.last)
        else:
            group, key = Group([], UNKNOWN, 0), ()
        alone.setdefault(key, group).cards.append(card.id)
    found = list(alone.values())
    for width in WIDTHS:
        if len(found) <= most:
            break
        found = _coarser(alone.values(), forecast, width)
    return found


def _coarser(groups: Iterable[Group], forecast: Forecast, width: float) -> list[Group]:
    """Groups whose stability, difficulty and recall are about the same, joined under the middle one."""
    merged: dict[tuple[int, ...], list[Group]] = {}
    for group in groups:
        key: tuple[int, ...] = ()
        for _, (stability, difficulty) in group.outcomes:
            recall = forecast.recall(stability, -group.last)
            sizes = log(stability) / width, difficulty / (5 * width), 5 * recall / width
            key = (*map(round, sizes), group.last == 0)
        merged.setdefault(key, []).append(group)
    return [_joined(alike) for alike in merged.values()]


def _joined(groups: Sequence[Group]) -> Group:
    middle = sorted(groups, key=lambda group: group.outcomes)[len(groups) // 2]
    return Group([card for group in groups for card in group.cards], middle.outcomes, middle.last)


def stretches(days: int, most: int) -> list[Stretch]:
    """So many days from today on as about so many stretches; today and the last days stand for themselves."""
    single = min(days, max(1, min(DAY_BY_DAY, most // 2)))
    far = max(0, days - single - 1)
    length = max(1, -(-far // max(1, most - single - 1)))
    found = [Stretch(0, 1)] if days > single else []
    found += [Stretch(first, min(length, 1 + far - first)) for first in range(1, 1 + far, length)]
    return found + [Stretch(first, 1) for first in range(days - single, days)]
