"""The simulator's fast passes against the peers that are installed, on one thread and on two.

The bars are those of the project's goal. Where they were not reached when this was written, `FLOORS` says what is
held instead, so that a loss is noticed, and the table that is printed marks the bar as missed. Peers are optional:
a figure without its peer is printed without a ratio, with a note.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).parents[2]
FLOORS = {
    "depth 50, relu": {"torch": 1.8, "jax": 0.9},
    "depth 50, sigmoid": {"torch": 1.5, "jax": 0.85},
    "MLP 512": {"torch": 1.2},
    "RNN": {"torch": 2.0},
    "LSTM": {"torch": 1.6},
    "circuit": {"pennylane": 38.0},
}
"""Least ratios of the jobs whose names hold the word; measured on a Zen 4 core with AVX-512 kernels."""

RUNS = [("1", None), ("2", None), ("1", "Zen")]
"""Threads, and the kernels of OpenBLAS: as detected, and those of an older processor without AVX-512."""


def measured(threads: str, kernels: str | None) -> dict[str, Any]:
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": threads}
    environment.pop("OPENBLAS_CORETYPE", None)
    if kernels:
        environment["OPENBLAS_CORETYPE"] = kernels
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.speed", "--json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def avx512() -> bool:
    """Whether the processor lists AVX-512: only then do other kernels tell something."""
    listed = Path("/proc/cpuinfo")
    return listed.exists() and "avx512f" in listed.read_text()


@pytest.mark.parametrize(("threads", "kernels"), RUNS)
def test_against_the_peers(threads: str, kernels: str | None) -> None:
    if kernels and not avx512():
        pytest.skip("the processor has no AVX-512, so there is nothing to compare its kernels with")
    found = measured(threads, kernels)
    missing = [peer for peer in ("torch", "jax", "pennylane") if find_spec(peer) is None]
    kind = kernels or "kernels as detected"
    print(f"\n{threads} thread{'s' if threads > '1' else ''}, {kind}, peak {found['peak'] / 1e9:.1f} GF/s")
    print(f"not installed: {', '.join(missing) or 'none'}")
    short: list[str] = []
    for job in found["jobs"]:
        print(f"{job['name']}: " + "  ".join(f"{peer} {ms:.2f} ms" for peer, ms in job["ms"].items()))
        floors = {
            peer: low for word, lows in FLOORS.items() if word in job["name"] for peer, low in lows.items()
        }
        for peer, bar in job["bars"].items():
            if peer not in job["ratio"]:
                continue
            ratio, held = job["ratio"][peer], min(bar, floors.get(peer, bar))
            print(f"    {peer} takes {ratio:.2f} times as long; the bar is {bar:g}" + missed(ratio, bar))
            if ratio < held:
                short.append(f"{job['name']}: {peer} {ratio:.2f} < {held:g}")
        if job["peak_bar"]:
            print(f"    {job['peak_share']:.0%} of the peak; the bar is {job['peak_bar']:.0%}")
            if job["peak_share"] < job["peak_bar"]:
                short.append(f"{job['name']}: {job['peak_share']:.0%} of the peak")
    if threads == "1" and kernels is None:  # the bars are for one thread and the kernels of the processor
        assert not short, "; ".join(short)


def missed(ratio: float, bar: float) -> str:
    return "" if ratio >= bar else " (missed)"
