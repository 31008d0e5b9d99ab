"""What the tests of the modes do on the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver


async def take(driver: Driver) -> None:
    """Answer whatever a quiz asks, until its result."""
    while driver.screen == "AskScreen":
        await driver.answer()
        if driver.screen == "AskScreen" and driver.answered:
            await driver.press("enter")


def attempts(driver: Driver) -> list[tuple[object, ...]]:
    with driver.store.reading() as session:
        rows = session.execute(text("SELECT place, outcome FROM attempts ORDER BY quiz_id, place"))
        return [tuple(row) for row in rows]


async def to_line(driver: Driver, label: str) -> None:
    """Move the cursor of the set-up screen to a line."""
    await driver.press("home")
    for _ in range(12):
        listed = driver.at("#lines")
        option = listed.get_option_at_index(listed.highlighted)  # type: ignore[attr-defined]
        if str(option.prompt).startswith(label):
            return
        await driver.press("down")
    raise AssertionError(f"there is no line {label!r}:\n{driver.text()}")
