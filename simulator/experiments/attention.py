"""`attention`: scores, weights, output and every gradient, number by number; scaling; the KV cache."""

from functools import partial
from typing import Any

import numpy as np

from simulator.arrays import Array, first_layer, plain
from simulator.conventions import SCALING
from simulator.experiment import Experiment, Outcome
from simulator.experiments.attention_mistakes import SAYS, mutants
from simulator.experiments.attention_parameters import AttentionParameters
from simulator.experiments.attention_pass import Problem, Rules, backward, forward, from_cache
from simulator.experiments.attention_steps import steps
from simulator.experiments.attention_study import study
from simulator.network import saw_infinity, saw_nan
from simulator.ops.attention import causal
from simulator.streams import stream
from simulator.trace import Measurements, Series

SATURATED = 0.99
"""A query whose largest weight is above this counts as saturated."""

MOST_CURVES = 6


def build(p: AttentionParameters, seed: int) -> Problem:
    """Everything as arrays, drawn where it is not given and needed."""
    rng, weights = stream(seed, "inputs"), stream(seed, "weights")
    shapes = p.shapes
    given: list[Any] = [p.inputs] * 3 if p.inputs is not None else [p.queries, p.keys, p.values]
    q, k, v = (
        np.array(x, dtype=float) if x is not None else rng.standard_normal(shapes[name])
        for x, name in zip(given, ("queries", "keys", "values"), strict=True)
    )
    width = shapes["value"][1]
    sizes = [(shapes[name][1],) * 2 for name in ("queries", "keys", "values")] + [(width, width)]
    w_query, w_key, w_value, w_output = (
        _weight(x, size, p.project, weights)
        for x, size in zip((p.w_query, p.w_key, p.w_value, p.w_output), sizes, strict=True)
    )
    w_score = None
    if p.score == "additive":
        drawn = stream(seed, "biases").standard_normal(shapes["query"][1])
        w_score = drawn if p.w_score is None else np.array(p.w_score, dtype=float)
    count = (shapes["query"][0], shapes["key"][0])
    allowed = np.ones(count, dtype=bool)
    if p.mask == "causal":
        allowed = causal(*count)
    elif isinstance(p.mask, tuple):
        allowed = np.array(p.mask, dtype=bool)
    upstream = (
        stream(seed, "targets").standard_normal(shapes["output"])
        if p.upstream is None
        else np.array(p.upstream, dtype=float)
    )
    return Problem(q, k, v, w_query, w_key, w_value, w_output, w_score, p.heads, p.scale, allowed, upstream)


def _weight(given: Any, size: tuple[int, int], project: bool, rng: np.random.Generator) -> Array | None:
    if given is not None:
        return np.array(given, dtype=float)
    return rng.standard_normal(size) / np.sqrt(size[0]) if project else None


def measure(problem: Problem, rules: Rules, p: AttentionParameters, seed: int) -> Measurements:
    """One forward and one backward pass, the cache, and the study, under the rules."""
    tape = forward(problem, rules)
    found = backward(problem, tape, rules)
    largest = tape.weight.max(axis=-1)  # (heads, queries)
    logs = np.log(np.where(tape.weight > 0, tape.weight, 1.0))
    from_one = found.queries + found.keys + found.values if p.inputs is not None else np.zeros(0)
    spread = study(p, seed, rules)
    rows = zip(tape.score.swapaxes(0, 1), tape.output, strict=True)
    seen = [tuple(pair) for pair in rows]
    return {
        "query": plain(tape.query),
        "key": plain(tape.key),
        "value": plain(tape.value),
        "scale": tape.scale,
        "score": plain(_headless(tape.score)),
        "weight": plain(_headless(tape.weight)),
        "weight_sum": plain(_headless(tape.weight.sum(axis=-1))),
        "output": plain(tape.output),
        "entropy": plain(_headless(-(tape.weight * logs).sum(axis=-1))),
        "largest_weight": plain(_headless(largest)),
        "saturated_share": float(np.mean(largest > SATURATED)),
        "output_gradient": plain(problem.upstream),
        "weight_gradient": plain(_headless(found.weight)),
        "score_gradient": plain(_headless(found.score)),
        "query_gradient": plain(found.query),
        "key_gradient": plain(found.key),
        "value_gradient": plain(found.value),
        "input_gradient": plain(from_one),
        "w_query_gradient": _or_nothing(found.w_query),
        "w_key_gradient": _or_nothing(found.w_key),
        "w_value_gradient": _or_nothing(found.w_value),
        "w_output_gradient": _or_nothing(found.w_output),
        "w_score_gradient": _or_nothing(found.w_score),
        **_cached(problem, rules),
        "score_variance": plain(spread.variance),
        "score_variance_error": plain(spread.error),
        "scaled_score_variance": plain(spread.scaled_variance),
        "largest_weight_unscaled": plain(spread.largest[0]),
        "largest_weight_scaled": plain(spread.largest[1]),
        "softmax_slope_unscaled": plain(spread.slope[0]),
        "softmax_slope_scaled": plain(spread.slope[1]),
        "first_infinite_query": first_layer([saw_infinity(pair) for pair in seen]),
        "first_nan_query": first_layer([saw_nan(pair) for pair in seen]),
    }


def _headless(x: Array) -> Array:
    """Without the axis of the heads where there is one head."""
    return x[0] if x.shape[0] == 1 else x


def _or_nothing(x: Array | None) -> Any:
    return [] if x is None else plain(x)


def _cached(problem: Problem, rules: Rules) -> Measurements:
    """Causal attention at once and from a cache, and how many scores either way takes; none for cross-attention."""
    queries, keys = problem.allowed.shape
    if queries != keys:
        return {
            "causal_output": [],
            "cached_output": [],
            "cache_difference": 0.0,
            "scores_cached": 0,
            "scores_anew": 0,
        }
    at_once = forward(problem._replace(allowed=causal(queries, keys)), rules).output
    cached = from_cache(problem, rules)
    return {
        "causal_output": plain(at_once),
        "cached_output": plain(cached),
        "cache_difference": float(np.max(np.abs(at_once - cached))),
        "scores_cached": sum(range(1, keys + 1)),
        "scores_anew": sum(t * t for t in range(1, keys + 1)),
    }


def _mutate(problem: Problem, rules: Rules, p: AttentionParameters, seed: int) -> dict[str, Measurements]:
    wrong = mutants(rules, problem, p.mask == "causal")
    return {name: measure(problem, one, p, seed) for name, one in wrong.items()}


def _series(p: AttentionParameters, measured: dict[str, Any]) -> tuple[Series, ...]:
    weight = np.array(measured["weight"])
    weight = weight[0] if weight.ndim == 3 else weight  # the first head
    keys = tuple(float(k) for k in range(1, weight.shape[1] + 1))
    series = [
        Series(f"query {row}", "key", "weight", keys, tuple(a.tolist()), "linear", "weights")
        for row, a in enumerate(weight[:MOST_CURVES], start=1)
    ]
    if p.draws:
        d = tuple(float(n) for n in p.study_dimensions)
        for name, key, label, scale, group in (
            ("q.k", "score_variance", "variance of the scores", "log", "score_variance"),
            ("scaled", "scaled_score_variance", "variance of the scores", "log", "score_variance"),
            ("unscaled", "largest_weight_unscaled", "largest weight", "linear", "largest_weight"),
            ("scaled", "largest_weight_scaled", "largest weight", "linear", "largest_weight"),
            ("unscaled", "softmax_slope_unscaled", "da/ds at the largest weight", "linear", "softmax_slope"),
            ("scaled", "softmax_slope_scaled", "da/ds at the largest weight", "linear", "softmax_slope"),
        ):
            series.append(Series(name, "d_k", label, d, tuple(measured[key]), scale, group))  # type: ignore[arg-type]
    return tuple(series)


def experiment(p: AttentionParameters, seed: int) -> Outcome:
    """Run attention."""
    problem, rules = build(p, seed), Rules()
    measured = measure(problem, rules, p, seed)
    tape = forward(problem, rules)
    return Outcome(
        steps(problem, tape, backward(problem, tape, rules)),
        _series(p, measured),
        measured,
        partial(_mutate, problem, rules, p, seed),
    )


EXPERIMENT = Experiment(
    name="attention",
    title="Attention, number by number",
    summary="Scores, weights, output and every gradient; heads, masks and the cache; why scores are scaled.",
    parameters=AttentionParameters,
    measurements={
        "query": "queries after their weights (queries, heads d_k)",
        "key": "keys after their weights (keys, heads d_k)",
        "value": "values after their weights (keys, heads d_v)",
        "scale": "factor of every score",
        "score": "scaled scores before the mask ([heads,] queries, keys); no axis of heads where there is one",
        "weight": "softmax of the allowed scores ([heads,] queries, keys)",
        "weight_sum": "sum of the weights of each query ([heads,] queries)",
        "output": "the output (queries, out)",
        "entropy": "entropy of the weights of each query in nats, 0 when all is on one key ([heads,] queries)",
        "largest_weight": "largest weight of each query ([heads,] queries)",
        "saturated_share": "share of the queries and heads whose largest weight is above 0.99",
        "output_gradient": "dC/d output, given or drawn (queries, out)",
        "weight_gradient": "dC/d weight ([heads,] queries, keys)",
        "score_gradient": "dC/d score ([heads,] queries, keys)",
        "query_gradient": "dC/d query, after the weights (queries, heads d_k)",
        "key_gradient": "dC/d key, after the weights (keys, heads d_k)",
        "value_gradient": "dC/d value, after the weights (keys, heads d_v)",
        "input_gradient": "dC/d inputs, all three paths added (time, features); [] without inputs",
        "w_query_gradient": "dC/d w_query (features, heads d_k); [] without it",
        "w_key_gradient": "dC/d w_key (features, heads d_k); [] without it",
        "w_value_gradient": "dC/d w_value (value features, heads d_v); [] without it",
        "w_output_gradient": "dC/d w_output (heads d_v, out); [] without it",
        "w_score_gradient": "dC/d w_score of additive scores (heads d_k,); [] without it",
        "causal_output": "output under a causal mask, all at once (time, out); [] where there are not as many keys",
        "cached_output": "the same one position at a time, keys and values kept (time, out)",
        "cache_difference": "largest difference of the two",
        "scores_cached": "scores computed with the cache for all positions, a head",
        "scores_anew": "scores computed if every position did all over again, a head",
        "score_variance": "variance of q.k over the draws, entries N(0, 1); d_k in theory (study_dimensions,)",
        "score_variance_error": "standard error of score_variance (study_dimensions,)",
        "scaled_score_variance": "variance of q.k / sqrt(d_k); 1 in theory (study_dimensions,)",
        "largest_weight_unscaled": "mean largest of the weights on `study_keys` keys, unscaled (study_dimensions,)",
        "largest_weight_scaled": "the same with scaled scores (study_dimensions,)",
        "softmax_slope_unscaled": "mean da/ds at the largest weight, unscaled; near 0: flat (study_dimensions,)",
        "softmax_slope_scaled": "the same with scaled scores (study_dimensions,)",
        "first_infinite_query": "number of the first query with an infinite score or output, 0 if none",
        "first_nan_query": "number of the first query with a NaN score or output, 0 if none",
    },
    mistakes=dict(SAYS),
    function=experiment,
    conventions={"scale": SCALING},
)
