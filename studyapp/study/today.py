"""What the home screen says: due, new, streak, packs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from studyapp.core.recipe import Recipe
from studyapp.study.library import PackSummary


@dataclass(frozen=True, slots=True)
class Today:
    """The day as it stands."""

    day: date
    due: int
    new: int
    ahead: int
    """Cards in a learning step that may be asked early."""
    waiting_until: datetime | None
    """When the next card in a learning step comes up, in local time."""
    answers: int
    recipe: Recipe
    """What the day will ask, and why."""
    streak: int
    days: Mapping[date, int]
    packs: tuple[PackSummary, ...]
