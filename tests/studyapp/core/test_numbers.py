"""Numbers in the notations that learners use: each reads to its value; what is unclear is asked."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core import numbers
from studyapp.core.numbers import HOW, Unreadable, read_number
from tests.work import at_most

READ: list[tuple[str, float]] = [
    ("–3.5", -3.5),
    ("½", 0.5),
    ("-¾", -0.75),
    ("1½", 1.5),
    ("1 ½", 1.5),
    ("1 1/2", 1.5),
    ("-2 3/4", -2.75),
    ("+1 1/2", 1.5),
    ("12 1/2 %", 0.125),
    ("25 percent", 0.25),
    ("(1)", 1),
    ("2(3)", 6),
    ("(1/4)(1/4)", 0.0625),
    ("(1/4)^3", 1 / 64),
    ("2^-3", 0.125),
    ("2**-3", 0.125),
    ("2^(-3)", 0.125),
    ("2^(1/2)", math.sqrt(2)),
    ("2²", 4),
    ("10⁻³", 0.001),
    ("-2^2", -4),
    ("(-2)^3", -8),
    ("pi", math.pi),
    ("PI", math.pi),
    ("π", math.pi),
    ("2 pi", 2 * math.pi),
    ("2π", 2 * math.pi),
    ("-2π/3", -2 * math.pi / 3),
    ("pi^2", math.pi**2),
    ("π²/6", math.pi**2 / 6),
    ("1/2*pi", math.pi / 2),
    ("1/(2 pi)", 1 / (2 * math.pi)),
    ("sqrt(2)", math.sqrt(2)),
    ("Sqrt(2)", math.sqrt(2)),
    ("sqrt 2", math.sqrt(2)),
    ("√2", math.sqrt(2)),
    ("√(2)", math.sqrt(2)),
    ("√2/2", math.sqrt(2) / 2),
    ("1/√2", 1 / math.sqrt(2)),
    ("3*sqrt(2)/2", 3 * math.sqrt(2) / 2),
    ("2√3", 2 * math.sqrt(3)),
    ("3 × 4", 12),
    ("3·4", 12),
    ("0.25*0.25", 0.0625),
    ("e", math.e),
    ("e^-2", math.exp(-2)),
    ("exp(-2)", math.exp(-2)),
    ("2*e^-3", 2 * math.exp(-3)),
    ("ln(2)", math.log(2)),
    ("ln 2", math.log(2)),
    ("3 x 10^8", 3e8),
    ("$0.25$", 0.25),
    ("\\pi", math.pi),
    ("٣", 3),
    ("𝟐", 2),
]
ASKED: list[tuple[str, str]] = [
    ("1/2 pi", "'pi' under the fraction bar? Use brackets"),
    ("1/2π", "'pi' under the fraction bar? Use brackets"),
    ("1/4x10^-3", "Use brackets"),
    ("1 3/2", "a whole number and a fraction?"),
    ("1 0/2", "a whole number and a fraction?"),
    ("2^1/2", "is the fraction the exponent?"),
    ("9**9**9", "a power of a power needs brackets"),
    ("2^3²", "a power of a power needs brackets"),
    ("√√2", "a root of a root"),
    ("√2 pi", "where does the root end?"),
    ("sqrt 2/2", "where does sqrt end?"),
    ("2e^-3", "is that e a power of ten?"),
    ("2e", "is that e a power of ten?"),
    ("1-1/e", "one number is asked for, not a sum"),
    ("2*(1+1)", "one number is asked for, not a sum"),
    ("sqrt(1+1)", "one number is asked for, not a sum"),
    ("-0,25", "comma a decimal mark"),
    ("0，25", "comma a decimal mark"),
]
REFUSED: list[tuple[str, str]] = [
    ("(1", "a bracket is not closed"),
    ("2 ^", "something is missing at the end"),
    ("E", "'E' is not known"),
    ("x^2", "'x' is not known"),
    ("log(2)", "'log' is not known"),
    ("pie", "'pie' is not known"),
    ("1 000", "'000' follows without a sign"),
    ("max(1,2)", "'max' is not known"),
    ("sqrt(1,2)", "sqrt takes one number"),
    ("|2|", "abs(x)"),
    ("(" * 90 + "1" + ")" * 90, "brackets inside one another"),
    ("2^-", "something is missing"),
    ("2ⁿ", "not understood"),
]
VALUELESS = [
    ("sqrt(-1)", "no real value"),
    ("(-2)^0.5", "no real value"),
    ("sqrt((-2)^0.5)", "no real value"),
    ("ln(0)", "no real value"),
    ("0^-1", "denominator other than 0"),
    ("9^9999", "too large to hold"),
    ("exp(9999)", "too large to hold"),
    ("1e308*10", "too large to hold"),
    ("1e9999*0", "too large to hold"),
]


@pytest.mark.parametrize(("typed", "value"), READ)
def test_notations(typed: str, value: float) -> None:
    assert read_number(typed) == pytest.approx(value, rel=1e-15, abs=0)


@pytest.mark.parametrize(("typed", "message"), [*ASKED, *REFUSED, *VALUELESS])
def test_what_is_unclear_is_asked_and_never_guessed(typed: str, message: str) -> None:
    read = read_number(typed)
    assert isinstance(read, Unreadable)
    assert message in read.message
    assert "\n" not in read.message
    assert len(read.message) < 200


@pytest.mark.parametrize(("typed", "message"), REFUSED)
def test_what_cannot_be_read_says_how_to_write_it(typed: str, message: str) -> None:
    read = read_number(typed)
    assert isinstance(read, Unreadable)
    assert read.message.endswith(HOW)


# --- round trips ------------------------------------------------------------------------------------------

WHOLE = st.integers(1, 999)
REAL = st.floats(1e-200, 1e200)
SIGN = st.sampled_from(["", "-", "−", "- ", "+"])


def _signed(sign: str, value: float) -> float:
    return -value if sign.strip() in ("-", "−") else value


def _scientific(form: str) -> Callable[[float], tuple[str, float]]:
    def made(value: float) -> tuple[str, float]:
        mantissa, _, exponent = f"{value:.16e}".partition("e")
        return form.format(m=mantissa, e=int(exponent)), value

    return made


def _raised(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))


NOTATIONS: st.SearchStrategy[tuple[str, float]] = st.one_of(
    REAL.map(lambda value: (repr(value), value)),
    WHOLE.map(lambda n: (f"{n:_}", n)),
    WHOLE.map(lambda n: (f"{n}.", n)),
    WHOLE.map(lambda n: (f".{n:03d}", n / 1000)),
    *(
        REAL.map(_scientific(form))
        for form in ("{m}e{e}", "{m}E{e}", "{m} x 10^{e}", "{m}×10^({e})", "{m}*10**{e}")
    ),
    st.tuples(WHOLE, st.integers(-99, 99)).map(
        lambda p: (f"{p[0]}·10{_raised(p[1])}", float(f"{p[0]}e{p[1]}"))
    ),
    st.tuples(WHOLE, WHOLE).map(lambda p: (f"{p[0]}/{p[1]}", p[0] / p[1])),
    st.tuples(WHOLE, WHOLE).map(lambda p: (f"{p[0]} ⁄ {p[1]}", p[0] / p[1])),
    st.tuples(WHOLE, WHOLE, WHOLE).map(
        lambda p: (f"{p[0]} {p[1]}/{p[1] + p[2]}", p[0] + p[1] / (p[1] + p[2]))
    ),
    WHOLE.map(lambda n: (f"{n}%", n / 100)),
    WHOLE.map(lambda n: (f"{n} pi", n * math.pi)),
    st.tuples(WHOLE, WHOLE).map(lambda p: (f"{p[0]}π/{p[1]}", p[0] * math.pi / p[1])),
    st.tuples(WHOLE, WHOLE).map(lambda p: (f"{p[0]}*sqrt({p[1]})", p[0] * math.sqrt(p[1]))),
    st.tuples(WHOLE, WHOLE).map(lambda p: (f"{p[0]}√{p[1]}", p[0] * math.sqrt(p[1]))),
    st.tuples(st.integers(1, 20), st.integers(-9, 9)).map(lambda p: (f"{p[0]}^{p[1]}", float(p[0]) ** p[1])),
    st.integers(-99, 99).map(lambda n: (f"e^{n}", math.exp(n))),
    st.integers(-99, 99).map(lambda n: (f"exp({n})", math.exp(n))),
)


@given(SIGN, NOTATIONS)
def test_a_number_in_any_notation_reads_back_to_the_same_value(sign: str, made: tuple[str, float]) -> None:
    text, value = made
    assert read_number(sign + text) == pytest.approx(_signed(sign, value), rel=1e-13, abs=0)


@given(st.text("0123456789.eE+-_/%x×*^() ⁻³½√π,sqrtpi", max_size=60))
def test_any_text_of_these_signs_is_a_finite_number_or_unreadable(typed: str) -> None:
    read = read_number(typed)
    assert isinstance(read, Unreadable) or math.isfinite(read)


# --- bounded work -----------------------------------------------------------------------------------------

FLOODS = {
    "a tower": "9**9**9",
    "a tall tower": "9**" * 60 + "9",
    "digits": "9" * 200,
    "brackets": "(" * 199 + "1",
    "products": "2 pi " * 40,
    "roots": "√" * 200,
    "signs": "-" * 200,
    "functions": "sqrt " * 40,
    "controls": "\x1b[31m" * 40,
    "right to left": "\u202e5\u200f" * 60,
    "emoji": "🙂" * 200,
    "one long word": "e" * 200,
}


@pytest.mark.parametrize("typed", FLOODS.values(), ids=FLOODS)
def test_the_work_is_bounded_by_the_length(typed: str) -> None:
    with at_most(100 * len(typed) + 300):
        read_number(typed)


@pytest.mark.parametrize("typed", ["9" * 10_000, "🙂" * 100_000, "(" * 10_000, "\u202e" * 10_000])
def test_what_is_too_long_is_not_looked_into(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_text: str) -> None:
        raise AssertionError("read although it is too long")

    monkeypatch.setattr(numbers, "tokens", never)
    monkeypatch.setattr(numbers, "safe", never)
    assert read_number(typed) == Unreadable(f"that is {len(typed)} characters; {HOW}")
    with at_most(20):
        read_number(typed)
