"""The parameters of `chain`: explicit numbers for every unit, or how to draw them."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulator.ops.activations import ActivationName
from simulator.parameters import LearningRate, Parameters, Real, Slope, Whole

LONGEST, MOST_WORK = 200, 10_000
Units = Annotated[tuple[Real, ...], Field(min_length=1, max_length=LONGEST)]


class ChainParameters(Parameters):
    """Explicit numbers for a chain of units, or how to draw them."""

    weights: Units | None = Field(
        None,
        description="One weight per unit, first unit first (1 to 200). Left out: drawn, N(0, weight_scale^2).",
    )
    length: Whole = Field(4, ge=1, le=LONGEST, description="Number of units, used only if weights are drawn.")
    weight_scale: Real = Field(
        1.0, ge=0, le=1e6, description="Standard deviation of drawn weights. Default 1: standard normal."
    )
    biases: Real | Units | None = Field(
        None,
        description="One bias for all units, or one per unit. Left out: 0, unless pre_activations are given.",
    )
    pre_activations: Real | Units | None = Field(
        None,
        description="The net input z of each unit, one for all or one per unit; biases are solved for it.",
    )
    input: Real = Field(1.0, description="The input of the first unit.")
    activation: ActivationName = Field("sigmoid", description="Activation of every unit.")
    slope: Slope = Field(0.01, description="Slope of leaky_relu below 0, and the one that prelu starts from.")
    loss: Literal["output", "squared_error", "half_squared_error"] = Field(
        "output",
        description="Cost C: `output` is C = a of the last unit (so dC/da = 1), (a - target)^2, or half of that.",
    )
    target: Real = Field(0.0, description="Target of the squared errors; `output` ignores it.")
    learning_rate: LearningRate = Field(0.1, description="Step size of gradient descent. Default 0.1.")
    updates: Whole = Field(1, ge=1, le=1000, description="Updates in all; the first is told. Default 1.")
    residual: bool = Field(
        False,
        strict=True,
        description="Whether a skip leads around each unit: a = x + f(w x + b) in place of f(w x + b), x what it "
        "receives.",
    )

    @model_validator(mode="after")
    def _agree(self) -> "ChainParameters":
        if self.biases is not None and self.pre_activations is not None:
            raise ValueError("pre_activations must be left out where biases are given: they are solved for")
        if self.updates * self.units > MOST_WORK:
            raise ValueError(
                f"updates must keep updates x units at or below {MOST_WORK}, got {self.updates * self.units}"
            )
        for name, values in (("biases", self.biases), ("pre_activations", self.pre_activations)):
            if isinstance(values, tuple) and len(values) != self.units:
                raise ValueError(
                    f"{name} must be one number or {self.units}, one per unit, got {len(values)}"
                )
        return self

    @property
    def units(self) -> int:
        """The number of units."""
        return self.length if self.weights is None else len(self.weights)
