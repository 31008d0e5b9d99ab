"""The judge of steps is judged: `checks` works LaTeX out and catches what is wrong or hidden."""

from typing import Any

import pytest

from simulator import Step
from tests.simulator.checks import arithmetic, differs, judge_honesty, judge_steps


def step(substituted: str, value: Any = 6.0, shape: tuple[int, ...] = (), shown: str | None = None) -> Step:
    return Step("A step", "forward", "a = b c", substituted, value, shape, None, shown)


@pytest.mark.parametrize(
    ("latex", "value"),
    [
        (r"\frac{1}{4} \cdot \left(3 + (-1)\right)", 0.5),
        (r"2 \sqrt{3^2 + 4^2}", 10),
        (r"1.5\times10^{-3} \cdot 2", 0.003),
        (r"\frac{\frac{6}{3}}{0.5} - \tfrac12", 3.5),
        (r"\tanh'(0) + \sigma(0) + \max(0, -2)", 1.5),
        (r"-2 \ln 1 - (1 - 2) \ln (1)", 0),
        (r"\left\lfloor (5 + 2 \cdot 1 - 3) / 2.5 \right\rfloor + 1", 2),
    ],
)
def test_latex_is_worked_out(latex: str, value: float) -> None:
    told, moved = arithmetic(latex)
    assert told == pytest.approx(value, rel=1e-14, abs=1e-14)
    assert 0 <= moved <= 0.02


@pytest.mark.parametrize("latex", ["a + 1", r"\operatorname{ReLU}(2)", r"2 \cdot x_{1}", "", r"\ln (-1)"])
def test_a_symbol_is_nothing_to_work_out(latex: str) -> None:
    with pytest.raises(SyntaxError):
        arithmetic(latex)


@pytest.mark.parametrize(
    "wrong",
    [
        step(r"a = 2 \cdot 3 = 7", 7.0),
        step(r"a = 2 \cdot 3 = 6", 6.1),
        step(r"a = 2 \cdot 3 = 6", (7.0, 6.0), (2,)),
        step(r"a = 2 \cdot 3 = 6", ((6.0,), (7.0,)), (2, 1), "numbers put in for position 2, feature 1"),
        step(r"a^{2}^{3} = 2 \cdot 3 = 6"),
        step(r"a_{1 = 2 \cdot 3 = 6"),
        step(r"a = \left(2 \cdot 3 = 6"),
    ],
)
def test_a_wrong_step_is_caught(wrong: Step) -> None:
    with pytest.raises(AssertionError):
        judge_steps([wrong])
    assert judge_steps([step(r"a = 2 \cdot 3 = 6")]) == 1


@pytest.mark.parametrize(
    "hidden",
    [
        step(r"a = 2 + \cdots = 6"),
        step("a = 6", (6.0, 1.0), (3,)),
        step("a = 6", (6.0, 1.0), (4,), "the first 3 entries of 4"),
        step("a = 6", 6.0, (2, 2), "the norm of all 2 by 3 entries"),
        step("a = 6", 6.0, (2, 2), "the mean of all 2 by 3 entries"),
        step("a = f(x) = 6", ((6.0,), (7.0,)), (2, 1), "numbers put in for position 2, feature 1"),
    ],
)
def test_a_step_that_hides_something_is_caught(hidden: Step) -> None:
    with pytest.raises(AssertionError):
        judge_honesty([hidden])


@pytest.mark.parametrize(
    ("a", "b", "differ"),
    [
        ({"x": 1.0}, {"x": 1.0 + 1e-12}, False),
        ({"x": 1.0}, {"x": 1.0 + 1e-6}, True),
        ({"x": [1e-30, 1.0]}, {"x": [0.0, 1.0]}, False),
        ({"x": [[1e-30], [1.0]]}, {"x": [[0.0], [1.0]]}, True),
        ({"x": float("nan")}, {"x": float("nan")}, False),
        ({"x": float("inf")}, {"x": float("inf")}, False),
        ({"x": float("inf")}, {"x": float("nan")}, True),
        ({"x": float("inf")}, {"x": 1.0}, True),
        ({"x": 1.0}, {"x": float("inf")}, True),
        ({"x": [1.0]}, {"x": [1.0, 2.0]}, True),
        ({"x": 1.0}, {"y": 1.0}, True),
    ],
)
def test_plain_data_differ_by_more_than_the_last_bits(a: Any, b: Any, differ: bool) -> None:
    assert differs(a, b) is differ
    assert differs(b, a) is differ
