"""The stacks of `transformer_block` as arrays, with networks on a leading axis."""

from typing import Any, NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.transformer_block_given import MATRICES, GivenBlock, shapes
from simulator.experiments.transformer_block_parameters import TransformerBlockParameters
from simulator.ops.activations import Activation, activation
from simulator.ops.attention import causal
from simulator.ops.initializers import INITIALIZERS
from simulator.ops.normalization import Convention
from simulator.streams import stream


class Weights(NamedTuple):
    """Everything that one block learns, in each network; its gradients have the same form."""

    wq: Array  # (networks, width, width)
    bq: Array  # (networks, width)
    wk: Array  # (networks, width, width)
    bk: Array  # (networks, width)
    wv: Array  # (networks, width, width)
    bv: Array  # (networks, width)
    wo: Array  # (networks, width, width)
    bo: Array  # (networks, width)
    scale1: Array  # (networks, width) of the norm at attention
    shift1: Array  # (networks, width)
    w1: Array  # (networks, width, hidden)
    b1: Array  # (networks, hidden)
    w2: Array  # (networks, hidden, width)
    b2: Array  # (networks, width)
    scale2: Array  # (networks, width) of the norm at the feed-forward half
    shift2: Array  # (networks, width)


class Gain(NamedTuple):
    """Scale and shift of a norm."""

    scale: Array  # (networks, width)
    shift: Array  # (networks, width)


class Problem(NamedTuple):
    """The stacks, what they are fed, and the gradient that comes back."""

    blocks: tuple[Weights, ...]
    final: Gain | None  # the norm at the end of a pre-norm stack
    x: Array  # (networks, time, width)
    upstream: Array  # (networks, time, width)
    heads: int
    scale: float  # of every score
    allowed: Array  # (time, time) of truth values
    f: Activation
    convention: Convention  # of every norm
    alpha: float  # the branch scale


def build(p: TransformerBlockParameters, seed: int) -> Problem:
    """The stacks, drawn block by block where they are not given, with inputs and upstream gradient N(0, 1)."""
    rng, n, width = stream(seed, "weights"), p.drawn, p.units
    given = p.blocks or (GivenBlock.model_validate({}),) * p.number
    blocks = tuple(_block(p, block, rng) for block in given)
    final = None
    if p.final_norm:
        final = Gain(_vector(p.final_scale, (n, width), 1.0), _vector(p.final_shift, (n, width), 0.0))
    shape = (n, p.positions, width)
    x, upstream = (
        stream(seed, purpose).standard_normal(shape)  # type: ignore[arg-type]
        if numbers is None
        else np.broadcast_to(np.array(numbers, dtype=float), shape)
        for purpose, numbers in (("inputs", p.inputs), ("targets", p.upstream))
    )
    whole = np.ones((p.positions, p.positions), dtype=bool)
    allowed = causal(p.positions, p.positions) if p.mask == "causal" else whole
    convention = Convention(epsilon=p.epsilon, center=p.norm == "layer")
    f = activation(p.activation, p.slope)
    return Problem(blocks, final, x, upstream, p.heads, p.scale, allowed, f, convention, p.branch_scale)


def _block(p: TransformerBlockParameters, given: GivenBlock, rng: np.random.Generator) -> Weights:
    """One block: its given matrices turned to (in, out), the others drawn in the order of their names here."""
    found = {}
    for name, shape in shapes(p.units, p.hidden).items():
        numbers = getattr(given, name)
        if name not in MATRICES:
            found[name] = _vector(numbers, (p.drawn, *shape), 1.0 if name.startswith("scale") else 0.0)
        elif numbers is not None:
            w = np.array([numbers], dtype=float)
            found[name] = w if p.layout == "in_out" else w.swapaxes(-1, -2).copy()
        else:
            last = name in ("wo", "w2") and p.residual_weights == "gpt2"
            size = p.weight_scale / np.sqrt(2 * p.number) if last else p.weight_scale
            found[name] = size * INITIALIZERS[p.initialization](shape[0], shape[1], rng, (p.drawn,))
    return Weights(**found)


def _vector(given: Any, shape: tuple[int, ...], otherwise: float) -> Array:
    return np.full(shape, otherwise) if given is None else np.broadcast_to(np.array(given, float), shape)
