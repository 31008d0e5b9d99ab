"""The lab: controls that move, charts that follow, variants side by side, and what is saved."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

from studyapp.lab import runner
from tests.studyapp.tui.lab_driver import bench, go_to, lab, type_in

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver, Run


# --- the controls -------------------------------------------------------------------------------------------------


async def test_an_arrow_moves_a_value_and_the_chart_follows(run: Run) -> None:
    async with run(start=lab("gradient_flow")) as driver:
        before = driver.text()
        assert "◂ 30 ▸" in before
        await driver.press("right")
        assert "◂ 35 ▸" in driver.text()
        assert len(bench(driver).now.example.measurements["weight_gradient_norm"]) == 35
        await driver.press("left", "left")
        assert len(bench(driver).now.example.measurements["weight_gradient_norm"]) == 25
        await driver.press("backspace")
        assert driver.text() == before
        await driver.press("full_stop")
        assert bench(driver).now.changed == {"depth": 55}


async def test_a_value_that_contradicts_the_others_is_passed_over(run: Run) -> None:
    async with run(start=lab("attention")) as driver:
        await go_to(driver, "heads")
        seen = []
        for _ in range(4):
            await driver.press("right")
            seen.append(bench(driver).now.changed.get("heads", 1))
        assert seen == [2, 4, 4, 4], "3 heads do not share 4 features"
        assert "heads" in driver.lines()[-3] + driver.lines()[-2], "why it moves no further"


async def test_a_refused_value_is_told_below_and_nothing_is_lost(run: Run) -> None:
    async with run(start=lab("chain")) as driver:
        before = bench(driver).now
        await type_in(driver, "length", "201")
        assert "out of bounds; write integer 1 to 200" in driver.text()
        assert driver.at("#typed").value == "201"  # type: ignore[attr-defined]
        assert bench(driver).now == before
        await driver.press("backspace", "enter")
        assert bench(driver).now.changed == {"length": 20}
        assert len(bench(driver).now.example.measurements["weight"]) == 20
        await type_in(driver, "weights", '[1, "\x1b[2J"]')
        assert "\x1b" not in driver.text()
        assert bench(driver).now.changed == {"length": 20}
        await driver.press("escape")
        assert driver.screen == "LabScreen"


async def test_what_only_the_run_refuses_leaves_the_chart(run: Run) -> None:
    async with run(start=lab("expression")) as driver:
        await type_in(driver, "expression", "x0 ** ** 2")
        text = driver.text()
        assert "expression must" in text or "expression" in text
        assert "output by" in text
        assert driver.app.is_running


async def test_keys_that_mean_nothing_do_nothing(run: Run) -> None:
    async with run(start=lab("chain")) as driver:
        before = driver.text()
        await driver.press("x", "tab", "q", "b", "1", "space", "home", "ctrl+a", "left", "f9")
        assert driver.text() == before


async def test_every_line_of_every_experiment_can_be_walked(run: Run) -> None:
    """On each line an arrow is pressed: no crash, and a value that the run takes."""
    async with run(size=(40, 12), start=lab("recurrent")) as driver:
        for _ in range(len(bench(driver).controls) + 1):
            await driver.press("right", "left", "down")
        assert bench(driver).now.problem == ""


# --- runs ---------------------------------------------------------------------------------------------------------


class Slow:
    """Stands in for the runner: a run reports progress until it is let go, or is stopped."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.run = runner.run
        self.let_go = threading.Event()
        self.slow = False
        self.stopped: list[object] = []
        self.begun: list[object] = []
        monkeypatch.setattr(runner, "run", self)

    def __call__(self, experiment: str, parameters: Any, seed: int, progress: Any = None) -> Any:
        self.begun.append(dict(parameters))
        if self.slow and not self.let_go.is_set():
            for _ in range(10_000):
                try:
                    progress(0.42)
                except Exception:
                    self.stopped.append(dict(parameters))
                    raise
                if self.let_go.wait(0.002):
                    break
        return self.run(experiment, parameters, seed, progress)

    async def run_begins(self, driver: Driver, key: str) -> None:
        """Press a key that begins a run, and wait until a thread is at it."""
        before = len(self.begun)
        await driver.pilot.press(key)
        async with asyncio.timeout(20):
            while len(self.begun) == before:
                await driver.pilot.pause(0.01)


async def until(driver: Driver, text: str) -> None:
    for _ in range(500):
        await driver.pilot.pause(0.01)
        if text in driver.text():
            return
    raise AssertionError(driver.text())


async def test_a_longer_run_shows_a_bar_and_escape_stops_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    async with run(start=lab("chain")) as driver:
        await go_to(driver, "length")
        chart = bench(driver).now.example
        slow.slow = True
        await driver.pilot.press("right")
        await until(driver, "42 %")
        assert "Esc stops it" in driver.text()
        await driver.pilot.press("escape")
        await driver.settle()
        assert slow.stopped == [{"length": 5}]
        assert driver.screen == "LabScreen"
        assert "stopped; the chart shows the run before" in driver.text()
        assert bench(driver).now.example is chart
        slow.let_go.set()
        await driver.press("right")
        assert len(bench(driver).now.example.measurements["weight"]) == 6
        await driver.press("escape")
        assert driver.screen == "HomeScreen"


async def test_a_newer_value_stops_the_older_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch)
    async with run(start=lab("chain")) as driver:
        await go_to(driver, "length")
        slow.slow = True
        await slow.run_begins(driver, "right")
        for _ in range(5):
            await driver.pilot.press("right")
        slow.let_go.set()
        await driver.settle()
        assert bench(driver).now.changed == {"length": 10}
        assert len(bench(driver).now.example.measurements["weight"]) == 10
        assert slow.stopped, "no older run was stopped"
        assert {"length": 10} not in slow.stopped


async def test_leaving_stops_the_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch)
    async with run(start=lab("chain")) as driver:
        slow.slow = True
        await slow.run_begins(driver, "v")
        await driver.pilot.press("escape")
        await driver.settle()
        if driver.screen == "LabScreen":  # the bar was there already
            await driver.press("escape")
        assert driver.screen == "HomeScreen"
        assert slow.stopped


# --- variants -----------------------------------------------------------------------------------------------------


async def test_variants_share_the_chart_and_are_changed_one_by_one(run: Run) -> None:
    async with run(size=(140, 40), start=lab("gradient_flow")) as driver:
        await go_to(driver, "activation")
        await driver.press("a", "right", "right")
        text = driver.text()
        assert "● 1 sigmoid" in text
        assert "■ ▸2 relu" in text
        assert "variant 2 of 2" in text
        ratios = [one.example.measurements["first_to_last"] for one in bench(driver).settings]
        assert ratios[0] < 1e-12 < ratios[1]
        await driver.press("tab")
        assert "▸1 sigmoid" in driver.text()
        assert "◂ sigmoid ▸" in driver.text()
        await driver.press("shift+tab", "x")
        assert len(bench(driver).settings) == 1
        await driver.press("x")
        assert len(bench(driver).settings) == 1
        await driver.press(*"aaaaaaaa")
        assert len(bench(driver).settings) == 6


async def test_new_numbers_are_those_of_the_next_seed(run: Run) -> None:
    async with run(start=lab("chain", seed=41)) as driver:
        first = bench(driver).now.example.measurements["weight"]
        await driver.press("v")
        assert bench(driver).now.example.seed == 42
        assert bench(driver).now.example.measurements["weight"] != first
