"""What a run of `transformer_block` keeps and costs, and where it is too much."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulator.ops.activations import ENTRY_COST as ACTIVATION_COST
from simulator.ops.initializers import draw_cost

if TYPE_CHECKING:
    from simulator.experiments.transformer_block_parameters import TransformerBlockParameters

MOST_ENTRIES, MOST_WORK = 2 * 10**7, 4 * 10**9
"""Numbers kept at a time, 160 megabytes, and multiplications, about a second."""

BLOCK_COST, NETWORK_COST, ENTRY_COST, WEIGHT_COST = 1_500_000, 10_000, 20, 15
"""What a block, each network in it, each number kept and each weight cost beside the products, counted in
multiplications (measured)."""


def size_complaints(p: "TransformerBlockParameters") -> Iterator[str]:
    """A line for each bound that the run exceeds."""
    width, hidden, time = p.units, p.hidden, p.positions
    weights = 4 * width * width + 2 * width * hidden
    entries = time * (20 * width + 4 * hidden + 4 * p.heads * time)
    kept = p.number * p.drawn * (2 * weights + entries)
    if kept > MOST_ENTRIES:
        yield (
            f"networks must keep depth x networks x (weights of a block x 2 + time x (20 x width + 4 x hidden + "
            f"4 x heads x time)) at or below {MOST_ENTRIES}, got {kept}"
        )
    products = 3 * time * weights + 6 * time * time * width
    activated = time * hidden * ACTIVATION_COST.get(p.activation, 0)
    once = 3 * (NETWORK_COST + products + ENTRY_COST * entries + WEIGHT_COST * weights + activated)
    draw = 0
    if p.blocks is None:
        sizes = [(width, width)] * 4 + [(width, hidden), (hidden, width)]
        draw = sum(draw_cost(p.initialization, *size) for size in sizes)
    work = p.number * (3 * BLOCK_COST + p.drawn * (once + draw))
    if work > MOST_WORK:
        yield (
            f"networks must keep 3 x depth x ({BLOCK_COST} + networks x ({NETWORK_COST} + (3 x time + "
            f"{WEIGHT_COST}) x weights + 6 x time x time x width + {ENTRY_COST} x numbers kept)), and drawing, "
            f"at or below {MOST_WORK}, got {work}"
        )
