"""How scores spread with the number of features, and what that does to a softmax."""

from typing import NamedTuple

import numpy as np

from simulator.arrays import Array, safe_variance
from simulator.experiments.attention_parameters import AttentionParameters
from simulator.experiments.attention_pass import Rules
from simulator.ops.attention import masked_softmax_backward
from simulator.streams import stream

MOST_ROWS = 200
"""Drawn queries whose softmax is looked at."""


class Study(NamedTuple):
    """By d_k: the variance of q.k, and the softmax of scores without and with scaling."""

    variance: Array  # (dimensions,) of q.k, entries N(0, 1)
    error: Array  # (dimensions,) its standard error
    scaled_variance: Array  # (dimensions,) after scaling
    largest: Array  # (2, dimensions) mean largest weight, without and with scaling
    slope: Array  # (2, dimensions) mean of da/ds at the largest weight, without and with scaling


def study(p: AttentionParameters, seed: int, rules: Rules) -> Study:
    """Draw queries and keys. Fewer features are cut from the same draws; nothing is drawn where draws is 0."""
    count = len(p.study_dimensions)
    if not p.draws:
        return Study(*(np.zeros(0),) * 3, *(np.zeros((2, 0)),) * 2)
    widest = max(p.study_dimensions)
    q = stream(seed, "weights").standard_normal((p.draws, widest))
    rng = stream(seed, "biases")
    others, k = rng.standard_normal((p.study_keys, widest)), rng.standard_normal((p.draws, widest))
    rows = min(p.draws, MOST_ROWS)
    found = Study(
        np.empty(count), np.empty(count), np.empty(count), np.empty((2, count)), np.empty((2, count))
    )
    for at, d in enumerate(p.study_dimensions):
        scores = (q[:, :d] * k[:, :d]).sum(axis=1)  # (draws,) independent of one another
        scale = rules.default_scale(d)
        found.variance[at] = safe_variance(scores)
        fourth = float(np.mean((scores - scores.mean()) ** 4))
        found.error[at] = np.sqrt(max(fourth - found.variance[at] ** 2, 0.0) / p.draws)
        found.scaled_variance[at] = safe_variance(scale * scores)
        among = q[:rows, :d] @ others[:, :d].T  # (rows, keys)
        for which, factor in enumerate((1.0, scale)):
            found.largest[which, at], found.slope[which, at] = _saturation(factor * among, rules)
    return found


def _saturation(scores: Array, rules: Rules) -> tuple[float, float]:
    """Mean largest weight, and mean derivative of that weight by its own score. scores (rows, keys)."""
    a, cache = rules.softmax_forward(scores, np.ones(scores.shape, dtype=bool))
    best = a.argmax(axis=-1)[:, None]
    one = np.zeros_like(a)
    np.put_along_axis(one, best, 1.0, axis=-1)
    slope = np.take_along_axis(masked_softmax_backward(one, cache), best, axis=-1)
    return float(a.max(axis=-1).mean()), float(slope.mean())
