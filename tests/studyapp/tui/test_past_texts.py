"""Where a question's text changed, in the list of its past reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studyapp.core.memory import Rating
from studyapp.core.records import ActionKind
from tests.studyapp.study.test_pack_files import FIRST, NEW_PACK
from tests.studyapp.tui.test_own_word import SIZES

if TYPE_CHECKING:
    from tests.conftest import FrozenClock
    from tests.studyapp.tui.conftest import Run


@SIZES
async def test_a_line_where_the_text_changed(run: Run, clock: FrozenClock, size: tuple[int, int]) -> None:
    async with run(size=size) as driver:
        study = driver.app.study
        assert study is not None
        for prompt in ("The slope of ReLU at 3?", "How steep is ReLU at 3?"):
            files = {**NEW_PACK, "questions/cards.yaml": FIRST.replace("The slope of ReLU at 3?", prompt)}
            study.pack_files.change("mine", files, ActionKind.EDIT, "Wrote mine/first")
            for _ in range(2):
                session = study.review(("mine",))
                asked = session.next()
                assert asked is not None
                session.rate(asked, None, rating=Rating.AGAIN, response="one")
                clock.forward(days=9)
        driver.app.open_page("mine/first")
        await driver.settle()
        await driver.press("h")
        await driver.capture("past-texts")
        # The cursor passes over the line between.
        await driver.press("down", "down", "enter")
        assert driver.screen == "PastScreen"
        assert "The slope of ReLU at 3?" in driver.text()
        driver.check()
