"""The small arithmetic of packs: its grammar, its values, and what it refuses in one line."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from studyapp.core import expressions
from studyapp.core.expressions import ExpressionError, Value
from tests.work import at_most

MEASURED = {
    "loss": 0.5,
    "norm_of": [4.0, 2.0, 1.0],
    "weight": [[1.0, 2.0], [3.0, 4.0]],
    "count": 3,
    "empty": [],
    "layer.weight": 7.0,
    "odd": math.nan,
    "huge": math.inf,
    "word": "text",
}
VARIABLES = {"w": 8, "name": "relu"}


def value(text: str) -> Value:
    return expressions.evaluate(expressions.parse(text), MEASURED, VARIABLES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1),
        (" 2.5e-3 ", 0.0025),
        (".5", 0.5),
        ("3.", 3),
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("8 - 3 - 2", 3),
        ("8 / 4 / 2", 1),
        ("2 * 6 / 3", 4),
        ("-2**2", -4),
        ("(-2)**2", 4),
        ("2**-1", 0.5),
        ("2**3**2", 512),
        ("2 ** -2 ** 2", 2**-4),
        ("-2 * -3", 6),
        ("--2", 2),
        ("+2 - +3", -1),
        ("2 * 3 ** 2", 18),
        ("pi", math.pi),
        ("e", math.e),
        ("-inf", -math.inf),
        ("loss", 0.5),
        ("count / 2", 1.5),
        ("layer.weight", 7),
        ("{{w}} / 4", 2),
        ("({{ w }} / 4) ** 3", 8),
        ("norm_of[1]", 4),
        ("norm_of[first]", 4),
        ("norm_of[last]", 1),
        ("norm_of[count]", 1),
        ("norm_of[1 + 1]", 2),
        ("weight[2]", (3, 4)),
        ("weight[2][1]", 3),
        ("weight[last][last]", 4),
        ("norm_of[norm_of[last]]", 4),
        ("norm_of * 2", (8, 4, 2)),
        ("1 - norm_of", (-3, -1, 0)),
        ("norm_of / norm_of", (1, 1, 1)),
        ("-norm_of", (-4, -2, -1)),
        ("weight + weight", ((2, 4), (6, 8))),
        ("2 ** norm_of", (16, 4, 2)),
        ("abs(-3)", 3),
        ("sqrt(norm_of[1])", 2),
        ("exp(0)", 1),
        ("log(e)", 1),
        ("log10(1000)", pytest.approx(3, rel=1e-15)),
        ("log2(8)", 3),
        ("sin(0) + cos(0)", 1),
        ("tanh(0)", 0),
        ("sigmoid(0)", 0.5),
        ("sigmoid(-1000)", 0),
        ("sigmoid(1000)", 1),
        ("relu(-2) + relu(3)", 3),
        ("relu(1 - norm_of)", (0, 0, 0)),
        ("abs(1 - norm_of)", (3, 1, 0)),
        ("min(3, 1, 2)", 1),
        ("max(norm_of)", 4),
        ("max(norm_of, 9)", 9),
        ("sum(weight)", 10),
        ("mean(norm_of)", 7 / 3),
        ("product(norm_of)", 8),
        ("norm(3, 4)", 5),
        ("length(norm_of)", 3),
        ("length(weight)", 2),
    ],
)
def test_value(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 == 1", True),
        ("1 == 1 + 1e-10", True),
        ("1 == 1 + 1e-8", False),
        ("1 != 1 + 1e-10", False),
        ("1 != 2", True),
        ("0 == 1e-300", False),
        ("1e-300 == 0", False),
        ("0 == 0", True),
        ("2 < 3", True),
        ("3 < 2", False),
        ("2 <= 2", True),
        ("3 > 2 >= 2", True),
        ("1 < 2 < 3", True),
        ("1 < 3 < 2", False),
        ("3 > 1 < 2", True),
        ("1 == 1 == 1", True),
        ("1 == 2 == 2", False),
        ("99 == 100 within 1%", True),
        ("98.9 == 100 within 1%", False),
        ("101 == 100 within 0.01", True),
        ("100 == 99 within 1%", False),  # one percent of the right side is 0.99
        ("100 != 102 within 1%", True),
        ("100 != 101 within 1%", False),
        ("-99 == -100 within 1%", True),
        ("inf == inf within 1%", True),
        ("1 == inf within 1%", False),
        ("odd == odd", False),
        ("1 < 2 and 2 < 3", True),
        ("1 < 2 and 3 < 2", False),
        ("2 < 1 or 1 < 2", True),
        ("2 < 1 or 2 < 1", False),
        ("1 < 2 or 1 < 2 and 2 < 1", True),
        ("(1 < 2 or 1 < 2) and 2 < 1", False),
        ("not 2 < 1", True),
        ("not not 1 < 2", True),
        ("not 2 < 1 and 2 < 1", False),
        ("norm_of > 0.5", True),
        ("norm_of > 1", False),
        ("norm_of == norm_of", True),
        ("norm_of != norm_of", False),
        ("norm_of != 4", True),
        ("weight == weight * 1", True),
        ("decreasing(norm_of)", True),
        ("increasing(norm_of)", False),
        ("increasing(-norm_of)", True),
        ("decreasing(norm_of * 0)", False),
        ("length(norm_of) == 3", True),
    ],
)
def test_truth(text: str, expected: bool) -> None:
    assert value(text) is expected


REFUSED = [
    ("", "expression is empty"),
    (" \n\t ", "expression is empty"),
    ("1 +", "expected a number, a name or '(', got 'the end'"),
    ("(1", "expected ')', got 'the end'"),
    ("1)", "cannot read ')' after a complete expression"),
    ("1 2", "cannot read '2' after a complete expression"),
    ("norm_of[1", "expected ']', got 'the end'"),
    ("norm_of[]", "expected a number"),
    ("1 @ 2", "cannot read '@ 2'"),
    ("1; 2", "cannot read '; 2'"),
    ("a = 1", "cannot read '= 1'"),
    ("'text'", "cannot read"),
    ("1 == 2 within", "'within' needs a number such as 1%, got 'the end'"),
    ("1 == 2 within loss", "'within' needs a number such as 1%, got 'loss'"),
    ("1 < 2 within 1%", "'within' goes with == or != only"),
    ("1 within 2", "cannot read 'within'"),
    ("first", "expected a number, a name"),
    ("and 1", "expected a number, a name"),
    ("loss + gain", "there is no measurement 'gain'; there are: count, empty"),
    ("{{v}}", "there is no variable 'v'; there are: name, w"),
    ("w", "there is no measurement 'w'"),
    ("{{name}}", "name is not a number"),
    ("word", "word is not a number"),
    ("sin", "there is no measurement 'sin'"),
    ("sort(1)", "'sort' is not a function here; there are abs, cos"),
    ("sqrt(1, 2)", "sqrt takes one argument, got 2"),
    ("sqrt()", "expected a number"),
    ("sqrt(-1)", "sqrt has no real value there"),
    ("log(0)", "log has no real value there"),
    ("(-8) ** (1 / 3)", "** has no real value there"),
    ("1 / 0", "/ divides by zero"),
    ("0 ** -1", "** divides by zero"),
    ("exp(1000)", "exp gives a number too large to hold"),
    ("9**9**9", "** gives a number too large to hold"),
    ("sum(1e308, 1e308)", "sum gives a number too large to hold"),
    ("sum(inf, -inf)", "sum has no real value there"),
    ("sum(empty)", "sum needs at least one number"),
    ("empty[1]", "the list is empty"),
    ("norm_of[0]", "index 0 is outside 1 to 3; indices count from 1"),
    ("norm_of[4]", "index 4 is outside 1 to 3"),
    ("norm_of[-1]", "index -1 is outside 1 to 3"),
    ("norm_of[1.5]", "an index must be a whole number, got 1.5"),
    ("norm_of[inf]", "an index must be a whole number, got inf"),
    ("norm_of[odd]", "an index must be a whole number, got nan"),
    ("norm_of[weight]", "an index needs a number, got a list of 2"),
    ("loss[1]", "only a list can be indexed"),
    ("norm_of + weight[1]", "+ between lists of 3 and 2 entries"),
    ("norm_of == weight[1]", "== between lists of 3 and 2 entries"),
    ("length(loss)", "length takes a list, got a number"),
    ("increasing(weight)", "needs a number, got a list of 2"),
    ("1 and 2", "and needs a comparison such as a < b, got a number"),
    ("not 1", "not needs a comparison"),
    ("2 < 1 or loss", "or needs a comparison"),
    ("1 < 2 and misspelled > 1", "there is no measurement 'misspelled'"),
    ("(1 < 2) == (2 < 3)", "== compares numbers, not truth values"),
    ("(1 < 2) + 1", "+ needs a number, got true"),
    ('__import__("os")', "cannot read '\"os\")'"),
    ("__import__(1)", "'__import__' is not a function here"),
    ("loss.__class__", "there is no measurement 'loss.__class__'"),
    ("().__class__", "cannot read '.__class__'"),
    ("()", "expected a number, a name"),
    ("1+" * 5_000 + "1", "expression has 10001 characters, at most 400 are read"),
    ("(" * 100 + "1" + ")" * 100, "nested deeper than 24 levels"),
    ("-" * 300 + "1", "nested deeper than 24 levels"),
    ("not " * 90 + "1 < 2", "nested deeper than 24 levels"),
    ("norm_of[" * 40 + "1" + "]" * 40, "nested deeper than 24 levels"),
    ("2**" * 100 + "2", "nested deeper than 24 levels"),
    ("abs(" * 60 + "1" + ")" * 60, "nested deeper than 24 levels"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught, at_most(20_000):
        value(text)
    said = str(caught.value)
    assert message in said
    assert "\n" not in said


def test_a_number_is_no_claim_and_a_claim_no_number() -> None:
    with pytest.raises(ExpressionError, match="a claim needs a comparison"):
        expressions.holds(expressions.parse("1"), {})
    with pytest.raises(ExpressionError, match="needs a number, got true"):
        expressions.number(expressions.parse("1 < 2"), {})
    with pytest.raises(ExpressionError, match="needs a number, got a list of 3"):
        expressions.number(expressions.parse("norm_of"), MEASURED)


@pytest.mark.parametrize(
    ("text", "measured", "variables"),
    [
        ("1 + pi", set(), set()),
        ("a + b * {{c}}", {"a", "b"}, {"c"}),
        ("a[b] == -c within 1%", {"a", "b", "c"}, set()),
        ("max(a, not_b, {{d}}) < e < inf", {"a", "not_b"}, {"d"}),
        ("not a[first] < x.y and 1 < z", {"a", "x.y", "z"}, set()),
    ],
)
def test_names(text: str, measured: set[str], variables: set[str]) -> None:
    found = expressions.names_in(expressions.parse(text))
    assert [set(names) for names in found] == [measured, variables]


def test_a_measurement_goes_before_a_constant() -> None:
    assert expressions.number(expressions.parse("e"), {"e": 3.0}) == 3


def test_long_chains_are_walked() -> None:
    assert value("+".join(["1"] * 200)) == 200
    assert value("weight" + "[1]" * 2) == 1
    assert value(" and ".join(["1<2"] * 50)) is True


# --- properties ---------------------------------------------------------------------------------------------

PIECES = st.one_of(
    st.sampled_from("12.()[]+-*/<>%,;'\\ \x00\u202e🙂"),
    st.sampled_from(
        ["2.5", "1e9", "1e308", "{{w}}", "{{name}}", "[1]", "[last]", "**", "==", "!=", "<=", ">="]
    ),
    st.sampled_from(
        ["loss", "norm_of", "weight", "empty", "odd", "huge", "word", "e", "first", "last", "within"]
    ),
    st.sampled_from([" and ", " or ", " not ", "sqrt(", "log(", "exp(", "max(", "sum(", "length(", "norm("]),
)


@given(
    st.one_of(
        st.text(max_size=450), st.lists(PIECES, max_size=60).map(" ".join), st.lists(PIECES).map("".join)
    )
)
@example("9**9**9**9")
@example("norm_of[1e400]")
@example("\ud800")
@example("٣ + ３")
@example("huge - huge < huge / huge")
@example("sigmoid(odd) < norm(odd) + sum(huge, -huge)")
def test_nothing_but_an_expression_error_is_raised(text: str) -> None:
    try:
        found: object = value(text)
    except ExpressionError as error:
        found = error
    assert isinstance(found, bool | float | tuple) or "\n" not in str(found)
    assert not isinstance(found, ExpressionError) or len(str(found)) < 400


NUMBERS = st.sampled_from(["0.0", "1.0", "2.0", "3.5", "0.25", "10.0", "1e-3", "7."])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**"]), inner).map(" ".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"-{text}"),
    )


@given(st.recursive(NUMBERS, _grown, max_leaves=12))
def test_arithmetic_agrees_with_python(text: str) -> None:
    try:
        # Only digits, signs and brackets that this test itself put together.
        expected = eval(text, {"__builtins__": {}})  # noqa: S307
    except (ZeroDivisionError, OverflowError):
        expected = None
    if isinstance(expected, complex):
        expected = None
    try:
        found = value(text)
    except ExpressionError as error:
        if "deeper" not in str(error):
            assert expected is None, (text, expected)
        return
    assert expected is not None
    assert isinstance(found, float)
    assert found == pytest.approx(float(expected), rel=1e-12, abs=0, nan_ok=True)
