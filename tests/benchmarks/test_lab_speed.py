"""From a key in the lab to its chart on the screen, at teaching size: every key asks for a run of its own."""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path

import pytest
from textual import events

from studyapp import wiring
from studyapp.config import Home
from studyapp.tui.app import Start, StudyApp
from studyapp.tui.lab.drawing import DrawnLab

pytestmark = pytest.mark.benchmark

MEDIAN, LATE = 50.0, 75.0
"""Milliseconds of the process's own time: the median, and what 95 of 100 keys stay below."""
Times = tuple[float, float]
"""Own and wall time of a key, in milliseconds."""
KEYS = 40
TEACHING: dict[str, dict[str, object]] = {
    "chain": {},
    "gradient_flow": {},
    "activation": {},
    "expression": {},
    "loss": {},
    "network": {},
    "normalization": {},
    "optimizer": {},
    "recurrent": {},
    "clipping": {},
    "convolution": {},
    "attention": {"draws": 100},
}


class Chart:
    """Tells when the chart of a seed has been painted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wanted = 0
        self.painted = asyncio.Event()
        draw = DrawnLab.draw_shown

        def drawn(screen: DrawnLab) -> None:
            draw(screen)
            if screen.bench is not None and screen.bench.now.example is not None:
                screen.call_after_refresh(self._seen, screen.bench.now.example.seed)

        monkeypatch.setattr(DrawnLab, "draw_shown", drawn)

    def _seen(self, seed: int) -> None:
        if seed == self.wanted:
            self.painted.set()


async def _times(experiment: str, parameters: dict[str, object], home: Home, chart: Chart) -> list[Times]:
    start = Start("lab", options={"experiment": experiment, "parameters": parameters})
    app = StudyApp(lambda: wiring.open_study(home), start=start, reduced_motion=True)
    times: list[Times] = []
    async with app.run_test(size=(80, 24)) as pilot:
        chart.wanted, chart.painted = 0, asyncio.Event()
        await chart.painted.wait()
        await pilot.pause(0.3)
        for _ in range(KEYS):
            chart.wanted, chart.painted = chart.wanted + 1, asyncio.Event()
            began, own = time.perf_counter(), time.process_time()
            app.post_message(events.Key("v", "v"))
            await chart.painted.wait()
            times.append((1e3 * (time.process_time() - own), 1e3 * (time.perf_counter() - began)))
            await pilot.pause(0.02)
    return times


def test_lab_speed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chart = Chart(monkeypatch)
    late: list[str] = []
    every: list[Times] = []
    for experiment, parameters in TEACHING.items():
        times = asyncio.run(_times(experiment, parameters, Home(tmp_path, tmp_path), chart))
        every += times
        own, slow, said = _told(times)
        print(f"{experiment:16} {said}")
        if own > MEDIAN or slow > LATE:
            late.append(f"{experiment}: {said}")
    print(f"{'all':16} {_told(every)[2]}")
    assert not late


def _told(times: list[Times]) -> tuple[float, float, str]:
    """Median and 95 % of the own time, and both in words with the wall time."""
    own, wall = sorted(each[0] for each in times), sorted(each[1] for each in times)
    at = int(0.95 * len(times))
    said = (
        f"own {statistics.median(own):6.1f} ms, 95 % {own[at]:6.1f}   "
        f"wall {statistics.median(wall):6.1f} ms, 95 % {wall[at]:6.1f}"
    )
    return statistics.median(own), own[at], said
