"""What a day will ask, in which order, and why: the recipe that a learner reads before starting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from studyapp.core.planner import OVERDUE_PER_NEW, Card, Topics

NAMED = 2
"""So many topics are named; more would not be read."""
LOOKED_AT = 12
"""The first due cards, which the recipe names topics of."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A day as it is planned."""

    due: int
    overdue: int
    """Of those due, the ones that were due before today."""
    steps: int
    """Cards in a learning step, due now or soon."""
    new: int
    exam: int = 0
    """Cards that an exam asks first."""
    at_risk: tuple[str, ...] = ()
    """Topics of the first due cards, the commonest first."""
    beginning: tuple[str, ...] = ()
    """Topics of the new cards, in their order."""
    held_by_backlog: int = 0
    """New cards that wait because others are overdue, or because the day's time is spent on those due."""
    held_by_requirements: int = 0
    """New questions that wait for what they build on."""
    minutes: int = 0
    """What all of it should take."""
    budget: int = 0
    """Minutes that the day has; 0 without a limit."""
    spent: int = 0
    """Minutes of them that are used."""

    @property
    def left(self) -> int:
        return self.due + self.steps + self.new

    @property
    def postponed(self) -> bool:
        """Whether more is due than the day has time for."""
        return bool(self.budget) and self.minutes > self.budget - self.spent

    def lines(self) -> tuple[str, ...]:
        """What comes, and why, in short sentences; the first one says what comes."""
        if not self.left:
            return (*self._held(),)
        return (self._what(), *self._order(), *self._held(), *self._time())

    def _what(self) -> str:
        parts = [f"{self.due} due"] if self.due else []
        parts += [f"{self.steps} in learning"] if self.steps else []
        parts += [f"{self.new} new"] if self.new else []
        return f"{', then '.join(parts)}: about {_minutes(max(1, self.minutes))}."

    def _order(self) -> list[str]:
        said = [f"First {_cards(self.exam)} that your exam needs today."] if self.exam else []
        if self.due > 1:
            topics = f", now {_named(self.at_risk)}" if self.at_risk else ""
            said.append(
                f"The most at risk come first{topics}; topics are mixed, so that you tell them apart."
            )
        if self.new and self.beginning:
            said.append(f"New: {_named(self.beginning)}, one topic at a time.")
        return said

    def _held(self) -> list[str]:
        said = []
        if self.held_by_backlog:
            waits = "waits" if self.held_by_backlog == 1 else "wait"
            why = (
                "the day's time goes to what is due"
                if self.budget
                else f"{_cards(self.overdue)} {'is' if self.overdue == 1 else 'are'} overdue"
                f" (each {OVERDUE_PER_NEW} hold one new card back)"
            )
            said.append(f"{self.held_by_backlog} new {waits}, since {why}.")
        if self.held_by_requirements:
            waits = (
                "waits for what it builds" if self.held_by_requirements == 1 else "wait for what they build"
            )
            said.append(f"{self.held_by_requirements} new {waits} on.")
        return said

    def _time(self) -> list[str]:
        if not self.budget:
            return []
        left = max(0, self.budget - self.spent)
        if self.postponed:
            return [
                f"Your {_minutes(self.budget)} end before that; what is least at risk waits for another day."
            ]
        spare = left - self.minutes
        return [f"{_minutes(spare)} will be left for cards of the days to come."] if spare > 1 else []


def commonest(cards: Sequence[Card], topics: Topics) -> tuple[str, ...]:
    """The main topics of the first cards, the commonest first."""
    counted = Counter(of[0] for card in cards[:LOOKED_AT] if (of := topics.get(card.question)))
    return tuple(topic for topic, _ in counted.most_common())


def in_order(cards: Sequence[Card], topics: Topics) -> tuple[str, ...]:
    """The main topics of cards, in the order in which they come."""
    return tuple(dict.fromkeys(of[0] for card in cards if (of := topics.get(card.question))))


def _named(topics: Sequence[str]) -> str:
    said = [topic.replace("-", " ") for topic in topics[:NAMED]]
    more = len(topics) - len(said)
    return ", ".join(said) + (f" and {more} more" if more > 0 else "")


def _cards(count: int) -> str:
    return f"{count} card{'' if count == 1 else 's'}"


def _minutes(count: int) -> str:
    return f"{count} minute{'' if count == 1 else 's'}"
