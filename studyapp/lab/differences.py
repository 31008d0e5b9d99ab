"""Derivatives by finite differences: the run is repeated with one of its numbers a little larger and smaller."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import simulator
from studyapp.core import expressions
from studyapp.core.expressions import ExpressionError
from studyapp.core.items import Difference
from studyapp.core.text import filled
from studyapp.core.worked import WorkedExample

FIRST, SHRINK, LEVELS, ENOUGH = 0.125, 4.0, 11, 1e-9
"""The largest step, by what it shrinks, how often, and the relative error at which no smaller one is tried."""

_PLACE = re.compile(r"\[(\d+)\]|\.(\w+)|^(\w+)")


def differences(
    wanted: Mapping[str, Difference],
    experiment: str,
    parameters: Mapping[str, object],
    seed: int,
    done: WorkedExample,
    variables: Mapping[str, object],
) -> dict[str, object]:
    """Each wanted derivative by its name for claims, `difference.NAME`; ExpressionError where there is none."""
    if not wanted:
        return {}
    settled = _settled(experiment, parameters, done)
    for one in wanted.values():
        # What is differentiated by may be a number that the run has by default.
        name = one.by.replace("[", ".").split(".")[0]
        if name in done.parameters:
            settled.setdefault(name, done.parameters[name])
    settled = json.loads(json.dumps(settled, default=list))
    return {
        f"difference.{name}": _difference(one, experiment, settled, seed, variables)
        for name, one in wanted.items()
    }


def _settled(experiment: str, parameters: Mapping[str, object], done: WorkedExample) -> dict[str, Any]:
    """The parameters of the same run with nothing left to be drawn or solved for."""
    explicit = simulator.catalog()[experiment].explicit
    settled = {name: value for name, value in parameters.items() if name not in explicit}
    for name, measurement in explicit.items():
        if measurement is not None and measurement in done.measurements:
            settled[name] = done.measurements[measurement]
    return settled


def _difference(
    wanted: Difference,
    experiment: str,
    parameters: dict[str, Any],
    seed: int,
    variables: Mapping[str, object],
) -> float:
    node = expressions.parse(wanted.of)
    holder, place = _place(parameters, filled(wanted.by, variables))
    at = holder[place]
    if isinstance(at, bool) or not isinstance(at, int | float):
        raise ExpressionError(f"differences: {wanted.by} is no number")

    def value(x: float) -> float:
        holder[place] = x
        try:
            measured = simulator.run(experiment, parameters, seed=seed).measurements
        except ValueError as error:
            raise ExpressionError(str(error)) from error
        return expressions.number(node, measured, variables)

    try:
        return derivative(value, float(at))
    finally:
        holder[place] = at


def _place(parameters: dict[str, Any], path: str) -> tuple[Any, Any]:
    """The list or mapping that holds the number a path names, and where in it."""
    keys: list[Any] = [
        int(match.group(1)) - 1 if match.group(1) else match.group(2) or match.group(3)
        for match in _PLACE.finditer(path)
    ]
    holder: Any = parameters
    for key in keys[:-1]:
        holder = _inside(holder, key, path)
    _inside(holder, keys[-1], path)
    return holder, keys[-1]


def _inside(holder: Any, key: Any, path: str) -> Any:
    fits = isinstance(holder, list) and isinstance(key, int) and 0 <= key < len(holder)
    if fits or (isinstance(holder, dict) and key in holder):
        return holder[key]
    raise ExpressionError(f"differences: the run has no {path}; write its number out in `with`")


def derivative(f: Callable[[float], float], x: float) -> float:
    """f'(x) from values of f alone: central differences, extrapolated to a step of 0.

    Ridders' method, "Accurate computation of F'(x) and F'(x) F''(x)", Advances in Engineering Software 4 (1982): a
    table of central differences whose steps shrink by a factor, extrapolated as Richardson does; the entry that
    differs least from its neighbors is taken. Zeros are not: between two flat ends of f no slope is seen.
    """
    step = FIRST * max(1.0, abs(x) / 1000)
    best, error = 0.0, float("inf")
    before: list[float] = []
    for _ in range(LEVELS):
        row = [(f(x + step) - f(x - step)) / (2 * step)]
        factor = 1.0
        for k, coarser in enumerate(before):
            factor *= SHRINK * SHRINK
            row.append((factor * row[k] - coarser) / (factor - 1))
            off = max(abs(row[-1] - row[-2]), abs(row[-1] - coarser))
            if off <= error and row[-1]:
                best, error = row[-1], off
        if error <= ENOUGH * abs(best):
            break
        before = row
        step /= SHRINK
    return best
