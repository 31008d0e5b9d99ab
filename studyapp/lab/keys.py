"""The key of a variant: what the run says is right, for each kind of question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from studyapp.core import expressions, fading
from studyapp.core.arithmetic import as_number, compare
from studyapp.core.expressions import ExpressionError, Value
from studyapp.core.items import (
    ArrayQuestion,
    Bug,
    Matching,
    Mistake,
    MultipleChoice,
    Numeric,
    Ordering,
    Parts,
    Predict,
    Question,
    SingleChoice,
    Trace,
)
from studyapp.core.items.chosen import VALUE
from studyapp.core.text import filled, measured
from studyapp.core.worked import Cell, Named, Numbers, Variant
from studyapp.lab import runner

Source = Callable[[str], np.random.Generator]
"""A generator of its own for each purpose."""

APART = 1e-6
"""Two numbers that decide an order must differ by more than this share of the larger one."""


class _Run:
    """The measurements of a question's run, made when they are first asked for."""

    def __init__(self, question: Question, variant: Variant) -> None:
        self.variables = variant.variables
        self._asked = runner.asked(question, variant)

    @cached_property
    def measurements(self) -> Mapping[str, object]:
        return {} if self._asked is None else runner.run(*self._asked).measurements

    @cached_property
    def mutants(self) -> Mapping[str, Mapping[str, object]]:
        return {} if self._asked is None else runner.mutants(*self._asked)

    def value(self, expression: str, measurements: Mapping[str, object] | None = None) -> Value:
        known = self.measurements if measurements is None else measurements
        return expressions.evaluate(expressions.parse(expression), known, self.variables)

    def number(self, expression: str) -> float:
        return as_number(self.value(expression), "the expression")

    def numbers(self, expression: str) -> Numbers:
        return numbers_of(self.value(expression))


def settled(question: Question, variant: Variant, level: int, source: Source) -> Variant:
    """The variant with its key. ExpressionError or LabError when it cannot be computed."""
    run = _Run(question, variant)
    match question:
        case Numeric():
            key = run.number(question.answer.value)
            return replace(variant, key=key, mistakes=_named(question.mistakes, run))
        case ArrayQuestion():
            cell = Cell("", run.numbers(question.answer.value))
            return replace(variant, cells=(cell,), mistakes=_named(question.mistakes, run))
        case Parts():
            cells = tuple(
                Cell(filled(part.prompt, run.variables), run.number(part.value)) for part in question.parts
            )
            return replace(variant, cells=cells)
        case Trace():
            return replace(variant, cells=_traced(question, run, level, source("blanks")))
        case SingleChoice() | MultipleChoice():
            if question.value is not None:
                variant = _valued(question, question.value, variant, run)
            return replace(variant, order=_shuffled(len(question.options), source("order")))
        case Ordering():
            order = _shuffled(len(question.items), source("order"))
            return replace(variant, order=order, right=_ranked(question, run))
        case Matching():
            return replace(variant, order=_shuffled(len(question.rights), source("order")))
        case Predict():
            return replace(variant, right=(_what_happens(question, run),))
        case Bug():
            return _mistaken(question, variant, run, source("mistake"))
        case _:
            return variant


def _shuffled(count: int, source: np.random.Generator) -> tuple[int, ...]:
    return tuple(int(place) for place in source.permutation(count))


def numbers_of(value: Value) -> Numbers:
    """A value as numbers alone; ExpressionError for what is no number, such as a truth."""
    if isinstance(value, tuple):
        return tuple(numbers_of(entry) for entry in value)
    return as_number(value, "a key")


def _named(mistakes: tuple[Mistake, ...], run: _Run) -> tuple[Named, ...]:
    return tuple(
        Named(
            run.numbers(mistake.value), filled(mistake.says, run.variables), mistake.tag or f"mistake-{place}"
        )
        for place, mistake in enumerate(mistakes, start=1)
    )


def _valued(question: SingleChoice | MultipleChoice, value: str, variant: Variant, run: _Run) -> Variant:
    """The number that a choice is about, and its options with what the pass, or a mistaken one, gives."""
    key = run.number(value)
    texts: list[str] = []
    for option in question.options:
        shown = key
        if option.mutant is not None:
            if option.mutant not in run.mutants:
                raise ExpressionError(
                    f"this run cannot make the mistake {option.mutant!r}; it has {', '.join(run.mutants) or 'none'}"
                )
            shown = as_number(run.value(value, run.mutants[option.mutant]), "value")
        texts.append(filled(option.text, {**run.variables, VALUE: measured(shown)}))
    return replace(variant, key=key, texts=tuple(texts))


def _traced(question: Trace, run: _Run, level: int, source: np.random.Generator) -> tuple[Cell, ...]:
    blank = fading.blanks(len(question.rows), level, _shuffled(len(question.rows), source))
    return tuple(
        Cell(filled(row.label, run.variables), run.numbers(row.value), place in blank)
        for place, row in enumerate(question.rows)
    )


def _ranked(question: Ordering, run: _Run) -> tuple[int, ...]:
    """The places of the items in the right order; an order that two equal numbers leave open is refused."""
    places = range(len(question.items))
    if not question.measured:
        return tuple(places)
    values = [run.number(item.value or "0") for item in question.items]
    right = sorted(places, key=lambda place: values[place], reverse=question.order == "descending")
    for before, after in pairwise(right):
        if abs(values[before] - values[after]) <= APART * max(abs(values[before]), abs(values[after])):
            raise ExpressionError(
                f"{question.items[before].text!r} and {question.items[after].text!r} have the same value,"
                f" {values[before]:.6g}: the order is left open"
            )
    return tuple(right)


def _what_happens(question: Predict, run: _Run) -> int:
    """The place of the one prospect that holds."""
    holding = [
        place
        for place, prospect in enumerate(question.prospects)
        if expressions.holds(expressions.parse(prospect.holds), run.measurements, run.variables)
    ]
    if len(holding) != 1:
        texts = " and ".join(repr(question.prospects[place].text) for place in holding) or "none"
        raise ExpressionError(f"of the prospects exactly one must hold, but {texts} do")
    return holding[0]


def _mistaken(question: Bug, variant: Variant, run: _Run, source: np.random.Generator) -> Variant:
    """A mistaken pass in which the mistake shows, and where it shows first."""
    known = runner.mistakes(question.example.experiment) if question.example else {}
    if unknown := [name for name in question.mistakes if name not in known]:
        raise ExpressionError(f"the experiment has no mistake {unknown[0]!r}; it has {', '.join(known)}")
    true = [run.numbers(step.value) for step in question.steps]
    showing: list[tuple[str, list[Numbers], int]] = []
    for name in question.mistakes:
        if name in run.mutants:
            made = [numbers_of(run.value(step.value, run.mutants[name])) for step in question.steps]
            wrong = [place for place, (a, b) in enumerate(zip(true, made, strict=True)) if not _same(a, b)]
            if wrong:
                showing.append((name, made, wrong[0]))
    if not showing:
        raise ExpressionError("none of the mistakes shows in the steps of this variant")
    name, made, first = showing[int(source.integers(len(showing)))]
    cells = tuple(
        Cell(filled(step.label, run.variables), value, blank=False)
        for step, value in zip(question.steps, made, strict=True)
    )
    right = Named(true[first], known[name], name)
    return replace(variant, cells=cells, right=(first,), mistakes=(right,), told=known[name])


def _same(a: Numbers, b: Numbers) -> bool:
    return compare("==", a, b, None)
