"""The engine against other schedules over many seeds: means, spread, and differences on the same luck."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.learner.days import Result, studied
from tests.benchmarks.learner.schedules import SCHEDULES, Engine


@dataclass(frozen=True, slots=True)
class Row:
    """A schedule over all seeds."""

    name: str
    results: tuple[Result, ...]

    @property
    def remembered(self) -> list[float]:
        return [result.remembered for result in self.results]

    def ahead_of(self, other: Row) -> list[float]:
        """By how many cards, seed by seed."""
        return [mine - theirs for mine, theirs in zip(self.remembered, other.remembered, strict=True)]

    def to_dict(self, best: Row) -> dict[str, Any]:
        differences = best.ahead_of(self)
        return {
            "name": self.name,
            "remembered": round(statistics.mean(self.remembered), 1),
            "spread": round(statistics.stdev(self.remembered), 1),
            "minutes_a_day": round(statistics.mean(result.minutes for result in self.results), 1),
            "answers": round(statistics.mean(result.answers for result in self.results)),
            "introduced": round(statistics.mean(result.introduced for result in self.results)),
            "behind": round(statistics.mean(differences), 1),
            "behind_spread": round(statistics.stdev(differences), 1),
            "behind_least": round(min(differences), 1),
            "seeds_won": sum(difference > 0 for difference in differences),
        }


Heard = Callable[[Row], object]


def compared(
    seeds: Iterable[int], minutes: float, days: int = 180, cards: int = 1000, heard: Heard | None = None
) -> list[Row]:
    """The engine first, then every other schedule as it is, then again with its spare time spent on what is due
    next, so that all take exactly the same time.
    """
    rows: list[Row] = []
    for fills in (False, True):
        for schedule in SCHEDULES:
            if schedule is Engine and fills:
                continue
            fill = fills or schedule is Engine
            results = [studied(seed, schedule(cards), minutes, days, fills=fill) for seed in seeds]
            rows.append(Row(schedule.name + (", time filled" if fills else ""), tuple(results)))
            if heard:
                heard(rows[-1])
    return rows


def line(row: dict[str, Any], seeds: int, *, best: bool) -> str:
    """A row of the table; all but the first are held against it."""
    behind = f"  {-row['behind']:+7.1f} ± {row['behind_spread']:4.1f}, at best {-row['behind_least']:+6.1f}"
    return (
        f"  {row['name']:<36}{row['remembered']:7.1f} ± {row['spread']:4.1f}  {row['minutes_a_day']:5.1f} min"
        f"  {row['answers']:6d} answers  {row['introduced']:5d} begun"
        + ("" if best else f"{behind}, behind in {row['seeds_won']}/{seeds}")
    )
