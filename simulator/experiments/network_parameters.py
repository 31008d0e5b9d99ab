"""The parameters of `network`: explicit numbers or how to draw them, and every convention by name."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simulator.ops.activations import ActivationName, extra_cost
from simulator.ops.initializers import Initialization
from simulator.parameters import LearningRate, Parameters, Real, Slope, Whole

MOST_LAYERS, MOST_UNITS, MOST_SAMPLES, MOST_WORK = 8, 16, 32, 10**9
LAYER_COST = 20_000
"""What a layer costs beside its products, counted in multiplications."""

Size = Annotated[int, Field(strict=True, ge=1, le=MOST_UNITS)]
Vector = Annotated[tuple[Real, ...], Field(min_length=1, max_length=MOST_UNITS)]
Matrix = Annotated[tuple[Vector, ...], Field(min_length=1, max_length=MOST_UNITS)]
Batch = Annotated[tuple[Vector, ...], Field(min_length=1, max_length=MOST_SAMPLES)]
PerLayer = Field(min_length=1, max_length=MOST_LAYERS)


class NetworkParameters(Parameters):
    """A multilayer perceptron, its batch, its loss, and how it learns."""

    sizes: Annotated[tuple[Size, ...], Field(min_length=2, max_length=MOST_LAYERS + 1)] = Field(
        (2, 2, 2),
        description="Units of the input and of each layer, for drawn weights (1 to 8 layers of 1 to 16 units). "
        "Given weights decide it themselves.",
    )
    inputs: Vector | Batch | None = Field(
        None, description="One sample, or a matrix (batch, in) of up to 32. Left out: drawn, N(0, 1)."
    )
    targets: Vector | Batch | None = Field(
        None,
        description="One target per sample, shaped as the output. Left out: drawn, uniform on (0, 1), or classes "
        "for a cross-entropy.",
    )
    batch: Annotated[int, Field(strict=True, ge=1, le=MOST_SAMPLES)] | None = Field(
        None,
        description="Number of samples to draw where inputs are left out. Left out: one, without batch axis.",
    )
    weights: Annotated[tuple[Matrix, ...], PerLayer] | None = Field(
        None, description="One matrix per layer, laid out as `layout` says. Left out: drawn."
    )
    biases: Real | Annotated[tuple[Real | Vector, ...], PerLayer] | None = Field(
        None, description="One number for all, or per layer a number or a vector. Left out: 0."
    )
    initialization: Initialization = Field("xavier_normal", description="How weights are drawn.")
    weight_scale: Real = Field(
        1.0, ge=0, le=1e6, description="Drawn weights are multiplied by this. Default 1."
    )
    activation: ActivationName | Annotated[tuple[ActivationName, ...], PerLayer] = Field(
        "sigmoid", description="One activation for all layers, or one per layer."
    )
    output_activation: ActivationName | None = Field(
        None,
        description="Activation of the last layer. Left out: as the others; for a cross-entropy identity.",
    )
    slope: Slope = Field(0.01, description="Slope of leaky_relu below 0, and the one that prelu starts from.")
    loss: Literal["squared_error", "half_squared_error", "binary_cross_entropy", "softmax_cross_entropy"] = (
        Field(
            "squared_error",
            description="(a - t)^2, half of it, or a cross-entropy on the last net input as logits.",
        )
    )
    reduction: Literal["mean", "sum"] = Field(
        "mean",
        description="`sum` adds all terms; `mean` averages squared errors over all entries (as PyTorch's MSELoss), "
        "cross-entropies over the samples.",
    )
    layout: Literal["in_out", "out_in"] = Field(
        "in_out",
        description="Rows of a weight matrix are inputs (y = x W) or outputs (y = W x, as PyTorch stores it).",
    )
    learning_rate: LearningRate = Field(0.5, description="Step size of gradient descent. Default 0.5.")
    updates: Whole = Field(1, ge=1, le=10_000, description="Full-batch updates in all. Default 1.")
    update_biases: bool = Field(True, strict=True, description="Whether biases learn too.")

    @model_validator(mode="after")
    def _agree(self) -> "NetworkParameters":
        for complaint in self._complaints():
            raise ValueError(complaint)
        return self

    def _complaints(self) -> Iterator[str]:
        yield from self._shape_complaints()
        sizes, layers = self.all_sizes, len(self.all_sizes) - 1
        if isinstance(self.activation, tuple) and len(self.activation) != layers:
            yield f"activation must be one name or {layers}, one per layer, got {len(self.activation)}"
        if self.loss.endswith("cross_entropy") and self.activations[-1] != "identity":
            yield (
                f"output_activation must be left out or identity: {self.loss} acts on the net input itself, "
                f"got {self.activations[-1]}"
            )
        yield from self._target_complaints()
        work = self.updates * sum(
            LAYER_COST + self.samples * o * i + extra_cost(name, self.samples * o)
            for (i, o), name in zip(pairwise(sizes), self.activations, strict=True)
        )
        if work > MOST_WORK:
            slow = " (gelu adds 1350 x batch x out, or less, to a layer)" if "gelu" in self.activations else ""
            yield (
                f"updates must keep updates x layers x ({LAYER_COST} + batch x in x out) at or below {MOST_WORK}, "
                f"got {work} with {self.updates} updates{slow}"
            )

    def _shape_complaints(self) -> Iterator[str]:
        for number, matrix in enumerate(self.weights or ()):
            if len({len(row) for row in matrix}) > 1:
                yield f"weights[{number}] must be a matrix with rows of one length, got rows of {_lengths(matrix)}"
                return
        sizes = self.all_sizes
        if self.weights is not None:
            for number, before in enumerate(sizes[1:-1], start=1):
                taken = self._fan_in(number)
                if taken != before:
                    yield f"weights[{number}] must take {before} inputs from the layer before, got {taken}"
            if "sizes" in self.model_fields_set and self.sizes != sizes:
                yield f"sizes must be left out or agree with the weights ({list(sizes)}), got {list(self.sizes)}"
        if isinstance(self.biases, tuple):
            if len(self.biases) != len(sizes) - 1:
                yield f"biases must be one number or {len(sizes) - 1}, one per layer, got {len(self.biases)}"
                return
            for number, (bias, out) in enumerate(zip(self.biases, sizes[1:], strict=True)):
                if isinstance(bias, tuple) and len(bias) != out:
                    yield f"biases[{number}] must be a number or {out} numbers, one per unit, got {len(bias)}"
        for name, given, width in (("inputs", self.inputs, sizes[0]), ("targets", self.targets, sizes[-1])):
            wrong = [len(row) for row in _rows(given) if len(row) != width]
            if wrong:
                yield f"{name} must have {width} numbers per sample, got {wrong[0]}"
        if self.inputs is not None and self.batch not in (None, len(_rows(self.inputs))):
            yield f"batch must be left out or agree with inputs ({len(_rows(self.inputs))}), got {self.batch}"
        if self.targets is not None and len(_rows(self.targets)) != self.samples:
            yield f"targets must have one row per sample ({self.samples}), got {len(_rows(self.targets))}"

    def _target_complaints(self) -> Iterator[str]:
        for row in _rows(self.targets):
            if self.loss.endswith("cross_entropy") and not all(0.0 <= t <= 1.0 for t in row):
                yield f"targets must be from 0 to 1 for {self.loss}, got {list(row)}"
            if self.loss == "softmax_cross_entropy" and abs(sum(row) - 1.0) > 1e-9:
                yield f"targets must add to 1 in each sample for softmax_cross_entropy, got {sum(row):g}"

    def _fan_in(self, number: int) -> int:
        assert self.weights is not None
        matrix = self.weights[number]
        return len(matrix[0]) if self.layout == "out_in" else len(matrix)

    @property
    def all_sizes(self) -> tuple[int, ...]:
        """Units of the input and of each layer, by the weights where these are given."""
        if self.weights is None:
            return self.sizes
        outs = (len(m) if self.layout == "out_in" else len(m[0]) for m in self.weights)
        return (self._fan_in(0), *outs)

    @property
    def vector(self) -> bool:
        """Whether there is one sample without a batch axis."""
        if self.inputs is None:
            return self.batch is None and not (self.targets and isinstance(self.targets[0], tuple))
        return not isinstance(self.inputs[0], tuple)

    @property
    def samples(self) -> int:
        """The number of samples."""
        return len(_rows(self.inputs)) if self.inputs is not None else self.batch or 1

    @property
    def activations(self) -> tuple[ActivationName, ...]:
        """The activation of each layer."""
        layers = len(self.all_sizes) - 1
        names: tuple[ActivationName, ...] = (
            self.activation if isinstance(self.activation, tuple) else (self.activation,) * layers
        )
        if self.output_activation is not None:
            return (*names[:-1], self.output_activation)
        if self.loss.endswith("cross_entropy") and not isinstance(self.activation, tuple):
            return (*names[:-1], "identity")
        return names

    def bias_of(self, number: int) -> tuple[float, ...]:
        """The biases of a layer, counted from 0."""
        bias = self.biases[number] if isinstance(self.biases, tuple) else self.biases or 0.0
        return bias if isinstance(bias, tuple) else (bias,) * self.all_sizes[number + 1]

    def resolved(self) -> dict[str, Any]:
        """Every parameter with its value; sizes as the weights have them."""
        return {**super().resolved(), "sizes": list(self.all_sizes)}


def _rows(given: tuple[Any, ...] | None) -> tuple[tuple[float, ...], ...]:
    """A vector or a matrix as rows; none for None."""
    if given is None:
        return ()
    return given if isinstance(given[0], tuple) else (given,)


def _lengths(matrix: tuple[tuple[float, ...], ...]) -> str:
    return " and ".join(str(n) for n in sorted({len(row) for row in matrix}))
