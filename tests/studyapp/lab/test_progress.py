"""Progress through the one door to the simulator: passed on, remembered runs told as done, errors unchanged."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from studyapp.lab import runner
from studyapp.lab.runner import LabError
from studyapp.study.explore import Explore

seeds = count(10_000)
"""A seed that no test has run yet: what was run is remembered."""


class Stopped(Exception):
    """What a caller who has had enough raises."""


@pytest.mark.parametrize("ask", [runner.run, runner.run_as_dict, Explore().run, Explore().run_as_dict])
def test_a_run_reports_as_it_goes_and_a_remembered_one_is_done(ask: Any) -> None:
    seed, first, second = next(seeds), list[float](), list[float]()
    ask("training", {"steps": 20, "samples": 8}, seed, first.append)
    ask("training", {"steps": 20, "samples": 8}, seed, second.append)
    assert len(first) == 20
    assert first == sorted(first)
    assert first[-1] == 1.0
    assert second == [1.0]


def test_without_progress_it_is_the_same_run() -> None:
    seed = next(seeds)
    assert runner.run("training", {"steps": 3}, seed).measurements == (
        runner.run("training", {"steps": 3}, seed, lambda share: None).measurements
    )


@pytest.mark.parametrize("error", [Stopped, ValueError, TypeError, KeyboardInterrupt])
def test_what_progress_raises_is_no_refusal_and_a_stopped_run_is_not_remembered(
    error: type[BaseException],
) -> None:
    seed = next(seeds)

    def stop(share: float) -> None:
        raise error("enough")

    for _ in range(2):
        with pytest.raises(error, match=r"^enough$") as stopped:
            runner.run("training", {"steps": 20}, seed, stop)
        assert type(stopped.value) is error
    shares: list[float] = []
    runner.run("training", {"steps": 20}, seed, shares.append)
    assert len(shares) == 20


def test_a_remembered_run_can_be_stopped_too() -> None:
    seed = next(seeds)
    runner.run("training", {"steps": 2}, seed)

    def stop(share: float) -> None:
        raise ValueError(f"at {share}")

    with pytest.raises(ValueError, match=r"^at 1\.0$") as stopped:
        runner.run("training", {"steps": 2}, seed, stop)
    assert type(stopped.value) is ValueError


def test_a_refusal_is_one_line_whatever_listens() -> None:
    shares: list[float] = []
    with pytest.raises(LabError, match="steps must be greater than or equal to 1, got 0"):
        runner.run("training", {"steps": 0}, 0, shares.append)
    assert shares == []


def test_mutants_that_take_too_long_are_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    seed = next(seeds)
    runner.run("training", {"steps": 2}, seed)
    monkeypatch.setattr("simulator.experiments.training.MOST_SECONDS", -1.0)
    for ask in (runner.mutants, runner.run_as_dict):
        with pytest.raises(LabError, match="lower steps"):
            ask("training", {"steps": 2}, seed)


def test_only_the_last_runs_are_remembered() -> None:
    seed = next(seeds)
    runner.run("training", {"steps": 2}, seed)
    for _ in range(16):
        runner.run("chain", {}, next(seeds))
    shares: list[float] = []
    runner.run("training", {"steps": 2}, seed, shares.append)
    assert shares == [0.5, 1.0]
