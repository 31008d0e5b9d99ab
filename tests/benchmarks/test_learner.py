"""A simulated learner remembers more with the engine, and with the exam plan, than with other schedules.

Run by seed, so that each figure can be had again: `python -m tests.benchmarks.learner --seeds 20`.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable

import pytest

from tests.benchmarks.learner import comparison, exams
from tests.benchmarks.learner.comparison import Row
from tests.benchmarks.learner.days import studied
from tests.benchmarks.learner.schedules import Engine

pytestmark = pytest.mark.benchmark

SEEDS = range(20)


def holds(rows: list[Row]) -> None:
    best, *others = rows
    for row in others:
        print(comparison.line(row.to_dict(best), len(SEEDS), best=False))
        ahead = best.ahead_of(row)
        # Twice the standard error of the mean difference: not won by luck.
        error = statistics.stdev(ahead) / len(ahead) ** 0.5
        assert statistics.mean(ahead) > 2 * error, row.name


@pytest.mark.parametrize("minutes", [10.0, 20.0])
def test_the_engine_is_worth_it(minutes: float) -> None:
    holds(comparison.compared(SEEDS, minutes))


@pytest.mark.parametrize("minutes", [5.0, 10.0])
def test_the_exam_plan_is_worth_it(minutes: float) -> None:
    holds(exams.compared(SEEDS, minutes))


@pytest.mark.parametrize(
    "run",
    [
        lambda: studied(3, Engine(60), 3.0, 30, fills=True),
        lambda: exams.Planned(40).sit(3, 2.0, 20),
    ],
)
def test_a_seed_gives_the_same_run(run: Callable[[], object]) -> None:
    assert run() == run()
