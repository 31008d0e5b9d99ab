"""The parameters of `clipping`: explicit gradients, or how to draw them."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simulator.ops.clipping import NormName
from simulator.parameters import LearningRate, Parameters, Real, Whole

MOST_LAYERS, MOST_UNITS = 100, 32

Vector = Annotated[tuple[Real, ...], Field(min_length=1, max_length=MOST_UNITS)]
Matrix = Annotated[tuple[Vector, ...], Field(min_length=1, max_length=MOST_UNITS)]


class ClippingParameters(Parameters):
    """The gradients of the layers of a network, and how they are clipped."""

    mode: Literal["global", "by_norm", "by_value"] = Field(
        "global",
        description="One factor for all layers by their common norm (`global`), a factor for each layer by its own "
        "(`by_norm`), or every entry cut off (`by_value`).",
    )
    limit: Real = Field(1.0, gt=0, le=1e300, description="The largest norm, or the largest size of an entry.")
    norm: NormName = Field(
        "l2", description="The norm: root of the sum of squares, sum of sizes, or the largest size (`max`)."
    )
    epsilon: Real = Field(
        0.0,
        ge=0,
        le=1,
        description="Added to the norm that the limit is divided by. Default 0, as TensorFlow; PyTorch adds 1e-6.",
    )
    gradients: Annotated[tuple[Vector | Matrix, ...], Field(min_length=1, max_length=MOST_LAYERS)] | None = (
        Field(
            None,
            description="A vector or a matrix for each layer, first layer first (1 to 100). Left out: drawn.",
        )
    )
    layers: Whole = Field(
        3,
        ge=1,
        le=MOST_LAYERS,
        description="Number of layers whose gradients are drawn, N(0, gradient_scale^2).",
    )
    units: Whole = Field(
        2, ge=1, le=MOST_UNITS, description="Drawn gradients are matrices of units by units."
    )
    gradient_scale: Real = Field(
        1.0,
        ge=0,
        le=1e300,
        description="Standard deviation of the drawn entries of the last layer. Default 1.",
    )
    growth: Real = Field(
        2.0,
        ge=0,
        le=1e6,
        description="Drawn gradients grow by this factor from a layer to the one before. Default 2: they explode.",
    )
    learning_rate: LearningRate = Field(0.1, description="Step size of the one gradient descent update.")

    @model_validator(mode="after")
    def _agree(self) -> "ClippingParameters":
        for number, layer in enumerate(self.gradients or ()):
            lengths = {len(row) for row in layer if isinstance(row, tuple)}
            if len(lengths) > 1:
                found = " and ".join(map(str, sorted(lengths)))
                raise ValueError(f"gradients[{number}] must have rows of one length, got rows of {found}")
        return self

    def resolved(self) -> dict[str, Any]:
        """Every parameter with its value; the number of layers as given gradients have it."""
        return {**super().resolved(), "layers": len(self.gradients) if self.gradients else self.layers}
