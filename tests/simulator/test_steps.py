"""The steps say what was computed: the numbers put into a formula give the number behind its last equals sign."""

import ast
import re
from typing import Any

import pytest

from simulator import run

PRINTED = 5.001e-4
"""A number of four significant digits is within this of itself, relatively."""


def arithmetic(latex: str) -> tuple[float, float]:
    """The value of plain arithmetic in LaTeX, and how far rounding to four digits may have moved it.

    SyntaxError for anything else.
    """
    text = re.sub(r"\\times10\^\{(-?\d+)\}", r"e\1", latex)
    text = re.sub(
        r"\\t?frac\{?(\d+)\}?\{?(\d+)\}?", r"(\1/\2)", text.replace(r"\left", "").replace(r"\right", "")
    )
    text = re.sub(r"\^\{?(\d+)\}?", r"**\1", text.replace(r"\cdot", "*"))
    text = re.sub(r"\) \(", ") * (", text)

    def value(node: ast.AST) -> tuple[float, float]:
        match node:
            case ast.Constant(value=int() | float() as number):
                return float(number), PRINTED * abs(number)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                a, da = value(operand)
                return -a, da
            case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as power)):
                a, da = value(left)
                return a**power, power * (abs(a) + da) ** (power - 1) * da
            case ast.BinOp(left=left, op=op, right=right):
                (a, da), (b, db) = value(left), value(right)
                match op:
                    case ast.Add():
                        return a + b, da + db
                    case ast.Sub():
                        return a - b, da + db
                    case ast.Mult():
                        return a * b, abs(a) * db + abs(b) * da + da * db
                    case ast.Div():
                        return a / b, (da + abs(a / b) * db) / (abs(b) - db)
        raise SyntaxError(latex)

    return value(ast.parse(text, mode="eval").body)


CASES: list[tuple[str, dict[str, Any], int]] = [
    (
        "chain",
        {"length": 5, "biases": -0.5, "loss": "squared_error", "target": -0.25, "activation": "tanh"},
        20,
    ),
    ("chain", {"length": 5, "pre_activations": 1.0, "loss": "half_squared_error", "learning_rate": 1e-6}, 20),
    ("chain", {"length": 5, "residual": True, "biases": 0.5, "loss": "half_squared_error"}, 20),
    ("network", {"sizes": [3, 4, 2], "biases": -0.25}, 60),
    ("network", {"sizes": [3, 3], "loss": "half_squared_error", "reduction": "sum", "layout": "out_in"}, 30),
    ("network", {"sizes": [3, 2], "loss": "binary_cross_entropy", "activation": "relu"}, 20),
    ("network", {"sizes": [3, 4, 3], "batch": 3, "loss": "softmax_cross_entropy", "layout": "out_in"}, 9),
    ("network", {"sizes": [3, 4, 2], "batch": 2, "activation": "tanh"}, 10),
    ("activation", {"layers": 12}, 1),
]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("experiment", "parameters", "at_least"), CASES)
def test_the_numbers_put_in_give_the_number_that_comes_out(
    experiment: str, parameters: dict[str, Any], at_least: int, seed: int
) -> None:
    judged = 0
    for step in run(experiment, parameters, seed=seed).steps:
        parts = re.split(r" = |\\leftarrow", step.substituted)
        if len(parts) < 2 or r"\cdots" in step.substituted:
            continue
        try:
            (told, moved), (result, printed) = arithmetic(parts[-2].strip()), arithmetic(parts[-1].strip())
        except SyntaxError:
            continue  # a symbol or a function: nothing to add up
        assert abs(told - result) <= moved + printed, step.substituted
        if isinstance(step.value, float):
            assert result == pytest.approx(step.value, rel=1e-3), step.title
        judged += 1
    assert judged >= at_least


@pytest.mark.parametrize("experiment", ["chain", "network", "gradient_flow", "activation"])
def test_steps_are_well_formed(experiment: str) -> None:
    for step in run(experiment).steps:
        assert step.title[0].isupper()
        for latex in (step.formula, step.substituted):
            assert latex.count("{") == latex.count("}")
            assert latex.count(r"\left") - latex.count(r"\leftarrow") == latex.count(r"\right")
            assert "nan" not in latex
            assert "%" not in latex
