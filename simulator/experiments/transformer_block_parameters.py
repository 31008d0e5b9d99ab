"""The parameters of `transformer_block`: explicit blocks or how to draw them, and every convention by name."""

from collections.abc import Iterator
from math import sqrt
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simulator.experiments.transformer_block_bounds import size_complaints
from simulator.experiments.transformer_block_given import GivenBlock, Matrix, Row, hiddens, shapes, widths
from simulator.ops.activations import ActivationName
from simulator.ops.initializers import Initialization
from simulator.parameters import Parameters, Real, Slope, Whole

MOST_BLOCKS = 200


class TransformerBlockParameters(Parameters):
    """A stack of transformer blocks, run three times on the same weights: pre-norm, post-norm and no norm."""

    norm_placement: Literal["pre", "post", "none"] = Field(
        "pre",
        description="The placement whose first block is told step by step; all three are run and measured.",
    )
    depth: Whole = Field(
        6, ge=1, le=MOST_BLOCKS, description="Number of blocks (1 to 200), where none are given."
    )
    time: Whole = Field(4, ge=1, le=64, description="Positions of the sequence to draw.")
    width: Whole = Field(
        8, ge=1, le=256, description="Features d of every position, where nothing given decides it."
    )
    heads: Whole = Field(2, ge=1, le=16, description="Heads: the features are shared out among them, evenly.")
    ff_ratio: Real = Field(
        4.0,
        ge=1 / 64,
        le=64,
        description="Units of the feed-forward layer over the width, rounded; given blocks decide it themselves.",
    )
    networks: Whole = Field(
        20, ge=1, le=2000, description="Stacks to draw, all run at once; one where blocks are given."
    )
    blocks: Annotated[tuple[GivenBlock, ...], Field(min_length=1, max_length=MOST_BLOCKS)] | None = Field(
        None,
        description="One entry per block, each naming any of wq bq wk bk wv bv wo bo scale1 shift1 w1 b1 w2 b2 "
        "scale2 shift2. What is left out: matrices drawn, biases and shifts 0, scales 1.",
    )
    layout: Literal["in_out", "out_in"] = Field(
        "in_out",
        description="Rows of a weight matrix are inputs (y = x W) or outputs (y = x W^T, as PyTorch stores it).",
    )
    inputs: Matrix | None = Field(
        None, description="Matrix (time, width), up to 64 by 64. Left out: drawn, N(0, 1), for each stack."
    )
    upstream: Matrix | None = Field(
        None,
        description="dC/d output (time, width); C is the output times it, summed. Left out: drawn, N(0, 1).",
    )
    mask: Literal["none", "causal"] = Field("none", description="`causal`: no position looks at a later one.")
    score_scale: Real | None = Field(
        None,
        ge=-1e6,
        le=1e6,
        description="Factor of every score. Left out: 1/sqrt(d_k), d_k = width / heads.",
    )
    activation: ActivationName = Field(
        "relu",
        description="Activation f of the feed-forward half. `gelu` is the exact one, `gelu_tanh` GPT-2's.",
    )
    slope: Slope = Field(0.01, description="Slope of leaky_relu and prelu below 0.")
    norm: Literal["layer", "rms"] = Field(
        "layer", description="Each position over its features; `rms` subtracts no mean."
    )
    epsilon: Real = Field(
        1e-5, ge=0, le=1e6, description="Added to the variance inside the root of a norm. Default 1e-5."
    )
    final_norm: bool = Field(
        True, strict=True, description="Whether the pre-norm stack ends with one more norm. Default yes."
    )
    final_scale: Row | None = Field(None, description="Scale of the final norm (width,). Left out: 1.")
    final_shift: Row | None = Field(None, description="Shift of the final norm (width,). Left out: 0.")
    branch_scale: Real = Field(
        1.0, ge=-100, le=100, description="alpha: x + alpha F, in both halves of every block. Default 1."
    )
    initialization: Initialization = Field("xavier_normal", description="How matrices are drawn.")
    weight_scale: Real = Field(
        1.0, ge=0, le=1e6, description="Drawn matrices are multiplied by this. Default 1."
    )
    residual_weights: Literal["as_others", "gpt2"] = Field(
        "as_others",
        description="`gpt2` divides drawn wo and w2, the last of each branch, by sqrt(2 depth) besides.",
    )

    @model_validator(mode="after")
    def _agree(self) -> "TransformerBlockParameters":
        for complaint in self._complaints():
            raise ValueError(complaint)
        return self

    def _complaints(self) -> Iterator[str]:
        for name in ("inputs", "upstream"):
            wrong = [len(row) for row in getattr(self, name) or () if len(row) != self.units]
            if wrong:
                yield f"{name} must have {self.units} numbers in each row, got {wrong[0]}"
        if self.upstream is not None and len(self.upstream) != self.positions:
            yield f"upstream must have one row per position ({self.positions}), got {len(self.upstream)}"
        for number, block in enumerate(self.blocks or ()):
            yield from self._block_complaints(f"blocks[{number}]", block)
        for name in ("final_scale", "final_shift"):
            given = getattr(self, name)
            if given is not None and len(given) != self.units:
                yield f"{name} must be {self.units} numbers, got {len(given)}"
        if self.units % self.heads:
            yield f"heads must divide the {self.units} features evenly, got {self.heads}"
        real = {
            "depth": self.number,
            "time": self.positions,
            "width": self.units,
            "networks": self.drawn,
        }
        for name, size in real.items():
            if name in self.model_fields_set and getattr(self, name) != size:
                yield f"{name} must be left out or agree with what is given ({size}), got {getattr(self, name)}"
        yield from size_complaints(self)

    def _block_complaints(self, where: str, block: GivenBlock) -> Iterator[str]:
        for name, shape in shapes(self.units, self.hidden).items():
            given = getattr(block, name)
            if given is None:
                continue
            if len(shape) == 1:
                if len(given) != shape[0]:
                    yield f"{where}.{name} must be {shape[0]} numbers, got {len(given)}"
                continue
            rows, columns = shape if self.layout == "in_out" else shape[::-1]
            if len(given) != rows or {len(row) for row in given} != {columns}:
                lengths = " or ".join(str(n) for n in sorted({len(row) for row in given}))
                yield f"{where}.{name} must be {rows} rows of {columns} numbers, got {len(given)} of {lengths}"

    @property
    def number(self) -> int:
        """The number of blocks."""
        return self.depth if self.blocks is None else len(self.blocks)

    @property
    def positions(self) -> int:
        """Positions of the sequence."""
        given = self.inputs or self.upstream
        return self.time if given is None else len(given)

    @property
    def units(self) -> int:
        """Features of every position: as the inputs, the upstream gradient or the blocks have them."""
        given = self.inputs or self.upstream
        return len(given[0]) if given is not None else self._found(widths) or self.width

    @property
    def hidden(self) -> int:
        """Units of the feed-forward layer."""
        return self._found(hiddens) or max(1, round(self.ff_ratio * self.units))

    def _found(self, sizes: Any) -> int | None:
        """The first such size that any given block decides."""
        found = (size for block in self.blocks or () for size in sizes(block, self.layout))
        return next(found, None)

    @property
    def drawn(self) -> int:
        """How many stacks there are."""
        return self.networks if self.blocks is None else 1

    @property
    def scale(self) -> float:
        """Factor of every score."""
        return 1.0 / sqrt(self.units / self.heads) if self.score_scale is None else self.score_scale

    def resolved(self) -> dict[str, Any]:
        """Every parameter with its value; sizes as the given numbers have them."""
        sizes = {"depth": self.number, "time": self.positions, "width": self.units, "networks": self.drawn}
        return {**super().resolved(), **sizes, "ff_ratio": self.hidden / self.units}
