"""Exams on the screen: typed, planned, looked at day by day, changed, removed and taken back."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from studyapp.core.exam import Cancelled
from studyapp.study.exam_plans import ExamPlans
from tests.studyapp.tui.test_progress import ASCII, SIZES, study_for_twenty_days

if TYPE_CHECKING:
    from studyapp.core.records import Exam
    from studyapp.study.app import Study
    from studyapp.study.exams import Exams
    from tests.conftest import FrozenClock
    from tests.studyapp.tui.conftest import Driver, Run

TODAY = date(2026, 12, 13)
"""After twenty days of study."""


def opened(driver: Driver, clock: FrozenClock) -> Study:
    """The study after twenty days."""
    assert driver.app.study is not None
    study_for_twenty_days(driver.app.study, clock)
    return driver.app.study


async def fill(driver: Driver, *texts: str) -> None:
    """Type into the fields from the first on, each left by Enter but for the last."""
    for place, text in enumerate(texts):
        if place:
            await driver.press("enter")
        await driver.type(text)


@SIZES
@ASCII
async def test_exams_at_every_size(
    run: Run, clock: FrozenClock, size: tuple[int, int], ascii_only: bool
) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        study = opened(driver, clock)
        await driver.press("e")
        await driver.capture("exams-none")
        await driver.press("a")
        await driver.capture("exam-form")
        await driver.press("ctrl+s")
        await fill(driver, "ML finals", "in 19 days", "topic:nowhere")
        await driver.capture("exam-form-refused")
        await driver.press(*["backspace"] * 13)
        await driver.press("ctrl+s")
        study.exams.add("An oral with a name that is rather long", TODAY + timedelta(days=80), "pack:more", 5)
        await driver.press("escape", "e")
        await driver.capture("exams")
        await driver.press("enter")
        await driver.capture("exam-plan")
        await driver.press("m", "right", "right")
        await driver.capture("exam-plan-cards")
        await driver.press("escape", "down", "enter", "end")
        await driver.capture("exam-plan-far")
        await driver.press("escape", "escape")
        await driver.capture("home-exam")
        driver.check()


async def test_an_exam_is_typed_planned_changed_removed_and_taken_back(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        study = opened(driver, clock)
        await driver.press("e", "a")
        await fill(driver, "Finals", "2027-01-10", "pack:kinds")
        await driver.press("enter", *["backspace"] * 2, "1", "5", "enter")
        assert driver.screen == "ExamsScreen"
        (exam,) = study.exams.all()
        assert (exam.name, exam.day, exam.selection, exam.minutes) == (
            "Finals",
            date(2027, 1, 10),
            "pack:kinds",
            15,
        )
        plan = study.exams.outlook(exam).plan
        assert plan is not None
        assert f"{100 * plan.recall:.0f} %" in driver.text()
        assert f"{100 * plan.recall_untouched:.0f} %" in driver.text()
        await driver.press("enter")
        assert driver.screen == "ExamPlanScreen"
        needed = study.exams.minutes_needed(exam, 0.9)
        cost = study.exams.cost_of_days_off(exam, [TODAY + timedelta(days=1)])[TODAY + timedelta(days=1)]
        told = "nothing to speak of" if cost < 0.0005 else f"{100 * cost:.1f} %"
        assert told in driver.text()
        assert (f"{needed} min a day" if needed is not None else "no amount of time") in driver.text()
        await driver.press("c", "end", *["backspace"] * 6)
        await driver.type("Resit")
        await driver.press("ctrl+s")
        assert driver.screen == "ExamPlanScreen"
        assert "Resit" in driver.lines()[0]
        await driver.press("u")
        assert "Finals" in driver.lines()[0]
        assert driver.notices()[-1] == "Taken back: Changed exam Finals"
        await driver.press("U")
        assert "Resit" in driver.lines()[0]
        await driver.press("d")
        assert driver.screen == "ExamsScreen"
        assert study.exams.all() == ()
        assert "u takes it back" in driver.notices()[-1]
        await driver.press("u")
        assert [each.name for each in study.exams.all()] == ["Resit"]
        assert "Resit" in driver.text()
        await driver.press("d", "u", "ctrl+y")
        assert study.exams.all() == ()
        assert "No exam yet; a adds one." in driver.text()


async def test_a_plan_whose_exam_is_taken_back_is_left(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        study = opened(driver, clock)
        study.exams.add("Finals", TODAY + timedelta(days=9))
        await driver.press("e", "enter")
        assert driver.screen == "ExamPlanScreen"
        await driver.press("u")
        assert driver.screen == "ExamsScreen"
        assert study.exams.all() == ()


async def test_what_is_refused_is_said_below_its_line_and_nothing_typed_is_lost(
    run: Run, clock: FrozenClock
) -> None:
    async with run() as driver:
        study = opened(driver, clock)
        study.exams.add("Taken", TODAY + timedelta(days=9))
        await driver.press("e", "a", "ctrl+s")
        assert "an exam needs a name" in driver.text()
        assert driver.at("#name").has_focus
        await fill(driver, "taken", "yesterday", "is:odd")
        await driver.press("enter", "backspace", "backspace", "x", "enter")
        assert driver.screen == "ExamFormScreen"
        assert "not yesterday" in driver.text()
        assert "write the minutes a day as a number" in driver.text()
        assert driver.at("#day").has_focus
        await driver.press(*["backspace"] * 9)
        await driver.type("today")
        await driver.press("down", "down", "backspace")
        await driver.type("0")
        await driver.press("ctrl+s")
        assert "1 to 3650 days ahead" in driver.text()
        await driver.press(*["backspace"] * 5)
        await driver.type("in 3 days")
        await driver.press("ctrl+s")
        assert "minutes a day must lie between 1 and 1440" in driver.text()
        assert driver.at("#minutes").has_focus
        await driver.type("5")
        await driver.press("ctrl+s")
        assert driver.at("#selection").has_focus
        assert "is:odd" in driver.text()
        # Back and here again: what was typed is still there, and nothing was kept.
        await driver.press("escape")
        assert len(study.exams.all()) == 1
        await driver.press("a")
        assert all(text in driver.text() for text in ("taken", "in 3 days", "is:odd"))
        await driver.press("down", "down", "end", *["backspace"] * 6, "ctrl+s")
        assert "already; choose another name" in driver.text()
        assert driver.at("#name").has_focus
        await driver.type("!")
        await driver.press("ctrl+s")
        assert [exam.name for exam in study.exams.all()] == ["taken!", "Taken"]
        # It was kept, so that the next one begins empty.
        await driver.press("a")
        assert "taken!" not in driver.text()


async def test_exams_of_today_and_before_and_of_no_card(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        study = opened(driver, clock)
        study.exams.add("Nothing", TODAY + timedelta(days=3), "topic:nowhere")
        study.exams.add("Soon", TODAY + timedelta(days=1))
        await driver.press("e")
        assert "no cards" in driver.text()
        await driver.press("enter")
        # On the eve of the exam there is only today.
        assert "Today, 13 Dec" in driver.text()
        told = driver.text()
        await driver.press("left", "right", "end", "home")
        assert driver.text() == told
        await driver.press("escape", "escape")
        clock.forward(days=1)
        await driver.press("e", "enter")
        assert "Its day is here" in driver.text()
        await driver.press("right", "m", "escape", "escape")
        assert "Soon today" in driver.text()
        clock.forward(days=1)
        await driver.press("e")
        assert "yesterday" in driver.text()
        await driver.press("enter")
        assert "Its day is over" in driver.text()
        # Its minutes can be changed, and it can be given another day.
        await driver.press("c", "down", *["backspace"] * 10)
        await driver.type("in 5 days")
        await driver.press("ctrl+s")
        assert "Minutes a day" in driver.text()


async def test_planning_says_how_far_it_is_and_stops_when_its_screen_is_left(
    run: Run, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = threading.Event()
    real = ExamPlans.outlook

    def endless(self: Exams, exam: Exam, *, heard: Any = None) -> Any:
        if stopped.is_set():  # the home screen asks for the next exam
            return real(self, exam)
        while heard(0.42):
            time.sleep(0.001)
        stopped.set()
        raise Cancelled

    async with run() as driver:
        study = opened(driver, clock)
        study.exams.add("Finals", TODAY + timedelta(days=9))
        monkeypatch.setattr(ExamPlans, "outlook", endless)
        await driver.pilot.press("e")
        for _ in range(2_000):
            if "Planning … 42 %" in driver.text():
                break
            await asyncio.sleep(0.002)
        assert "Planning … 42 %" in driver.text()
        assert "Finals" in driver.text()
        await driver.pilot.press("escape")
        for _ in range(2_000):
            if stopped.is_set():
                break
            await asyncio.sleep(0.002)
        assert stopped.is_set()
        assert driver.screen == "HomeScreen"


async def test_keys_that_mean_nothing_change_nothing(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        study = opened(driver, clock)
        await driver.press("e")
        told = driver.text()
        await driver.press("enter", "c", "d", "x", "1", "space", "left", "right", "U", "tab")
        driver.app.clear_notifications()
        await driver.settle()
        assert driver.text() == told
        study.exams.add("Finals", TODAY + timedelta(days=9))
        await driver.press("escape", "e", "enter")
        told = driver.text()
        await driver.press("x", "1", "a", "enter", "space", "tab", "up", "down")
        assert driver.text() == told


async def test_the_next_exam_on_the_home_screen(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        study = opened(driver, clock)
        assert "Exam " not in driver.text()
        exam = study.exams.add("Finals", TODAY + timedelta(days=30), minutes=1)
        await driver.press("p", "escape")
        plan = study.exams.outlook(exam).plan
        assert plan is not None
        assert f"Finals in 30 days · {100 * plan.recall:.0f} % expected" in driver.text()
        # Undo works here too, says what it was, and the line goes.
        await driver.press("u")
        assert driver.notices()[-1] == "Taken back: Added exam Finals"
        assert "Finals in" not in driver.text()
        await driver.press("U")
        assert driver.notices()[-1] == "Done again: Added exam Finals"
        assert "Finals in 30 days" in driver.text()
