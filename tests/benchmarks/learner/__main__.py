"""`python -m tests.benchmarks.learner [--seeds N] [--minutes M…] [--json]`: is the engine worth it?

A learner with a known memory studies 1,000 new cards for 180 days, so many minutes a day. What counts is how many
cards they can be expected to recall on the day after, by their true memory.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from tests.benchmarks.learner import comparison


def main() -> None:
    """Run the comparison and print its table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.learner")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--minutes", type=float, nargs="+", default=[10, 20])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    seeds = range(asked.seeds)
    found: dict[str, Any] = {"seeds": asked.seeds, "days": {}}
    for minutes in asked.minutes:
        if not asked.json:
            print(f"1,000 cards, 180 days of {minutes:g} minutes, {asked.seeds} seeds: cards recalled at the end")
        rows: list[comparison.Row] = []

        def heard(row: comparison.Row, rows: list[comparison.Row] = rows) -> None:
            rows.append(row)
            if not asked.json:
                print(comparison.line(row.to_dict(rows[0]), asked.seeds), flush=True)

        comparison.compared(seeds, minutes, heard=heard)
        found["days"][f"{minutes:g}"] = [row.to_dict(rows[0]) for row in rows]
    if asked.json:
        json.dump(found, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
