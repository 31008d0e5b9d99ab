"""What is timed: one job, done by us and by each peer that is installed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, TypeAlias

import numpy as np

Job: TypeAlias = Callable[[], tuple[float, Any]]
"""A whole forward and backward pass. -> the loss, and the norms that the job is to find (any array)."""

OURS = "numpy"


@dataclass(frozen=True)
class Workload:
    """One job under several names; `bars` are how many times as long as ours a peer must take."""

    name: str
    jobs: Mapping[str, Job]
    bars: Mapping[str, float]  # peer -> least ratio
    flops: float = 0.0  # multiplications and additions of the products alone
    peak_share: float = 0.0  # least share of the measured peak; 0 for no bar
    rounds: int = 60
    missing: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Timing:
    """Seconds of each round of each job."""

    name: str
    seconds: Mapping[str, list[float]]

    def median(self, job: str) -> float:
        """Median over the rounds, in seconds."""
        return statistics.median(self.seconds[job])

    def ratio(self, peer: str) -> float:
        """Median over the rounds of the peer's time over ours in the same round."""
        pairs = zip(self.seconds[peer], self.seconds[OURS], strict=True)
        return statistics.median(theirs / ours for theirs, ours in pairs)


def installed(*names: str) -> bool:
    """Whether all these peers can be imported."""
    return all(find_spec(name) is not None for name in names)


def timed(workload: Workload) -> Timing:
    """Check that all jobs find the same numbers, then time them in turn, round by round.

    In its turn a job runs twice and the second run is timed: as in a training loop, its arrays are then in the
    processor's cache, and not those of the peer before it.
    """
    loss, norms = workload.jobs[OURS]()
    expected = np.array(norms, dtype=float)
    for peer, job in workload.jobs.items():
        their_loss, found = job()
        if not np.isclose(their_loss, loss, rtol=1e-9) or not np.allclose(
            np.asarray(found, dtype=float), expected, rtol=1e-8, atol=0
        ):
            raise AssertionError(f"{workload.name}: {peer} found other numbers")
    for _ in range(2):  # warm up
        for job in workload.jobs.values():
            job()
    seconds: dict[str, list[float]] = {name: [] for name in workload.jobs}
    for _ in range(workload.rounds):
        for name, job in workload.jobs.items():
            job()
            began = time.perf_counter()
            job()
            seconds[name].append(time.perf_counter() - began)
    return Timing(workload.name, seconds)
