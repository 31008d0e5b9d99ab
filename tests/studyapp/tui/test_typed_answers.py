"""Typed answers on the asking screen: a slip, a formula as it was read, key points ticked as guesses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from studyapp.core.items import AnyQuestion, Question
from studyapp.core.memory import New
from studyapp.core.planner import Card
from studyapp.core.worked import Variant
from studyapp.study.asked import Asked
from studyapp.tui.asking import Trying
from studyapp.tui.screens.ask import AskScreen

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver, Run

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)


def asked(kind: str, **fields: Any) -> Asked:
    common = {"id": "q", "difficulty": "easy", "topics": ["t"], "backed_by": "citation", "kind": kind}
    question = READ.validate_python({**common, "references": [{"title": "A book"}], **fields})
    return Asked(Card("p/q#answer", New()), question, "", Variant(1))


async def ask(driver: Driver, *questions: Asked) -> None:
    assert driver.app.study is not None
    await driver.app.push_screen(AskScreen(driver.app.study, Trying(questions, "Try")))
    await driver.settle()


FORMULA = asked("expression", prompt="The derivative?", answer={"value": "2 x", "of": {"x": [-1, 1]}})
WORD = asked("text", prompt="Name it.", answer={"accept": ["softmax"]})
WHY = asked(
    "open",
    prompt="Why?",
    answer="So.",
    key_points=[{"text": "It shrinks", "words": ["shrink"]}, {"text": "Slopes", "words": ["slope"]}],
)


async def test_a_formula_is_shown_as_it_was_read(run: Run) -> None:
    async with run() as driver:
        await ask(driver, FORMULA)
        assert "Type a formula in x, then press Enter" in driver.text()
        await driver.type("1/2x")
        await driver.press("enter")
        assert "Not gradable yet" in driver.text()
        assert "Use brackets" in driver.text()
        await driver.press(*["backspace"] * 4)
        await driver.type("x+x")
        await driver.press("enter")
        assert "✓ Right  2·x" in driver.text()
        assert "Read as x + x." in driver.text()


async def test_a_slip_shows_the_spelling(run: Run) -> None:
    async with run() as driver:
        await ask(driver, WORD)
        await driver.type("sofmax")
        await driver.press("enter")
        assert "✓ Right  softmax" in driver.text()
        assert "Accepted; it is spelled softmax." in driver.text()


async def test_nothing_is_ticked_that_is_negated(run: Run) -> None:
    async with run() as driver:
        await ask(driver, WHY)
        await driver.type("it has no slope that shrinks")
        await driver.press("ctrl+s")
        assert "Tick what your answer had, then press Enter" in driver.text()
        assert "[ ] It shrinks" in driver.text()
        assert "[ ] Slopes" in driver.text()


async def test_guesses_count_only_once_they_are_confirmed(run: Run) -> None:
    async with run() as driver:
        await ask(driver, WHY)
        await driver.type("it shrinks, with no slope")
        await driver.press("ctrl+s")
        assert "Correct my guesses, then press Enter" in driver.text()
        assert "[✓] It shrinks" in driver.text()
        assert "[ ] Slopes" in driver.text()
        assert not driver.answered
        await driver.press("b", "enter")
        assert "2 of 2 key points." in driver.text()
