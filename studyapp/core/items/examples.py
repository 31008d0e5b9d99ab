"""Live worked examples: an experiment, its parameters, claims, and the variables drawn for a variant."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import Field, model_validator

from studyapp.core.codes import Broken
from studyapp.core.items.fields import MOST, Expression, Line, Model, Name, Text, rule


class Claim(Model):
    """A statement about the measurements of a run that must hold on every seed."""

    holds: Expression
    """The statement, such as `bias_gradient[first] < bias_gradient[last]`."""
    says: Line | None = None
    """The same for a learner, in a sentence."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        return {"holds": value} if isinstance(value, str) else value


class Difference(Model):
    """A derivative found from values alone: the run is repeated with one number a little larger and smaller."""

    of: Expression
    """The number that is differentiated, measured by the run, such as `loss`."""
    by: Annotated[Line, Field(pattern=r"^[A-Za-z_]\w*(\[(\d{1,3}|\{\{\w+\}\})\]|\.[A-Za-z_]\w*)*$")]
    """The number of `with` that is moved, such as `weights[1]`, `biases[{{l}}]` or `inputs.x`; indices from 1."""


class Example(Model):
    """A live worked example: an experiment of the simulator, its parameters, and what must hold."""

    experiment: Name
    """Name of an experiment; `studyapp experiments` lists them."""
    with_: Annotated[dict[Name, Any], Field(alias="with", max_length=40, default_factory=dict)]
    """Parameters of the experiment; a value may be "{{variable}}"."""
    claims: Annotated[tuple[Claim, ...], Field(max_length=40)] = ()
    """What must hold on every seed; each is shown with its measured value."""
    differences: Annotated[dict[Name, Difference], Field(max_length=8, default_factory=dict)]
    """Derivatives by finite differences, known to claims as `difference.NAME`."""
    chart: Annotated[tuple[Line, ...], Field(max_length=6)] = ()
    """Names of the series to draw first; all of them when left out."""
    caption: Text | None = None
    """What to look at."""


class Choice(Model):
    """A variable drawn from a list."""

    choice: Annotated[tuple[float | int | str, ...], Field(min_length=2, max_length=100)]
    """The values it may take."""


class IntegerRange(Model):
    """A variable drawn from whole numbers."""

    integer: tuple[int, int]
    """Smallest and largest value."""

    @rule
    def _ordered(self) -> IntegerRange:
        if self.integer[0] >= self.integer[1]:
            raise Broken("backwards-range", "needs the smaller number first")
        return self


class RealRange(Model):
    """A variable drawn from real numbers and rounded; the learner and the run see the rounded value."""

    real: tuple[float, float]
    """Smallest and largest value."""
    decimals: Annotated[int, Field(ge=0, le=6)] = 2
    """Decimals it is rounded to."""

    @rule
    def _ordered(self) -> RealRange:
        if self.real[0] >= self.real[1]:
            raise Broken("backwards-range", "needs the smaller number first")
        if max(map(abs, self.real)) > MOST:
            raise Broken("out-of-bounds", f"needs numbers between -{MOST:g} and {MOST:g}")
        return self


class Array(Model):
    """A variable that is a list or a matrix, each entry drawn for itself."""

    array: Annotated[tuple[Annotated[int, Field(ge=1, le=16)], ...], Field(min_length=1, max_length=2)]
    """Its shape: `[3]` is a list of three, `[2, 3]` a matrix of two rows."""
    of: Choice | IntegerRange | RealRange
    """What its entries are drawn from."""


class Derived(Model):
    """A variable computed from those before it."""

    derived: Expression
    """An expression over the variables that stand above it, such as `{{a}} * {{b}}`."""
    decimals: Annotated[int, Field(ge=0, le=10)] | None = None
    """Decimals it is rounded to; not rounded when left out."""


Variable: TypeAlias = Choice | IntegerRange | RealRange | Array | Derived
