"""What is measured of one pass through a stack of transformer blocks: norms by block, the first block in full."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulator.arrays import Array, first_layer, plain, ratio
from simulator.experiments.residual import norms
from simulator.experiments.transformer_block_build import Problem, Weights
from simulator.experiments.transformer_block_given import MATRICES
from simulator.experiments.transformer_block_pass import BlockTape, Done
from simulator.network import saw_infinity, saw_nan
from simulator.trace import Measurements

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
    return np.asarray(norms(a) ** 2 / a[0].size)


def _together(dw: Weights) -> Array:
    """Norm of the gradients of all six matrices of a block. -> (networks,)."""
    return norms(np.stack([norms(getattr(dw, part)) for part in MATRICES], axis=1))


def _entropy(entry: BlockTape) -> float:
    a = entry.attention.softmax.a
    return float(-(a * np.log(np.where(a > 0, a, 1.0))).sum(axis=-1).mean())


def by_block(done: Done) -> Measurements:
    """What one pass did at each block, the mean over the networks."""
    states, sums = done.states, [entry.second.summed for entry in done.tape]
    gradients = [norms(a) for a in done.state_gradients]
    weights = [_together(entry.weights) for entry in done.gradients]
    squares, summed = [_mean_square(a) for a in states], [_mean_square(a) for a in sums]
    seen = [
        (entry.attention.score, entry.first.summed, entry.second.summed, entry.second.out)
        for entry in done.tape
    ]
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
            for part in MATRICES
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
    hidden = problem.blocks[0].w1.shape[-1]
    return bool(width <= MOST_WIDTH and time <= MOST_TIME and hidden <= MOST_HIDDEN)


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
    return plain(first.T if turn and name.removesuffix("_gradient") in MATRICES else first)
