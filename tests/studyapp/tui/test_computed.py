"""The kinds whose answer is put together: their screens, and how they are answered by keys."""

from __future__ import annotations

import asyncio
import random
import shutil
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from textual.events import Key
from textual.widgets import Input

from studyapp import wiring
from studyapp.config import Home
from studyapp.core.memory import Rating
from studyapp.lab import named
from studyapp.study.clock import Clock
from tests.examples import seeds

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver, Run

KEYS = [
    *("enter", "enter", "enter", "tab", "shift+tab", "up", "down", "left", "right", "space", "escape"),
    *("w", "x", "u", "v", "f2", "pagedown", "pageup", "backspace", "semicolon", "full_stop", "minus"),
    *"abcde12345",
]
COMPUTED = Path(__file__).parent / "computed"
SIZES = [(40, 12), (80, 24), (140, 40)]


@pytest.fixture
def packs() -> Path:
    """A root with one pack: a question of each of these kinds."""
    return COMPUTED


@pytest.fixture(scope="session")
def stocked(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("computed")
    home = Home(folder, folder)
    shutil.copyfile(migrated, home.store)
    study = wiring.open_study(home, clock=Clock(), packs=COMPUTED)
    assert not study.problems
    study.close()
    return home.store


@pytest.fixture(params=SIZES, ids=[f"{width}x{height}" for width, height in SIZES])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    width, height = request.param
    return int(width), int(height)


@pytest.fixture(params=[False, True], ids=["unicode", "ascii"])
def ascii_only(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


async def test_the_screens_of_each_kind(run: Run, size: tuple[int, int], ascii_only: bool) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        await driver.press("enter")
        await _ask_each_kind(driver)
        driver.check()


async def _ask_each_kind(driver: Driver) -> None:
    await driver.capture("array-asked")
    await driver.type("0.5 2")
    await driver.press("semicolon")
    await driver.type("1")
    await driver.capture("array-typing")
    await driver.type(" 2 7")
    await driver.capture("array-too-many")
    await driver.press("backspace", "backspace", "enter")
    await driver.capture("array-wrong")
    await driver.press("enter")
    await driver.capture("ordering-asked")
    await driver.type("b a z")
    await driver.capture("ordering-typing")
    await driver.press("backspace")
    await driver.type("c d")
    await driver.press("enter")
    await driver.capture("ordering-wrong")
    await driver.press("enter")
    await driver.capture("matching-asked")
    await driver.type("a c")
    await driver.capture("matching-typing")
    await driver.type("b")
    await driver.press("enter")
    await driver.capture("matching-answered")
    await driver.press("enter")
    await driver.capture("parts-asked")
    await driver.type("5")
    await driver.press("enter")
    await driver.type("8")
    await driver.press("enter")
    await driver.capture("parts-typing")
    await driver.type("24")
    await driver.press("enter")
    await driver.capture("parts-carried")
    await driver.press("enter")
    await driver.capture("trace-asked")
    await driver.press("enter")
    await driver.capture("trace-read")
    await driver.press("enter")
    await driver.capture("predict-asked")
    await driver.press("a")
    await driver.capture("predict-answered")
    await driver.press("enter")
    await driver.capture("bug-asked")
    await driver.press("e")
    await driver.capture("bug-answered")
    await driver.press("enter")
    await driver.type("2(a-t")
    await driver.press("right_parenthesis", "enter")
    await driver.capture("expression-right")
    await driver.press("enter")
    await driver.capture("mutant-asked")
    await driver.type("3")
    await driver.press("enter")
    await driver.capture("mutant-named")


async def _try(driver: Driver, question: str) -> None:
    """Open a question's page and answer it for practice: a trace then has every line blank."""
    driver.app.open_page(f"computed/{question}")
    await driver.settle()
    await driver.press("a")


async def test_the_screens_of_a_trace_with_blanks(run: Run, size: tuple[int, int], ascii_only: bool) -> None:
    async with run(size=size, ascii_only=ascii_only) as driver:
        await _try(driver, "two-units-trace")
        await driver.capture("trace-blank")
        await driver.type("2 6")
        await driver.press("enter")
        await driver.type("2 5")
        await driver.press("down", "down")
        await driver.type("1")
        await driver.press("up")
        await driver.type("1 1")
        await driver.press("down", "down")
        await driver.capture("trace-typing")
        await driver.type("x")
        await driver.press("enter")
        await driver.capture("trace-unreadable")
        await driver.press("backspace", "3", "enter")
        assert driver.answered
        await driver.capture("trace-wrong")
        driver.check()


async def test_the_pages(run: Run, size: tuple[int, int]) -> None:
    async with run(size=size) as driver:
        for question in ("matrix-gradient", "slopes-at-zero", "two-units-trace", "where-it-went-wrong"):
            driver.app.open_page(f"computed/{question}")
            await driver.settle()
            await driver.capture(f"page-{question}")
            await driver.press("escape")
        driver.check()


async def test_a_quiz_keeps_each_question_in_its_place_and_ends_with_a_result(
    run: Run, size: tuple[int, int]
) -> None:
    async with run(size=size) as driver:
        driver.app.open_quiz("computed", 9, 1)
        await driver.settle()
        for _ in range(9):
            asked = driver.at("#prompt").region.offset
            assert driver.at("#question").region.contains(*asked)
            await _answer_wrongly(driver)
            assert driver.answered
            assert driver.at("#prompt").region.offset == asked, driver.asked.question.id
            await driver.press("enter")
        await driver.capture("quiz-result-computed")
        driver.check()


async def _answer_wrongly(driver: Driver) -> None:
    """Some answer to whatever is asked."""
    kind = driver.asked.question.kind
    if kind in ("parts", "trace"):
        for cell in driver.asked.variant.cells:
            await driver.type("7 7" if isinstance(cell.value, tuple) else "7")
            await driver.press("enter")
        return
    typed = {"array": "7 7;7 7", "ordering": "abcd", "matching": "aaa", "expression": "a"}.get(kind, "7")
    if kind in ("predict", "bug"):
        await driver.press("b")
    else:
        await driver.type(typed)
        await driver.press("enter")


async def test_an_empty_blank_is_asked_for_and_keeps_the_others(run: Run) -> None:
    async with run() as driver:
        await _try(driver, "one-unit-by-hand")
        await driver.press("down", "down", "4", "enter")
        assert not driver.answered
        assert "fill in every blank" in driver.text()
        assert driver.blanks == ["", "", "4"]
        await driver.press("5")
        assert driver.blanks == ["5", "", "4"]
        await driver.press("tab", "6", "tab", "enter")
        assert driver.answered


async def test_the_lines_of_a_read_trace_scroll(run: Run) -> None:
    async with run(size=(40, 12)) as driver:
        await driver.press("enter")
        while driver.asked.question.kind != "trace":
            await _answer_wrongly(driver)
            await driver.press("4")
        assert "Gradient at the first bias" not in driver.text()
        await driver.press(*["down"] * 6)
        assert "Gradient at the first bias" in driver.text()
        await driver.press("enter")
        assert driver.answered


async def test_what_is_typed_ahead_meets_the_next_blank(run: Run) -> None:
    """A burst of keys, faster than the screen handles one of them."""
    async with run() as driver:
        await _try(driver, "one-unit-by-hand")
        for key in ("9", "enter", "1", "6", "down", "4", "8"):
            driver.app.post_message(Key(key, None if len(key) > 1 else key))
        await driver.settle()
        assert driver.blanks == ["9", "16", "48"]


async def test_the_ends_of_the_blanks_hold(run: Run) -> None:
    async with run() as driver:
        await _try(driver, "one-unit-by-hand")
        await driver.press("up", "up", "1", "down", "down", "down", "down", "2", "shift+tab", "3")
        assert driver.blanks == ["1", "3", "2"]


async def test_w_shows_the_full_run_of_a_trace_as_a_hint(run: Run) -> None:
    async with run() as driver:
        await _try(driver, "two-units-trace")
        await driver.press("2", "w")
        assert driver.screen == "PlayerScreen"
        await driver.press("escape")
        assert driver.screen == "AskScreen"
        assert driver.hinted
        assert any("Hard at best" in notice for notice in driver.notices())
        await driver.press("space", "6")
        assert driver.blanks[0] == "2 6"


async def test_a_trace_with_nothing_blank_is_read_without_a_hint(run: Run) -> None:
    async with run() as driver:
        await driver.press("enter")
        while driver.asked.question.kind != "trace":
            await _answer_wrongly(driver)
            await driver.press("4")
        assert driver.blanks == []
        await driver.press("w", "escape")
        assert not driver.hinted
        await driver.press("7", "x", "enter")
        assert driver.answered
        assert "Read" in driver.text()
        await driver.press("enter")
        (review,) = driver.reviews("computed/two-units-trace#answer")
        assert (review.outcome, review.rating, review.hinted) == ("right", Rating.GOOD, False)


async def test_w_is_no_key_before_the_answer_of_another_kind(run: Run) -> None:
    async with run() as driver:
        await _try(driver, "one-unit-by-hand")
        await driver.press("w")
        assert driver.screen == "AskScreen"
        assert driver.blanks == ["", "", ""]


MISTAKES = {
    "gradient-of-the-first": ("3", "no_activation_derivative"),
    "matrix-gradient": ("-0.5 1;-1 2", "step"),
    "slopes-in-order": ("dcba", "order"),
    "slopes-at-zero": ("aaa", "pairs"),
}
"""By question: a wrong answer, and the name of its mistake."""


async def test_a_mistake_is_stored_by_its_name(run: Run) -> None:
    left = set(MISTAKES)
    async with run() as driver:
        await driver.press("enter")
        while left:
            question = driver.asked.question.id
            if question in left:
                keys, mistake = MISTAKES[question]
                await driver.type(keys)
                await driver.press("enter", "4")
                review = driver.reviews(f"computed/{question}#answer")[0]
                assert review.mistake == mistake
                left.remove(question)
            else:
                await _answer_wrongly(driver)
                await driver.press("4")


async def test_a_verdict_waits_for_the_mutants_in_a_worker(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mistakes of the run are still being computed: the screen answers keys, and the verdict comes later."""
    released = Event()
    made = named.named_by_mutants

    def slow(*given: Any) -> Any:
        assert released.wait(20)
        return made(*given)

    monkeypatch.setattr(named, "named_by_mutants", slow)
    monkeypatch.setattr(named, "at_hand", lambda *_given: False)
    async with run() as driver:
        driver.app.open_page("computed/gradient-of-the-first")
        await driver.settle()
        await driver.pilot.press("a")
        # A key that comes before the input has the focus is not typed.
        while driver.screen != "AskScreen" or not driver.at("#typed").has_focus:
            await asyncio.sleep(0.01)
        await driver.pilot.press("3", "enter")
        for key in ("enter", "1", "w", "x", "u", "f2", "space"):
            await driver.pilot.press(key)
        async with asyncio.timeout(20):
            while "Looking for the mistake" not in driver.text():
                await driver.pilot.pause(0.01)
        assert "Wrong" not in driver.text()
        released.set()
        await driver.settle()
        assert "Wrong" in driver.text()
        assert "the derivative of the" in driver.text()


async def test_a_right_answer_waits_for_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named, "at_hand", lambda *_given: False)
    monkeypatch.setattr(named, "named_by_mutants", lambda *_given: ())
    async with run() as driver:
        await _try(driver, "gradient-of-the-first")
        await driver.type("0.1475")
        await driver.pilot.press("enter")
        assert driver.answered


FLOODS = ("9**9**9", "1" * 10_000, "🙂" * 3_000, ";" * 5_000, "\u202e1 2;3 4\u200b")
"""What is no answer; the last may be one, once what cannot be seen is taken out."""


@pytest.mark.parametrize("question", ["matrix-gradient", "slopes-in-order", "slopes-at-zero"])
async def test_a_flood_is_not_gradable_yet(run: Run, question: str) -> None:
    async with run() as driver:
        await _try(driver, question)
        for flood in FLOODS:
            driver.app.screen.query_one("#typed", Input).value = flood
            await driver.press("enter")
            assert not driver.answered or flood == FLOODS[-1]


@pytest.mark.parametrize("seed", seeds(1, 2, 1))
async def test_random_keys(run: Run, seed: int) -> None:
    source = random.Random(seed)
    pressed: list[str] = []
    async with run(size=SIZES[seed % 3]) as driver:
        await driver.press("enter")
        for place in range(200):
            pressed.append(source.choice(KEYS))
            await driver.pilot.press(pressed[-1])
            if place % 97 == 96:
                await driver.pilot.resize_terminal(*source.choice([*SIZES, (20, 6)]))
            assert driver.app.is_running, pressed
        await driver.settle()
        for _ in range(60):
            if driver.screen == "HomeScreen":
                break
            await driver.press("escape")
        assert driver.screen == "HomeScreen", pressed
