"""The parameters of `normalization`: explicit numbers or how to draw them, and every convention by name."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simulator.ops.normalization import Convention, Kind, Place
from simulator.parameters import Parameters, Real, Whole

MOST = 32
"""Samples, and features, at most."""

Vector = Annotated[tuple[Real, ...], Field(min_length=1, max_length=MOST)]
Matrix = Annotated[tuple[Vector, ...], Field(min_length=1, max_length=MOST)]
Spread = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)]
Spreads = Annotated[tuple[Spread, ...], Field(min_length=1, max_length=MOST)]
Divisor = Literal["biased", "unbiased"]


class NormalizationParameters(Parameters):
    """A mini-batch, what normalizes it, and the gradient that comes back."""

    kind: Kind = Field(
        "batch",
        description="What is normalized together: `batch` a feature over the samples, `layer` and `rms` a sample "
        "over its features, `group` a group of neighboring features of a sample. `rms` subtracts no mean.",
    )
    mode: Literal["train", "eval"] = Field(
        "train",
        description="`eval` normalizes by the running statistics, which are constants; for `batch` only.",
    )
    inputs: Matrix | None = Field(
        None, description="Matrix (batch, features), up to 32 by 32. Left out: drawn, N(0, 1)."
    )
    upstream: Matrix | None = Field(
        None,
        description="Gradient dC/dy at the output, shaped as inputs; the cost is C = sum of y dC/dy. Left out: "
        "drawn, N(0, 1).",
    )
    batch: Whole = Field(3, ge=1, le=MOST, description="Samples to draw. Given inputs decide it themselves.")
    features: Whole = Field(
        4, ge=1, le=MOST, description="Features to draw. Given inputs decide it themselves."
    )
    scale: Real | Vector = Field(1.0, description="gamma: one number for all features, or one each.")
    shift: Real | Vector = Field(0.0, description="beta: one number for all features, or one each.")
    groups: Whole = Field(
        2, ge=1, le=MOST, description="Groups of features, for `group`; must divide them evenly."
    )
    epsilon: Real = Field(
        1e-5, ge=0, le=1e6, description="Keeps the divisor from 0. Default 1e-5, as PyTorch."
    )
    epsilon_place: Place = Field(
        "inside",
        description="`inside` the root, sqrt(variance + epsilon), or `outside`, sqrt(variance) + epsilon.",
    )
    variance_divisor: Divisor = Field(
        "biased",
        description="What the normalizing variance is divided by: n (`biased`, the convention) or n - 1.",
    )
    running_mean: Real | Vector = Field(
        0.0, description="Running mean before this batch: one number, or one for each feature."
    )
    running_variance: Spread | Spreads = Field(
        1.0, description="Running variance before this batch: one number, or one for each feature."
    )
    running_divisor: Divisor = Field(
        "unbiased",
        description="Which variance of the batch enters the running one. Default unbiased, as PyTorch.",
    )
    momentum: Real = Field(
        0.1,
        ge=0,
        le=1,
        description="new = (1 - momentum) old + momentum batch, as PyTorch. Keras means 1 less this.",
    )

    @model_validator(mode="after")
    def _agree(self) -> "NormalizationParameters":
        for complaint in self._complaints():
            raise ValueError(complaint)
        return self

    def _complaints(self) -> Iterator[str]:
        samples, width = self.shape
        for name, matrix in (("inputs", self.inputs), ("upstream", self.upstream)):
            wrong = [len(row) for row in matrix or () if len(row) != width]
            if wrong:
                yield f"{name} must have {width} numbers in each row, got {wrong[0]}"
        if self.upstream is not None and len(self.upstream) != samples:
            yield f"upstream must have one row per sample ({samples}), got {len(self.upstream)}"
        for name in ("scale", "shift", "running_mean", "running_variance"):
            given = getattr(self, name)
            if isinstance(given, tuple) and len(given) != width:
                yield f"{name} must be one number or {width}, one per feature, got {len(given)}"
        for name, size in (("batch", samples), ("features", width)):
            if name in self.model_fields_set and getattr(self, name) != size:
                yield f"{name} must be left out or agree with inputs ({size}), got {getattr(self, name)}"
        if self.kind == "group" and width % self.groups:
            yield f"groups must divide the features ({width}) evenly, got {self.groups}"
        if self.mode == "eval" and self.kind != "batch":
            yield f"mode must be train or left out for {self.kind}, which is the same in both, got 'eval'"
        if self.variance_divisor == "unbiased" and self.mode == "train" and self.set_size == 1:
            yield "variance_divisor must be biased where a set has a single number, got 'unbiased'"

    @property
    def shape(self) -> tuple[int, int]:
        """Samples and features."""
        for matrix in (self.inputs, self.upstream):
            if matrix is not None:
                return len(matrix), len(matrix[0])
        return self.batch, self.features

    @property
    def set_size(self) -> int:
        """How many numbers are normalized together."""
        samples, width = self.shape
        if self.kind == "batch":
            return samples
        return width // self.groups if self.kind == "group" else width

    @property
    def convention(self) -> Convention:
        """How a set is standardized."""
        return Convention(
            self.epsilon, self.epsilon_place, int(self.variance_divisor == "unbiased"), self.kind != "rms"
        )

    def resolved(self) -> dict[str, Any]:
        """Every parameter with its value; batch and features as the inputs have them."""
        samples, width = self.shape
        return {**super().resolved(), "batch": samples, "features": width}
