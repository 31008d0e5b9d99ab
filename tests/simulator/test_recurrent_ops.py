"""Recurrent cells: by hand, against the complex step at every time step, exact shapes, and planted faults."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import gradcheck
from simulator.arrays import Array
from simulator.experiments.recurrent_pass import (
    GATES,
    Cell,
    CellName,
    Gradients,
    Rules,
    cell,
    through_time,
    unroll,
)
from simulator.ops.activations import activation
from simulator.ops.recurrent import State, Weights
from tests.examples import examples

TOLERANCE = 1e-12
TANH = activation("tanh")
CELLS: dict[str, Cell] = {
    "rnn": cell("rnn", TANH),
    "rnn of sigmoids": cell("rnn", activation("sigmoid")),
    "lstm": cell("lstm", TANH),
    "gru": cell("gru", TANH),
    "gru, reset before": cell("gru", TANH, "before"),
    "gru, update replaces": cell("gru", TANH, "after", "replace"),
    "gru, both": cell("gru", TANH, "before", "replace"),
}


class Drawn:
    """A cell of the size with its weights, a sequence, a start, and the loss's own gradients."""

    def __init__(
        self, made: Cell, time: int, batch: int, fan_in: int, units: int, seed: int, scale: float = 1.0
    ):
        rng, wide = np.random.default_rng(seed), len(GATES[made.name]) * units
        self.rules = Rules(made)
        self.x = rng.standard_normal((time, batch, fan_in))
        self.w = Weights(
            rng.standard_normal((fan_in, wide)),
            scale * rng.standard_normal((units, wide)) / np.sqrt(units),
            0.1 * rng.standard_normal(wide),
            0.1 * rng.standard_normal(wide),
        )
        has_c = units if made.name == "lstm" else 0
        self.start = State(rng.standard_normal((batch, units)), rng.standard_normal((batch, has_c)))
        self.own = rng.standard_normal((time, batch, units))

    def loss(self, **changed: Any) -> Array:
        """The sum of own times h, complex where what is changed is."""
        x, w, start = (changed.get(key, getattr(self, key)) for key in ("x", "w", "start"))
        tape = unroll(x, start, w, self.rules)
        return np.asarray(sum((cache.after.h * own).sum() for cache, own in zip(tape, self.own, strict=True)))

    def found(self, rules: Rules | None = None) -> Gradients:
        rules = rules or self.rules
        return through_time(unroll(self.x, self.start, self.w, rules), self.own, rules)

    def by_complex_step(self) -> tuple[list[Array], Array, list[Array]]:
        """Gradients of the weights, of the sequence, and of the start, without any backward pass."""

        def of(whole: Any, key: str, field: str) -> Array:
            def f(value: Array) -> Array:
                return self.loss(**{key: whole._replace(**{field: value})})

            return gradcheck.complex_step(f, getattr(whole, field))

        return (
            [of(self.w, "w", field) for field in Weights._fields],
            gradcheck.complex_step(lambda v: self.loss(x=v), self.x),
            [of(self.start, "start", field) for field in State._fields],
        )


def test_a_plain_cell_by_hand() -> None:
    w = Weights(
        np.array([[2.0, 0.0]]), np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([0.0, 1.0]), np.zeros(2)
    )
    rules = Rules(cell("rnn", activation("identity")))
    tape = unroll(np.array([[[1.0]], [[3.0]]]), State(np.array([[1.0, 1.0]]), np.zeros((1, 0))), w, rules)
    # h1 = (2 + 1, 2 - 1 + 1) = (3, 2); h2 = (6 + 3, 6 - 2 + 1) = (9, 5)
    assert [cache.after.h.tolist() for cache in tape] == [[[3, 2]], [[9, 5]]]
    found = through_time(tape, np.array([[[0.0, 0.0]], [[1.0, 2.0]]]), rules)
    # dh2 = (1, 2), dh1 = W (1, 2) = (1 + 4, -2), dh0 = W (5, -2) = (5 - 4, 2)
    assert found.dh.tolist() == [[[5, -2]], [[1, 2]]]
    assert found.start.h.tolist() == [[1, 2]]
    assert found.dx.tolist() == [[[10]], [[2]]]
    # dW_h = h1^T (1, 2) + h0^T (5, -2) = ((3, 6), (2, 4)) + ((5, -2), (5, -2))
    assert found.w.w_h.tolist() == [[8, 4], [7, 2]]
    assert found.w.w_x.tolist() == [[8, 4]]  # 1 (5, -2) + 3 (1, 2)
    assert found.w.b_x.tolist() == found.w.b_h.tolist() == [6, 0]
    assert found.contribution_norms == pytest.approx((58**0.5, 65**0.5), rel=1e-15)


def test_an_lstm_with_open_and_closed_gates_by_hand() -> None:
    """Net inputs of 0 make every gate 1/2 and the candidate 0; of 1000 they open it."""
    w = Weights(np.zeros((1, 4)), np.zeros((1, 4)), np.array([0.0, 0.0, 0.0, 1000.0]), np.zeros(4))
    rules = Rules(cell("lstm", TANH))
    tape = unroll(np.zeros((2, 1, 1)), State(np.zeros((1, 1)), np.array([[4.0]])), w, rules)
    assert [float(cache.after.c[0, 0]) for cache in tape] == [2, 1]  # halved by the forget gate
    assert float(tape[1].after.h[0, 0]) == np.tanh(1.0)
    found = through_time(tape, np.array([[[0.0]], [[1.0]]]), rules)
    slope = 1 - np.tanh(1.0) ** 2
    assert found.dc.ravel() == pytest.approx([slope / 2, slope], rel=1e-15)
    assert float(found.start.c[0, 0]) == pytest.approx(slope / 4, rel=1e-15)
    # the forget gate's part: dc times the cell state before it times sigmoid'(0) = 1/4, 2 and 4 being those states
    assert float(found.w.b_x[1]) == pytest.approx(slope / 2 * 4 / 4 + slope * 2 / 4, rel=1e-14)


@pytest.mark.parametrize(("update", "kept"), [("keep", 3.0), ("replace", 0.0)])
def test_a_gru_whose_update_gate_is_open_keeps_or_replaces(update: Any, kept: float) -> None:
    w = Weights(np.zeros((1, 3)), np.zeros((1, 3)), np.array([0.0, 1000.0, 0.0]), np.zeros(3))
    rules = Rules(cell("gru", TANH, "after", update))
    (cache,) = unroll(np.ones((1, 1, 1)), State(np.array([[3.0]]), np.zeros((1, 0))), w, rules)
    assert cache.after.h.tolist() == [[kept]]


def test_a_closed_reset_gate_silences_the_state_but_not_the_second_bias_before_the_product() -> None:
    b_x, b_h = np.array([-1000.0, -1000.0, 0.0]), np.array([0.0, 0.0, 1.0])
    w = Weights(np.zeros((1, 3)), np.array([[0.0, 0.0, 5.0]]), b_x, b_h)
    start = State(np.array([[2.0]]), np.zeros((1, 0)))
    for reset, expected in (("after", 0.0), ("before", np.tanh(1.0))):
        made = cell("gru", TANH, reset)  # type: ignore[arg-type]
        (cache,) = unroll(np.zeros((1, 1, 1)), start, w, Rules(made))
        assert float(cache.after.h[0, 0]) == expected


sizes = st.integers(1, 4)


@settings(deadline=None, max_examples=examples(70))
@given(
    name=st.sampled_from(sorted(CELLS)),
    time=sizes,
    batch=st.integers(1, 3),
    fan_in=sizes,
    units=sizes,
    seed=st.integers(0, 2**32 - 1),
)
def test_cells_agree_with_the_complex_step_and_keep_shapes(
    name: str, time: int, batch: int, fan_in: int, units: int, seed: int
) -> None:
    drawn = Drawn(CELLS[name], time, batch, fan_in, units, seed)
    found = drawn.found()
    has_c = units if name == "lstm" else 0
    assert found.dh.shape == (time, batch, units)
    assert found.dc.shape == (time, batch, has_c)
    assert found.dz.shape == (time, batch, len(GATES[CELLS[name].name]) * units)
    dw, dx, start = drawn.by_complex_step()
    assert max(gradcheck.compare_layers(dw, found.w)) <= TOLERANCE
    assert max(gradcheck.compare_layers(start, found.start)) <= TOLERANCE
    assert dx.shape == found.dx.shape
    assert max(gradcheck.compare_layers(list(dx), list(found.dx))) <= TOLERANCE


class Long:
    """Forty steps, judged at the last: the first ones have vanished, in each cell."""

    @staticmethod
    def of(name: str) -> Drawn:
        drawn = Drawn(CELLS[name], 40, 2, 2, 3, seed=5, scale=0.3)
        drawn.own[:-1] = 0.0
        return drawn


@pytest.mark.parametrize("name", sorted(CELLS))
def test_a_long_sequence_is_right_in_its_vanished_steps(name: str) -> None:
    drawn = Long.of(name)
    found = drawn.found()
    dx = gradcheck.complex_step(lambda v: drawn.loss(x=v), drawn.x)
    assert np.abs(dx[0]).max() < 1e-6
    assert max(gradcheck.compare_layers(list(dx), list(found.dx))) <= TOLERANCE


@pytest.mark.parametrize(
    "fault",
    [np.zeros_like, lambda g: 2 * g, lambda g: g[None], lambda g: g * (1 + 1e-10), lambda g: g * np.nan],
    ids=["zeroed", "doubled", "kept dimension", "slightly off", "not a number"],
)
@pytest.mark.parametrize("step", [0, 20, 39])
def test_a_fault_planted_in_any_time_step_is_caught(step: int, fault: Callable[[Array], Array]) -> None:
    drawn = Long.of("lstm")
    expected = list(drawn.found().dx)
    wrong = list(expected)
    wrong[step] = fault(wrong[step])
    errors = gradcheck.compare_layers(expected, wrong)
    assert [k for k, error in enumerate(errors) if error > TOLERANCE] == [step]


def test_zeroed_steps_pass_an_ordinary_check_and_not_this_one() -> None:
    drawn = Long.of("rnn")
    expected = list(drawn.found().dx)
    vanished = [k for k, g in enumerate(expected) if np.abs(g).max() < 1e-8]
    wrong = [np.zeros_like(g) if k in vanished else g for k, g in enumerate(expected)]
    assert len(vanished) >= 10
    assert all(np.allclose(e, w) for e, w in zip(expected, wrong, strict=True))
    errors = gradcheck.compare_layers(expected, wrong)
    assert [k for k, error in enumerate(errors) if error > TOLERANCE] == vanished


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru"])
def test_a_saturated_cell_keeps_its_true_tiny_gradient(name: CellName) -> None:
    drawn = Drawn(cell(name, TANH), 3, 1, 1, 1, seed=1)
    drawn.w = drawn.w._replace(b_x=drawn.w.b_x + 45.0)  # 1 - tanh(45)^2 is 0 in float64, tanh'(45) is 3e-39
    dw, dx, _ = drawn.by_complex_step()
    found = drawn.found()
    assert gradcheck.layer_error(dw[0], found.w.w_x) <= TOLERANCE
    assert max(gradcheck.compare_layers(list(dx), list(found.dx))) <= TOLERANCE
    assert found.w.w_x.any()
