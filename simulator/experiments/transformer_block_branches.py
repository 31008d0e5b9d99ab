"""The two branches of a transformer block, self-attention and feed-forward, forward and back.

Axes are (networks, time, features), and (networks, heads, time, features) between the heads' split and merge. Each
operation that a mistake may replace is looked up in a table of `Rules`.
Source: Vaswani et al., Attention Is All You Need (2017).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.transformer_block_build import Problem, Weights
from simulator.ops import attention
from simulator.ops.activations import Activation, ActivationCache
from simulator.ops.attention import DotCache, MixCache, SoftmaxCache
from simulator.ops.normalization import (
    Convention,
    StandardizeCache,
    standardize_backward,
    standardize_forward,
)
from simulator.ops.stacked import (
    SkipCache,
    StackedDenseCache,
    skip_backward,
    skip_forward,
    stacked_affine_backward,
    stacked_affine_forward,
)


def _activation_backward(da: Array, f: Activation, cache: ActivationCache) -> Array:
    return f.backward(da, cache)


def _added(*paths: Array) -> Array:
    total = paths[0]
    for path in paths[1:]:
        total = total + path
    return np.asarray(total)


class Rules(NamedTuple):
    """The operations of a block, each replaceable."""

    scale: Callable[[float], float] = float  # of the scores
    allowed: Callable[[Array], Array] = np.asarray
    softmax_backward: Callable[[Array, SoftmaxCache], Array] = attention.masked_softmax_backward
    affine_backward: Callable[[Array, StackedDenseCache], tuple[Array, Array, Array]] = (
        stacked_affine_backward
    )
    activation_backward: Callable[[Array, Activation, ActivationCache], Array] = _activation_backward
    standardize_forward: Callable[[Array, Convention], tuple[Array, StandardizeCache]] = standardize_forward
    standardize_backward: Callable[[Array, StandardizeCache], Array] = standardize_backward
    skip_forward: Callable[[Array, Array, float], tuple[Array, SkipCache]] = skip_forward
    skip_backward: Callable[[Array, SkipCache], tuple[Array, Array]] = skip_backward
    gather: Callable[..., Array] = _added  # the gradients that come by queries, keys and values
    join: Callable[..., Array] = _added  # the gradients of skip and branch, where they meet
    skips_norm: bool = True  # whether the skip of a pre-norm block starts before the norm
    exchanged: bool = False  # whether pre-norm blocks are built as post-norm ones, and the other way round
    final_norm: bool = True  # whether a pre-norm stack has the final norm that is asked for


class AttentionTape(NamedTuple):
    """What self-attention did in the forward pass."""

    fed: tuple[StackedDenseCache, StackedDenseCache, StackedDenseCache]  # of queries, keys and values
    query: Array  # (networks, time, width)
    key: Array  # (networks, time, width)
    value: Array  # (networks, time, width)
    score: Array  # (networks, heads, time, time) scaled, before the mask
    mixed: Array  # (networks, time, width) the heads side by side
    branch: Array  # (networks, time, width)
    dot: DotCache
    softmax: SoftmaxCache
    mix: MixCache
    output: StackedDenseCache


class AttentionGradient(NamedTuple):
    """The gradients in self-attention, weights apart."""

    mixed: Array  # (networks, time, width)
    weight: Array  # (networks, heads, time, time)
    score: Array  # (networks, heads, time, time)
    query: Array  # (networks, time, width)
    key: Array  # (networks, time, width)
    value: Array  # (networks, time, width)
    paths: tuple[Array, Array, Array]  # (networks, time, width) each, what comes by queries, keys and values
    fed: Array  # (networks, time, width)


def attention_forward(x: Array, w: Weights, problem: Problem, rules: Rules) -> AttentionTape:
    """x (networks, time, width) -> the branch, same shape, and all on the way to it."""
    query, from_q = stacked_affine_forward(x, w.wq, w.bq)
    key, from_k = stacked_affine_forward(x, w.wk, w.bk)
    value, from_v = stacked_affine_forward(x, w.wv, w.bv)
    q, k, v = (attention.split_heads(y, problem.heads) for y in (query, key, value))
    score, dot = attention.dot_scores_forward(q, k, rules.scale(problem.scale))
    weight, softmax = attention.masked_softmax_forward(score, rules.allowed(problem.allowed))
    each, mix = attention.mix_forward(weight, v)
    mixed = attention.merge_heads(each)
    branch, output = stacked_affine_forward(mixed, w.wo, w.bo)
    fed = (from_q, from_k, from_v)
    return AttentionTape(fed, query, key, value, score, mixed, branch, dot, softmax, mix, output)


def attention_backward(
    dbranch: Array, tape: AttentionTape, rules: Rules
) -> tuple[AttentionGradient, dict[str, Array]]:
    """dbranch (networks, time, width) -> the gradients inside and at what was fed, and those of the weights."""
    heads = tape.score.shape[1]
    dmixed, dwo, dbo = rules.affine_backward(dbranch, tape.output)
    dweight, dv = attention.mix_backward(attention.split_heads(dmixed, heads), tape.mix)
    dscore = rules.softmax_backward(dweight, tape.softmax)
    dq, dk = attention.dot_scores_backward(dscore, tape.dot)
    dquery, dkey, dvalue = (attention.merge_heads(d) for d in (dq, dk, dv))
    by_q, dwq, dbq = rules.affine_backward(dquery, tape.fed[0])
    by_k, dwk, dbk = rules.affine_backward(dkey, tape.fed[1])
    by_v, dwv, dbv = rules.affine_backward(dvalue, tape.fed[2])
    found = {"wq": dwq, "bq": dbq, "wk": dwk, "bk": dbk, "wv": dwv, "bv": dbv, "wo": dwo, "bo": dbo}
    paths = (by_q, by_k, by_v)
    fed = rules.gather(*paths)
    return AttentionGradient(dmixed, dweight, dscore, dquery, dkey, dvalue, paths, fed), found


class FeedForwardTape(NamedTuple):
    """What the feed-forward branch did in the forward pass."""

    first: StackedDenseCache
    inner: ActivationCache  # z and a, (networks, time, hidden)
    second: StackedDenseCache
    branch: Array  # (networks, time, width)


class FeedForwardGradient(NamedTuple):
    """The gradients in the feed-forward branch, weights apart."""

    a: Array  # (networks, time, hidden)
    z: Array  # (networks, time, hidden)
    fed: Array  # (networks, time, width)


def feed_forward(x: Array, w: Weights, problem: Problem) -> FeedForwardTape:
    """f(x W1 + b1) W2 + b2, each position by itself.   x (networks, time, width) -> the branch, same shape."""
    z, first = stacked_affine_forward(x, w.w1, w.b1)
    a, inner = problem.f.forward(z)
    branch, second = stacked_affine_forward(a, w.w2, w.b2)
    return FeedForwardTape(first, inner, second, branch)


def feed_backward(
    dbranch: Array, tape: FeedForwardTape, f: Activation, rules: Rules
) -> tuple[FeedForwardGradient, dict[str, Array]]:
    """dbranch (networks, time, width) -> the gradients inside and at what was fed, and those of the weights."""
    da, dw2, db2 = rules.affine_backward(dbranch, tape.second)
    dz = rules.activation_backward(da, f, tape.inner)
    fed, dw1, db1 = rules.affine_backward(dz, tape.first)
    return FeedForwardGradient(da, dz, fed), {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}
