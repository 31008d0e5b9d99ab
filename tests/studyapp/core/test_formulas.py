"""Formulas that a learner types: read as meant, asked about when unclear, compared at random points."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.arithmetic import ExpressionError
from studyapp.core.expression_tree import Binary, Call, Name, Node, Number, Unary
from studyapp.core.formulas import Incomparable, notations, read_formula, same, shown, value_at

NAMES = ("x", "y", "w_1", "alpha")
POINT = {"x": 0.7, "y": -1.3, "w_1": 2.5, "alpha": 0.4}
RANGES = dict.fromkeys(NAMES, (-2.0, 2.0))
X, Y, W, A = POINT.values()
SIGMOID = 1 / (1 + math.exp(-X))

READ: list[tuple[str, str, float]] = [
    ("2 x cos(x)", "2·x·cos(x)", 2 * X * math.cos(X)),
    ("2xcos(x)", "2·x·cos(x)", 2 * X * math.cos(X)),
    ("2*x*cos(x)", "2·x·cos(x)", 2 * X * math.cos(X)),
    ("xy", "x·y", X * Y),
    ("x(1-x)", "x·(1 - x)", X * (1 - X)),
    ("(x+1)(x-1)", "(x + 1)·(x - 1)", X * X - 1),
    ("xe^x", "x·e^x", X * math.exp(X)),
    ("x²", "x^2", X * X),
    ("x**2", "x^2", X * X),
    ("x^-2", "x^(-2)", X**-2),
    ("x^(1/2)", "x^(1/2)", math.sqrt(X)),
    ("-x^2", "-x^2", -X * X),
    ("x^2 y", "x^2·y", X * X * Y),
    ("x²y", "x^2·y", X * X * Y),
    ("3x^2 sin(x) + x^3cos(x)", "3·x^2·sin(x) + x^3·cos(x)", 3 * X**2 * math.sin(X) + X**3 * math.cos(X)),
    ("1/(2x)", "1/(2·x)", 1 / (2 * X)),
    ("x/2*y", "(x/2)·y", X / 2 * Y),
    ("1/x^2", "1/x^2", X**-2),
    ("x - (y - 1)", "x - (y - 1)", X - Y + 1),
    ("x*-y", "x·(-y)", -X * Y),
    ("1 − x", "1 - x", 1 - X),
    ("σ(x)(1-σ(x))", "sigmoid(x)·(1 - sigmoid(x))", SIGMOID * (1 - SIGMOID)),
    ("sigmoid(x)", "sigmoid(x)", SIGMOID),
    ("1/(1+e^-x)", "1/(1 + e^(-x))", SIGMOID),
    ("1 - tanh^2(x)", "1 - tanh(x)^2", 1 - math.tanh(X) ** 2),
    ("1-tanh²(x)", "1 - tanh(x)^2", 1 - math.tanh(X) ** 2),
    ("ln x", "ln(x)", math.log(X)),
    ("log(x)", "ln(x)", math.log(X)),
    ("sin x + 1", "sin(x) + 1", math.sin(X) + 1),
    ("tan(x)", "tan(x)", math.tan(X)),
    ("√x/2", "sqrt(x)/2", math.sqrt(X) / 2),
    ("relu(-x) + abs(y)", "relu(-x) + abs(y)", -Y),
    ("max(x, y, 0)", "max(x, y, 0)", X),
    ("w₁ + w_1 + w1", "w_1 + w_1 + w_1", 3 * W),
    ("α x", "alpha·x", A * X),
    ("2 pi x", "2·pi·x", 2 * math.pi * X),
    ("0.5x", "0.5·x", X / 2),
    ("exp(x^2)", "exp(x^2)", math.exp(X * X)),
    ("e^(2x)", "e^(2·x)", math.exp(2 * X)),
    ("Sin(x)", "sin(x)", math.sin(X)),
]


@pytest.mark.parametrize(("typed", "read_as", "value"), READ)
def test_reading(typed: str, read_as: str, value: float) -> None:
    node = read_formula(typed, NAMES)
    assert shown(node) == read_as
    assert value_at(node, POINT) == pytest.approx(value, rel=1e-14, abs=0)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "nothing typed yet"),
        ("1/2x", "'x' under the fraction bar? Use brackets"),
        ("x/y(2)", "'(' under the fraction bar? Use brackets"),
        ("1/x/y", "one fraction bar at most; use brackets"),
        ("e^2x", "'x' in the exponent? Use brackets"),
        ("e^2 x", "'x' in the exponent? Use brackets"),
        ("x^2y", "'y' in the exponent? Use brackets"),
        ("x^2^3", "a power of a power needs brackets"),
        ("x^1/2", "is the fraction the exponent?"),
        ("sin 2x", "where does sin end?"),
        ("sin x cos x", "where does sin end?"),
        ("sin sin x", "sin needs brackets"),
        ("sin^-1(x)", "write a power of sin after its brackets"),
        ("√x y", "where does the root end?"),
        ("X", "'X' is not known; the names are x, y, w_1, alpha"),
        ("z", "'z' is not known"),
        ("sinx", "'sinx' is not known"),
        ("f(x)", "'f' is not known"),
        ("max(x)", "max takes two numbers or more"),
        ("sin(x, y)", "sin takes one number"),
        ("|x|", "write abs(x)"),
        ("0,5x", "write a decimal point, not a comma"),
        ("x 2", "'2' follows without a sign"),
        ("x +", "something is missing at the end"),
        ("(x", "a bracket is not closed"),
        ("x)", "')' is in the wrong place"),
        ("x = 2", "'= 2' is not understood"),
        ("(" * 20 + "x", "brackets inside one another"),
        ("x+" * 300, "that is 600 characters"),
        ('__import__("os")', "is not understood"),
        ("x.real", "is not understood"),
        ("🙂" * 100, "is not understood"),
    ],
)
def test_what_is_unclear_or_unknown(typed: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        read_formula(typed, NAMES)
    assert message in str(caught.value)


def test_names_that_cannot_be_typed_apart_are_refused() -> None:
    with pytest.raises(ExpressionError, match="'w_1' and 'w1' are typed alike"):
        read_formula("1", ("w1", "w_1"))
    with pytest.raises(ExpressionError, match="'e' is a function or a constant"):
        read_formula("1", ("e",))


# --- comparing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("x^2 - 1", "(x - 1)(x + 1)"),
        ("sin(2x)", "2 sin(x) cos(x)"),
        ("1 - tanh^2(x)", "4/(e^x + e^-x)^2"),
        ("x - x", "0"),
        ("sin^2(x) + cos^2(x) - 1", "0"),
        ("relu(x)", "max(0, x)"),
        ("abs(x)", "sqrt(x^2)"),
        ("e^(x + y)", "exp(x) exp(y)"),
        ("1e-30 x", "x / 1e30"),
    ],
)
def test_equal_forms_agree(typed: str, key: str) -> None:
    assert same(read_formula(typed, NAMES), read_formula(key, NAMES), RANGES, "q/1") is True


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("x^2", "x^2 + 0.00001"),
        ("1.00001 x", "x"),
        ("x", "-x"),
        ("cos(x)", "sin(x)"),
        ("x", "abs(x)"),
        ("relu(x)", "x"),
        ("x", "y"),
        ("0", "1e-30 x"),
        ("2x", "x^2"),
    ],
)
def test_other_formulas_differ(typed: str, key: str) -> None:
    assert same(read_formula(typed, NAMES), read_formula(key, NAMES), RANGES, "q/1") is False


@pytest.mark.parametrize("typed", ["1/(x-x)", "sqrt(-1-x^2)", "ln(-e^x)", "exp(exp(exp(9)))", "(9^9)^999"])
def test_a_formula_without_values_cannot_be_compared(typed: str) -> None:
    assert same(read_formula(typed, NAMES), read_formula("x", NAMES), RANGES, "q/1") == Incomparable(0)


def test_points_without_a_value_are_left_out() -> None:
    root = read_formula("sqrt(x)", NAMES)
    assert same(root, read_formula("x^(1/2)", NAMES), {"x": (-1.0, 3.0)}, "q/1") is True
    assert isinstance(same(root, root, {"x": (-9.0, 0.1)}, "q/1"), Incomparable)


# --- properties -------------------------------------------------------------------------------------------


def trees() -> st.SearchStrategy[Node]:
    leaves: st.SearchStrategy[Node] = st.one_of(
        st.floats(0, 1e6).map(Number),
        st.integers(0, 99).map(float).map(Number),
        st.sampled_from(NAMES).map(Name),
    )

    def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        return st.one_of(
            st.builds(Binary, st.sampled_from(["+", "-", "*", "/", "**"]), inner, inner),
            st.builds(Unary, st.just("-"), inner),
            st.builds(Call, st.sampled_from(["sin", "tanh", "log", "relu"]), st.tuples(inner)),
            st.builds(Call, st.just("max"), st.tuples(inner, inner)),
        )

    return st.recursive(leaves, grown, max_leaves=5)


@given(trees())
def test_a_formula_as_it_is_shown_reads_back_to_the_same(node: Node) -> None:
    for text in notations(node):
        assert read_formula(text, NAMES) == node


@given(st.one_of(st.text(max_size=450), st.text("xy0123.+-*/^()eE√²πσ sincoxpl,", max_size=80)))
def test_any_text_is_a_formula_or_says_why_not(typed: str) -> None:
    try:
        node: Node | None = read_formula(typed, NAMES)
        said = ""
    except ExpressionError as error:
        node, said = None, str(error)
    assert (node is None) is bool(said)
    assert "\n" not in said
    assert len(said) < 200
    if node is not None:
        value = value_at(node, POINT)
        assert value is None or math.isfinite(value)
