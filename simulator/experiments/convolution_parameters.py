"""The parameters of `convolution`: explicit numbers or how to draw them, and a stack of layers to measure."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

import numpy as np
from pydantic import Field, model_validator

from simulator.arrays import Array
from simulator.ops.convolution import Window, output_size
from simulator.parameters import Parameters, Real, Whole

LONGEST, MOST_CHANNELS, MOST_LAYERS = 64, 8, 200
MOST_WORK, POOL_COST = 4 * 10**7, 8
"""Multiplications of a forward pass, half a second for all passes; and what an entry of a pool costs in them."""

Vector = Annotated[tuple[Real, ...], Field(min_length=1, max_length=LONGEST)]
Matrix = Annotated[tuple[Vector, ...], Field(min_length=1, max_length=LONGEST)]
Volume = Annotated[tuple[Matrix, ...], Field(min_length=1, max_length=MOST_CHANNELS)]
Kernels = Annotated[tuple[Volume, ...], Field(min_length=1, max_length=MOST_CHANNELS)]
Size = Annotated[int, Field(strict=True, ge=1, le=LONGEST)]
Padding = Annotated[int, Field(strict=True, ge=0, le=32)]
Sizes: TypeAlias = Size | Annotated[tuple[Size, ...], Field(min_length=1, max_length=2)]
Paddings: TypeAlias = Padding | Annotated[tuple[Padding, ...], Field(min_length=1, max_length=2)]


class LayerParameters(Parameters):
    """One layer of the stack: a convolution with its channels, or pooling without."""

    kernel: Size = Field(description="Kernel size, the same in each direction.")
    stride: Size = Field(1, description="Stride. Default 1.")
    padding: Padding = Field(0, description="Padding on each side. Default 0.")
    dilation: Size = Field(1, description="Dilation. Default 1.")
    channels: Annotated[int, Field(strict=True, ge=1, le=65_536)] | None = Field(
        None, description="Output channels of a convolution. Left out: pooling, which keeps them."
    )
    bias: bool = Field(True, strict=True, description="Whether the convolution has biases.")


THREE_BY_THREE = (LayerParameters.model_validate({"kernel": 3, "padding": 1, "channels": 8}),) * 3


class ConvolutionParameters(Parameters):
    """An input, a kernel and how it moves; and a stack."""

    operation: Literal["convolution", "max_pool", "average_pool"] = Field(
        "convolution", description="Convolution (the kernel is not flipped), or pooling."
    )
    dimensions: Literal[1, 2] = Field(2, description="2 for images, 1 for sequences.")
    inputs: Vector | Matrix | Volume | None = Field(
        None,
        description="Image (height, width) or (channels, height, width); sequence (length) or (channels, length). "
        "Up to 64 by 64 and 8 channels. Left out: drawn, N(0, 1).",
    )
    kernel: Vector | Matrix | Volume | Kernels | None = Field(
        None,
        description="(height, width), (in, height, width) for one output channel, or (out, in, height, width); for "
        "sequences without height. Left out: drawn, N(0, 1/fan-in).",
    )
    bias: Real | Vector = Field(
        0.0, description="One number for all output channels, or one each. Default 0."
    )
    size: Sizes = Field(5, description="Size of a drawn input, one number or (height, width).")
    kernel_size: Sizes = Field(3, description="Size of a drawn kernel, and of the window of pooling.")
    channels_in: Whole = Field(1, ge=1, le=MOST_CHANNELS, description="Channels of a drawn input.")
    channels_out: Whole = Field(1, ge=1, le=MOST_CHANNELS, description="Output channels of a drawn kernel.")
    stride: Sizes | None = Field(
        None,
        description="Stride, one number or (height, width). Left out: 1, for pooling the window, as PyTorch.",
    )
    padding: Paddings = Field(
        0, description="Padding on each side, one number or (height, width): zeros; for max pooling nothing."
    )
    dilation: Sizes = Field(1, description="Distance of the kernel's entries, one number or (height, width).")
    upstream: Vector | Matrix | Volume | None = Field(
        None, description="dC/d output, shaped as the output. Left out: drawn, N(0, 1)."
    )
    stack: Annotated[tuple[LayerParameters, ...], Field(max_length=MOST_LAYERS)] = Field(
        THREE_BY_THREE,
        description="Layers whose sizes, parameters and receptive fields are told, up to 200. Default: three 3x3.",
    )
    stack_size: Annotated[int, Field(strict=True, ge=1, le=65_536)] = Field(
        32, description="Height and width that the stack is given."
    )
    stack_channels: Annotated[int, Field(strict=True, ge=1, le=65_536)] = Field(
        3, description="Channels that the stack is given."
    )

    @model_validator(mode="after")
    def _agree(self) -> "ConvolutionParameters":
        for complaint in self._complaints():
            raise ValueError(complaint)
        return self

    def _complaints(self) -> Iterator[str]:
        for name in ("inputs", "kernel", "upstream"):
            given = getattr(self, name)
            if given is not None and _ragged(given):
                yield f"{name} must have rows of one length, got different ones"
        for name in ("size", "kernel_size", "stride", "padding", "dilation"):
            pair = getattr(self, name)
            if isinstance(pair, tuple) and len(pair) != self.dimensions:
                yield f"{name} must be one number or {self.dimensions}, got {len(pair)}"
        yield from self._depth_complaints()
        x, w = self.input_shape, self.kernel_shape
        if self.operation != "convolution" and (self.kernel is not None or self.bias != 0.0):
            yield f"kernel must be left out for {self.operation}, and bias too: pooling has neither"
        if self.operation == "convolution" and w[1] != x[0]:
            yield f"kernel must take the {x[0]} channels of the input, got {w[1]}"
        if isinstance(self.bias, tuple) and len(self.bias) != w[0]:
            yield f"bias must be one number or {w[0]}, one per output channel, got {len(self.bias)}"
        if self.operation == "max_pool" and any(
            2 * p > k for p, k in zip(self.window.padding, self.window.kernel, strict=True)
        ):
            yield f"padding must be at most half the window of max pooling, got {self.window.padding}"
        out = self.output_shape
        if min(out) < 1:
            yield f"kernel must fit into the padded input, got an output of {' by '.join(map(str, out[1:]))}"
        work = out[0] * out[1] * out[2] * w[1] * w[2] * w[3]
        work *= 1 if self.operation == "convolution" else POOL_COST
        if work > MOST_WORK:
            yield f"size must keep the multiplications of a pass at or below {MOST_WORK}, got {work}"
        if self.upstream is not None and _full(self.upstream, self.dimensions, 3).shape != out:
            got = _full(self.upstream, self.dimensions, 3).shape
            yield f"upstream must be shaped as the output {out}, got {got}"
        yield from self._stack_complaints()

    def _depth_complaints(self) -> Iterator[str]:
        axes = self.dimensions
        for name, most in (("inputs", axes + 1), ("kernel", axes + 2), ("upstream", axes + 1)):
            given = getattr(self, name)
            if given is not None and not axes <= np.ndim(np.array(given)) <= most:
                yield f"{name} must have {axes} to {most} axes, got {np.ndim(np.array(given))}"

    def _stack_complaints(self) -> Iterator[str]:
        size = self.stack_size
        for number, layer in enumerate(self.stack):
            size = output_size(size, layer.kernel, layer.stride, layer.padding, layer.dilation)
            if size < 1:
                yield f"stack[{number}] must fit into what the layer before leaves, got an output of {size}"
                return

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """(channels, height, width)."""
        if self.inputs is None:
            return (self.channels_in, *_pair(self.size, self.dimensions))
        channels, height, width = _full(self.inputs, self.dimensions, 3).shape
        return channels, height, width

    @property
    def kernel_shape(self) -> tuple[int, int, int, int]:
        """(out, in, height, width); for pooling (channels, 1, height, width)."""
        if self.operation != "convolution":
            return (self.input_shape[0], 1, *_pair(self.kernel_size, self.dimensions))
        if self.kernel is None:
            return (self.channels_out, self.input_shape[0], *_pair(self.kernel_size, self.dimensions))
        out, into, height, width = _full(self.kernel, self.dimensions, 4).shape
        return out, into, height, width

    @property
    def window(self) -> Window:
        """How the kernel moves."""
        kernel = self.kernel_shape[2:]
        if self.stride is not None:
            stride = _pair(self.stride, self.dimensions)
        else:
            stride = (1, 1) if self.operation == "convolution" else kernel
        return Window(
            kernel,
            stride,
            _pair(self.padding, self.dimensions, alone=0),
            _pair(self.dilation, self.dimensions),
        )

    @property
    def output_shape(self) -> tuple[int, int, int]:
        """(channels, height, width) of the output."""
        height, width = (
            output_size(*numbers) for numbers in zip(self.input_shape[1:], *self.window, strict=True)
        )
        return self.kernel_shape[0], height, width

    def arrays(self) -> tuple[Array | None, Array | None, Array, Array | None]:
        """Input (1, in, …), kernel (out, in, …), bias (out,) and upstream (1, out, …); None where not given."""
        x, w, g = (
            None if given is None else _full(given, self.dimensions, axes)
            for given, axes in ((self.inputs, 3), (self.kernel, 4), (self.upstream, 3))
        )
        b = np.broadcast_to(np.array(self.bias, dtype=float), self.kernel_shape[:1]).copy()
        return (None if x is None else x[None]), w, b, (None if g is None else g[None])


def _ragged(given: Any) -> bool:
    try:
        return not np.issubdtype(np.array(given).dtype, np.number)
    except ValueError:
        return True


def _full(given: Any, dimensions: int, axes: int) -> Array:
    """An array with all its axes: height 1 for a sequence, channels in front."""
    x = np.array(given, dtype=float)
    if dimensions == 1:
        x = x[..., None, :]
    return x.reshape((1,) * (axes - x.ndim) + x.shape)


def _pair(given: int | tuple[int, ...], dimensions: int, alone: int = 1) -> tuple[int, int]:
    """(height, width); the height of a sequence is `alone`."""
    if isinstance(given, int):
        return (given, given) if dimensions == 2 else (alone, given)
    return (given[0], given[1]) if dimensions == 2 else (alone, given[0])
