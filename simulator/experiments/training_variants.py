"""What the variants of `training` may change, and how a variant is named."""

from typing import Annotated, Any, Literal

from pydantic import Field

from simulator.network import Skip
from simulator.ops.activations import ActivationName
from simulator.ops.initializers import Initialization
from simulator.ops.optimizers import OptimizerName
from simulator.parameters import LearningRate, Parameters, Slope

MOST_SAMPLES, MOST_VARIANTS = 512, 4

Depth = Annotated[int, Field(strict=True, ge=1, le=50)]
Width = Annotated[int, Field(strict=True, ge=1, le=64)]
Scale = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1e6)]
BatchSize = Annotated[int, Field(strict=True, ge=1, le=MOST_SAMPLES)]
Limit = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, le=1e6)]
VariantName = Annotated[str, Field(strict=True, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=40)]
NormalizationName = Literal["none", "batch", "layer", "rms", "group"]
Clip = Literal["none", "norm", "value"]


class VariantParameters(Parameters):
    """What a variant changes; the rest is as in the run."""

    name: VariantName | None = Field(
        None, description="Name of the variant. Left out: made of what it changes."
    )
    depth: Depth | None = Field(None, description="Number of hidden layers.")
    width: Width | None = Field(None, description="Units of every hidden layer.")
    activation: ActivationName | None = Field(None, description="Activation of the hidden layers.")
    slope: Slope | None = Field(None, description="Slope of leaky_relu and prelu below 0.")
    initialization: Initialization | None = Field(None, description="How the weights are drawn.")
    weight_scale: Scale | None = Field(None, description="Drawn weights are multiplied by this.")
    normalization: NormalizationName | None = Field(None, description="What normalizes the hidden layers.")
    residual: Skip | None = Field(None, description="How hidden layers are skipped.")
    optimizer: OptimizerName | None = Field(None, description="What makes a step of a gradient.")
    learning_rate: LearningRate | None = Field(None, description="The learning rate, before the schedule.")
    batch_size: BatchSize | None = Field(None, description="Samples of a mini-batch.")
    clip: Clip | None = Field(None, description="How gradients are clipped.")
    clip_limit: Limit | None = Field(None, description="Where they are clipped.")


class Variant(Parameters):
    """A variant with everything settled."""

    name: str
    depth: int
    width: int
    activation: ActivationName
    slope: float
    initialization: Initialization
    weight_scale: float
    normalization: NormalizationName
    residual: Skip
    optimizer: OptimizerName
    learning_rate: float
    batch_size: int
    clip: Clip
    clip_limit: float


def name_of(changed: dict[str, Any], number: int) -> str:
    """`relu_he_normal`, `learning_rate_0_1`, or `variant_2` where nothing is changed."""
    words = [str(value) if isinstance(value, str) else f"{key}_{value:g}" for key, value in changed.items()]
    name = "_".join(words).replace(".", "_").replace("-", "_").replace("+", "")
    return name if name.isidentifier() else f"variant_{number}"
