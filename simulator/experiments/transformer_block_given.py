"""A transformer block given by its numbers: the names of its parts, their shapes, and the sizes they decide."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from simulator.parameters import Parameters, Real

MOST_GIVEN = 64

Row = Annotated[tuple[Real, ...], Field(min_length=1, max_length=MOST_GIVEN)]
Matrix = Annotated[tuple[Row, ...], Field(min_length=1, max_length=MOST_GIVEN)]

MATRICES = ("wq", "wk", "wv", "wo", "w1", "w2")


class GivenBlock(Parameters):
    """The numbers of one block; what is left out is drawn (matrices), 0 (biases, shifts) or 1 (scales)."""

    wq: Matrix | None = Field(None, description="Weights of the queries (width, width).")
    bq: Row | None = Field(None, description="Their biases (width,).")
    wk: Matrix | None = Field(None, description="Weights of the keys (width, width).")
    bk: Row | None = Field(None, description="Their biases (width,).")
    wv: Matrix | None = Field(None, description="Weights of the values (width, width).")
    bv: Row | None = Field(None, description="Their biases (width,).")
    wo: Matrix | None = Field(None, description="Weights of attention's output (width, width).")
    bo: Row | None = Field(None, description="Its biases (width,).")
    scale1: Row | None = Field(None, description="Scale of the norm at attention (width,).")
    shift1: Row | None = Field(None, description="Its shift (width,).")
    w1: Matrix | None = Field(None, description="First weights of the feed-forward half (width, hidden).")
    b1: Row | None = Field(None, description="Their biases (hidden,).")
    w2: Matrix | None = Field(None, description="Second weights of it (hidden, width).")
    b2: Row | None = Field(None, description="Their biases (width,).")
    scale2: Row | None = Field(None, description="Scale of the norm at the feed-forward half (width,).")
    shift2: Row | None = Field(None, description="Its shift (width,).")


def shapes(width: int, hidden: int) -> dict[str, tuple[int, ...]]:
    """The shape of everything that a block learns, matrices as (in, out)."""
    square, vector = (width, width), (width,)
    return {
        "wq": square,
        "bq": vector,
        "wk": square,
        "bk": vector,
        "wv": square,
        "bv": vector,
        "wo": square,
        "bo": vector,
        "scale1": vector,
        "shift1": vector,
        "w1": (width, hidden),
        "b1": (hidden,),
        "w2": (hidden, width),
        "b2": vector,
        "scale2": vector,
        "shift2": vector,
    }


def widths(block: GivenBlock, layout: str) -> Iterator[int]:
    """The width that each given part of the block decides."""
    for name in (
        "wq",
        "wk",
        "wv",
        "wo",
        "bq",
        "bk",
        "bv",
        "bo",
        "b2",
        "scale1",
        "shift1",
        "scale2",
        "shift2",
    ):
        if getattr(block, name) is not None:
            yield len(getattr(block, name))
    if block.w1 is not None:
        yield len(block.w1) if layout == "in_out" else len(block.w1[0])
    if block.w2 is not None:
        yield len(block.w2[0]) if layout == "in_out" else len(block.w2)


def hiddens(block: GivenBlock, layout: str) -> Iterator[int]:
    """The hidden units that each given part of the block decides."""
    if block.b1 is not None:
        yield len(block.b1)
    if block.w1 is not None:
        yield len(block.w1[0]) if layout == "in_out" else len(block.w1)
    if block.w2 is not None:
        yield len(block.w2) if layout == "in_out" else len(block.w2[0])
