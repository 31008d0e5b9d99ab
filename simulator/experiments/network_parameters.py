"""The parameters of `network`: explicit numbers or how to draw them, and every convention by name."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simulator.experiments.network_complaints import complaints, rows
from simulator.layers import LayerSkip
from simulator.normalization import NormalizationName
from simulator.ops.activations import ActivationName
from simulator.ops.dropout import DropoutConvention, DropoutMode
from simulator.ops.initializers import Initialization
from simulator.ops.schedules import ScheduleName, schedule
from simulator.parameters import LearningRate, Parameters, Real, Slope, Whole

MOST_LAYERS, MOST_UNITS, MOST_SAMPLES = 8, 16, 32

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
    normalization: NormalizationName = Field(
        "none",
        description="Normalization of the hidden layers' net inputs, by the batch's own statistics; its scale and "
        "shift are learned.",
    )
    epsilon: Real = Field(
        1e-5, ge=0, le=1, description="Added to the variance in the root of a normalization. Default 1e-5."
    )
    groups: Whole = Field(2, ge=1, le=MOST_UNITS, description="Groups of units, for group normalization.")
    scale: Real = Field(1.0, description="The scale gamma that each normalized unit starts from. Default 1.")
    shift: Real = Field(0.0, description="The shift beta that each normalized unit starts from. Default 0.")
    residual: LayerSkip | Annotated[tuple[LayerSkip, ...], PerLayer] = Field(
        "none",
        description="Skip of the hidden layers, one for all or one per hidden layer, with N the normalization: "
        "`none` f(N(xW)), `original` f(x + N(xW)), `preactivation` x + f(N(x))W, `around` x + f(N(xW)).",
    )
    dropout: Real = Field(
        0.0,
        ge=0,
        le=1,
        description="Probability that a unit of a hidden layer is left out, right after its activation. Default 0.",
    )
    dropout_masks: Annotated[tuple[Vector | Batch, ...], PerLayer] | None = Field(
        None,
        description="For each hidden layer 1 for each unit that is kept and 0 for each left out, for every update "
        "the same. Left out: drawn, new for every update.",
    )
    dropout_mode: DropoutMode = Field(
        "train", description="`train` leaves units out; `eval` keeps them all. Default train."
    )
    dropout_convention: DropoutConvention = Field(
        "inverted",
        description="`inverted` divides the kept units by 1 - p in training (as PyTorch); `classic` multiplies all "
        "by 1 - p in evaluation.",
    )
    schedule: ScheduleName = Field("constant", description="How the learning rate falls over the updates.")
    warmup: Whole = Field(
        0, ge=0, le=10_000, description="Updates over which the learning rate rises: t / warmup at update t."
    )
    gamma: Real = Field(0.5, gt=0, le=1, description="Factor of the schedules `step` and `exponential`.")
    step_every: Whole = Field(
        10, ge=1, le=10_000, description="Updates from one fall to the next, for the schedule `step`."
    )
    momentum: Real = Field(
        0.0,
        ge=0,
        le=1,
        description="v = momentum v + gradient, and the update is lr v; v is the gradient at first. Default 0.",
    )

    @model_validator(mode="after")
    def _agree(self) -> "NetworkParameters":
        for complaint in complaints(self):
            raise ValueError(complaint)
        return self

    def fan_in(self, number: int) -> int:
        """The inputs that a given matrix of weights takes, its number counted from 0."""
        assert self.weights is not None
        matrix = self.weights[number]
        return len(matrix[0]) if self.layout == "out_in" else len(matrix)

    @property
    def all_sizes(self) -> tuple[int, ...]:
        """Units of the input and of each layer, by the weights where these are given."""
        if self.weights is None:
            return self.sizes
        outs = (len(m) if self.layout == "out_in" else len(m[0]) for m in self.weights)
        return (self.fan_in(0), *outs)

    @property
    def vector(self) -> bool:
        """Whether there is one sample without a batch axis."""
        if self.inputs is None:
            return self.batch is None and not (self.targets and isinstance(self.targets[0], tuple))
        return not isinstance(self.inputs[0], tuple)

    @property
    def samples(self) -> int:
        """The number of samples."""
        return len(rows(self.inputs)) if self.inputs is not None else self.batch or 1

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

    @property
    def skips(self) -> tuple[LayerSkip, ...]:
        """The skip of each layer; the last has none."""
        hidden = len(self.all_sizes) - 2
        return (*(self.residual if isinstance(self.residual, tuple) else (self.residual,) * hidden), "none")

    @property
    def drops(self) -> bool:
        """Whether hidden layers have dropout at all."""
        return self.dropout > 0 or self.dropout_masks is not None

    @property
    def factors(self) -> tuple[float, ...] | None:
        """The factor of the learning rate at each update; None where it never changes."""
        if self.schedule == "constant" and not self.warmup:
            return None
        n = self.updates
        return tuple(
            schedule(self.schedule, t, n, self.warmup, self.gamma, self.step_every) for t in range(1, n + 1)
        )

    @property
    def first_rate(self) -> float:
        """The learning rate of the first update."""
        first = schedule(self.schedule, 1, self.updates, self.warmup, self.gamma, self.step_every)
        return self.learning_rate * first

    def bias_of(self, number: int) -> tuple[float, ...]:
        """The biases of a layer, counted from 0."""
        bias = self.biases[number] if isinstance(self.biases, tuple) else self.biases or 0.0
        return bias if isinstance(bias, tuple) else (bias,) * self.all_sizes[number + 1]

    def resolved(self) -> dict[str, Any]:
        """Every parameter with its value; sizes as the weights have them."""
        return {**super().resolved(), "sizes": list(self.all_sizes)}
