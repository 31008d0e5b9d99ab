"""Self-attention in allocated arrays against its teaching form."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.arrays import Array
from simulator.experiments.attention_pass import Problem, Rules, backward, forward
from simulator.fast import attention as fast
from simulator.gradcheck import compare_layers, layer_error
from simulator.ops.attention import causal
from tests.examples import examples

TOLERANCE = 1e-12


def taught(x: Array, w: Array, w_output: Array, heads: int, masked: bool, upstream: Array) -> list[Array]:
    time = x.shape[0]
    allowed = causal(time, time) if masked else np.ones((time, time), dtype=bool)
    w_q, w_k, w_v = np.split(w, 3, axis=1)
    problem = Problem(x, x, x, w_q, w_k, w_v, w_output, None, heads, None, allowed, upstream)
    tape = forward(problem, Rules())
    found = backward(problem, tape, Rules())
    assert found.w_query is not None
    assert found.w_key is not None
    assert found.w_value is not None
    assert found.w_output is not None
    dw = np.concatenate([found.w_query, found.w_key, found.w_value], axis=1)
    return [tape.output, tape.weight, found.queries + found.keys + found.values, dw, found.w_output]


@settings(deadline=None, max_examples=examples(80))
@given(
    batch=st.integers(1, 3),
    time=st.integers(1, 6),
    heads=st.integers(1, 3),
    d=st.integers(1, 4),
    masked=st.booleans(),
    seed=st.integers(0, 1000),
)
def test_output_and_gradients_equal_those_of_the_teaching_form(
    batch: int, time: int, heads: int, d: int, masked: bool, seed: int
) -> None:
    rng, features = np.random.default_rng(seed), heads * d
    x, upstream = (rng.standard_normal((batch, time, features)) for _ in range(2))
    w = rng.standard_normal((features, 3 * features)) / (2.0 * np.sqrt(features))
    w_output = rng.standard_normal((features, features))
    room = fast.space(batch, time, features, heads)
    for _ in range(2):  # the second pass writes over the first one's arrays
        y = fast.forward(x, w, w_output, room, causal=masked).copy()
        weight = room.weight.copy()
        found = fast.backward(upstream, x, w, w_output, room)
    each = [taught(x[n], w, w_output, heads, masked, upstream[n]) for n in range(batch)]
    outputs, weights, dx, dw, dw_output = zip(*each, strict=True)
    assert layer_error(np.stack(outputs), y) < TOLERANCE
    assert layer_error(np.stack(weights), weight) < TOLERANCE
    true = [np.stack(dx), np.asarray(sum(dw))]
    assert max(compare_layers(true, [found.dx, found.dw])) < TOLERANCE
    assert layer_error(np.asarray(sum(dw_output)), found.dw_output) < TOLERANCE


def test_heads_must_share_the_features() -> None:
    with pytest.raises(ValueError, match="heads must divide the features"):
        fast.space(1, 2, 6, 4)
