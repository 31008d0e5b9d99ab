"""The parameters of `residual`: explicit blocks or how to draw them."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field, model_validator

from simulator.ops.activations import ENTRY_COST as ACTIVATION_COST
from simulator.ops.activations import ActivationName
from simulator.ops.initializers import Initialization, draw_cost
from simulator.parameters import Parameters, Real, Slope, Whole

MOST_BLOCKS, MOST_GIVEN = 200, 16
MOST_ENTRIES, MOST_WORK = 8 * 10**6, 4 * 10**9
"""Weights and activations kept, and multiplications: 64 megabytes and about a second."""

PRODUCT_COST, ENTRY_COST = 25_000, 60
"""What a layer, and each entry of its batch, costs beside the product, counted in multiplications (measured)."""

NETWORK_COST = 4_000
"""What each small product costs beside its multiplications, counted in them (measured)."""

Vector = Annotated[tuple[Real, ...], Field(min_length=1, max_length=MOST_GIVEN)]
Matrix = Annotated[tuple[Vector, ...], Field(min_length=1, max_length=MOST_GIVEN)]
Branch = Annotated[tuple[Matrix, ...], Field(min_length=1, max_length=2)]


class ResidualParameters(Parameters):
    """A stack of blocks, run three times: plain, residual and pre-activation."""

    depth: Whole = Field(
        20, ge=1, le=MOST_BLOCKS, description="Number of blocks (1 to 200), for drawn weights."
    )
    width: Whole = Field(16, ge=1, le=256, description="Units of every layer, for drawn weights.")
    batch: Whole = Field(4, ge=1, le=64, description="Samples to draw, N(0, 1), where inputs are left out.")
    networks: Whole = Field(
        50, ge=1, le=2000, description="Networks to draw, all run at once; one where weights are given."
    )
    branch_layers: Whole = Field(
        2, ge=1, le=2, description="Weight layers of a block's branch, for drawn weights (1 or 2)."
    )
    weights: Annotated[tuple[Branch, ...], Field(min_length=1, max_length=MOST_BLOCKS)] | None = Field(
        None,
        description="For each block the 1 or 2 square matrices (in, out) of its branch, up to 16 units. "
        "Left out: drawn.",
    )
    inputs: Matrix | None = Field(
        None, description="Matrix (batch, width) of up to 16 samples. Left out: drawn."
    )
    upstream: Matrix | None = Field(
        None,
        description="Gradient dC/dh at the output, shaped as inputs; C is the sum of h dC/dh. Left out: drawn, "
        "N(0, 1).",
    )
    branch_scale: Real = Field(
        1.0,
        ge=-100,
        le=100,
        description="alpha: the branch is multiplied by this before the skip is added. Default 1.",
    )
    activation: ActivationName = Field("relu", description="Activation f of every layer.")
    slope: Slope = Field(0.01, description="Slope of leaky_relu and prelu below 0.")
    initialization: Initialization = Field("he_normal", description="How weights are drawn; no biases.")
    weight_scale: Real = Field(
        1.0, ge=0, le=1e6, description="Drawn weights are multiplied by this. Default 1."
    )

    @model_validator(mode="after")
    def _agree(self) -> "ResidualParameters":
        for complaint in self._complaints():
            raise ValueError(complaint)
        return self

    def _complaints(self) -> Iterator[str]:
        if self.weights is not None:
            yield from self._weight_complaints(self.weights)
        for name, matrix in (("inputs", self.inputs), ("upstream", self.upstream)):
            wrong = [len(row) for row in matrix or () if len(row) != self.units]
            if wrong:
                yield f"{name} must have {self.units} numbers in each row, got {wrong[0]}"
        if self.upstream is not None and len(self.upstream) != self.samples:
            yield f"upstream must have one row per sample ({self.samples}), got {len(self.upstream)}"
        real = {"depth": self.blocks, "width": self.units, "batch": self.samples, "networks": self.drawn}
        for name, size in (real | {"branch_layers": self.layers}).items():
            if name in self.model_fields_set and getattr(self, name) != size:
                yield f"{name} must be left out or agree with what is given ({size}), got {getattr(self, name)}"
        layers, entries = self.blocks * self.layers, self.samples * self.units
        kept = layers * self.drawn * (self.units**2 + 3 * entries)
        if kept > MOST_ENTRIES:
            yield (
                f"networks must keep depth x branch_layers x networks x width x (width + 3 x batch) at or below "
                f"{MOST_ENTRIES}, got {kept}"
            )
        product = NETWORK_COST + entries * (self.units + ENTRY_COST + ACTIVATION_COST.get(self.activation, 0))
        draw = draw_cost(self.initialization, self.units, self.units) if self.weights is None else 0
        work = layers * (3 * PRODUCT_COST + self.drawn * (3 * product + draw))
        if work > MOST_WORK:
            yield (
                f"networks must keep 3 x depth x branch_layers x ({PRODUCT_COST} + networks x ({NETWORK_COST} + "
                f"batch x width x (width + {ENTRY_COST}))), and drawing, at or below {MOST_WORK}, got {work}"
            )

    def _weight_complaints(self, weights: tuple[tuple[Any, ...], ...]) -> Iterator[str]:
        units, layers = len(weights[0][0]), len(weights[0])
        if {len(row) for row in weights[0][0]} != {units}:
            yield f"weights[0][0] must be square, got {units} rows of {len(weights[0][0][0])} numbers"
        for block, branch in enumerate(weights):
            if len(branch) != layers:
                yield f"weights[{block}] must have {layers} matrices like the first block, got {len(branch)}"
            for layer, matrix in enumerate(branch):
                if {len(row) for row in matrix} | {len(matrix)} != {units}:
                    yield f"weights[{block}][{layer}] must be a matrix of {units} by {units} like the first"

    @property
    def blocks(self) -> int:
        """The number of blocks."""
        return self.depth if self.weights is None else len(self.weights)

    @property
    def layers(self) -> int:
        """Weight layers of a branch."""
        return self.branch_layers if self.weights is None else len(self.weights[0])

    @property
    def units(self) -> int:
        """Units of every layer."""
        if self.weights is not None:
            return len(self.weights[0][0])
        given = self.inputs or self.upstream
        return self.width if given is None else len(given[0])

    @property
    def samples(self) -> int:
        """Samples of every network."""
        given = self.inputs or self.upstream
        return self.batch if given is None else len(given)

    @property
    def drawn(self) -> int:
        """How many networks there are."""
        return self.networks if self.weights is None else 1

    def resolved(self) -> dict[str, Any]:
        """Every parameter with its value; sizes as the given numbers have them."""
        sizes = {"depth": self.blocks, "width": self.units, "batch": self.samples, "networks": self.drawn}
        return {**super().resolved(), **sizes, "branch_layers": self.layers}
