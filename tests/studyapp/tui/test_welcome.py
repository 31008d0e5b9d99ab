"""The welcome: at the very first start only, skipped by Enter or Escape; the first question is one key away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from studyapp.render.spans import plain, row_width
from studyapp.store import places
from studyapp.store.engine import Store
from studyapp.store.tables import places as places_table
from studyapp.study.explore import Explore
from studyapp.study.welcome import Welcome
from studyapp.tui.app import Start
from studyapp.tui.rows.welcome import about_rows, proof_rows

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.studyapp.tui.conftest import Run


@pytest.fixture
def first_start(run: Run, home: Home) -> Run:
    """The app over a store that has never been opened by a learner."""
    store = Store(home.store)
    with store.writing() as session:
        session.execute(places_table.delete())
    store.close()
    return run


def shown(store: Store) -> object:
    with store.reading() as session:
        return places.place(session, "welcome")


async def test_one_key_to_the_first_question(first_start: Run) -> None:
    async with first_start() as driver:
        assert driver.screen == "WelcomeScreen"
        assert shown(driver.store) is True
        await driver.press("enter")
        assert driver.screen == "AskScreen"
        await driver.press("escape")
        assert driver.screen == "HomeScreen"
    async with first_start() as driver:
        assert driver.screen == "HomeScreen"


async def test_escape_goes_home_from_either_screen(first_start: Run) -> None:
    async with first_start() as driver:
        await driver.press("right")
        assert "0.125" in driver.text()
        await driver.press("right")
        assert "0.125" in driver.text()
        await driver.press("left")
        assert "Welcome to studyapp" in driver.text()
        await driver.press("space", "escape")
        assert driver.screen == "HomeScreen"
        assert len(driver.app.screen_stack) == 2


async def test_enter_on_the_second_screen_starts_too(first_start: Run) -> None:
    async with first_start() as driver:
        await driver.press("right", "enter")
        assert driver.screen == "AskScreen"


async def test_it_does_not_come_between_a_command_and_its_review(first_start: Run) -> None:
    async with first_start(start=Start("review")) as driver:
        assert driver.screen == "AskScreen"
        assert shown(driver.store) is None


async def test_a_learner_who_has_answers_is_not_welcomed(first_start: Run) -> None:
    async with first_start(start=Start("review")) as driver:
        await driver.press("enter", "3")
        assert driver.review_count() == 1
    async with first_start() as driver:
        assert driver.screen == "HomeScreen"


async def test_home_is_painted_before_it(first_start: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it is wanted is asked by the worker that opens the store."""
    from studyapp.tui.app import StudyApp

    seen: list[str] = []
    opening = StudyApp._opening

    def looked(app: StudyApp) -> None:
        seen.append(type(app.screen).__name__)
        opening(app)

    monkeypatch.setattr(StudyApp, "_opening", looked)
    async with first_start() as driver:
        assert seen == ["HomeScreen"]
        assert driver.screen == "WelcomeScreen"


@pytest.mark.parametrize("cells", [36, 72])
@pytest.mark.parametrize("room", [8, 11, 20, 36])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_its_rows_fit(store: Store, cells: int, room: int, ascii_only: bool) -> None:
    example = Welcome(store, Explore()).proof()
    for rows in (
        about_rows("Enter", "Right", cells),
        proof_rows(example, "Enter", cells, ascii_only, room),
        proof_rows(None, "Enter", cells, ascii_only, room),
    ):
        assert all(row_width(row) <= cells for row in rows)
        assert "Enter asks the first question." in plain(rows)
    rows = proof_rows(example, "Enter", cells, ascii_only, room)
    assert len(rows) <= room
    assert "measured 0.125" in plain(rows)


def test_the_number_is_that_of_the_run(store: Store) -> None:
    """By hand: 1 times 1/4 at the second unit, times 2 times 1/4 back to the first."""
    example = Welcome(store, Explore()).proof()
    assert example.measurements["bias_gradient"] == [0.125, 0.25]
