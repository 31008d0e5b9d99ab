"""Your own numbers: what is read, moved and refused, and the run that comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.errors import Refusal
from studyapp.lab.runner import Parameter, catalog
from studyapp.tui.rows.my_numbers import (
    Field,
    changed_words,
    fields_of,
    moved,
    parameters_of,
    read_value,
    text_of,
)

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver, Run

NUMBER = Field("w", "1", "number 0 to 10", "A weight.", True, 1)
WHOLE = Field("n", "4", "integer 1 to 8", "A count.", False)
CHOICE = Field(
    "f", "relu", "sigmoid | tanh | relu or list of sigmoid | tanh | relu, 1 to 8 entries", "", False
)
FLAG = Field("skip", "false", "boolean", "", False)
LIST = Field("v", "[1, 2]", "list of number, 1 to 4 entries", "", True, [1, 2])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2),
        (" .5 ", 0.5),
        ("-1e-3", -0.001),
        ("relu", "relu"),
        ("x0 ", "x0"),
        ("", None),
        ("none", None),
        ("true", True),
        ("[1, .5]", [1, 0.5]),
        ('{"x": 2}', {"x": 2}),
    ],
)
def test_what_is_typed_is_read(text: str, value: object) -> None:
    assert read_value(text) == value


@pytest.mark.parametrize(
    "text",
    ["0.x", "[1,", "1 2", "[" * 9 + "]" * 9, "1" * 3000, "1e400", "NaN", "[1e999]", "9" * 400, "\x1b[2J"],
)
def test_what_cannot_be_read_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_value(text)
    said = str(refused.value)
    assert said.isprintable()
    assert len(said) < 100


@given(st.text(max_size=200))
def test_anything_typed_is_read_or_refused(text: str) -> None:
    refused = parameters_of([NUMBER], {"w": text})[1]
    assert all(said.isprintable() for said in refused.values())


# Zero has no sign: it is added to what is drawn.
NUMBERS = st.integers(-9, 9) | st.floats(-1e6, 1e6).map(lambda x: x + 0.0)


@given(st.recursive(NUMBERS, lambda inner: st.lists(inner, min_size=1, max_size=4), max_leaves=9))
def test_a_value_comes_back_from_its_text(value: object) -> None:
    assert text_of(read_value(text_of(value))) == text_of(value)


def test_the_arrows_move_choices_and_numbers_within_their_bounds() -> None:
    assert [moved(CHOICE, text, 1) for text in ("sigmoid", "relu", "")] == ["tanh", "sigmoid", "sigmoid"]
    assert moved(FLAG, "false", -1) == "true"
    assert [moved(WHOLE, text, 1) for text in ("4", "8")] == ["5", "8"]
    assert moved(WHOLE, "1", -1) == "1"
    assert [moved(NUMBER, text, by) for text, by in [("2", 1), ("0.5", 1), ("0", 1), ("0", -1)]] == [
        "2.5",
        "0.55",
        "0.1",
        "0",
    ]
    assert moved(LIST, "[1, 2]", 1) is None
    assert moved(NUMBER, "", 1) is None
    assert moved(NUMBER, "[1, 2]", 1) is None


@given(st.floats(0.01, 9), st.sampled_from([1, -1]))
def test_a_move_there_and_back_ends_near_where_it_began(value: float, by: int) -> None:
    start = f"{value:.2g}"
    there = moved(NUMBER, start, by)
    assert there is not None
    back = moved(NUMBER, there, -by)
    assert back is not None
    assert float(back) == pytest.approx(float(start), rel=0.6)


def test_only_what_the_question_gives_or_the_learner_changed_is_run() -> None:
    fields = (NUMBER, WHOLE, CHOICE)
    assert parameters_of(fields, {}) == ({"w": 1}, {})
    assert parameters_of(fields, {"w": "3", "n": "4", "f": "tanh"}) == ({"w": 3, "f": "tanh"}, {})
    assert parameters_of(fields, {"w": ""}) == ({}, {})
    parameters, refused = parameters_of(fields, {"w": "1..2"})
    assert not parameters
    assert refused["w"].startswith("w: '1..2' is no number")
    assert changed_words(fields, {"w": "3", "f": "relu"}) == "w = 3"


def test_a_long_value_that_was_not_touched_is_run_as_it_is() -> None:
    long = tuple(tuple(float(place) for place in range(60)) for _ in range(60))
    fields = fields_of([Parameter("w", "", None, "list of list of number")], {"w": long})
    assert parameters_of(fields, {"w": text_of(long)}) == ({"w": long}, {})


def test_every_parameter_of_every_experiment_has_a_line_that_can_be_read_again() -> None:
    for experiment in catalog():
        for field in fields_of(experiment.parameters, {}):
            read_value(field.given, field.allowed)
            moved(field, field.given, 1)


async def _open(driver: Driver) -> None:
    driver.app.open_page("kinds/chain-of-four")
    await driver.settle()
    await driver.press("w", "m")
    assert driver.screen == "MyNumbersScreen"


async def test_the_run_changes_and_escape_goes_back_to_the_questions_numbers(run: Run) -> None:
    async with run() as driver:
        await _open(driver)
        await driver.press("down", "down", "left", "left")
        await driver.press("enter")
        assert driver.screen == "PlayerScreen"
        assert "Your numbers: activation = identity" not in driver.text()
        assert "Your numbers: activation =" in driver.text()
        assert "not the question's" in driver.lines()[0]
        await driver.press("m")
        assert "● activation" in driver.text()
        await driver.press("escape")
        assert "Your numbers" in driver.text()
        await driver.press("escape")
        assert driver.screen == "PlayerScreen"
        assert "Your numbers" not in driver.text()
        assert "✓ Three factors" in driver.text()
        await driver.press("escape")
        assert driver.screen == "PageScreen"


async def test_what_the_simulator_refuses_is_said_and_nothing_is_lost(run: Run) -> None:
    for size in [(80, 24), (40, 12)]:
        async with run(size=size) as driver:
            await _open(driver)
            await driver.press("end", "backspace", "comma", "space", "x", "right_square_bracket", "enter")
            assert driver.screen == "MyNumbersScreen"
            assert "weights: '[2, 2, 2, 2, x]' is no number" in " ".join(driver.text().split())
            await driver.press(*["backspace"] * 13, "1", "down", "1", "enter")
            assert driver.screen == "MyNumbersScreen"
            assert "●" in driver.text()
            assert not driver.notices()
            await driver.press("escape")
            assert driver.screen == "PlayerScreen"


async def test_two_runs_are_compared_and_walked_together(run: Run) -> None:
    async with run(size=(140, 40)) as driver:
        await _open(driver)
        await driver.press("down", "right", "enter", "equals_sign")
        assert "the question" in driver.text()
        assert "your numbers" in driver.text()
        assert "≠" in driver.text()
        title = driver.lines()[4]
        await driver.press("right", "right")
        assert driver.lines()[4] != title
        await driver.press("2")
        assert "measured  " not in driver.text()
        await driver.press("escape", "escape", "escape")
        assert driver.screen == "HomeScreen"


async def test_without_other_numbers_new_ones_are_compared(run: Run) -> None:
    async with run() as driver:
        await _open(driver)
        await driver.press("escape", "2")
        assert "≠" in driver.text()
        assert "seed 821" in driver.text()
        await driver.press("v")
        assert "seed 822" in driver.lines()[0]
        assert "≠" not in driver.text()


async def test_your_numbers_go_on_in_the_lab(run: Run) -> None:
    async with run(size=(140, 40)) as driver:
        await _open(driver)
        await driver.press("down", "right", "enter", "x")
        assert driver.screen == "LabScreen"
        assert "0.1" in driver.text()
        await driver.press("escape")
        assert driver.screen == "PlayerScreen"
        assert "Your numbers" in driver.text()
