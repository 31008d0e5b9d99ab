"""A pack of 5,000 questions, 500 of them generated: schema and lint in 3 s within 400 MB, examples on all cores.

Times are of the processor, since other work on the machine lengthens the clock's; the least of some is taken.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.benchmarks.big_pack import GENERATED, QUESTIONS, big_pack

pytestmark = pytest.mark.benchmark

SECONDS = 3.0
MEGABYTES = 400
BUSY = 1.5
"""Processes that work at once on two cores, as an average over the time that examples are run."""
TICKS = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """What a process cost: seconds of the processor, and megabytes at most."""

    seconds: float
    megabytes: float
    report: dict[str, object]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return big_pack(tmp_path_factory.mktemp("packs"))


def command(pack: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "studyapp", "pack", "check", str(pack), "--json", *options]


def cost(pack: Path, *options: str) -> Cost:
    """A whole process from its start to its end."""
    with subprocess.Popen(command(pack, *options), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        told = process.stdout.read()
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    (report,) = json.loads(told)["packs"]
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, report)


def test_schema_and_lint(pack: Path) -> None:
    costs = [cost(pack, "--no-run") for _ in range(3)]
    seconds = min(each.seconds for each in costs)
    megabytes = max(each.megabytes for each in costs)
    report = costs[0].report
    codes = Counter(warning["code"] for warning in report["warnings"])  # type: ignore[attr-defined]
    sys.stdout.write(f"\n{seconds:.2f} s of the processor, {megabytes:.0f} MB; {dict(codes)}\n")
    assert report["items"] == QUESTIONS
    assert report["failures"] == []
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


def test_examples_use_both_cores(pack: Path) -> None:
    """How long each process has worked is read while they do; the clock is no measure on a busy machine."""
    process = subprocess.Popen(command(pack), stdout=subprocess.DEVNULL)
    worked: dict[int, float] = {}
    began = time.perf_counter()
    while process.poll() is None:
        worked |= children(process.pid)
        time.sleep(0.2)
    took = time.perf_counter() - began
    alone = max(worked.values())
    sys.stdout.write(
        f"\n{sum(worked.values()):.0f} s of the processor in {len(worked)} processes, {alone:.0f} s in the busiest;"
        f" {took:.0f} s by the clock; {GENERATED} generated questions of {QUESTIONS} on 20 seeds\n"
    )
    assert process.returncode == 0
    assert sum(worked.values()) / alone > BUSY


def children(parent: int) -> dict[int, float]:
    """Seconds of the processor of each child that runs, by its id."""
    found: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[1]) == parent:
            found[int(folder.name)] = (int(fields[11]) + int(fields[12])) / TICKS
    return found
