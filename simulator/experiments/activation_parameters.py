"""The parameters of `activation`: which function, where to look at it, and the network to follow it through."""

from typing import Annotated

from pydantic import Field, model_validator

from simulator.ops.activations import Activation, ActivationName, activation, extra_cost
from simulator.ops.initializers import Initialization, draw_cost
from simulator.parameters import Parameters, Real, Slope, Whole

MOST_WORK, ENTRY_COST = 2 * 10**9, 400
"""Multiplications that the layers may take, and what an entry of them costs beside its product (measured)."""

Coordinate = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e6, le=1e6)]


class ActivationParameters(Parameters):
    """Which function, where to look at it, and how finely."""

    activation: ActivationName = Field("sigmoid", description="The activation to look at.")
    slope: Slope = Field(0.01, description="Slope of leaky_relu and prelu below 0.")
    alpha: Real = Field(
        1.0, ge=0, le=10, description="Height of elu: it comes to -alpha far below 0. Default 1."
    )
    points: Annotated[tuple[Coordinate, ...], Field(min_length=1, max_length=200)] = Field(
        (-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0),
        description="Where value and derivative are told (1 to 200 points).",
    )
    low: Coordinate = Field(-8.0, description="Lower end of the range that is sampled.")
    high: Coordinate = Field(8.0, description="Upper end of the range that is sampled.")
    samples: Whole = Field(
        1601, ge=3, le=10_001, description="Evenly spaced samples; odd, so that a symmetric range includes 0."
    )
    saturation: Real = Field(
        0.05, ge=0, le=1, description="A sample counts as saturated where |f'| is below this. Default 0.05."
    )
    layers: Whole = Field(1, ge=1, le=1000, description="Layers of the chain whose ceiling is told.")
    depth: Whole = Field(
        0,
        ge=0,
        le=100,
        description="Layers of a drawn network whose activations are followed. Default 0: none.",
    )
    width: Whole = Field(64, ge=1, le=256, description="Units of each of these layers.")
    batch: Whole = Field(64, ge=1, le=256, description="Samples that go through them, N(0, 1).")
    initialization: Initialization = Field("xavier_normal", description="How their weights are drawn.")
    weight_scale: Real = Field(
        1.0, ge=0, le=1e6, description="Drawn weights are multiplied by this. Default 1."
    )
    bias: Real = Field(
        0.0, ge=-1e6, le=1e6, description="Bias of all units; far below 0 it kills those of relu. Default 0."
    )

    @property
    def function(self) -> Activation:
        """The activation with its slope and alpha."""
        return activation(self.activation, self.slope, self.alpha)

    @model_validator(mode="after")
    def _agree(self) -> "ActivationParameters":
        if not self.low < self.high:
            raise ValueError(f"high must be above low ({self.low:g}), got {self.high:g}")
        if self.samples % 2 == 0:
            raise ValueError(f"samples must be odd, so that a symmetric range includes 0, got {self.samples}")
        entries = self.width * self.batch
        layer = entries * (self.width + ENTRY_COST) + extra_cost(self.activation, entries)
        work = self.depth * (layer + draw_cost(self.initialization, self.width, self.width))
        if work > MOST_WORK:
            raise ValueError(
                f"depth must keep depth x width x batch x (width + {ENTRY_COST}), and drawing, at or below "
                f"{MOST_WORK}, got {work}{' (gelu adds 1350, or less, to the sum)' * (self.activation == 'gelu')}"
            )
        return self
