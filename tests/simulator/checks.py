"""Checks that the tests of several experiments share: steps add up, and say honestly what they leave out."""

import ast
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator import Step, catalog
from simulator.experiment import Outcome, run_experiment
from simulator.latex import number
from tests.work import at_most

PRINTED = 5.001e-4
"""A number of four significant digits is within this of itself, relatively."""


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt,
    "log": math.log,
    "tanh": math.tanh,
    "sigma": _sigmoid,
    "dsigma": lambda x: _sigmoid(x) * (1.0 - _sigmoid(x)),
    "dtanh": lambda x: 1.0 - math.tanh(x) ** 2,
    "floor": math.floor,
    "sin": math.sin,
    "cos": math.cos,
}


def _braced(text: str, at: int) -> tuple[str, int]:
    """What stands between the brace at `at` and its partner, and where that ends."""
    depth = 0
    for end in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return text[at + 1 : end], end + 1
    raise SyntaxError(text)


def _plain(latex: str) -> str:
    """LaTeX as an expression of Python; what it does not know stays and is a SyntaxError later."""
    text = re.sub(r"\\times10\^\{(-?\d+)\}", r"e\1", latex)
    text = re.sub(r"\\t?frac(\d)(\d)", r"(\1/\2)", text.replace(r"\left", "").replace(r"\right", ""))
    while found := re.search(r"\\(t?frac|sqrt)(?=\{)", text):
        inside, end = _braced(text, found.end())
        if found[1] == "sqrt":
            made = f"sqrt({inside})"
        else:
            below, end = _braced(text, end)
            made = f"(({inside})/({below}))"
        text = text[: found.start()] + made + text[end:]
    text = text.replace(r"\lfloor", "floor(").replace(r"\rfloor", ")").replace(r"\cdot", "*")
    text = re.sub(r"\\ln (\(?-?[\d.e-]+\)?)", r"log(\1)", text)
    text = re.sub(r"\\(tanh|sigma)'\(", r"d\1(", text)
    text = re.sub(r"\\(tanh|sigma|sin|cos|min|max)\b", r"\1", text)
    text = re.sub(r"\^\{?(\d+)\}?", r"**\1", text)
    return re.sub(r"(?<=[\d)]) (?=[(a-z])", " * ", text)


def arithmetic(latex: str) -> tuple[float, float]:
    """The value of plain arithmetic in LaTeX, and how far rounding to four digits may have moved it.

    SyntaxError for anything else.
    """

    def value(node: ast.AST) -> tuple[float, float]:
        match node:
            case ast.Constant(value=int() | float() as printed):
                return float(printed), PRINTED * abs(printed)
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
                    case ast.Div() if abs(b) > db:
                        return a / b, (da + abs(a / b) * db) / (abs(b) - db)
            case ast.Call(func=ast.Name(id="min" | "max" as name), args=args):
                pairs = [value(one) for one in args]
                return (min if name == "min" else max)(a for a, _ in pairs), max(da for _, da in pairs)
            case ast.Call(func=ast.Name(id="floor"), args=[one]):
                return float(math.floor(value(one)[0])), 0.0  # of whole numbers, printed in full
            case ast.Call(func=ast.Name(id=name), args=[one]) if name in FUNCTIONS:
                a, da = value(one)
                f = FUNCTIONS[name]
                try:
                    return f(a), max(
                        abs(f(a + da) - f(a)), abs(f(max(a - da, 0.0) if a > 0 else a - da) - f(a))
                    )
                except ValueError:
                    raise SyntaxError(latex) from None
        raise SyntaxError(latex)

    return value(ast.parse(_plain(latex), mode="eval").body)


def _told_entry(step: Step) -> float:
    """The entry of a matrix that is written out: by the position that `shown` names, else the first."""
    value, found = np.array(step.value), re.search(r"position (\d+), feature 1", step.shown or "")
    return float(value[int(found[1]) - 1, 0] if found else np.ravel(value)[0])


def judge_steps(steps: Iterable[Step]) -> int:
    """Steps are well formed, the numbers put in give the number that comes out. -> how many could be worked out.

    Judged is what stands around the last equals sign, and that it is the value of the step: the whole of it, the
    entry of the position that `shown` names, or the first of its entries. A side with a symbol in it is nothing to
    add up.
    """
    judged = 0
    for step in steps:
        assert step.title[0].isupper()
        for latex in (step.formula, step.substituted):
            assert latex.count("{") == latex.count("}"), latex
            assert latex.count(r"\left") - latex.count(r"\leftarrow") == latex.count(r"\right"), latex
            assert "nan" not in latex
            assert not re.search(r"\^\{[^}]*\}\^|\\hat \\", latex), (
                latex
            )  # two superscripts, a hat on a command
            assert "%" not in latex
        parts = re.split(r" = |\\leftarrow", step.substituted)
        if len(parts) < 2 or r"\cdots" in step.substituted:
            continue
        try:
            (told, moved), (result, printed) = arithmetic(parts[-2].strip()), arithmetic(parts[-1].strip())
        except SyntaxError:
            continue
        assert abs(told - result) <= moved + printed, step.substituted
        if isinstance(step.value, float):
            assert parts[-1].strip() == number(step.value), step.title
        elif step.title != "Cost":  # the value of a cost may be its terms
            assert parts[-1].strip() == number(_told_entry(step)), step.title
        judged += 1
    return judged


def judge_honesty(steps: Iterable[Step]) -> None:
    """A value is whole, or `shown` says which part of it that is; the entry that it says is written out is one."""
    for step in steps:
        shape, shown = np.shape(np.array(step.value)), step.shown or ""
        if found := re.search(r"the first ([\d by]+) entries of ([\d by]+)", shown):
            assert shape == tuple(map(int, found[1].split(" by "))), step.title
            assert step.shape == tuple(map(int, found[2].split(" by "))), step.title
        elif found := re.search(r"the (?:norm|mean|variance) of all ([\d by]+) entries", shown):
            assert shape == ()
            assert step.shape == tuple(map(int, found[1].split(" by "))), step.title
        else:
            assert shape == step.shape, step.title
        if r"\cdots" in step.substituted:
            assert step.shown, step.title
        if re.search(r"position \d+, feature 1", shown):
            assert step.substituted.split(" = ")[-1] == number(_told_entry(step)), step.title


def differs(a: Any, b: Any, within: float = 1e-9) -> bool:
    """Whether plain data differ by more than the last bits in which a fast pass and its teaching form may.

    Numbers are compared relatively, those of one innermost list relative to its largest entry. NaN equals NaN.
    """
    if isinstance(a, dict):
        return a.keys() != b.keys() or any(differs(a[key], b[key], within) for key in a)
    if not isinstance(a, list):
        return differs([a], [b], within)
    if len(a) != len(b):
        return True
    if any(isinstance(entry, list) for entry in a):
        return any(differs(x, y, within) for x, y in zip(a, b, strict=True))
    largest = max((abs(x) for x in a if math.isfinite(x)), default=0.0)
    return any(
        not (x == y or (x != x and y != y) or abs(x - y) <= within * largest)
        for x, y in zip(a, b, strict=True)
    )


def refusal_before_any_work(name: str, parameters: Any) -> str:
    """The sentence that refuses a run: its experiment's function is not called, and the checks are few lines."""

    def work(*asked: Any) -> Outcome:
        raise AssertionError(f"{name} began to work on {asked}")

    with pytest.raises(ValueError, match=r".") as refusal, at_most(20_000):
        run_experiment(replace(catalog()[name], function=work), parameters, 0)
    assert type(refusal.value) is ValueError
    return str(refusal.value)
