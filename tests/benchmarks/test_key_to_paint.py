"""From a key to what it paints, in a review of a store with 10,000 cards, through a pseudo-terminal."""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

import pytest

from tests.benchmarks.big_store import copy_of_big_store
from tests.benchmarks.terminal import running

pytestmark = pytest.mark.benchmark

ANSWERS = 40
MEDIAN, MOST = 0.016, 0.050
APP = Path(__file__).with_name("app_of_store.py")


def test_key_to_paint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = copy_of_big_store(tmp_path, 10_000, 100_000)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parents[2])]))
    first: dict[str, list[float]] = {"turn over": [], "rate": []}
    whole: dict[str, list[float]] = {"turn over": [], "rate": []}
    with running([sys.executable, str(APP), str(store), "kind:flashcard"], tmp_path) as terminal:
        terminal.until(b"left")
        terminal.settle()
        for _ in range(ANSWERS):
            for name, key in (("turn over", b"\r"), ("rate", b"3")):
                at_first, at_last = terminal.press(key)
                first[name].append(at_first)
                whole[name].append(at_last)
                terminal.settle()
    for name in first:
        told = [f"{label} {_spread(times[name])}" for label, times in (("first", first), ("whole", whole))]
        sys.stdout.write(f"\n{name}: {'; '.join(told)}\n")
    keys = [*first["turn over"], *first["rate"]]
    assert statistics.median(keys) <= MEDIAN
    assert statistics.quantiles(keys, n=20)[-1] <= MOST


def _spread(times: list[float]) -> str:
    return (
        f"{1e3 * statistics.median(times):.1f} ms (95 %: {1e3 * statistics.quantiles(times, n=20)[-1]:.1f})"
    )
