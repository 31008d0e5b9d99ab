"""A backlog and a vacation on the screen: previewed, applied by Enter only, taken back by one undo."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from studyapp.core.errors import Refusal
from studyapp.core.memory import Rating, Reviewed
from studyapp.core.spread import Spread
from studyapp.store import cards
from studyapp.study import exam_board
from studyapp.study.spreading import Spreading
from studyapp.tui.rows.spread import LABELS, SpreadSetup, preview_rows
from tests.studyapp.tui.test_progress import ASCII, SIZES

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from tests.conftest import FrozenClock
    from tests.studyapp.tui.conftest import Driver, Run

TODAY = date(2026, 12, 24)


def left_alone(driver: Driver, clock: FrozenClock) -> Study:
    """Everything learned on one day, then nothing done for a month."""
    study = driver.app.study
    assert study is not None
    session = study.review()
    while (asked := session.next()) is not None:
        session.rate(asked, None, rating=Rating.EASY)
    clock.forward(days=31)
    return study


def due_days(driver: Driver) -> dict[str, date]:
    with driver.store.reading() as session:
        found = cards.cards_in_study(session, [])
    return {card.id: card.state.due_day for card in found if isinstance(card.state, Reviewed)}


@SIZES
@ASCII
async def test_spreading_at_every_size(
    run: Run,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    ascii_only: bool,
) -> None:
    monkeypatch.setattr(exam_board, "BACKLOG", 3)
    async with run(size=size, ascii_only=ascii_only) as driver:
        await driver.press("v")
        await driver.capture("spread-nothing")
        await driver.press("escape")
        left_alone(driver, clock)
        await driver.press("p", "escape")
        await driver.capture("home-backlog")
        await driver.press("v")
        await driver.capture("spread-days")
        await driver.press("right", "down")
        await driver.type("2")
        await driver.capture("spread-cards")
        await driver.press("up", "left", "left")
        await driver.capture("spread-vacation")
        await driver.press("down", *["backspace"] * 8)
        await driver.type("whenever")
        await driver.capture("spread-refused")
        driver.check()


async def test_enter_moves_what_was_previewed_and_undo_takes_it_back(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        study = left_alone(driver, clock)
        before = due_days(driver)
        await driver.press("v", "right", "down")
        await driver.type("3")
        plan = study.spreading.backlog(per_day=3)
        assert f"{len(plan.moves)} cards move, at most 3 a day" in driver.text()
        assert due_days(driver) == before
        await driver.press("enter")
        assert driver.screen == "HomeScreen"
        assert driver.notices()[-1] == f"Moved {len(plan.moves)} cards; u takes it back."
        assert due_days(driver) == before | dict(plan.moves)
        await driver.press("u")
        assert due_days(driver) == before


async def test_escape_leaves_everything_as_it_is(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        study = left_alone(driver, clock)
        before, done = due_days(driver), study.actions.journal()
        await driver.press("v", "right", "right", "down", "right", "left", "escape")
        assert driver.screen == "HomeScreen"
        assert (due_days(driver), study.actions.journal()) == (before, done)


async def test_a_vacation_moves_what_falls_into_it(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        left_alone(driver, clock)
        await driver.press("v", "left", "down", *["backspace"] * 8)
        await driver.type("today")
        await driver.press("down", *["backspace"] * 9)
        await driver.type("in 9 days")
        assert "Sat 2 Jan" in driver.text()
        await driver.press("enter")
        closed = {TODAY + timedelta(days=day) for day in range(10)}
        moved = due_days(driver)
        assert not closed & set(moved.values())


async def test_what_cannot_be_is_said_and_enter_does_nothing(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        left_alone(driver, clock)
        before = due_days(driver)
        await driver.press("v", "down")
        for typed, says in (("0", "days must lie between 1 and 366"), ("9", ""), ("9", ""), ("9", "")):
            await driver.type(typed)
            assert says in driver.text()
        # Three figures are the most.
        assert "◂ 099" in driver.text()
        await driver.press("backspace", "backspace", "backspace")
        assert "write a number of days" in driver.text()
        await driver.press("enter")
        assert driver.screen == "SpreadScreen"
        await driver.press("right", "down")
        await driver.type("pack:(")
        assert "pack: needs a value" in driver.text()
        await driver.press("enter", "left", "right")
        assert driver.screen == "SpreadScreen"
        assert due_days(driver) == before


async def test_a_refusal_while_it_is_done_leaves_the_choice_on_the_screen(
    run: Run, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> int:
        raise Refusal("the disk is full; make room")

    async with run() as driver:
        left_alone(driver, clock)
        monkeypatch.setattr(Spreading, "apply", refuse)
        await driver.press("v", "right", "down")
        await driver.type("2")
        await driver.press("enter")
        assert driver.screen == "SpreadScreen"
        assert "the disk is full; make room" in driver.notices()
        monkeypatch.undo()
        await driver.press("enter")
        assert driver.screen == "HomeScreen"


def test_lines_change_by_steps_and_by_what_is_typed() -> None:
    setup = SpreadSetup(TODAY)
    assert [setup.changed("days", by).value("days") for by in (-1, 1)] == ["5", "10"]
    assert setup.written("days", "8").changed("days", 1).value("days") == "10"
    assert setup.written("days", "8").changed("days", -1).value("days") == "7"
    assert setup.written("days", "x") == setup
    assert setup.changed("first", 1).value("first") == (TODAY + timedelta(days=2)).isoformat()
    assert setup.changed("first", -1).changed("first", -1).value("first") == TODAY.isoformat()
    assert setup.changed("search", 1) == setup
    hows = [setup]
    for _ in range(4):
        hows.append(hows[-1].changed("how", 1))
    assert hows[4].how == hows[0].how
    assert len({each.how for each in hows}) == 4
    assert all(line in LABELS for each in hows for line in each.lines)


@pytest.mark.parametrize("days", [1, 2, 30, 400, 3_000])
@pytest.mark.parametrize(("cells", "height"), [(37, 4), (76, 14), (136, 30)])
def test_a_preview_fits_whatever_its_length(days: int, cells: int, height: int) -> None:
    last = TODAY + timedelta(days=days)
    plan = Spread({"a#b": last}, {TODAY: 900}, {TODAY: 450, last: 450}, 12.5, 450)
    for ascii in (False, True):
        rows = preview_rows(plan, TODAY, cells, height, ascii)
        assert len(rows) <= max(height, 5)
        assert max(sum(len(span.text) for span in line) for line in rows) <= cells
