"""`python -m tests.benchmarks.learner [--seeds N] [--minutes M…] [--exam-minutes M…] [--json]`: is it worth it?

A learner with a known memory studies 1,000 new cards for 180 days, so many minutes a day, or 300 for an exam on day
60. What counts is how many cards they can be expected to recall on the day after, by their true memory.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from tests.benchmarks.learner import comparison, exams
from tests.benchmarks.learner.comparison import Row

Compared = Callable[..., list[Row]]


def main() -> None:
    """Run the comparisons and print their tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.learner")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--minutes", type=float, nargs="*", default=[10, 20])
    parser.add_argument("--exam-minutes", type=float, nargs="*", default=[5, 10])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    jobs: list[tuple[str, Compared, list[float]]] = [
        ("1,000 cards, 180 days", comparison.compared, asked.minutes),
        ("exam on 300 cards, 60 days", exams.compared, asked.exam_minutes),
    ]
    found: list[dict[str, Any]] = []
    for what, compared, each in jobs:
        for minutes in each:
            if not asked.json:
                print(f"{what} of {minutes:g} minutes, {asked.seeds} seeds: cards recalled at the end")
            rows = table(compared, asked.seeds, minutes, loud=not asked.json)
            found.append({"job": what, "minutes": minutes, "schedules": rows})
    if asked.json:
        json.dump({"seeds": asked.seeds, "jobs": found}, sys.stdout, indent=2)


def table(compared: Compared, seeds: int, minutes: float, *, loud: bool) -> list[dict[str, Any]]:
    """The rows of a comparison, printed as they come."""
    rows: list[Row] = []

    def heard(row: Row) -> None:
        rows.append(row)
        if loud:
            print(comparison.line(row.to_dict(rows[0]), seeds, best=len(rows) == 1), flush=True)

    compared(range(seeds), minutes, heard=heard)
    return [row.to_dict(rows[0]) for row in rows]


if __name__ == "__main__":
    main()
