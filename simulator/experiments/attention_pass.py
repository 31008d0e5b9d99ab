"""Attention run forwards and backwards, with or without weights, heads and a mask; and key by key from a cache.

Every operation is looked up in a table of `Rules`; a mistake (see `attention_mistakes`) replaces one of them.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.ops import attention
from simulator.ops.attention import AdditiveCache, DotCache, MixCache, SoftmaxCache
from simulator.ops.dense import dense_backward, dense_forward


class Problem(NamedTuple):
    """Everything that the output depends on. A weight that is not there is None."""

    queries: Array  # (queries, features)
    keys: Array  # (keys, features)
    values: Array  # (keys, value features)
    w_query: Array | None  # (features, heads d_k)
    w_key: Array | None  # (features, heads d_k)
    w_value: Array | None  # (value features, heads d_v)
    w_output: Array | None  # (heads d_v, out)
    w_score: Array | None  # (heads d_k,), for additive scores
    heads: int
    scale: float | None  # None for 1/sqrt(d_k), or 1 for additive scores
    allowed: Array  # (queries, keys) of truth values
    upstream: Array  # (queries, out)


def _scale(d: int) -> float:
    return float(1.0 / np.sqrt(d))


def _heads(heads: int) -> int:
    return heads


def _as_it_is(allowed: Array) -> Array:
    return allowed


def _ordered(q: Array, k: Array) -> tuple[Array, Array]:
    return q, k


class Rules(NamedTuple):
    """The operations of a pass, each replaceable."""

    default_scale: Callable[[int], float] = _scale
    given_scale: Callable[[float], float] = float
    heads: Callable[[int], int] = _heads
    allowed: Callable[[Array], Array] = _as_it_is
    operands: Callable[[Array, Array], tuple[Array, Array]] = _ordered
    softmax_forward: Callable[[Array, Array], tuple[Array, SoftmaxCache]] = attention.masked_softmax_forward
    softmax_backward: Callable[[Array, SoftmaxCache], Array] = attention.masked_softmax_backward
    mix_backward: Callable[[Array, MixCache], tuple[Array, Array]] = attention.mix_backward


class Tape(NamedTuple):
    """What the forward pass did."""

    query: Array  # (queries, heads d_k) after the weights
    key: Array  # (keys, heads d_k)
    value: Array  # (keys, heads d_v)
    score: Array  # (heads, queries, keys) scaled, before the mask
    weight: Array  # (heads, queries, keys)
    mixed: Array  # (queries, heads d_v) the heads side by side
    output: Array  # (queries, out)
    scale: float
    score_cache: DotCache | AdditiveCache
    softmax: SoftmaxCache
    mix: MixCache


def _times(x: Array, w: Array | None) -> Array:
    return x if w is None else dense_forward(x, w, np.zeros(w.shape[1]))[0]


def forward(problem: Problem, rules: Rules) -> Tape:
    """Forward pass."""
    query, key = _times(problem.queries, problem.w_query), _times(problem.keys, problem.w_key)
    value = _times(problem.values, problem.w_value)
    heads = rules.heads(problem.heads)
    q, k, v = (attention.split_heads(x, heads) for x in (query, key, value))
    score_cache: DotCache | AdditiveCache
    if problem.w_score is None:
        scale = (
            rules.default_scale(q.shape[-1]) if problem.scale is None else rules.given_scale(problem.scale)
        )
        score, score_cache = attention.dot_scores_forward(*rules.operands(q, k), scale)
    else:
        scale = 1.0 if problem.scale is None else rules.given_scale(problem.scale)
        w = problem.w_score.reshape(heads, -1)  # (heads, d_k)
        score, score_cache = attention.additive_scores_forward(*rules.operands(q, k), w, scale)
    weight, softmax = rules.softmax_forward(score, rules.allowed(problem.allowed))
    each, mix = attention.mix_forward(weight, v)
    mixed = attention.merge_heads(each)
    output = _times(mixed, problem.w_output)
    return Tape(query, key, value, score, weight, mixed, output, scale, score_cache, softmax, mix)


class Gradients(NamedTuple):
    """The gradients of C = sum of output times upstream. Those of weights that are not there are None."""

    weight: Array  # (heads, queries, keys)
    score: Array  # (heads, queries, keys)
    query: Array  # (queries, heads d_k)
    key: Array  # (keys, heads d_k)
    value: Array  # (keys, heads d_v)
    queries: Array  # (queries, features)
    keys: Array  # (keys, features)
    values: Array  # (keys, value features)
    w_query: Array | None
    w_key: Array | None
    w_value: Array | None
    w_output: Array | None
    w_score: Array | None


def _times_backward(dy: Array, x: Array, w: Array | None) -> tuple[Array, Array | None]:
    if w is None:
        return dy, None
    dx, dw, _ = dense_backward(dy, dense_forward(x, w, np.zeros(w.shape[1]))[1])
    return dx, dw


def backward(problem: Problem, tape: Tape, rules: Rules) -> Gradients:
    """Backward pass from the upstream gradient."""
    dmixed, dw_output = _times_backward(problem.upstream, tape.mixed, problem.w_output)
    heads = rules.heads(problem.heads)
    dweight, dv = rules.mix_backward(attention.split_heads(dmixed, heads), tape.mix)
    dscore = rules.softmax_backward(dweight, tape.softmax)
    dw_score = None
    if isinstance(tape.score_cache, AdditiveCache):
        dfirst, dsecond, dw = attention.additive_scores_backward(dscore, tape.score_cache)
        dw_score = dw.reshape(-1)
    else:
        dfirst, dsecond = attention.dot_scores_backward(dscore, tape.score_cache)
    dq, dk = rules.operands(dfirst, dsecond)  # what exchanged the operands exchanges their gradients back
    dquery, dkey, dvalue = (attention.merge_heads(x) for x in (dq, dk, dv))
    dqueries, dw_query = _times_backward(dquery, problem.queries, problem.w_query)
    dkeys, dw_key = _times_backward(dkey, problem.keys, problem.w_key)
    dvalues, dw_value = _times_backward(dvalue, problem.values, problem.w_value)
    return Gradients(
        dweight,
        dscore,
        dquery,
        dkey,
        dvalue,
        dqueries,
        dkeys,
        dvalues,
        dw_query,
        dw_key,
        dw_value,
        dw_output,
        dw_score,
    )


def cost(problem: Problem, rules: Rules) -> Array:
    """C alone, complex where anything in the problem is. -> ()."""
    return np.asarray((forward(problem, rules).output * problem.upstream).sum())


def from_cache(problem: Problem, rules: Rules) -> Array:
    """Causal attention one position at a time: each key and value is made once and kept. -> (time, out).

    For as many queries as keys. Only the newest query is worked on, against all keys so far.
    """
    rows = []
    keys = np.empty((0, 0))
    values = np.empty((0, 0))
    for t in range(problem.queries.shape[0]):
        new_key = _times(problem.keys[t : t + 1], problem.w_key)
        new_value = _times(problem.values[t : t + 1], problem.w_value)
        keys = new_key if t == 0 else np.concatenate([keys, new_key])
        values = new_value if t == 0 else np.concatenate([values, new_value])
        step = problem._replace(
            queries=problem.queries[t : t + 1],
            keys=keys,
            values=values,
            w_key=None,
            w_value=None,
            allowed=np.ones((1, t + 1), dtype=bool),
        )
        rows.append(forward(step, rules).output)
    return np.concatenate(rows)
