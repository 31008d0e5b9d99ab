"""The parameters of `gradient_flow` and of its variants."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from simulator.network import Skip
from simulator.normalization import NormalizationName
from simulator.ops.activations import ActivationName, extra_cost
from simulator.ops.initializers import Initialization, draw_cost
from simulator.ops.schedules import ScheduleName, schedule
from simulator.parameters import LearningRate, Parameters, Real, Slope, Whole

Depth = Annotated[int, Field(strict=True, ge=1, le=200)]
Scale = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1e6)]
Probability = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1)]
VariantName = Annotated[str, Field(strict=True, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=40)]

MOST_WORK, MOST_ENTRIES = 5 * 10**9, 8 * 10**6
"""Multiplications, and numbers kept, that a run may take: about a second and a third of a gigabyte."""

LAYER_COST, ENTRY_COST = 100_000, 50
"""What a layer, and each of its entries, costs beside the products, counted in multiplications (measured)."""


NORM_COST, DROPOUT_COST = 150, 50
"""What normalizing, and dropping, an entry costs, forwards and backwards, in multiplications (measured)."""

NORM_LAYER_COST, DROPOUT_LAYER_COST = 200_000, 50_000
"""What a layer costs in addition where it is normalized, or drops units, however small it is (measured)."""


class VariantParameters(Parameters):
    """What a variant changes; the rest is as in the run."""

    name: VariantName | None = Field(
        None, description="Name of the variant. Left out: made of what it changes."
    )
    activation: ActivationName | None = Field(None, description="Activation of the hidden layers.")
    initialization: Initialization | None = Field(None, description="How the weights are drawn.")
    weight_scale: Scale | None = Field(None, description="Drawn weights are multiplied by this.")
    depth: Depth | None = Field(None, description="Number of weight layers.")
    slope: Slope | None = Field(
        None, description="Slope of leaky_relu below 0, and the one that prelu starts from."
    )
    normalization: NormalizationName | None = Field(None, description="What normalizes the hidden layers.")
    residual: Skip | None = Field(None, description="How hidden layers are skipped.")
    dropout: Probability | None = Field(None, description="Probability that a hidden unit is left out.")
    learning_rate: LearningRate | None = Field(None, description="Step size of gradient descent.")


class Variant(Parameters):
    """A variant with everything settled."""

    name: str
    activation: ActivationName
    initialization: Initialization
    weight_scale: float
    depth: int
    slope: float
    normalization: NormalizationName
    residual: Skip
    dropout: float
    learning_rate: float


class GradientFlowParameters(Parameters):
    """A deep network of one width, and the variants to set beside each other."""

    depth: Depth = Field(
        30, description="Number of weight layers, the linear output layer included (1 to 200)."
    )
    width: Whole = Field(64, ge=1, le=512, description="Units of the input and of every layer.")
    batch: Whole = Field(32, ge=1, le=256, description="Samples, drawn N(0, 1).")
    activation: ActivationName = Field(
        "sigmoid", description="Activation of the hidden layers; the last layer is linear."
    )
    slope: Slope = Field(0.01, description="Slope of leaky_relu below 0, and the one that prelu starts from.")
    initialization: Initialization = Field(
        "xavier_normal", description="How weights are drawn; biases are 0."
    )
    weight_scale: Scale = Field(1.0, description="Drawn weights are multiplied by this. Default 1.")
    normalization: NormalizationName = Field(
        "none",
        description="Normalization of the hidden layers, its scale and shift learned from 1 and 0 on, epsilon 1e-5 "
        "inside the root; batch normalizes by the batch's own statistics.",
    )
    groups: Whole = Field(4, ge=1, le=512, description="Groups of units, for group; must divide the width.")
    residual: Skip = Field(
        "none",
        description="Skip around each hidden layer, with N the normalization: `none` f(N(xW)), `original` "
        "f(x + N(xW)), `preactivation` x + f(N(x))W.",
    )
    dropout: Probability = Field(
        0.0,
        description="Probability that a unit of a hidden layer is left out, right after its activation; the kept "
        "ones are divided by 1 - p (inverted dropout). New masks are drawn for every update. Default 0.",
    )
    learning_rate: LearningRate = Field(0.1, description="Step size of gradient descent. Default 0.1.")
    schedule: ScheduleName = Field(
        "constant", description="How the learning rate falls over the updates; step halves it every 10."
    )
    warmup: Whole = Field(
        0, ge=0, le=500, description="Updates over which the learning rate rises: t / warmup at update t."
    )
    updates: Whole = Field(
        0, ge=0, le=500, description="Full-batch updates for the loss curve. Default 0: none."
    )
    saturation: Real = Field(
        0.05, ge=0, le=1, description="A unit counts as saturated where |f'(z)| is below this. Default 0.05."
    )
    variants: Annotated[tuple[VariantParameters, ...], Field(max_length=6)] = Field(
        (), description="Up to 6 variants, each with what it changes. The first is the one with plain names."
    )

    @model_validator(mode="after")
    def _agree(self) -> "GradientFlowParameters":
        names = [v.name for v in self.all_variants]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"variants must have different names, got {name} twice")
        if self._uses("normalization", "group") and self.width % self.groups:
            raise ValueError(f"groups must divide the width ({self.width}) evenly, got {self.groups}")
        if self.warmup > max(self.updates, 1):
            raise ValueError(
                f"warmup must be at most the number of updates ({self.updates}), got {self.warmup}"
            )
        layers = sum(v.depth for v in self.all_variants)
        work = sum(v.depth * (self._layer_cost(v) + self._option_cost(v)) for v in self.all_variants)
        work *= self.updates + 1
        work += sum(v.depth * self._draw_cost(v) for v in self.all_variants)
        if work > MOST_WORK:
            slow = " (gelu adds 1350, or less, to the last sum)" if self._uses("activation", "gelu") else ""
            raise ValueError(
                f"depth must keep depth x variants x (updates + 1) x ({LAYER_COST} + width x batch x (width + "
                f"{ENTRY_COST})) at or below {MOST_WORK}, got {work}{slow}"
            )
        entries = layers * self.width * max(self.batch, self.width)
        if entries > MOST_ENTRIES:
            raise ValueError(
                f"depth must keep depth x variants x width x (batch or width) at or below {MOST_ENTRIES}, "
                f"got {entries}"
            )
        return self

    def _uses(self, field: str, value: str) -> bool:
        return any(getattr(v, field) == value for v in self.all_variants)

    def _option_cost(self, v: Variant) -> int:
        return NORM_LAYER_COST * (v.normalization != "none") + DROPOUT_LAYER_COST * (v.dropout > 0)

    def _draw_cost(self, v: Variant) -> int:
        """What an orthogonal layer costs to draw; the other ones are cheap beside their products."""
        return draw_cost(v.initialization, self.width, self.width) if v.initialization == "orthogonal" else 0

    def _layer_cost(self, v: Variant) -> int:
        entry = self.width + ENTRY_COST + (0 if v.normalization == "none" else NORM_COST)
        entry += DROPOUT_COST if v.dropout else 0
        entries = self.width * self.batch
        return LAYER_COST + entries * entry + extra_cost(v.activation, entries)

    @property
    def factors(self) -> tuple[float, ...]:
        """The factor of the learning rate at each update, and at the first one also where none is made."""
        n = max(self.updates, 1)
        return tuple(schedule(self.schedule, t, n, self.warmup) for t in range(1, n + 1))

    @property
    def all_variants(self) -> tuple[Variant, ...]:
        """The variants settled; without any, the run itself."""
        base = {key: getattr(self, key) for key in Variant.model_fields if key != "name"}
        if not self.variants:
            return (Variant(name=self.activation, **base),)
        return tuple(
            Variant(**{**base, **changed, "name": v.name or _name(changed, number)})
            for number, v in enumerate(self.variants, start=1)
            for changed in [v.model_dump(exclude_none=True, exclude={"name"})]
        )


def _name(changed: dict[str, Any], number: int) -> str:
    """`relu_he_normal`, `depth_10`, or `variant_2` where nothing is changed or a number has no place in a name."""
    words = [str(value) if isinstance(value, str) else f"{key}_{value:g}" for key, value in changed.items()]
    name = "_".join(words)
    return name if name.isidentifier() else f"variant_{number}"
