"""The parameters of `expression`: the text, its inputs, and the conventions by name."""

from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field, model_validator

from simulator.experiments.expression_parser import DEEPEST, LONGEST, MOST_INPUTS, MOST_NODES, Graph, parse
from simulator.ops.scalars import Ties
from simulator.parameters import Parameters, Real

Bound = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e6, le=1e6)]
Name = Annotated[str, Field(strict=True, max_length=16)]


class ExpressionParameters(Parameters):
    """An expression as text, and where it is evaluated."""

    expression: str = Field(
        "sigmoid(w0*x0 + w1*x1 + w2)",
        max_length=LONGEST,
        strict=True,
        description="The graph as text, over + - * / ** max exp log sqrt sin cos tanh sigmoid relu; every other "
        "word is an input. Results may be named, `q = x + y; q * z`: the last is the output. At most "
        f"{LONGEST} characters, {MOST_INPUTS} inputs, {MOST_NODES} operations, nested {DEEPEST} deep.",
    )
    inputs: Annotated[dict[Name, Real], Field(max_length=MOST_INPUTS)] = Field(
        {}, description="Inputs by name, {name: number}. Those left out are drawn, uniform on (low, high)."
    )
    low: Bound = Field(-2.0, description="Lower end of the range that inputs are drawn from.")
    high: Bound = Field(2.0, description="Upper end of the range that inputs are drawn from.")
    ties: Ties = Field(
        "split",
        description="Gradient of max where several operands are largest: shared evenly (`split`, as PyTorch does), "
        "all to the `first`, or all to each (`both`).",
    )
    along: Name | None = Field(
        None, description="Input that the curve of the output runs along. Left out: the first."
    )
    difference_step: Real = Field(
        1e-5, ge=1e-12, le=1.0, description="Step h of the central differences (f(x+h) - f(x-h)) / 2h."
    )

    @model_validator(mode="after")
    def _agree(self) -> "ExpressionParameters":
        names = self.graph.names
        listed = ", ".join(names)
        for name in self.inputs:
            if name not in names:
                raise ValueError(f"inputs must be among those of the expression ({listed}), got {name!r}")
        if self.along is not None and self.along not in names:
            raise ValueError(f"along must be an input of the expression ({listed}), got {self.along!r}")
        if not self.low < self.high:
            raise ValueError(f"high must be above low ({self.low:g}), got {self.high:g}")
        return self

    @property
    def graph(self) -> Graph:
        """The expression as a graph. ValueError where it is none."""
        return _parsed(self.expression)

    def resolved(self) -> dict[str, Any]:
        """Every parameter with its value; the curve's input by name."""
        return {**super().resolved(), "along": self.along or self.graph.names[0]}


@lru_cache(maxsize=64)
def _parsed(text: str) -> Graph:
    return parse(text)
