"""The parameters of `initialization`: how many networks of which sizes are drawn, and how."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field, model_validator

from simulator.ops.activations import ENTRY_COST as ACTIVATION_COST
from simulator.ops.activations import ActivationName
from simulator.ops.initializers import Initialization, draw_cost
from simulator.parameters import Parameters, Real, Slope, Whole

MOST_LAYERS, MOST_UNITS, MOST_GIVEN = 200, 512, 16
MOST_WORK, MOST_WEIGHTS = 5 * 10**9, 2 * 10**7
"""Multiplications in all, about a second, and weights of one network, 160 megabytes."""

PRODUCT_COST, ENTRY_COST = 4_000, 60
"""What a small product, and each entry of its batch, costs beside the multiplications (measured)."""

Size = Annotated[int, Field(strict=True, ge=1, le=MOST_UNITS)]
Vector = Annotated[tuple[Real, ...], Field(min_length=1, max_length=MOST_GIVEN)]
Matrix = Annotated[tuple[Vector, ...], Field(min_length=1, max_length=MOST_GIVEN)]


class InitializationParameters(Parameters):
    """Networks drawn by one scheme, or by several beside each other."""

    initialization: Initialization = Field("xavier_normal", description="How weights are drawn; no biases.")
    compare: Annotated[tuple[Initialization, ...], Field(max_length=6)] = Field(
        (),
        description="Up to 6 further schemes; what they measure is named `he_normal.forward_variance` and so on.",
    )
    weight_scale: Real = Field(
        1.0,
        ge=0,
        le=1e6,
        description="Drawn weights are multiplied by this: the root of g gives lecun_normal a variance of g/n, "
        "and it is the constant of `constant`. Default 1.",
    )
    activation: ActivationName = Field("tanh", description="Activation of every layer.")
    slope: Slope = Field(0.01, description="Slope of leaky_relu and prelu below 0.")
    layers: Whole = Field(10, ge=1, le=MOST_LAYERS, description="Weight layers (1 to 200) of `width` units.")
    width: Size = Field(64, description="Units of the input and of every layer.")
    sizes: Annotated[tuple[Size, ...], Field(min_length=2, max_length=MOST_LAYERS + 1)] | None = Field(
        None,
        description="Units of the input and of each layer, where they differ; instead of layers and width.",
    )
    networks: Whole = Field(50, ge=1, le=2000, description="Networks to draw; one where weights are given.")
    batch: Whole = Field(4, ge=1, le=64, description="Samples of each network, drawn N(0, 1).")
    weights: Annotated[tuple[Matrix, ...], Field(min_length=1, max_length=MOST_LAYERS)] | None = Field(
        None,
        description="One matrix (in, out) per layer, up to 16 by 16, for a single network. Left out: drawn.",
    )
    inputs: Matrix | None = Field(
        None, description="Matrix (batch, in) of up to 16 samples for all networks. Left out: drawn."
    )

    @model_validator(mode="after")
    def _agree(self) -> "InitializationParameters":
        for complaint in self._complaints():
            raise ValueError(complaint)
        return self

    def _complaints(self) -> Iterator[str]:
        yield from self._size_complaints()
        schemes = self.schemes
        if len(set(schemes)) < len(schemes):
            yield "compare must name each scheme once and leave out that of initialization"
        if self.weights is not None and self.compare:
            yield "compare must be left out where weights are given"
        kept = sum(i * o for i, o in pairwise(self.all_sizes))
        if kept > MOST_WEIGHTS:
            yield f"layers must keep the weights of a network at or below {MOST_WEIGHTS}, got {kept}"
        work = self.drawn * sum(self._cost(scheme) for scheme in schemes)
        if work > MOST_WORK:
            slow = "; orthogonal and gelu cost more" if self._costs_more else ""
            yield (
                f"networks must keep networks x layers x schemes x ({2 * PRODUCT_COST} + width x (width x "
                f"(60 + 2 x batch) + batch x {ENTRY_COST})) at or below {MOST_WORK}, got {work}{slow}"
            )

    def _size_complaints(self) -> Iterator[str]:
        if self.weights is not None:
            for number, matrix in enumerate(self.weights):
                if len({len(row) for row in matrix}) > 1:
                    yield f"weights[{number}] must be a matrix with rows of one length"
                    return
            for number, (before, after) in enumerate(pairwise(self.weights), start=1):
                if len(after) != len(before[0]):
                    yield f"weights[{number}] must take {len(before[0])} inputs, got {len(after)}"
        wrong = [len(row) for row in self.inputs or () if len(row) != self.all_sizes[0]]
        if wrong:
            yield f"inputs must have {self.all_sizes[0]} numbers in each row, got {wrong[0]}"
        given = {"sizes": self.all_sizes, "networks": self.drawn, "batch": self.samples}
        given |= {"layers": len(self.all_sizes) - 1}
        for name, size in given.items():
            if name in self.model_fields_set and getattr(self, name) not in (None, size):
                told = list(size) if isinstance(size, tuple) else size
                yield f"{name} must be left out or agree with what is given ({told})"

    @property
    def _costs_more(self) -> bool:
        return "orthogonal" in self.schemes or self.activation in ACTIVATION_COST

    def _cost(self, scheme: Initialization) -> int:
        entry = ENTRY_COST + ACTIVATION_COST.get(self.activation, 0)
        return sum(
            2 * PRODUCT_COST + draw_cost(scheme, i, o) + 2 * self.samples * i * o + o * self.samples * entry
            for i, o in pairwise(self.all_sizes)
        )

    @property
    def schemes(self) -> tuple[Initialization, ...]:
        """All schemes; the first is the one with plain names."""
        return (self.initialization, *self.compare)

    @property
    def all_sizes(self) -> tuple[int, ...]:
        """Units of the input and of each layer."""
        if self.weights is not None:
            return (len(self.weights[0]), *(len(matrix[0]) for matrix in self.weights))
        return self.sizes or (self.width,) * (self.layers + 1)

    @property
    def drawn(self) -> int:
        """How many networks there are."""
        return self.networks if self.weights is None else 1

    @property
    def samples(self) -> int:
        """Samples of each network."""
        return self.batch if self.inputs is None else len(self.inputs)

    def resolved(self) -> dict[str, Any]:
        """Every parameter with its value; sizes as the given numbers have them."""
        sizes = self.all_sizes
        settled = {"sizes": list(sizes), "layers": len(sizes) - 1, "networks": self.drawn}
        return {**super().resolved(), **settled, "batch": self.samples}
