"""The progress screen: a section for each key, a period, a selection; the same after a restart, in any terminal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from studyapp.core.confidence import Confidence
from studyapp.core.grading import Outcome, Verdict
from studyapp.core.memory import Rating
from studyapp.tui.keys import PROGRESS
from tests.kept import kept

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from tests.conftest import FrozenClock
    from tests.studyapp.tui.conftest import Run

SIZES = pytest.mark.parametrize("size", [(40, 12), (80, 24), (140, 40)], ids=["40x12", "80x24", "140x40"])
ASCII = pytest.mark.parametrize("ascii_only", [False, True], ids=["unicode", "ascii"])
SECTIONS = {
    key.keys: key.action.partition("'")[2].removesuffix("')") for key in PROGRESS if "view" in key.action
}
DAYS_OFF = (4, 12, 13)
"""Of twenty days: one that is forgiven, and two in a row that are not."""
ZONE = ZoneInfo("Europe/Berlin")


def study_for_twenty_days(study: Study, clock: FrozenClock) -> None:
    """Six answers a day, every fifth wrong, at three hours of the day; the first test's store serves the others."""
    kept(study._store, "twenty days", lambda: _study_on(study, clock))
    clock.local = datetime(2026, 12, 13, 10, 0, tzinfo=ZONE)


def _study_on(study: Study, clock: FrozenClock) -> None:
    turn = 0
    for day in range(20):
        if day not in DAYS_OFF:
            clock.local = clock.local.replace(hour=(8, 13, 21)[day % 3])
            session = study.review()
            for _ in range(6):
                asked = session.next()
                if asked is None:
                    break
                turn += 1
                wrong = turn % 5 == 0
                verdict = Verdict(Outcome.WRONG, mistake="sign") if wrong else Verdict(Outcome.RIGHT)
                session.rate(
                    asked,
                    verdict,
                    rating=Rating.AGAIN if wrong else Rating((turn * 7) % 3 + 2),
                    seconds=4.0 + (turn * 13) % 70,
                    response=f"answer {turn}",
                    confidence=(None, *Confidence)[turn % 4],
                )
        clock.forward(days=1)


@SIZES
@ASCII
async def test_every_section(run: Run, clock: FrozenClock, size: tuple[int, int], ascii_only: bool) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        assert driver.app.study is not None
        study_for_twenty_days(driver.app.study, clock)
        await driver.press("p")
        for key, name in SECTIONS.items():
            await driver.press(key)
            await driver.capture(f"progress-{name}")
        await driver.press("slash")
        await driver.type("topic:sigmoid")
        await driver.capture("progress-selecting")
        await driver.press("enter", "d")
        await driver.capture("progress-selected")
        driver.check()


async def test_sections_tell_what_the_log_says_after_a_restart(run: Run, clock: FrozenClock) -> None:
    shown: list[list[str]] = []
    for again in (False, True):
        async with run(size=(140, 40)) as driver:
            assert driver.app.study is not None
            if not again:
                study_for_twenty_days(driver.app.study, clock)
            await driver.press("p")
            sections = []
            for key in SECTIONS:
                await driver.press(key)
                sections.append(driver.text())
            shown.append(sections)
    assert shown[0] == shown[1]
    assert len(set(shown[0])) == len(SECTIONS)


async def test_what_is_taken_back_is_counted_nowhere(run: Run, clock: FrozenClock) -> None:
    async with run(size=(140, 40)) as driver:
        study = driver.app.study
        assert study is not None
        study_for_twenty_days(study, clock)
        clock.forward(days=60)
        before = study.progress.overview(days=None)
        session = study.review()
        asked = session.next()
        assert asked is not None
        session.rate(asked, Verdict(Outcome.WRONG, mistake="sign"), seconds=99.0, confidence=Confidence.SURE)
        assert study.progress.overview(days=None) != before
        session.undo()
        assert study.progress.overview(days=None) == before


async def test_the_period(run: Run, clock: FrozenClock) -> None:
    async with run(size=(140, 40)) as driver:
        assert driver.app.study is not None
        study_for_twenty_days(driver.app.study, clock)
        clock.forward(days=40)
        await driver.press("p", "c")
        told = driver.text()
        assert "90 days" in driver.lines()[0]
        assert " on 17 days" in told
        await driver.press("left_square_bracket")
        assert "30 days" in driver.lines()[0]
        assert "No answers in this period." in driver.text()
        await driver.press("left_square_bracket")
        assert "30 days" in driver.lines()[0]
        for words in ("90 days", "365 days", "all time", "all time"):
            await driver.press("right_square_bracket")
            assert words in driver.lines()[0]
        assert " on 17 days" in driver.text()


async def test_a_selection(run: Run, clock: FrozenClock) -> None:
    async with run(size=(140, 40)) as driver:
        study = driver.app.study
        assert study is not None
        study_for_twenty_days(study, clock)
        await driver.press("p", "p", "slash")
        await driver.type("pack:more")
        await driver.press("enter")
        assert "pack:more" in driver.lines()[0]
        assert "Every kind" not in driver.text()
        # What cannot be read is said, and what was there stays.
        await driver.press("slash")
        assert driver.at("#select").has_focus
        await driver.press("end")
        await driver.type(" due:(")
        await driver.press("enter")
        assert driver.notices()
        assert "pack:more " in driver.lines()[0]
        # A name that nothing has is said as well.
        await driver.press("slash", "end", *["backspace"] * 40)
        await driver.type("topic:nowhere")
        await driver.press("enter")
        assert any("nowhere" in notice for notice in driver.notices())
        # Nothing means all cards again; Esc leaves the line as it was, and only then the screen.
        await driver.press("slash", *["backspace"] * 40, "enter")
        assert "all cards" in driver.lines()[0]
        await driver.press("slash", "x", "escape")
        assert driver.screen == "ProgressScreen"
        assert "all cards" in driver.lines()[0]
        await driver.press("escape")
        assert driver.screen == "HomeScreen"


async def test_keys_that_mean_nothing_change_nothing(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        assert driver.app.study is not None
        study_for_twenty_days(driver.app.study, clock)
        await driver.press("p", "r")
        told = driver.text()
        await driver.press("x", "1", "9", "space", "enter", "left", "tab", "b", "z", "u", "ctrl+z")
        assert driver.text() == told


async def test_keys_before_anything_was_answered(run: Run) -> None:
    async with run() as driver:
        await driver.press("p")
        for key in (*SECTIONS, "left_square_bracket", "right_square_bracket"):
            await driver.press(key)
            assert "Nothing was answered yet." in driver.text()


async def test_the_page_of_a_question_shows_its_memory(run: Run, clock: FrozenClock) -> None:
    async with run(size=(140, 40)) as driver:
        study = driver.app.study
        assert study is not None
        driver.app.open_page("kinds/chain-of-four")
        await driver.settle()
        assert not driver.at("#memory").display
        await driver.press("escape")
        study_for_twenty_days(study, clock)
        (history,) = study.card_history.of("kinds/chain-of-four")
        assert len(history.points) >= 2
        driver.app.open_page("kinds/chain-of-four")
        await driver.settle()
        assert driver.at("#memory").display
        await driver.press("end")
        assert f"{len(history.points)} reviews" in driver.text()
        assert "stability in days by day" in driver.text()
