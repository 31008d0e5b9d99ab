"""PyTorch's float64 values of recurrent cells, stored by make_torch_recurrent.py, time step by time step."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import gradcheck
from simulator.arrays import Array
from simulator.experiments.recurrent_pass import Rules, cell, through_time, unroll
from simulator.ops.activations import activation
from simulator.ops.recurrent import State, Weights

STORED: dict[str, Any] = dict(np.load(Path(__file__).parents[1] / "data" / "torch_recurrent.npz"))
CASES = sorted({name.split("/")[0] for name in STORED})
TOLERANCE = 1e-12


@pytest.mark.parametrize("case", CASES)
def test_a_cell_agrees_with_pytorch_step_by_step(case: str) -> None:
    name = case.split(".")[0]

    def stored(key: str) -> Array:
        return np.asarray(STORED[f"{case}/{key}"])

    made = cell("rnn", activation("relu")) if name == "relu" else cell(name, activation("tanh"))  # type: ignore[arg-type]
    h0 = stored("h0")
    start = State(h0, stored("c0") if name == "lstm" else np.zeros((len(h0), 0)))
    weights = Weights(stored("w_x").T, stored("w_h").T, stored("b_x"), stored("b_h"))
    tape = unroll(stored("x"), start, weights, Rules(made))
    found = through_time(tape, stored("own"), Rules(made))
    states = np.stack([cache.after.h for cache in tape])
    assert max(gradcheck.compare_layers(list(stored("h")), list(states))) <= TOLERANCE
    assert max(gradcheck.compare_layers(list(stored("dh")), list(found.dh))) <= TOLERANCE
    assert max(gradcheck.compare_layers(list(stored("dx")), list(found.dx))) <= TOLERANCE
    assert gradcheck.layer_error(stored("dh0"), found.start.h) <= TOLERANCE
    if name == "lstm":
        assert gradcheck.layer_error(stored("dc0"), found.start.c) <= TOLERANCE
    expected = [stored("dw_x").T, stored("dw_h").T, stored("db_x"), stored("db_h")]
    assert max(gradcheck.compare_layers(expected, found.w)) <= TOLERANCE


def test_every_cell_is_among_the_cases_and_long_sequences_have_vanished_steps() -> None:
    assert {case.split(".")[0] for case in CASES} == {"rnn", "relu", "lstm", "gru"}
    assert np.abs(STORED["rnn.60/dh"][0]).max() < 1e-10
