"""The parameters of `loss`: outputs and targets, the loss with its conventions, and the penalties."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simulator.ops.losses import Reduction
from simulator.parameters import Parameters, Real, Slope

MOST_OUTPUTS, MOST_SAMPLES, MOST_WEIGHTS = 16, 32, 64

Row = Annotated[tuple[Real, ...], Field(min_length=1, max_length=MOST_OUTPUTS)]
Rows = Annotated[tuple[Real | Row, ...], Field(min_length=1, max_length=MOST_SAMPLES)]
Strength = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1e6)]

LossName = Literal[
    "squared_error", "half_squared_error", "binary_cross_entropy", "softmax_cross_entropy", "hinge"
]


class LossParameters(Parameters):
    """What a loss is computed of."""

    loss: LossName = Field(
        "softmax_cross_entropy",
        description="(a - t)^2, half of it, a cross-entropy of the logits, or the hinge max(0, margin - t z).",
    )
    outputs: Rows | None = Field(
        None,
        description="The net inputs z of the output layer, which are the logits of a cross-entropy: a list (one "
        "sample) or a list of lists, one per sample (up to 32 of 16). Left out: 3 drawn, N(0, 1).",
    )
    targets: Rows | None = Field(
        None,
        description="Shaped as the outputs: probabilities for a cross-entropy, -1 or 1 for the hinge. Else drawn.",
    )
    batch: Annotated[int, Field(strict=True, ge=1, le=MOST_SAMPLES)] | None = Field(
        None, description="Number of samples to draw. Left out: one, without batch axis."
    )
    classes: Annotated[int, Field(strict=True, ge=1, le=MOST_OUTPUTS)] | None = Field(
        None, description="Number of outputs to draw. Left out: 3, or as given."
    )
    output_activation: Literal["identity", "sigmoid", "tanh"] = Field(
        "identity", description="Makes the prediction a of z for a squared error: identity, sigmoid or tanh."
    )
    reduction: Reduction = Field(
        "batch_mean",
        description="`sum` adds all terms, `mean` averages all entries (PyTorch's MSELoss), `batch_mean` adds "
        "those of a sample and averages the samples (PyTorch's CrossEntropyLoss).",
    )
    smoothing: Real = Field(
        0.0,
        ge=0,
        le=1,
        description="Label smoothing s of a cross-entropy: targets become (1 - s) t + s / classes; two classes "
        "where it is binary.",
    )
    margin: Slope = Field(1.0, description="Margin of the hinge. Default 1.")
    weights: Annotated[tuple[Real, ...], Field(min_length=1, max_length=MOST_WEIGHTS)] = Field(
        (1.0, -2.0, 0.5), description="The weights that the penalties are taken of."
    )
    l1: Strength = Field(0.0, description="Strength of the L1 penalty, l1 times the sum of |w|. Default 0.")
    l2: Strength = Field(
        0.0, description="Strength of the L2 penalty, l2 / 2 times the sum of w^2. Default 0."
    )
    l2_half: bool = Field(
        True,
        strict=True,
        description="Whether the L2 penalty has the factor 1/2, so that its gradient is l2 w.",
    )

    @model_validator(mode="after")
    def _agree(self) -> "LossParameters":
        for complaint in self._complaints():
            raise ValueError(complaint)
        return self

    def _complaints(self) -> Iterator[str]:
        for name in ("outputs", "targets"):
            given = getattr(self, name) or ()
            if len({isinstance(row, tuple) for row in given}) > 1:
                yield f"{name} must be all numbers, one sample, or all lists, one per sample"
                return
            if given and not isinstance(given[0], tuple) and len(given) > MOST_OUTPUTS:
                yield f"{name} must have at most {MOST_OUTPUTS} numbers per sample, got {len(given)}"
            wrong = [len(row) for row in rows(given) if len(row) != self.shape[1]]
            if wrong:
                yield f"{name} must have {self.shape[1]} numbers per sample, got {wrong[0]}"
        if self.targets is not None and len(rows(self.targets)) != self.shape[0]:
            yield f"targets must have one row per sample ({self.shape[0]}), got {len(rows(self.targets))}"
        for name, size in (("batch", self.shape[0]), ("classes", self.shape[1])):
            if getattr(self, name) not in (None, size):
                yield f"{name} must be left out or agree with outputs ({size}), got {getattr(self, name)}"
        if self.output_activation != "identity" and not self.squared:
            yield f"output_activation must be left out: {self.loss} acts on z itself, got {self.output_activation}"
        if self.smoothing and not self.loss.endswith("cross_entropy"):
            yield f"smoothing must be left out: it is for a cross-entropy, not {self.loss}, got {self.smoothing:g}"
        yield from self._target_complaints()

    def _target_complaints(self) -> Iterator[str]:
        for row in rows(self.targets):
            if self.loss.endswith("cross_entropy") and not all(0.0 <= t <= 1.0 for t in row):
                yield f"targets must be from 0 to 1 for {self.loss}, got {list(row)}"
            if self.loss == "softmax_cross_entropy" and abs(sum(row) - 1.0) > 1e-9:
                yield f"targets must add to 1 in each sample for softmax_cross_entropy, got {sum(row):g}"
            if self.loss == "hinge" and not all(abs(t) == 1.0 for t in row):
                yield f"targets must be -1 or 1 for the hinge, got {list(row)}"

    @property
    def squared(self) -> bool:
        """Whether it is a squared error."""
        return self.loss.endswith("squared_error")

    @property
    def vector(self) -> bool:
        """Whether there is one sample without a batch axis."""
        given = self.outputs or self.targets
        return self.batch is None and not (given and isinstance(given[0], tuple))

    @property
    def shape(self) -> tuple[int, int]:
        """Samples and outputs."""
        given = rows(self.outputs or self.targets)
        if given:
            return len(given), len(given[0])
        return self.batch or 1, self.classes or 3

    def resolved(self) -> dict[str, Any]:
        """Every parameter with its value; the number of classes as it is settled."""
        return {**super().resolved(), "classes": self.shape[1]}


def rows(given: tuple[Any, ...] | None) -> tuple[tuple[float, ...], ...]:
    """A vector or a matrix as rows; none for None."""
    if not given:
        return ()
    return given if isinstance(given[0], tuple) else (given,)
