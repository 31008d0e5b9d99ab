"""What is done with a card besides answering it: bury, suspend, flag, undo, redo, report, and help with a leech."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from studyapp.core.memory import Rating, Reviewed
from studyapp.core.planner import Marks
from studyapp.core.why import span
from studyapp.store import cards as card_queries

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.conftest import FrozenClock
    from tests.studyapp.tui.conftest import Driver, Run


def marks(driver: Driver, identity: str) -> Marks:
    with driver.store.reading() as session:
        card = card_queries.card(session, identity)
    assert card is not None
    return card.marks


@pytest.mark.parametrize("early", [False, True], ids=["answered", "asked"])
@pytest.mark.parametrize(
    ("key", "key_early", "mark", "says"),
    [("b", "f6", "buried_until", "Buried until tomorrow"), ("s", "f7", "suspended", "Suspended")],
)
async def test_a_card_is_set_aside_and_comes_back_with_undo(
    run: Run, early: bool, key: str, key_early: str, mark: str, says: str
) -> None:
    async with run() as driver:
        await driver.press("enter")
        card = driver.asked.card.id
        if not early:
            await driver.answer()
        await driver.press(key_early if early else key)
        assert driver.asked.card.id != card
        assert any(says in notice for notice in driver.notices())
        assert getattr(marks(driver, card), mark)
        assert driver.review_count() == 0, "what was not rated is no answer"
        await driver.press("ctrl+z")
        assert driver.asked.card.id == card
        assert not getattr(marks(driver, card), mark)
        assert any("Taken back: " in notice for notice in driver.notices())
        await driver.press("ctrl+y")
        assert driver.asked.card.id != card
        assert getattr(marks(driver, card), mark)
        await driver.press("ctrl+y")
        assert any("nothing to do again" in notice for notice in driver.notices())
        assert driver.at("#ask").display
        await driver.press("ctrl+z")
        assert driver.asked.card.id == card, "as often as one likes"


async def test_a_flag_leaves_the_question_where_it_is(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter")
        card = driver.asked.card.id
        await driver.press("f8")
        assert marks(driver, card).flagged
        assert "1 again" not in driver.text(), "still asking"
        await driver.answer()
        await driver.press("g")
        assert not marks(driver, card).flagged
        await driver.press("asterisk")
        assert marks(driver, card).flagged
        assert driver.asked.card.id == card
        assert driver.answered
        await driver.press("4")
        assert driver.review_count() == 1


async def test_letters_mark_nothing_before_the_answer(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter")
        card = driver.asked.card.id
        for key in ("b", "s", "g", "n", "e", "k", "r"):
            await driver.press(key)
            assert driver.screen == "AskScreen"
        assert marks(driver, card) == Marks()
        assert driver.review_count() == 0


async def test_a_rating_is_done_again_after_undo(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter")
        card = driver.asked.card.id
        await driver.answer()
        await driver.press("4")
        state = driver.card(card)
        await driver.press("ctrl+z")
        assert driver.asked.card.id == card
        await driver.press("ctrl+y")
        assert driver.card(card) == state
        assert any("Done again: Rated" in notice for notice in driver.notices())
        assert driver.asked.card.id != card


async def test_a_quiz_marks_nothing(run: Run) -> None:
    async with run() as driver:
        driver.app.open_quiz("kinds", 2, 1)
        await driver.settle()
        card = driver.asked.card.id
        await driver.press("f6", "f7", "f8", "ctrl+y")
        await driver.answer()
        await driver.press("b", "s", "g", "k")
        assert marks(driver, card) == Marks()
        assert driver.asked.card.id == card
        await driver.press("n")
        assert driver.screen == "NoteScreen"
        await driver.press("escape")
        assert driver.answered


async def test_a_mistake_is_reported_from_the_answer_and_from_the_past(run: Run, home: Home) -> None:
    async with run() as driver:
        await driver.press("enter")
        asked = driver.asked
        await driver.answer()
        await driver.press("exclamation_mark")
        assert driver.screen == "ReportScreen"
        await driver.press("escape")
        assert not home.reports.exists(), "nothing was written"
        await driver.press("exclamation_mark")
        await driver.type("Why not 1/2?")
        await driver.press("ctrl+s")
        assert driver.screen == "AskScreen"
        assert any("Written to" in notice for notice in driver.notices())
        (path,) = home.reports.iterdir()
        held = json.loads(path.read_text(encoding="utf-8"))
        assert f"{held['pack']}/{held['question']}" == asked.card.question
        assert (held["seed"], held["says"]) == (asked.variant.seed, "Why not 1/2?")
        await driver.press("4", "escape")
        driver.app.open_page(asked.card.question)
        await driver.settle()
        await driver.press("h", "enter", "exclamation_mark", "ctrl+s")
        assert driver.screen == "PastScreen"
        assert len(list(home.reports.iterdir())) == 2
        assert driver.app.study is not None
        for path in home.reports.iterdir():
            assert driver.app.study.reports.replay(path).same


async def test_why_says_what_was_given(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        await driver.press("enter")
        await driver.answer()
        await driver.press("k")
        for words in ("Before: new", "Again: in 1 minute", "Easy: "):
            assert words in driver.text()
        card = driver.asked.card.id
        await driver.press("4")
        state = driver.card(card)
        assert isinstance(state, Reviewed)
    clock.local = clock.local.replace(
        year=state.due_day.year, month=state.due_day.month, day=state.due_day.day
    )
    async with run() as driver:
        await driver.press("enter")
        while driver.asked.card.id != card:
            await driver.answer()
            await driver.press("4")
        await driver.answer()
        await driver.press("k")
        assert f"% likely · lasts {span(state.stability)} (stability)" in driver.text()
        await driver.pilot.resize_terminal(100, 30)
        await driver.settle()
        assert "(stability)" in driver.text(), "a resize leaves the layer open"


# --- leeches ------------------------------------------------------------------------------------------------------


async def _make_leech(driver: Driver, clock: FrozenClock, card: str, lapses: int) -> None:
    """The card was forgotten so often, and is due."""
    state = Reviewed(4.0, 9.0, clock.clock.now().day, clock.clock.now().day, reps=30, lapses=lapses)
    with driver.store.writing() as session:
        card_queries.put_state(session, card, replace(state, last_day=state.last_day.replace(month=10)))


CHAIN = "kinds/chain-of-four#answer"
TURNED = "kinds/steepest#forward"


async def test_a_graded_answer_that_makes_a_leech_offers_help_at_once(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        await _make_leech(driver, clock, CHAIN, 7)
        await driver.press("enter")
        assert driver.asked.card.id == CHAIN
        await driver.type("77")
        await driver.press("enter")
        assert "Forgotten 8 times: r reads its section · w steps through its run" in driver.text()
        await driver.press("i")
        assert "Forgotten 8 times" not in driver.text(), "it counts as right"
        await driver.press("i", "r")
        assert driver.screen == "GuideScreen"
        assert "Chains" in driver.text()
        await driver.press("escape")
        assert driver.answered
        await driver.press("enter")
        assert driver.reviews(CHAIN)[-1].rating is Rating.AGAIN
        driver.app.open_page("kinds/chain-of-four")
        await driver.settle()
        assert "Forgotten 8 times: a leech." in driver.at("#cards").render().plain  # type: ignore[union-attr]


async def test_a_card_that_the_learner_judges_offers_help_before_it_is_stored(
    run: Run, clock: FrozenClock
) -> None:
    async with run() as driver:
        await _make_leech(driver, clock, TURNED, 11)
        await driver.press("enter", "enter")
        assert driver.asked.card.id == TURNED
        assert "Forgotten" not in driver.text()
        await driver.press("1")
        assert driver.review_count() == 0
        assert "Forgotten 12 times: r reads its section" in driver.text()
        assert "▸ 1 again" in driver.text()
        await driver.press("1")
        assert driver.review_count() == 1
        state = driver.card(TURNED)
        assert isinstance(state, Reviewed)
        assert state.lapses == 12


@pytest.mark.parametrize("lapses", [0, 6, 8, 10])
async def test_between_times_nothing_is_offered(run: Run, clock: FrozenClock, lapses: int) -> None:
    async with run() as driver:
        await _make_leech(driver, clock, TURNED, lapses)
        await driver.press("enter", "enter", "1")
        assert driver.review_count() == 1
        assert "Forgotten" not in driver.text()


async def test_leaving_stores_what_was_found_without_asking_again(run: Run, clock: FrozenClock) -> None:
    async with run() as driver:
        await _make_leech(driver, clock, CHAIN, 7)
        await driver.press("enter")
        await driver.type("77")
        await driver.press("enter", "escape", "escape")
        assert driver.screen == "HomeScreen"
        assert driver.review_count() == 1


async def test_related_questions_are_a_layer_and_open_from_it(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter")
        while driver.asked.question.id != "chain-of-four":
            await driver.answer()
            await driver.press("4")
        await driver.press("l")
        assert driver.screen == "AskScreen", "before the answer it is typed"
        await driver.press("backspace")
        await driver.answer(typed="8")
        await driver.press("l")
        shown = driver.text()
        assert "▸ The largest slope" in shown or "▸ Largest slope" in shown
        await driver.press("l")
        assert "▸" in driver.text()
        assert driver.text() != shown, "the next one is marked"
        await driver.press("l", "o")
        assert driver.screen == "PageScreen"
        await driver.press("escape")
        assert driver.answered, "back at the answer"
        await driver.press("w", "o")
        assert driver.screen == "PlayerScreen", "o opens what is shown"
