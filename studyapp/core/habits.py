"""What a learner may set about the schedule. Every value has a default that needs no thought."""

from __future__ import annotations

from dataclasses import dataclass

DESIRED_RETENTION = 0.9
LOWEST_RETENTION = 0.70
HIGHEST_RETENTION = 0.97
MOST_NEW = 1_000
MOST_MINUTES = 24 * 60
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Habits:
    """How a learner studies."""

    retention: float = DESIRED_RETENTION
    """Recall at which a card comes due, 0.70 to 0.97."""
    new_a_day: int = 20
    """At most so many new cards a day."""
    minutes_a_day: int = 0
    """Time for a day; 0 for no limit."""
    weekdays: tuple[float, ...] = (1.0,) * 7
    """What share of its cards each weekday may have, Monday first: 1 all, 0 as few as possible."""
    leech_lapses: int = 8
    """Lapses at which a card counts as a leech."""


DEFAULT_HABITS = Habits()
