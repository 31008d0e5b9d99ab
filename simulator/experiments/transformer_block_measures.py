"""What is measured of one pass through a stack of transformer blocks: norms by block, and the first block in full."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulator.arrays import Array, first_layer, plain, ratio
from simulator.experiments.residual import norms
from simulator.experiments.transformer_block_build import Problem, Weights
from simulator.experiments.transformer_block_pass import BlockTape, Done
from simulator.network import saw_infinity, saw_nan
from simulator.trace import Measurements

PARTS = ("wq", "wk", "wv", "wo", "w1", "w2")
MOST_WIDTH, MOST_HIDDEN, MOST_TIME = 16, 64, 16
"""The first block of larger stacks is not measured number by number."""


def _mean(each: Sequence[Array]) -> list[float]:
    """The mean over the networks, by block. each (networks,) a block."""
    return [float(a.mean()) for a in each]


def _error(each: Sequence[Array]) -> list[float]:
    """The standard error of that mean, 0 for one network."""
    return [float(a.std(ddof=1) / np.sqrt(a.size)) if a.size > 1 else 0.0 for a in each]


def _mean_square(a: Array) -> Array:
    """Mean square of the entries of each network. a (networks, time, width) -> (networks,)."""
    return norms(a) ** 2 / a[0].size


def _together(dw: Weights) -> Array:
    """Norm of the gradients of all six matrices of a block. -> (networks,)."""
    return norms(np.stack([norms(getattr(dw, part)) for part in PARTS], axis=1))


def _entropy(entry: BlockTape) -> float:
    a = entry.attention.softmax.a
    return float(-(a * np.log(np.where(a > 0, a, 1.0))).sum(axis=-1).mean())


def by_block(done: Done) -> Measurements:
    """What one pass did at each block, the mean over the networks."""
    states, sums = done.states, [entry.second.summed for entry in done.tape]
    gradients = [norms(a) for a in done.state_gradients]
    weights = [_together(entry.weights) for entry in done.gradients]
    squares, summed = [_mean_square(a) for a in states], [_mean_square(a) for a in sums]
    seen = [(entry.first.summed, entry.second.summed, entry.second.out) for entry in done.tape]
    gradient_norm, weight_norm = _mean(gradients), _mean(weights)
    return {
        "hidden_norm": plain(_mean([norms(a) for a in states])),
        "hidden_mean_square": plain(_mean(squares)),
        "hidden_mean_square_error": plain(_error(squares)),
        "summed_mean_square": plain(_mean(summed)),
        "summed_mean_square_error": plain(_error(summed)),
        "gradient_norm": plain(gradient_norm),
        "gradient_norm_error": plain(_error(gradients)),
        "first_to_last": _first_to_last(gradient_norm),
        "weight_gradient_norm": plain(weight_norm),
        "weight_gradient_norm_error": plain(_error(weights)),
        "weight_first_to_last": _first_to_last(weight_norm),
        **{
            f"{part}_gradient_norm": plain(
                _mean([norms(getattr(entry.weights, part)) for entry in done.gradients])
            )
            for part in PARTS
        },
        "attention_entropy": plain([_entropy(entry) for entry in done.tape]),
        "first_infinite_block": first_layer([saw_infinity(arrays) for arrays in seen]),
        "first_nan_block": first_layer([saw_nan(arrays) for arrays in seen]),
    }


def _first_to_last(norm: list[float]) -> float:
    return ratio(norm[0], norm[-1]) if norm[-1] else float("nan")


def fits(problem: Problem) -> bool:
    """Whether the first block is small enough to be measured number by number."""
    _, time, width = problem.x.shape
    return width <= MOST_WIDTH and time <= MOST_TIME and problem.blocks[0].w1.shape[-1] <= MOST_HIDDEN


def first_block(problem: Problem, done: Done, turn: bool) -> Measurements:
    """The first block of the first network, number by number; [] for each where it is larger than that.

    turn: whether the gradients of matrices are laid out (out, in).
    """
    entry, gradient = done.tape[0], done.gradients[0]
    attended, score = entry.attention, entry.attention.score
    final = done.final_gradient
    found: dict[str, Array | None] = {
        "attention_input": entry.first.fed,
        "query": attended.query,
        "key": attended.key,
        "value": attended.value,
        "score": score,
        "attention_weight": attended.softmax.a,
        "mixed": attended.mixed,
        "attention_branch": attended.branch,
        "attention_sum": entry.first.summed,
        "middle": entry.first.out,
        "feed_input": entry.second.fed,
        "net_input": entry.feed.inner.z,
        "activation": entry.feed.inner.a,
        "feed_branch": entry.feed.branch,
        "feed_sum": entry.second.summed,
        "block_output": entry.second.out,
        "output": done.output,
        "output_gradient": problem.upstream,
        "block_output_gradient": gradient.second.out,
        "feed_sum_gradient": gradient.second.summed,
        "activation_gradient": gradient.feed.a,
        "net_input_gradient": gradient.feed.z,
        "feed_input_gradient": gradient.feed.fed,
        "middle_gradient": gradient.second.x,
        "attention_sum_gradient": gradient.first.summed,
        "mixed_gradient": gradient.attention.mixed,
        "attention_weight_gradient": gradient.attention.weight,
        "score_gradient": gradient.attention.score,
        "query_gradient": gradient.attention.query,
        "key_gradient": gradient.attention.key,
        "value_gradient": gradient.attention.value,
        "attention_input_gradient": gradient.attention.fed,
        "input_gradient": gradient.first.x,
        **{f"{name}_gradient": dw for name, dw in gradient.weights._asdict().items()},
        "final_scale_gradient": None if final is None else final.dscale,
        "final_shift_gradient": None if final is None else final.dshift,
    }
    if not fits(problem):
        return {name: [] for name in found}
    return {name: _one(name, a, turn) for name, a in found.items()}


def _one(name: str, a: Array | None, turn: bool) -> Any:
    """Of the first network, without an axis of heads where there is one head."""
    if a is None:
        return []
    first = a[0]
    if first.ndim == 3 and first.shape[0] == 1:
        first = first[0]
    return plain(first.T if turn and name.removesuffix("_gradient") in PARTS else first)


NORMS = {
    "hidden_norm": "norm of the hidden state h before each block and after the last (depth + 1,)",
    "hidden_mean_square": "mean square of its entries (depth + 1,)",
    "hidden_mean_square_error": "standard error of that, 0 for one network (depth + 1,)",
    "summed_mean_square": "mean square of skip plus feed-forward branch, before any norm after it (depth,)",
    "summed_mean_square_error": "standard error of that (depth,)",
    "gradient_norm": "norm of dC/dh there (depth + 1,)",
    "gradient_norm_error": "standard error of that (depth + 1,)",
    "first_to_last": "gradient_norm before the first block over that after the last; NaN where the last is 0",
    "weight_gradient_norm": "norm of dC/dW of each block, all six matrices (depth,)",
    "weight_gradient_norm_error": "standard error of that (depth,)",
    "weight_first_to_last": "weight_gradient_norm of the first block over that of the last; NaN where that is 0",
    **{f"{part}_gradient_norm": f"norm of dC/d{part} of each block (depth,)" for part in PARTS},
    "attention_entropy": "entropy of the attention weights of a position in nats, mean over heads (depth,)",
    "first_infinite_block": "number of the first block with an infinite sum or output, 0 if none",
    "first_nan_block": "number of the first block with a NaN there, 0 if none",
}
"""Means over the networks."""

_SHAPES = {"w1": "(width, hidden)", "w2": "(hidden, width)", "b1": "(hidden,)"}
FIRST = {
    "attention_input": "what attention is fed: N(x) in pre-norm, else x (time, width)",
    "query": "queries (time, width)",
    "key": "keys (time, width)",
    "value": "values (time, width)",
    "score": "scaled scores before the mask ([heads,] time, time); no axis of heads where there is one",
    "attention_weight": "softmax of the allowed scores ([heads,] time, time)",
    "mixed": "values mixed by the weights, heads side by side (time, width)",
    "attention_branch": "attention's branch, before the branch scale (time, width)",
    "attention_sum": "skip plus that branch, before any norm after it (time, width)",
    "middle": "hidden state between the halves (time, width)",
    "feed_input": "what the feed-forward branch is fed (time, width)",
    "net_input": "what its activation receives (time, hidden)",
    "activation": "what its activation gives (time, hidden)",
    "feed_branch": "the feed-forward branch, before the branch scale (time, width)",
    "feed_sum": "skip plus that branch, before any norm after it (time, width)",
    "block_output": "hidden state after the block (time, width)",
    "output": "output of the whole stack (time, width)",
    "output_gradient": "dC/d output, given or drawn (time, width)",
    "block_output_gradient": "dC/d block_output (time, width)",
    "feed_sum_gradient": "dC/d feed_sum (time, width)",
    "activation_gradient": "dC/d activation (time, hidden)",
    "net_input_gradient": "dC/d net_input (time, hidden)",
    "feed_input_gradient": "dC/d feed_input, by that branch alone (time, width)",
    "middle_gradient": "dC/d middle, by skip and branch (time, width)",
    "attention_sum_gradient": "dC/d attention_sum (time, width)",
    "mixed_gradient": "dC/d mixed (time, width)",
    "attention_weight_gradient": "dC/d attention_weight ([heads,] time, time)",
    "score_gradient": "dC/d score ([heads,] time, time)",
    "query_gradient": "dC/d query (time, width)",
    "key_gradient": "dC/d key (time, width)",
    "value_gradient": "dC/d value (time, width)",
    "attention_input_gradient": "dC/d attention_input, by queries, keys and values added (time, width)",
    "input_gradient": "dC/d inputs (time, width)",
    **{
        f"{name}_gradient": f"dC/d{name} {_SHAPES.get(name, '(width, width)' if name in PARTS else '(width,)')}"
        for name in Weights._fields
    },
    "final_scale_gradient": "dC/d scale of the final norm (width,); [] without one",
    "final_shift_gradient": "dC/d its shift (width,); [] without one",
}
"""Of the first block of the first network; [] where width or time is above 16 or hidden above 64."""
