"""What a learner types, read into a value or into a message that says how to write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.answers import Unreadable, read_number, read_options, read_text, read_truth
from tests.work import at_most

NUMBERS: list[tuple[str, float]] = [
    ("0", 0),
    ("7", 7),
    ("007", 7),
    ("-3.5", -3.5),
    ("+2", 2),
    ("- 2", -2),
    ("−2", -2),
    (".25", 0.25),
    ("-.25", -0.25),
    ("5.", 5),
    ("0.1", 0.1),
    ("  0.25\t", 0.25),
    ("1_000", 1000),
    ("1_000.5", 1000.5),
    ("2.5e-3", 0.0025),
    ("2.5E3", 2500),
    ("1e+2", 100),
    ("2.5x10^-3", 0.0025),
    ("2.5 × 10^-3", 0.0025),
    ("2.5*10**-3", 0.0025),
    ("2.5·10^(-3)", 0.0025),
    ("2.5 × 10⁻³", 0.0025),
    ("-1×10²", -100),
    ("1/4", 0.25),
    ("-1/4", -0.25),
    ("1/-4", -0.25),
    ("1 / 4", 0.25),
    ("1⁄4", 0.25),
    ("0.5/2", 0.25),
    ("1e-3/2", 0.0005),
    ("25%", 0.25),
    ("25 %", 0.25),
    ("-0.5%", -0.005),
    ("1/4%", 0.0025),
    ("1e300", 1e300),
    ("1e-9999", 0),
    ("9" * 150, float("9" * 150)),
    ("１２", 12),
    ("\u200f5", 5),
    ("\ufeff0.25\u200b", 0.25),
    ("0\u202e.5", 0.5),
]

UNREADABLE_NUMBERS: list[tuple[str, str]] = [
    ("", "nothing typed yet"),
    ("   ", "nothing typed yet"),
    ("\u200f\u200e", "nothing typed yet"),
    ("0,25", "comma a decimal mark or a separator"),
    ("1,000", "comma a decimal mark or a separator"),
    ("1,000.5", "cannot read"),
    ("a quarter", "cannot read 'a quarter' as a number"),
    ("x", "cannot read"),
    ("-", "cannot read"),
    (".", "cannot read"),
    ("_1", "cannot read"),
    ("--5", "cannot read"),
    ("+-5", "cannot read"),
    ("1.2.3", "cannot read"),
    ("1 000", "cannot read"),
    ("1 2", "cannot read"),
    ("e5", "cannot read"),
    ("1e", "cannot read"),
    ("1e5.5", "cannot read"),
    ("1+1", "cannot read"),
    ("1/2/3", "one fraction bar at most"),
    ("1/", "cannot read"),
    ("/2", "cannot read"),
    ("%", "cannot read"),
    ("5%%", "cannot read"),
    ("1/0", "denominator other than 0"),
    ("1/1e-9999", "denominator other than 0"),
    ("1e9999", "too large to hold"),
    ("1e9999/1e9999", "too large to hold"),
    ("1e99999", "cannot read"),
    ("inf", "cannot read"),
    ("-Infinity", "cannot read"),
    ("nan", "cannot read"),
    ("∞", "cannot read"),
    ("0x1f", "cannot read"),
    ("1j", "cannot read"),
    ("True", "cannot read"),
    ("9**9**9", "cannot read"),
    ('__import__("os")', "cannot read"),
    ("9" * 10_000, "that is 10000 characters"),
    ("1e" + "9" * 10_000, "that is 10002 characters"),
    ("🙂" * 100, "cannot read"),
    ("🙂" * 50_000, "that is 50000 characters"),
    ("1\n2", "cannot read"),
    ("5\x1b[2J", "cannot read"),
]


@pytest.mark.parametrize(("typed", "value"), NUMBERS)
def test_numbers(typed: str, value: float) -> None:
    assert read_number(typed) == pytest.approx(value, rel=1e-15, abs=0)


@pytest.mark.parametrize(("typed", "message"), UNREADABLE_NUMBERS)
def test_what_is_no_number_says_how_to_write_one(typed: str, message: str) -> None:
    with at_most(5_000):
        read = read_number(typed)
    assert isinstance(read, Unreadable)
    assert message in read.message
    assert "\n" not in read.message
    assert len(read.message) < 200


@given(st.one_of(st.text(max_size=250), st.text("0123456789.eE+-_/%x×*^() ⁻³", max_size=60)))
def test_any_text_is_a_finite_number_or_unreadable(typed: str) -> None:
    read = read_number(typed)
    assert isinstance(read, Unreadable) or abs(read) < float("inf")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_as_python_writes_it_is_read_exactly(value: float) -> None:
    assert read_number(repr(value)) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("t", True),
        ("T", True),
        ("true", True),
        (" True ", True),
        ("y", True),
        ("YES", True),
        ("f", False),
        ("False", False),
        ("n", False),
        ("no", False),
        ("\u200fno\u200b", False),
    ],
)
def test_truths(typed: str, value: bool) -> None:
    assert read_truth(typed) is value


@pytest.mark.parametrize("typed", ["", "1", "0", "maybe", "tr", "truefalse", "yes no", "🙂" * 10_000])
def test_what_is_no_truth(typed: str) -> None:
    assert read_truth(typed) == Unreadable("write true or false")


@pytest.mark.parametrize(
    ("typed", "several", "places"),
    [
        ("a", False, (0,)),
        ("C", False, (2,)),
        (" b) ", False, (1,)),
        ("2", False, (1,)),
        ("a a", False, (0,)),
        ("a", True, (0,)),
        ("ac", True, (0, 2)),
        ("c, a", True, (0, 2)),
        ("a b c d", True, (0, 1, 2, 3)),
        ("1 3", True, (0, 2)),
        ("1,c", True, (0, 2)),
        ("aaaa", True, (0,)),
        ("\u202eb", False, (1,)),
        ("🙂a🙂", False, (0,)),
    ],
)
def test_options(typed: str, several: bool, places: tuple[int, ...]) -> None:
    assert read_options(typed, 4, several=several) == places


@pytest.mark.parametrize(
    ("typed", "several"),
    [
        ("", False),
        ("", True),
        ("e", False),
        ("e", True),
        ("0", False),
        ("5", True),
        ("13", True),
        ("100", True),
        ("9" * 10_000, True),
        ("a b", False),
        ("ab", False),
        ("aaaa", False),
        ("none", True),
        ("all", True),
        ("🙂" * 10_000, True),
        ("é", False),
        ("--", True),
    ],
)
def test_what_is_no_option(typed: str, several: bool) -> None:
    read = read_options(typed, 4, several=several)
    assert isinstance(read, Unreadable)
    assert read.message.endswith("a to d")
    assert ("letters" in read.message) is several


@given(st.text(max_size=300), st.integers(1, 12), st.booleans())
def test_any_text_chooses_what_is_there_or_nothing(typed: str, count: int, several: bool) -> None:
    read = read_options(typed, count, several=several)
    if not isinstance(read, Unreadable):
        assert set(read) <= set(range(count))
        assert list(read) == sorted(set(read))
        assert len(read) == 1 or (several and read)


@pytest.mark.parametrize(
    ("typed", "text"),
    [(" the  chain\nrule ", "the chain rule"), ("ReLU\x1b", "ReLU"), ("x" * 2_000, "x" * 2_000)],
)
def test_texts(typed: str, text: str) -> None:
    assert read_text(typed) == text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "nothing typed yet"),
        ("\u200b\u200f \n", "nothing typed yet"),
        ("🙂" * 2_001, "that is 2001 characters; a few words are enough"),
    ],
)
def test_what_is_no_text(typed: str, message: str) -> None:
    assert read_text(typed) == Unreadable(message)
