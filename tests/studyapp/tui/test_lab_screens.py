"""The screens of the lab as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.studyapp.tui.lab_driver import go_to, lab, type_in

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Run

SIZES = [(40, 12), (80, 24), (140, 40)]


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("size", SIZES)
async def test_the_screens_of_the_lab(run: Run, size: tuple[int, int], ascii_only: bool) -> None:
    async with run(size=size, ascii_only=ascii_only, start=lab()) as driver:
        await driver.capture("lab-catalog")
        driver.app.open_lab("gradient_flow")
        await driver.settle()
        await driver.capture("lab-gradient-flow")
        await go_to(driver, "activation")
        await driver.press("a", "right", "right")
        await driver.capture("lab-two-variants")
        await driver.press("m")
        await driver.capture("lab-measurements")
        await driver.press("s")
        await driver.capture("lab-steps")
        await driver.press("escape", "y")
        driver.at("#note").display = False  # it names a folder of this test
        await driver.capture("lab-yaml")
        await driver.press("escape", "escape")
        driver.app.open_lab("chain", {"weights": [2, 2, 2, 2], "pre_activations": 0})
        await driver.settle()
        await type_in(driver, "weights", "2 2 nonsense")
        await driver.capture("lab-refused")
        await driver.press("escape", "escape")
        driver.app.open_lab("loss", seed=7)
        await driver.settle()
        await driver.press("g")
        await driver.capture("lab-loss")
        driver.check()
