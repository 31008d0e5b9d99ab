"""`expression`: graphs by hand, published graphs to every printed digit, hostile text, mistakes.

Published: Stanford's CS231n notes "Backpropagation, Intuitions" (https://cs231n.github.io/optimization-2/), whose
three drawn circuits print a value and a gradient at every node. Its max has the derivative 1(x >= y) by x and
1(y >= x) by y, so that both operands get the whole gradient where they are equal: our convention `ties=both`.
"""

import json
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import catalog, gradcheck, run
from simulator.arrays import Array
from simulator.experiments.expression_graph import Rules, backward, forward
from simulator.experiments.expression_parser import parse
from simulator.latex import number
from simulator.ops.scalars import OPERATIONS, max_backward
from tests.examples import examples
from tests.simulator.checks import judge_honesty, judge_steps
from tests.work import at_most


def measured(text: str, seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run("expression", {"expression": text, **parameters}, seed=seed).measurements)


def digits(printed: str, value: float) -> bool:
    wanted = Decimal(printed)
    return Decimal(value).quantize(wanted) == wanted


class TestByHand:
    def test_product_of_a_sum(self) -> None:
        m = measured("(x + y)*z", inputs={"x": -2, "y": 5, "z": -4})
        assert m["value"] == [-2, 5, -4, 3, -12]
        assert m["gradient"] == [-4, -4, 3, -4, 1]
        assert (m["edge_start"], m["edge_end"]) == ([1, 2, 4, 3], [4, 4, 5, 5])
        assert m["edge_derivative"] == [1, 1, -4, 3]
        assert m["edge_gradient"] == [-4, -4, -4, 3]
        assert m["paths"] == [1, 1, 1, 1, 0]

    def test_paths_are_added(self) -> None:
        m = measured("q = x*x; q*x + q", inputs={"x": 3})
        assert m["value"] == [3, 9, 27, 36]
        assert m["gradient"] == [27 + 6, 3 + 1, 1, 1]
        assert m["paths"] == [3, 2, 1, 0]

    @pytest.mark.parametrize(
        ("text", "value", "slope"),
        [
            ("x + 2", 6, 1),
            ("2 - x", -2, -1),
            ("x - 2", 2, 1),
            ("3*x", 12, 3),
            ("x/2", 2, 0.5),
            ("8/x", 2, -0.5),
            ("x**3", 64, 48),
            ("x**-1", 0.25, -0.0625),
            ("-x**2", -16, -8),
            ("(-x)**2", 16, 8),
            ("x**2**0", 4, 1),
            ("2**(x-3)*1", 2, 2 * np.log(2)),
            ("--x*1", 4, 1),
            ("-3*x", -12, -3),
            ("1e-1*x", 0.4, 0.1),
            ("x-1-1", 2, 1),
            ("64/x/2", 8, -2),
            ("max(x, 3)", 4, 1),
            ("max(x, 5, 1)", 5, 0),
            ("sqrt(x)", 2, 0.25),
            ("relu(x - 4)", 0, 0),
            ("relu(x)", 4, 1),
            ("exp(x - 4)", 1, 1),
            ("log(x/4)", 0, 0.25),
            ("sin(x - 4)", 0, 1),
            ("cos(x - 4)", 1, 0),
            ("tanh(x - 4)", 0, 1),
            ("sigmoid(x - 4)", 0.5, 0.25),
            ("q = x\nq + 1\n", 5, 1),
            ("two = 2; x*two;", 8, 2),
        ],
    )
    def test_grammar_and_operations_at_four(self, text: str, value: float, slope: float) -> None:
        m = measured(text, inputs={"x": 4})
        assert (m["output"], m["input_gradient"]) == (value, pytest.approx([slope], rel=1e-15, abs=0))

    @pytest.mark.parametrize(
        ("ties", "gradient"), [("split", [0.5, 0.5, 0]), ("first", [1, 0, 0]), ("both", [1, 1, 0])]
    )
    def test_ties_of_max(self, ties: str, gradient: list[float]) -> None:
        m = measured("max(x, y, z)", inputs={"x": 2, "y": 2, "z": 1}, ties=ties)
        assert (m["output"], m["input_gradient"]) == (2, gradient)

    def test_an_unused_result_has_no_gradient_and_the_last_is_the_output(self) -> None:
        m = measured("q = x*2; x + 1", inputs={"x": 1})
        assert m["gradient"] == [1, 0, 1]
        assert m["operations"] == 2

    def test_kinks_and_poles_are_measured_and_not_warned_about(self) -> None:
        assert measured("1/x + y", inputs={"x": 0, "y": 1})["first_infinite_node"] == 1  # its gradient
        assert measured("y*log(x)", inputs={"y": 1, "x": -1})["first_nan_node"] == 1
        huge = measured("a = x*x; b = a*a; y + b*b", inputs={"x": 1e100, "y": 1})
        assert (huge["output"], huge["first_nan_node"]) == (float("inf"), 0)
        assert measured("relu(x)*y", inputs={"x": 0, "y": 1})["input_gradient"] == [0, 0]
        assert measured("x**y", inputs={"x": 0, "y": 2})["input_gradient"] == [0, 0]


def test_finite_differences_stand_beside_the_gradient() -> None:
    m = measured("sin(x)*exp(y/x)", inputs={"x": 1.5, "y": -0.5})
    assert m["input_gradient_difference"] == pytest.approx(m["input_gradient"], rel=1e-8)
    coarse = measured("x**3", inputs={"x": 2}, difference_step=1.0)
    assert (coarse["input_gradient"], coarse["input_gradient_difference"]) == ([12], [13])


class TestPublished:
    """Every number drawn in the circuits of CS231n's notes."""

    def test_the_sigmoid_neuron(self) -> None:
        text = "1/(1 + exp(-1*(w0*x0 + w1*x1 + w2)))"
        m = measured(text, inputs={"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3})
        values = ["2.00", "-1.00", "-3.00", "-2.00", "-3.00", "-2.00", "6.00", "4.00", "1.00", "-1.00"]
        values += ["0.37", "1.37", "0.73"]
        gradients = ["-0.20", "0.39", "-0.39", "-0.59", "0.20", "0.20", "0.20", "0.20", "0.20", "-0.20"]
        gradients += ["-0.53", "-0.53", "1.00"]
        for name, printed in (("value", values), ("gradient", gradients)):
            assert len(m[name]) == len(printed)
            assert all(digits(p, v) for p, v in zip(printed, m[name], strict=True)), m[name]

    def test_one_gate_for_the_whole_sigmoid(self) -> None:
        m = measured("sigmoid(w0*x0 + w1*x1 + w2)", inputs={"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3})
        assert digits("0.73", m["output"])
        assert all(
            digits(p, g)
            for p, g in zip(["-0.20", "0.39", "-0.39", "-0.59", "0.20"], m["input_gradient"], strict=True)
        )

    def test_the_sum_times_z(self) -> None:
        m = measured("(x + y)*z", inputs={"x": -2, "y": 5, "z": -4})
        assert (m["value"][3:], m["gradient"]) == ([3, -12], [-4, -4, 3, -4, 1])

    def test_add_multiply_and_max_gates(self) -> None:
        m = measured("2*(x*y + max(z, w))", inputs={"x": 3, "y": -4, "z": 2, "w": -1})
        assert m["value"][4:] == [-12, 2, -10, -20]
        assert m["gradient"] == [-8, 6, 2, 0, 2, 2, 2, 1]

    def test_staged_computation_agrees_with_the_notes_code(self) -> None:
        text = (
            "sigy = sigmoid(y); num = x + sigy; sigx = sigmoid(x); xpy = x + y; xpysqr = xpy**2\n"
            "den = sigx + xpysqr; invden = 1/den; num*invden"
        )
        m = measured(text, inputs={"x": 3, "y": -4})
        x, y = 3.0, -4.0
        sigy, sigx, xpy = 1 / (1 + np.exp(-y)), 1 / (1 + np.exp(-x)), x + y
        num, den = x + sigy, sigx + xpy**2
        dden = -1 / den**2 * num
        dx = 2 * xpy * dden + (1 - sigx) * sigx * dden + 1 / den
        dy = 2 * xpy * dden + (1 - sigy) * sigy / den
        assert m["output"] == pytest.approx(num / den, rel=1e-15)
        assert m["input_gradient"] == pytest.approx([dy, dx], rel=1e-14)  # y is used first


def by_complex_step(text: str, at: Array) -> Array:
    graph = parse(text)
    return gradcheck.complex_step(lambda v: forward(graph, list(v), Rules()).values[-1], at)


OPERANDS: dict[str, tuple[float, float]] = {
    "log": (0.1, 5),
    "sqrt": (0.1, 5),
    "power": (0.1, 3),
    "divide": (0.2, 3),
}


@settings(deadline=None, max_examples=examples(120))
@given(
    name=st.sampled_from(sorted(OPERATIONS)),
    shape=st.lists(st.integers(1, 4), max_size=2),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_operation_agrees_with_the_complex_step_and_keeps_shapes(
    name: str, shape: list[int], seed: int
) -> None:
    operation, rng = OPERATIONS[name], np.random.default_rng(seed)
    low, high = OPERANDS.get(name, (-3, 3))
    operands = [rng.uniform(low, high, shape) for _ in range(operation.operands)]
    dy = np.asarray(rng.standard_normal(shape))
    y, cache = operation.forward(*operands)
    assert np.shape(y) == tuple(shape)
    found = operation.backward(dy, cache)
    for at, x in enumerate(operands):

        def weighted(v: Array, at: int = at) -> Array:
            return np.asarray((operation.forward(*operands[:at], v, *operands[at + 1 :])[0] * dy).sum())

        expected = gradcheck.complex_step(weighted, x)
        assert gradcheck.layer_error(expected, np.asarray(found[at])) <= 1e-12


TEXTS = [
    "sigmoid(w0*x0 + w1*x1 + w2)",
    "s = x*y; t = tanh(s + x); u = t*s - y/(2 + x*x); exp(u)*u + sin(t)*cos(s)",
    "q = x**2 + y**2; sqrt(q) + log(q + 1)**3/q",
    "a = x*y; b = a*a; c = b*b; d = c*c; sigmoid(d - x)*1e-30",
    "max(x*y, x - 7, y - 9)**2 + relu(x*x)*relu(-y*y)",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("seed", range(10))
def test_whole_graphs_agree_with_the_complex_step(text: str, seed: int) -> None:
    m = measured(text, seed=seed)
    expected = by_complex_step(text, np.array(m["input"]))
    assert gradcheck.layer_error(expected, np.array(m["input_gradient"])) <= 1e-12


def test_a_node_gets_what_its_edges_bring() -> None:
    m = measured(TEXTS[1], seed=4)
    for node, gradient in enumerate(m["gradient"][:-1], start=1):
        bring = [g for g, start in zip(m["edge_gradient"], m["edge_start"], strict=True) if start == node]
        assert gradient == pytest.approx(sum(bring), rel=1e-14, abs=0)
    for g, d, end in zip(m["edge_gradient"], m["edge_derivative"], m["edge_end"], strict=True):
        assert g == pytest.approx(m["gradient"][end - 1] * d, rel=1e-14, abs=0)


HOSTILE = [
    ("", "must not be empty"),
    ("   \n ; ", "must not be empty"),
    ("1 + 2", "at least one name"),
    ("x", "must end with an operation"),
    ("q = x*y; r = x + y; q", "must end with an operation"),
    ("x +", "must have a number, a name, a function or '(', got its end"),
    ("x * / y", "got '/' at character 5"),
    ("(x + y", "must have ')', got its end"),
    ("x + y)", "must have an operation or the end, got ')' at character 6"),
    ("x y", "must have an operation or the end, got 'y' at character 3"),
    ("x.real + 1", "must not have '.', got it at character 2"),
    ("__import__('os')", 'must not have "\'"'),
    ("__import__(1)", "function among max, exp"),
    ("().__class__", "must not have '.'"),
    ("x if y else z", "must have an operation or the end, got 'if'"),
    ("lambda x: x", "must not have ':'"),
    ("x @ y", "must not have '@', got it at character 3"),
    ("x × y", "must not have '×'"),
    ("x\x00+1", "must not have '\\x00'"),
    ("x\r\n+1", "must not have '\\r'"),
    ("٣*x", "must not have"),
    ("x + 1e999", "finite numbers"),
    ("9**9**9**9*x", ""),
    ("x" * 17 + " + 1", "names of at most 16 letters"),
    ("x" * 501, "expression"),
    ("(" * 200 + "x", "nested at most 24 deep"),
    ("-" * 400 + "x", "nested at most 24 deep"),
    ("x" + "**x" * 100, "nested at most 24 deep"),
    ("x" + "+x" * 65, "at most 64 operations"),
    ("exp(" * 90, "nested at most 24 deep"),
    ("+".join(f"x{k}" for k in range(17)), "at most 16 inputs"),
    ("max(x)", "give max 2 to 8 operands, got 1"),
    ("max(" + "x," * 8 + "x)", "give max 2 to 8 operands, got 9"),
    ("exp(x, y)", "give exp 1 operand, got 2"),
    ("exp x", "must have '(' after exp"),
    ("exp()", "must have a number"),
    ("exp = x*2; exp + 1", "new name"),
    ("x = x*2; x + 1", "new name"),
    ("q = x*2; q = x*3; q + 1", "new name"),
    ("x*2; x*3", "must name every statement but the last"),
    ("x == y", "must have"),
    ("= x", "must have"),
]


@pytest.mark.parametrize(("text", "told"), HOSTILE)
def test_hostile_text_is_one_line_after_little_work(text: str, told: str) -> None:
    try:
        with at_most(20_000):
            run("expression", {"expression": text})
        message = ""
        assert not told
    except ValueError as error:
        message = str(error)
    assert told in message
    assert "\n" not in message
    assert len(message) < 300
    assert not message or message.startswith("expression: expression ")


@settings(deadline=None, max_examples=examples(300))
@given(text=st.text("xyz019.+-*/(),;= \nemaxplogsqrtinchdrulw_", max_size=60) | st.text(max_size=30))
def test_any_text_runs_or_is_refused_in_one_line(text: str) -> None:
    told = ""
    try:
        json.dumps(run("expression", {"expression": text}).to_dict(), allow_nan=False)
    except ValueError as error:
        told = str(error)
    assert "\n" not in told
    assert not told or told.startswith("expression: ")


def test_other_refusals() -> None:
    for parameters, told in (
        ({"inputs": {"q": 1.0}}, "inputs must be among those of the expression"),
        ({"inputs": {"x0": float("nan")}}, "inputs must be a finite number, got nan"),
        ({"inputs": [1.0]}, "inputs must be"),
        ({"along": "q"}, "along must be an input"),
        ({"low": 2.0}, "high must be above low (2), got 2"),
        ({"expression": 3}, "expression must be a valid string"),
    ):
        with pytest.raises(ValueError, match=r"^expression: ") as refusal:
            run("expression", parameters)
        assert told in str(refusal.value)


WRONG: list[tuple[str, str, dict[str, float], list[float]]] = [
    ("forgotten_path", "x*x + x*y", {"x": 3, "y": 5}, [3, 3]),
    ("no_local_derivative", "3*x*y", {"x": 2, "y": 5}, [1, 1]),
    ("only_local_derivative", "2*(x*y)", {"x": 3, "y": 5}, [5, 3]),
    ("added_not_multiplied", "2*(x*y)", {"x": 3, "y": 5}, [1 + 2 + 5, 1 + 2 + 3]),
    ("swapped_factors", "x*y", {"x": 3, "y": 5}, [3, 5]),
    ("forgotten_minus", "2*x - 3*y", {"x": 1, "y": 1}, [2, 3]),
    ("quotient_sign", "x/y", {"x": 8, "y": 2}, [0.5, 2]),
    ("exponent_kept", "x**3", {"x": 2}, [24]),
    ("derivative_at_output", "log(x)", {"x": np.e}, [1.0]),
    ("max_to_both", "max(x, 2*y)", {"x": 3, "y": 1}, [1, 2]),
]


@pytest.mark.parametrize(("mistake", "text", "inputs", "gradient"), WRONG)
def test_a_mutant_is_the_pass_with_that_mistake(
    mistake: str, text: str, inputs: dict[str, float], gradient: list[float]
) -> None:
    done = run("expression", {"expression": text, "inputs": inputs})
    wrong: Any = done.mutants[mistake]
    assert wrong["input_gradient"] == pytest.approx(gradient, rel=1e-15, abs=0)
    assert wrong["input_gradient"] != done.measurements["input_gradient"]
    assert wrong["value"] == done.measurements["value"]


def test_every_mistake_is_checked_and_one_that_does_not_fit_is_absent() -> None:
    assert {mistake for mistake, *_ in WRONG} == set(catalog()["expression"].mistakes)
    assert not {"forgotten_path", "quotient_sign", "max_to_both"} & set(run("expression").mutants)


def test_a_planted_fault_is_caught_by_the_check() -> None:
    text, at = TEXTS[2], np.array([0.7, -1.2])
    graph, expected = parse(text), by_complex_step(text, at)
    for name in ("power", "divide", "log", "sqrt"):
        true = OPERATIONS[name]

        def off(dy: Any, cache: Any, true: Any = true) -> tuple[Any, ...]:
            return tuple(g * (1 + 1e-9) for g in true.backward(dy, cache))

        rules = Rules({**OPERATIONS, name: true._replace(backward=off)})
        found = backward(graph, forward(graph, list(at), rules), rules).nodes[:2]
        assert gradcheck.layer_error(expected, np.array(found)) > 1e-12


class TestContract:
    def test_a_given_input_does_not_move_the_others(self) -> None:
        drawn: Any = run("expression", seed=5).measurements["input"]
        some: Any = run("expression", {"inputs": {"x0": 1.0}}, seed=5).measurements["input"]
        assert some == [drawn[0], 1.0, *drawn[2:]]

    @pytest.mark.parametrize("text", [*TEXTS, "x**2*x0**den - -y/1e-9", "max(a, b, 3) + my_name*a*a"])
    def test_the_numbers_put_in_give_the_number_that_comes_out(self, text: str) -> None:
        steps = run("expression", {"expression": text, "low": 0.5}, seed=2).steps
        assert all(step.substituted.endswith(f" = {number(float(step.value))}") for step in steps)  # type: ignore[arg-type]
        assert judge_steps(steps) >= 3
        judge_honesty(steps)

    def test_the_curve_leaves_out_what_is_not_there_and_the_tangent_touches(self) -> None:
        series = {
            s.name: s for s in run("expression", {"expression": "log(x)*y", "inputs": {"x": 1.0}}).series
        }
        assert min(series["output"].x) > 0
        middle = series["tangent"].x.index(1.0)
        assert series["tangent"].y[middle] == 0

    def test_max_backward_of_nan_gives_no_gradient_and_no_warning(self) -> None:
        assert measured("max(log(x), y)", inputs={"x": -1, "y": 0})["first_nan_node"] > 0
        cache = OPERATIONS["max"].forward(np.array(1.0), np.array(1.0))[1]
        assert [float(g) for g in max_backward(np.array(2.0), cache)] == [1.0, 1.0]
