"""How tests move about in the lab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studyapp.tui.app import Start
from studyapp.tui.screens.lab import LabScreen

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver


def lab(experiment: str = "", parameters: dict[str, Any] | None = None, seed: int = 0) -> Start:
    options = {"experiment": experiment, "parameters": parameters or {}, "seed": seed}
    return Start("lab", options=options)


def bench(driver: Driver) -> Any:
    assert isinstance(driver.app.screen, LabScreen)
    return driver.app.screen.bench


async def go_to(driver: Driver, name: str) -> None:
    """The cursor on a control."""
    listed: Any = driver.at("#controls")
    listed.highlighted = listed.get_option_index(name)
    await driver.settle()


async def type_in(driver: Driver, name: str, text: str) -> None:
    await go_to(driver, name)
    await driver.press("enter")
    line: Any = driver.at("#typed")
    line.value = text
    line.cursor_position = len(text)
    await driver.settle()
    await driver.press("enter")
