"""Questions that are answered by a formula, such as a derivative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from studyapp.core import expressions
from studyapp.core.codes import Broken
from studyapp.core.expression_tree import Node
from studyapp.core.formulas import read_formula, value_at
from studyapp.core.items.common import Common
from studyapp.core.items.fields import MOST, Expression, Line, Model, Name, Text, rule
from studyapp.core.text import filled, variables_in, written

Bound = Annotated[float, Field(ge=-MOST, le=MOST)]


class FormulaAnswer(Model):
    """The key of a formula question and where answers are compared with it."""

    value: Line
    """The formula, as a learner would type it: `2 x cos(x)`; {{variables}} may stand in it."""
    of: Annotated[dict[Name, tuple[Bound, Bound]], Field(min_length=1, max_length=6)]
    """The names that the formula may use, each with its smallest and largest value."""
    at: Annotated[dict[Name, Expression], Field(max_length=6, default_factory=dict)]
    """A point, such as {x: "{{z}}"}: claims know the key's value there as `answer`."""

    def key(self, variables: Mapping[str, object]) -> Node:
        """The key with the numbers of a variant; ExpressionError when it cannot be read."""
        bracketed = {
            name: value if isinstance(value, str) else f"({written(value)})"
            for name, value in variables.items()
        }
        return read_formula(filled(self.value, bracketed), self.of)

    def value_at_point(self, variables: Mapping[str, object]) -> float | None:
        """The key's value at the point that claims know; None without a point or a finite value."""
        point = {
            name: expressions.number(expressions.parse(value), {}, variables)
            for name, value in self.at.items()
        }
        return value_at(self.key(variables), point) if point else None

    @rule
    def _readable(self) -> FormulaAnswer:
        for name, (low, high) in self.of.items():
            if low >= high:
                raise Broken("backwards-range", f"of: {name} needs the smaller number first")
        if self.at and self.at.keys() != self.of.keys():
            raise Broken("unnamed-point", "at needs a value for each name in 'of', and for no other")
        for name, value in self.at.items():
            if measured := expressions.names_in(expressions.parse(value))[0]:
                raise Broken(
                    "misplaced-measurement",
                    f"at: {name} uses {min(measured)!r}; only numbers and variables can stand there",
                )
        self.key(dict.fromkeys(variables_in(self.value), 2))
        return self


class Formula(Common):
    """A formula, typed and compared at random points."""

    kind: Literal["expression"]
    """The learner types a formula."""
    prompt: Text
    """The question."""
    answer: FormulaAnswer
    """The key."""

    @rule
    def _checked(self) -> Formula:
        if self.example is not None and not self.backed_by and not (self.answer.at and self._key_is_claimed):
            raise Broken(
                "unchecked-key",
                "needs a claim about 'answer', the value of the key at the point that 'at' names,"
                " such as answer == derivative",
            )
        return self

    @property
    def _key_is_claimed(self) -> bool:
        claims = self.example.claims if self.example else ()
        return any("answer" in expressions.names_in(expressions.parse(claim.holds))[0] for claim in claims)
