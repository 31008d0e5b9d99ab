"""Text that may come from anywhere: what is taken out of it, how it is compared and how numbers are written."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.text import (
    filled,
    folded,
    measured,
    one_line,
    safe,
    unsafe_character,
    variables_in,
    written,
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("plain\ntext\twith ∂, σ and 🙂", None),
        ("\x00", "control character u+0000"),
        ("a\x1b[31m", "control character u+001b"),
        ("a\rb", "control character u+000d"),
        ("\x7f", "control character u+007f"),
        ("\x9b31m", "control character u+009b"),
        ("\u202eevil", "right-to-left override"),
        ("\u200f", "right-to-left mark"),
        ("\u061c", "arabic letter mark"),
        ("\u200b", "zero width space"),
        ("\u2028", "line separator"),
        ("\u2066", "left-to-right isolate"),
        ("\ufeff", "zero width no-break space"),
        ("\udcff", "control character u+dcff"),
    ],
)
def test_unsafe_character(text: str, named: str | None) -> None:
    assert unsafe_character(text) == named
    assert (safe(text) == text) is (named is None)
    assert unsafe_character(safe(text)) is None


@given(st.text(st.characters(exclude_categories=())))
def test_safe_text_can_be_written_and_stays_safe(text: str) -> None:
    made = safe(text)
    assert made.encode().decode() == made
    assert safe(made) == made


def test_line_ends_of_windows_are_newlines() -> None:
    assert safe("a\r\nb") == "a\nb"


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("a\n  b\tc ", 200, "a b c"),
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("abcd efg", 6, "abcd…"),
        ("\x1b[2Jhidden\u202e", 200, "[2Jhidden"),
    ],
)
def test_one_line(text: str, limit: int, expected: str) -> None:
    assert one_line(text, limit) == expected


SAME = [
    ("ReLU", "relu"),
    ("  the   chain rule ", "The chain rule"),
    ("long-term", "long term"),
    ("long–term", "LONG - TERM"),
    ("fan-in.", "fan in"),
    ('"quoted"!', "quoted"),
    ("(0, 1)", "0, 1"),
    ("he’s", "he's"),
    ("ﬁne", "fine"),
    ("Straße", "STRASSE"),
    ("sig\u200bmoid", "sigmoid"),
]
DIFFERENT = [
    ("0.5", "-0.5"),
    ("x", "-x"),
    (".25", "25"),
    ("exp(-z)", "exp(z)"),
    ("1/4", "14"),
    ("x1", "x2"),
    ("relu", "relu6"),
    ("", "a"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_read_the_same(first: str, second: str) -> None:
    assert folded(first) == folded(second)


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_do_not_read_the_same(first: str, second: str) -> None:
    assert folded(first) != folded(second)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0"),
        (0.125, "0.125"),
        (0.03125, "0.03125"),
        (1 / 3, "0.3333"),
        (-2.5, "-2.5"),
        (1234.0, "1234"),
        (9999.4, "9999"),
        (9999.6, "10000"),
        (12345.6, "12346"),
        (999_999.0, "999999"),
        (1e6, "1.00e6"),
        (-1.5e12, "-1.50e12"),
        (0.0001, "0.0001"),
        (0.00012345, "0.0001234"),
        (0.00009, "9.00e-5"),
        (3.4e-18, "3.40e-18"),
        (1e-100, "1.00e-100"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
    ],
)
def test_measured(value: float, expected: str) -> None:
    assert measured(value) == expected


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_a_measured_number_is_near_the_value_it_stands_for(value: float) -> None:
    assert float(measured(value)) == pytest.approx(value, rel=6e-3, abs=1e-300)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "true"),
        (3, "3"),
        (0.5, "0.5"),
        (2.0, "2"),
        (-2e-05, "-2e-05"),
        (0.1 + 0.2, "0.3"),
        ("relu", "relu"),
        ([1, 2.5, [True]], "[1, 2.5, [true]]"),
        ((1,), "[1]"),
    ],
)
def test_written(value: object, expected: str) -> None:
    assert written(value) == expected


def test_templates() -> None:
    text = "{{w}} and {{ depth }}, {{unknown}}, {{not a name}}, {w}"
    assert variables_in(text) == {"w", "depth", "unknown"}
    assert filled(text, {"w": 0.5, "depth": 3}) == "0.5 and 3, {{unknown}}, {{not a name}}, {w}"


def test_a_value_is_not_filled_again() -> None:
    assert filled("{{a}}", {"a": "{{b}}", "b": "x"}) == "{{b}}"
