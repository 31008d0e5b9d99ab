"""The worked-example player: steps, charts, other numbers, and claims with what was measured."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver, Run


def _step(driver: Driver) -> tuple[int, int]:
    found = re.search(r"step (\d+) of (\d+)", driver.text())
    assert found is not None
    return int(found.group(1)), int(found.group(2))


async def _open(driver: Driver) -> None:
    driver.app.open_page("kinds/chain-of-four")
    await driver.settle()
    await driver.press("w")
    assert driver.screen == "PlayerScreen"


async def test_it_steps_on_and_back_and_its_ends_hold(run: Run) -> None:
    for size in [(80, 24), (40, 12), (140, 40)]:
        async with run(size=size) as driver:
            await _open(driver)
            first, last = _step(driver)
            assert "backward" in driver.text()
            await driver.press("right", "right", "left")
            assert _step(driver) == (first + 1, last)
            await driver.press("home")
            assert _step(driver) == (1, last)
            await driver.press("left")
            assert _step(driver) == (1, last)
            await driver.press("end", "right", "space")
            assert _step(driver) == (last, last)
            await driver.press("b")
            assert _step(driver) == (first, last)


async def test_new_numbers_are_the_numbers_of_another_seed(run: Run) -> None:
    async with run() as driver:
        await _open(driver)
        heads = [driver.lines()[0]]
        for _ in range(6):
            await driver.press("v")
            heads.append(driver.lines()[0])
        seeds = [int(re.findall(r"seed (\d+)", head)[0]) for head in heads]
        assert seeds == list(range(seeds[0], seeds[0] + 7))
        assert len({re.findall(r"w = (\S+)", head)[0] for head in heads}) > 1
        assert "does not hold" not in driver.text()


async def test_each_claim_stands_with_its_measured_value(run: Run) -> None:
    for size in [(80, 24), (140, 40)]:
        async with run(size=size) as driver:
            await _open(driver)
            weight = float(re.findall(r"w = (\S+)", driver.text())[0])
            await driver.press("pagedown")
            measured = re.findall(r"measured (\S+) == (\S+)", driver.text())
            assert measured == [(f"{(weight / 4) ** 3:g}",) * 2, ("0.25", "0.25")]
            assert driver.text().count("✓") == 2


async def test_the_answer_screen_steps_too_and_the_question_keeps_its_numbers(run: Run) -> None:
    async with run() as driver:
        driver.app.open_quiz("kinds", 6, 1)
        await driver.settle()
        while "Four sigmoid units" not in driver.text():
            await driver.answer()
            await driver.press("enter")
        prompt = driver.lines()[2]
        await driver.press("7", "enter")
        place, _ = _step(driver)
        await driver.press("right")
        assert _step(driver)[0] == place + 1
        await driver.press("v")
        assert driver.lines()[2] == prompt
        await driver.press("c")
        assert "chart 2 of 2" in driver.text()
        await driver.press("o")
        assert driver.screen == "PlayerScreen"
        await driver.press("escape")
        assert driver.screen == "AskScreen"


async def test_f_goes_to_the_forward_pass_and_b_to_the_backward_pass(run: Run) -> None:
    async with run() as driver:
        await _open(driver)
        first = _step(driver)
        await driver.press("f")
        assert _step(driver)[0] == 1
        assert "┏" in driver.text()
        await driver.press("b")
        assert _step(driver) == first


async def test_a_short_screen_shows_the_step_and_a_chart_only_when_asked(run: Run) -> None:
    async with run(size=(40, 12)) as driver:
        await _open(driver)
        await driver.press("right", "right")
        assert "[4]◂─C" in driver.text()
        assert "∂C/∂w₄" in driver.text()
        assert "|dC/db|" not in driver.text()
        await driver.press("c")
        assert "|dC/db|" in driver.text()


async def test_hints_go_on_step_by_step_and_never_show_the_answer(run: Run) -> None:
    async with run(size=(140, 40)) as driver:
        driver.app.open_page("kinds/chain-of-four")
        await driver.settle()
        await driver.press("a")
        key = driver.asked.variant.key
        assert key == 0.125
        await driver.press("f2")
        assert "Hint." in driver.text()
        assert "step 1 of the run" not in driver.text()
        for count in range(1, 40):
            await driver.press("f2")
            assert f"= {key:g}\n" not in driver.text().replace("  ", " ")
            if "give the answer away" in driver.text():
                break
            assert f"step {count} of the run" in driver.text()
        else:
            raise AssertionError("the hints do not end")
        shown = driver.text()
        await driver.press("f2")
        assert driver.text() == shown
        assert driver.hinted
