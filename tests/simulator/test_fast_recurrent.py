"""RNN and LSTM in allocated arrays against their teaching form, time step by time step."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.arrays import Array, safe_norm
from simulator.experiments.recurrent_pass import CellName, Gradients, Rules, cell, through_time, unroll
from simulator.fast import recurrent as fast
from simulator.gradcheck import compare_layers, layer_error
from simulator.ops.activations import activation
from simulator.ops.recurrent import State, Weights
from tests.examples import examples

TOLERANCE = 1e-12
GATES: dict[CellName, int] = {"rnn": 1, "lstm": 4}


def drawn(
    name: CellName, time: int, batch: int, inputs: int, units: int, scale: float, seed: int
) -> tuple[Array, State, Weights, Array]:
    rng = np.random.default_rng(seed)
    wide = GATES[name] * units
    w = Weights(
        rng.standard_normal((inputs, wide)),
        scale * rng.standard_normal((units, wide)) / np.sqrt(units),
        0.5 * rng.standard_normal(wide),
        0.5 * rng.standard_normal(wide),
    )
    start = State(
        rng.standard_normal((batch, units)), rng.standard_normal((batch, units if name == "lstm" else 0))
    )
    return rng.standard_normal((time, batch, inputs)), start, w, rng.standard_normal((time, batch, units))


def taught(name: CellName, x: Array, start: State, w: Weights, own: Array) -> tuple[Array, Gradients]:
    rules = Rules(cell(name, activation("tanh")))
    tape = unroll(x, start, w, rules)
    return np.stack([cache.after.h for cache in tape]), through_time(tape, own, rules)


def run(
    name: CellName, x: Array, start: State, w: Weights, own: Array, room: fast.Space
) -> tuple[Array, Array, bool]:
    """States, their gradients, and whether the outputs told their slopes."""
    forward, backward = (
        (fast.rnn_forward, fast.rnn_backward) if name == "rnn" else (fast.lstm_forward, fast.lstm_backward)
    )
    fast.load(x, start, w, room)
    h = forward(room).copy()
    tells = fast.tells_slopes(room)
    return h, backward(own, room), tells


@settings(deadline=None, max_examples=examples(120))
@given(
    name=st.sampled_from(["rnn", "lstm"]),
    time=st.integers(1, 11),
    batch=st.integers(1, 4),
    inputs=st.integers(1, 5),
    units=st.integers(1, 6),
    scale=st.sampled_from([0.1, 1.0]),
    seed=st.integers(0, 1000),
)
def test_states_and_gradients_equal_those_of_the_teaching_form(
    name: CellName, time: int, batch: int, inputs: int, units: int, scale: float, seed: int
) -> None:
    x, start, w, own = drawn(name, time, batch, inputs, units, scale, seed)
    room = fast.space(GATES[name], time, batch, inputs, units)
    h, dh, tells = run(name, x, start, w, own, room)
    true_h, true = taught(name, x, start, w, own)
    assert layer_error(true_h, h) < TOLERANCE
    if tells:
        assert max(compare_layers(list(true.dh), list(dh))) < TOLERANCE
        assert max(compare_layers(list(true.w), list(fast.weight_gradients(room)))) < TOLERANCE


@pytest.mark.parametrize("name", ["rnn", "lstm"])
def test_a_gradient_that_vanished_over_time_is_right_to_the_last_digits(name: CellName) -> None:
    x, start, w, own = drawn(name, 200, 3, 2, 5, 0.3, 1)
    own[:-1] = 0.0
    if name == "lstm":
        w.b_x[5:10] -= 1.0  # forget gates half closed
    room = fast.space(GATES[name], 200, 3, 2, 5)
    _, dh, tells = run(name, x, start, w, own, room)
    assert tells
    true = taught(name, x, start, w, own)[1]
    assert safe_norm(true.dh[0]) < 1e-50
    assert max(compare_layers(list(true.dh), list(dh))) < TOLERANCE


@pytest.mark.parametrize("name", ["rnn", "lstm"])
@pytest.mark.parametrize("moved", [-30.0, 30.0])
def test_saturation_is_noticed(name: CellName, moved: float) -> None:
    x, start, w, own = drawn(name, 3, 2, 2, 3, 0.1, 2)
    room = fast.space(GATES[name], 3, 2, 2, 3)
    assert run(name, x, start, w, own, room)[2]
    assert not run(name, x, start, w._replace(b_x=w.b_x + moved), own, room)[2]
