"""The parameters of `training` and of its variants, and what a run of them costs."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field, model_validator

from simulator.datasets import DataName, widths
from simulator.experiments.training_variants import (
    MOST_SAMPLES,
    MOST_VARIANTS,
    BatchSize,
    Clip,
    Depth,
    Limit,
    NormalizationName,
    Scale,
    Variant,
    VariantParameters,
    Width,
    name_of,
)
from simulator.network import Skip
from simulator.ops.activations import ENTRY_COST as ACTIVATION_COST
from simulator.ops.activations import ActivationName
from simulator.ops.initializers import Initialization, draw_cost
from simulator.ops.optimizers import OptimizerName, Settings
from simulator.ops.schedules import ScheduleName
from simulator.parameters import LearningRate, Parameters, Real, Slope, Whole

MOST_STEPS = 5000

MOST_WORK = 6 * 10**9
"""Multiplications that a run may take: about a second and a half."""

UPDATE_COST, LAYER_COST, ENTRY_COST, NORM_ENTRY_COST, NORM_LAYER_COST = 200_000, 100_000, 60, 200, 250_000
"""What an update, each layer of it and each entry of its batch cost beside the products, and what normalizing adds,
counted in multiplications (measured)."""

WEIGHT_COST = 40
"""What an update of one weight costs, by the dearest optimizer, in multiplications (measured)."""

Share = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, lt=1)]


class TrainingParameters(Parameters):
    """A data set, a network, how it is trained, and the variants to set beside each other."""

    data: DataName = Field(
        "moons",
        description="The data set: xor (four corners), moons (two half circles), spirals (each a class), or "
        "regression (a sine of one input).",
    )
    samples: Whole = Field(
        128, ge=2, le=MOST_SAMPLES, description="Samples to train on. Inputs are standardized by them."
    )
    held_out: Whole = Field(64, ge=1, le=MOST_SAMPLES, description="Samples kept out of training.")
    noise: Real = Field(
        0.1,
        ge=0,
        le=10,
        description="Standard deviation of the normal noise: on both inputs of classes, on the sine's value.",
    )
    arms: Whole = Field(2, ge=2, le=4, description="Spirals, each a class.")
    turns: Real = Field(1.0, ge=0, le=4, description="Turns of each spiral. Default 1.")
    depth: Depth = Field(2, description="Number of hidden layers (1 to 50); a linear output layer follows.")
    width: Width = Field(16, description="Units of every hidden layer.")
    activation: ActivationName = Field("relu", description="Activation of the hidden layers.")
    slope: Slope = Field(0.01, description="Slope of leaky_relu below 0, and the one that prelu starts from.")
    initialization: Initialization = Field("he_normal", description="How weights are drawn; biases are 0.")
    weight_scale: Scale = Field(1.0, description="Drawn weights are multiplied by this. Default 1.")
    normalization: NormalizationName = Field(
        "none",
        description="Normalization of the hidden layers, its scale and shift learned from 1 and 0 on, epsilon 1e-5 "
        "inside the root; batch trains by the mini-batch's statistics and is judged by those of all samples.",
    )
    groups: Whole = Field(4, ge=1, le=64, description="Groups of units, for group; must divide the width.")
    residual: Skip = Field(
        "none",
        description="Skip around each hidden layer but the first, with N the normalization: `none` f(N(xW)), "
        "`original` f(x + N(xW)), `preactivation` x + f(N(x))W.",
    )
    optimizer: OptimizerName = Field(
        "sgd", description="What makes a step of a gradient, in PyTorch's conventions."
    )
    learning_rate: LearningRate = Field(0.1, description="Learning rate before the schedule. Default 0.1.")
    schedule: ScheduleName = Field(
        "constant",
        description="How the learning rate falls after the warm-up: by gamma every so many updates (`step`), by "
        "gamma each (`exponential`), to 0 in a line or a cosine, or as 1 / sqrt(t).",
    )
    warmup: Whole = Field(
        0, ge=0, le=MOST_STEPS, description="Updates over which the learning rate rises: t / warmup at t."
    )
    gamma: Real = Field(0.5, gt=0, le=1, description="Factor of the schedules `step` and `exponential`.")
    every: Whole = Field(100, ge=1, le=MOST_STEPS, description="Updates between two factors of `step`.")
    momentum: Share = Field(0.9, description="Of momentum and nesterov. Default 0.9.")
    decay: Share = Field(0.99, description="Of rmsprop's mean of squares. Default 0.99, as PyTorch.")
    beta1: Share = Field(0.9, description="Of adam's and adamw's mean of the gradients. Default 0.9.")
    beta2: Share = Field(0.999, description="Of adam's and adamw's mean of the squares. Default 0.999.")
    epsilon: Real = Field(1e-8, ge=0, le=1, description="Added to the root in the denominator. Default 1e-8.")
    weight_decay: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1e3)] | None = Field(
        None,
        description="Adds weight_decay times all that is learned to the gradient; adamw takes lr times it from the "
        "weights instead. Left out: 0.01 for adamw, else 0.",
    )
    clip: Clip = Field(
        "none",
        description="Gradients clipped before the update: `norm` of all layers together, or each entry's `value`.",
    )
    clip_limit: Limit = Field(1.0, description="The norm or value that they are clipped at. Default 1.")
    batch_size: BatchSize | None = Field(
        None,
        description="Samples of a mini-batch, shuffled anew each epoch; the last of an epoch may be smaller. Left "
        "out: all samples.",
    )
    steps: Whole = Field(300, ge=1, le=MOST_STEPS, description="Number of updates (1 to 5000).")
    record_every: Annotated[int, Field(strict=True, ge=1, le=MOST_STEPS)] | None = Field(
        None,
        description="Updates between two recorded losses. Left out: so many that about 50 are recorded.",
    )
    saturation: Real = Field(
        0.05, ge=0, le=1, description="A unit counts as saturated where |f'(z)| is below this. Default 0.05."
    )
    variants: Annotated[tuple[VariantParameters, ...], Field(max_length=MOST_VARIANTS)] = Field(
        (), description="Up to 4 variants, each with what it changes. The first is the one with plain names."
    )

    @model_validator(mode="after")
    def _agree(self) -> "TrainingParameters":
        for complaint in self._complaints():
            raise ValueError(complaint)
        return self

    def _complaints(self) -> Iterator[str]:
        variants = self.all_variants
        names = [v.name for v in variants]
        for v in variants:
            if names.count(v.name) > 1:
                yield f"variants must have different names, got {v.name} twice"
            if v.normalization == "group" and v.width % self.groups:
                yield f"groups must divide the width ({v.width}) evenly, got {self.groups}"
            if v.batch_size > self.samples:
                yield f"batch_size must be at most samples ({self.samples}), got {v.batch_size}"
        if self.warmup > self.steps:
            yield f"warmup must be at most the number of steps ({self.steps}), got {self.warmup}"
        work = sum(self.work(v) for v in variants)
        if work > MOST_WORK:
            yield (
                f"steps must keep the work at or below {MOST_WORK:,} multiplications, got {work:,}: lower steps, "
                "depth, width, batch_size or the number of variants, or raise record_every"
            )

    def work(self, v: Variant) -> int:
        """What a variant costs: its updates, its recordings and the drawing of its weights."""
        recordings = self.steps // self.interval + 2
        judged = recordings * (self.pass_cost(v, self.samples) + self.pass_cost(v, self.held_out))
        drawn = v.depth * draw_cost(v.initialization, v.width, v.width)
        return self.steps * self.pass_cost(v, v.batch_size) + judged + drawn

    def pass_cost(self, v: Variant, batch: int) -> int:
        """What a pass forwards and backwards with an update costs, counted in multiplications."""
        norm = v.normalization != "none"
        entry = ENTRY_COST + ACTIVATION_COST.get(v.activation, 0) + (NORM_ENTRY_COST if norm else 0)
        layer = LAYER_COST + (NORM_LAYER_COST if norm else 0)
        layer += v.width * (batch * (3 * v.width // 8 + entry) + WEIGHT_COST * v.width)
        return UPDATE_COST + (v.depth + 1) * layer

    @property
    def interval(self) -> int:
        """Updates between two recorded losses."""
        return self.record_every or -(-self.steps // 50)

    @property
    def widths(self) -> tuple[int, int]:
        """How many inputs and outputs the network has."""
        return widths(self.data, self.arms)

    @property
    def settings(self) -> Settings:
        """The numbers of the optimizers, in PyTorch's conventions."""
        return Settings(self.momentum, "sum", self.decay, self.beta1, self.beta2, self.epsilon, "outside")

    def decay_of(self, name: OptimizerName) -> float:
        """The weight decay of an optimizer."""
        return self.weight_decay if self.weight_decay is not None else 0.01 if name == "adamw" else 0.0

    @property
    def all_variants(self) -> tuple[Variant, ...]:
        """The variants settled; without any, the run itself."""
        base = {key: getattr(self, key) for key in Variant.model_fields if key != "name"}
        base["batch_size"] = self.batch_size or self.samples
        if not self.variants:
            return (Variant(name=self.activation, **base),)
        return tuple(
            Variant(**{**base, **changed, "name": v.name or name_of(changed, number)})
            for number, v in enumerate(self.variants, start=1)
            for changed in [v.model_dump(exclude_none=True, exclude={"name"})]
        )

    def resolved(self) -> dict[str, Any]:
        """Every parameter with its value; what is left out as it is settled."""
        settled = {"record_every": self.interval, "batch_size": self.batch_size or self.samples}
        return {**super().resolved(), **settled}
