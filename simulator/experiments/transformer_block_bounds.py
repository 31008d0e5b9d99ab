"""What a run of `transformer_block` keeps and costs, and where it is too much."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulator.ops.activations import ENTRY_COST as ACTIVATION_COST
from simulator.ops.initializers import draw_cost

if TYPE_CHECKING:
    from simulator.experiments.transformer_block_parameters import TransformerBlockParameters

MOST_ENTRIES, MOST_WORK = 2 * 10**7, 4 * 10**9
"""Numbers kept at a time, 160 megabytes, and multiplications, about a second."""

BLOCK_COST, NETWORK_COST, ENTRY_COST, WEIGHT_COST = 1_500_000, 10_000, 15, 15
"""What a block, each network in it, each number kept and each weight cost beside the products, counted in
multiplications (measured)."""


def kept_numbers(p: "TransformerBlockParameters") -> int:
    """How many numbers the largest pass keeps at most: what the blocks learn, its gradients, and the tape."""
    return p.number * p.drawn * (2 * _learned(p) + _on_tape(p))


def _learned(p: "TransformerBlockParameters") -> int:
    """Numbers that a block learns."""
    return 4 * p.units**2 + 2 * p.units * p.hidden + 13 * p.units + p.hidden


def _on_tape(p: "TransformerBlockParameters") -> int:
    """Numbers of both passes through a block."""
    return p.positions * (30 * p.units + 6 * p.hidden + 4 * p.heads * p.positions + 8)


def work(p: "TransformerBlockParameters") -> int:
    """What the run costs, in multiplications: three passes, and drawing."""
    width, hidden, time = p.units, p.hidden, p.positions
    products = 3 * time * (4 * width + 2 * hidden) * width + 6 * time * time * width
    activated = time * hidden * ACTIVATION_COST.get(p.activation, 0)
    beside = NETWORK_COST + ENTRY_COST * _on_tape(p) + WEIGHT_COST * _learned(p)
    draw = 0
    if p.blocks is None:
        sizes = [(width, width)] * 4 + [(width, hidden), (hidden, width)]
        draw = sum(draw_cost(p.initialization, *size) for size in sizes)
    return p.number * (3 * BLOCK_COST + p.drawn * (3 * (products + activated + beside) + draw))


def size_complaints(p: "TransformerBlockParameters") -> Iterator[str]:
    """A line for each bound that the run exceeds."""
    if kept_numbers(p) > MOST_ENTRIES:
        yield (
            f"networks must keep depth x networks x (2 x numbers that a block learns + time x (30 x width + 6 x "
            f"hidden + 4 x heads x time + 8)) at or below {MOST_ENTRIES}, got {kept_numbers(p)}"
        )
    if work(p) > MOST_WORK:
        yield (
            f"networks must keep 3 x depth x ({BLOCK_COST} + networks x ({NETWORK_COST} + (3 x time + "
            f"{WEIGHT_COST}) x weights + 6 x time x time x width + {ENTRY_COST} x numbers kept)), and drawing, "
            f"at or below {MOST_WORK}, got {work(p)}"
        )
