"""`python -m tests.benchmarks.speed [--json] [NAME…]`: the simulator against the peers that are installed.

Threads and the kernels of OpenBLAS are settled by the environment, before NumPy is loaded: OPENBLAS_NUM_THREADS,
OPENBLAS_CORETYPE. The peers get as many threads as OPENBLAS_NUM_THREADS says.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

THREADS = int(os.environ.setdefault("OPENBLAS_NUM_THREADS", "1"))
os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = str(THREADS)
if THREADS == 1:
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import numpy as np  # noqa: E402

from tests.benchmarks.speed import attention, circuit, convolution, networks, recurrent  # noqa: E402
from tests.benchmarks.speed.workload import OURS, Timing, Workload, installed, timed  # noqa: E402

PEERS = ("torch", "jax", "pennylane")


def peak() -> float:
    """Floating-point operations a second of a product of 1024 by 1024, best of ten."""
    import timeit

    a = np.random.default_rng(0).standard_normal((1024, 1024))
    out = np.empty_like(a)
    return float(2 * 1024**3 / min(timeit.repeat(lambda: np.dot(a, a, out=out), number=1, repeat=10)))


def settle_peers() -> None:
    """Threads and precision of the peers."""
    if installed("torch"):
        import torch

        torch.set_num_threads(THREADS)
    if installed("jax"):
        import jax

        jax.config.update("jax_enable_x64", True)


def report(workload: Workload, timing: Timing, best: float) -> dict[str, Any]:
    """The figures of one job."""
    return {
        "name": workload.name,
        "ms": {job: round(1e3 * timing.median(job), 3) for job in timing.seconds},
        "ratio": {peer: round(timing.ratio(peer), 2) for peer in timing.seconds if peer != OURS},
        "bars": dict(workload.bars),
        "peak_share": round(workload.flops / timing.median(OURS) / best, 3) if workload.flops else None,
        "peak_bar": workload.peak_share or None,
    }


def main() -> None:
    """Run the jobs whose names hold one of the words given, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.speed")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    settle_peers()
    best, rows = peak(), []
    if not asked.json:
        absent = [peer for peer in PEERS if not installed(peer)]
        kernels = os.environ.get("OPENBLAS_CORETYPE", "as detected")
        print(
            f"threads {THREADS}, kernels {kernels}, peak {best / 1e9:.1f} GF/s, not installed: {absent or 'none'}"
        )
    for part in (networks, recurrent, attention, convolution, circuit):
        for workload in part.workloads():
            if asked.words and not any(word.lower() in workload.name.lower() for word in asked.words):
                continue
            rows.append(report(workload, timed(workload), best))
            if not asked.json:
                print(line(rows[-1]), flush=True)
    if asked.json:
        json.dump({"threads": THREADS, "peak": best, "jobs": rows}, sys.stdout)


def line(row: dict[str, Any]) -> str:
    """One job on one line."""
    times = "  ".join(f"{job} {ms:.2f}" for job, ms in row["ms"].items())
    ratios = "  ".join(
        f"{peer} {ratio:.2f}" + (f" (bar {row['bars'][peer]:g})" if peer in row["bars"] else "")
        for peer, ratio in row["ratio"].items()
    )
    share = f"  {row['peak_share']:.0%} of peak" if row["peak_share"] else ""
    return f"{row['name']}\n    ms: {times}{share}\n    times ours: {ratios or 'no peer installed'}"


if __name__ == "__main__":
    main()
