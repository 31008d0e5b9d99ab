"""`recurrent`: what it shows, its conventions, its steps and its refusals."""

import json
import re
from typing import Any

import numpy as np
import pytest

from simulator import run
from simulator.experiments.recurrent_pass import GATES
from tests.examples import seeds
from tests.simulator.checks import judge_honesty, judge_steps

CELLS = ["rnn", "lstm", "gru"]


def measured(seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run("recurrent", parameters, seed=seed).measurements)


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_measures_the_gates_that_it_has(cell: str) -> None:
    done = run("recurrent", {"cell": cell})
    names = {"rnn": set(), "lstm": {"input", "forget", "output"}, "gru": {"reset", "update"}}[cell]
    for name in ("input", "forget", "output", "reset", "update"):
        assert bool(done.measurements[f"{name}_gate"]) == (name in names)


def test_what_is_drawn_for_one_purpose_does_not_move_another() -> None:
    small, large = measured(9, units=2), measured(9, units=5, cell="gru")
    assert small["input"] == large["input"]
    assert measured(9, time_steps=7)["recurrent_weight"] == small["recurrent_weight"]


class TestVanishing:
    @pytest.mark.parametrize("w", [0.5, 1.0, 1.5])
    def test_a_linear_unit_multiplies_by_its_weight_at_every_step(self, w: float) -> None:
        m = measured(activation="identity", input_weights=[1.0], recurrent_weights=[w], inputs=[1.0] * 50)
        assert m["gradient_factor"] == pytest.approx([w] * 49, rel=1e-14)
        assert m["first_to_last"] == pytest.approx(w**49, rel=1e-13, abs=0)
        assert m["spectral_radius"] == [w]
        assert m["initial_state_gradient"][0] == pytest.approx(w**50, rel=1e-13, abs=0)

    def test_tanh_puts_its_slopes_between(self) -> None:
        m = measured(input_weights=[1.0], recurrent_weights=[0.9], inputs=[0.5, -1.0, 2.0])
        slopes = 1 - np.tanh(np.array(m["net_input"])[:, 0, 0]) ** 2
        assert m["gradient_factor"] == pytest.approx((0.9 * slopes[1:]).tolist(), rel=1e-13)

    @pytest.mark.parametrize("seed", seeds(3, 5))
    @pytest.mark.parametrize("radius", [0.5, 2.0])
    def test_the_spectral_radius_decides_between_vanishing_and_exploding(
        self, seed: int, radius: float
    ) -> None:
        m = measured(seed, activation="identity", units=8, time_steps=200, spectral_radius=radius)
        assert m["spectral_radius"] == pytest.approx([radius], rel=1e-12)
        per_step = m["first_to_last"] ** (1 / 199)
        assert per_step == pytest.approx(radius, rel=0.05)

    @pytest.mark.parametrize("seed", seeds(3, 5))
    def test_fifty_steps_vanish_in_the_rnn_and_hardly_in_an_lstm_that_remembers(self, seed: int) -> None:
        m = measured(seed, cell="lstm", units=8, time_steps=50, forget_bias=5.0, compare=["rnn", "gru"])
        assert 0 < m["rnn.first_to_last"] < 1e-4
        assert m["cell_gradient_norm"][0] / m["cell_gradient_norm"][-1] > 0.05
        alone = measured(seed, cell="gru", units=8, time_steps=50)
        assert m["gru.state_gradient_norm"] == alone["state_gradient_norm"]

    def test_an_exploding_cell_names_its_step(self) -> None:
        done = run(
            "recurrent",
            {
                "activation": "identity",
                "input_weights": [1.0],
                "recurrent_weights": [10.0],
                "inputs": [1.0] * 400,
            },
        )
        m: Any = done.measurements
        assert m["first_infinite_step"] == 310  # after 309 steps the state is 1.11e308
        assert m["last_spoiled_gradient_step"] == 400 - 309
        assert m["initial_state_gradient"] == [float("inf")]
        assert done.mutants
        json.dumps(done.to_dict(), allow_nan=False)


class TestForgetGate:
    @pytest.mark.parametrize("bias", [0.0, 1.0, 3.0])
    def test_without_input_and_recurrence_the_cell_keeps_sigmoid_of_the_bias_each_step(
        self, bias: float
    ) -> None:
        m = measured(
            cell="lstm", input_weights=[0.0] * 4, recurrent_weights=[0.0] * 4, forget_bias=bias, time_steps=20
        )
        kept = 1 / (1 + np.exp(-bias))
        assert m["carry_product"] == pytest.approx([kept**20], rel=1e-13)
        assert m["bias"] == [[0.0], [bias], [0.0], [0.0]]
        # h = c / 2 near c = 0, so dC/dc at the end is 1/2, and before the first step that times the product
        assert m["initial_cell_gradient"] == pytest.approx([0.5 * kept**20], rel=1e-13)

    def test_the_product_agrees_with_theory_within_its_standard_error(self) -> None:
        """With z ~ N(b, s^2) at every step, log of the product over T steps has mean T E[log sigmoid(z)]."""
        spread, bias, units, steps, seeds = 1.5, 1.0, 8, 1000, 4
        weights: list[Any] = [np.zeros((units, units)).tolist() for _ in range(4)]
        silent = list(weights)
        weights[1] = (spread * np.eye(units)).tolist()
        logs = []
        for seed in range(seeds):
            m = measured(
                seed,
                cell="lstm",
                time_steps=steps,
                input_weights=weights,
                recurrent_weights=silent,
                forget_bias=bias,
            )
            logs.append(np.log(np.array(m["forget_gate"])))
            assert np.log(m["carry_product"]) == pytest.approx(logs[-1].sum(axis=0), rel=1e-12)
        found = np.array(logs)
        nodes, weight = np.polynomial.hermite_e.hermegauss(80)
        log_gate = -np.log1p(np.exp(-(bias + spread * nodes)))
        mean = float((weight * log_gate).sum() / weight.sum())
        deviation = float(np.sqrt((weight * log_gate**2).sum() / weight.sum() - mean**2))
        standard_error = deviation / np.sqrt(found.size)
        assert abs(found.mean() - mean) <= 3 * standard_error
        assert standard_error < 0.01 * abs(mean)
        products = np.array([one.sum(axis=0) for one in found])  # of all steps, for each seed and unit
        assert abs(products.mean() - steps * mean) <= 3 * deviation * np.sqrt(steps / products.size)


class TestConventions:
    def test_layouts_are_two_ways_to_write_one_cell(self) -> None:
        common: dict[str, Any] = {"cell": "gru", "inputs": [[1.0, 2.0, 3.0], [0.5, -1.0, 0.0]]}
        rng = np.random.default_rng(1)
        w_x, w_h = rng.standard_normal((3, 3, 2)), rng.standard_normal((3, 2, 2))
        one = measured(input_weights=w_x.tolist(), recurrent_weights=w_h.tolist(), **common)
        turned = {
            "input_weights": w_x.swapaxes(1, 2).tolist(),
            "recurrent_weights": w_h.swapaxes(1, 2).tolist(),
        }
        other = measured(layout="out_in", **turned, **common)
        assert one["hidden_state"] == other["hidden_state"]
        assert other["input_weight"] == turned["input_weights"]
        for name in ("input_weight_gradient", "recurrent_weight_gradient"):
            assert np.swapaxes(one[name], 1, 2) == pytest.approx(np.array(other[name]), rel=1e-14, abs=0)

    @pytest.mark.parametrize(
        ("cell", "order"), [("lstm", "fiog"), ("lstm", "ogfi"), ("gru", "zrn"), ("gru", "nzr")]
    )
    def test_gate_orders_are_ways_to_write_one_cell(self, cell: str, order: str) -> None:
        per_gate = {letter: 0.3 + 0.2 * k for k, letter in enumerate(GATES[cell])}  # type: ignore[index]
        common: dict[str, Any] = {"cell": cell, "inputs": [1.0, -2.0]}

        def given(letters: str) -> dict[str, Any]:
            values = [per_gate[letter] for letter in letters]
            return {"input_weights": values, "recurrent_weights": [-v for v in values], "biases": values}

        usual = measured(**given(GATES[cell]), **common)  # type: ignore[index]
        other = measured(gate_order=order, **given(order), **common)
        assert other["hidden_state"] == usual["hidden_state"]
        for name in ("bias_gradient", "net_input_gradient", "input_weight_gradient"):
            axis = 1 if name == "net_input_gradient" else 0
            at = [GATES[cell].index(letter) for letter in order]  # type: ignore[index]
            assert np.take(usual[name], at, axis=axis).tolist() == other[name]

    def test_the_two_resets_differ_and_the_update_gate_can_be_read_either_way(self) -> None:
        common: dict[str, Any] = {"cell": "gru", "units": 2, "inputs": [1.0, 2.0, -1.0]}
        after, before = measured(**common), measured(reset="before", **common)
        assert after["hidden_state"][0] == before["hidden_state"][0]  # nothing to reset before the first step
        assert after["hidden_state"][1] != before["hidden_state"][1]
        keep, replace = measured(**common), measured(update_gate="replace", **common)
        z, n = np.array(keep["update_gate"][0]), np.array(keep["candidate"][0])
        assert keep["hidden_state"][0] == pytest.approx(((1 - z) * n).tolist(), rel=1e-15)
        assert replace["hidden_state"][0] == pytest.approx((z * n).tolist(), rel=1e-15)

    @pytest.mark.parametrize("truncation", [1, 2, 3, 5])
    def test_truncation_stops_the_gradient_after_so_many_steps(self, truncation: int) -> None:
        full, cut = measured(time_steps=5), measured(time_steps=5, truncation=truncation)
        assert full["hidden_state"] == cut["hidden_state"]
        reached = 5 - truncation
        assert cut["state_gradient"][reached:] == full["state_gradient"][reached:]
        assert cut["state_gradient_norm"][:reached] == [0] * reached
        assert sum(n > 0 for n in cut["weight_contribution_norm"]) == min(truncation, 4)

    def test_losses_by_hand(self) -> None:
        common: dict[str, Any] = {
            "activation": "identity",
            "input_weights": [1.0],
            "recurrent_weights": [2.0],
            "inputs": [1, 1, 1],
        }
        assert measured(**common)["loss"] == 7  # states 1, 3, 7
        every = measured(loss_at="every", **common)
        assert (every["loss"], every["state_gradient"]) == (11, [[7], [3], [1]])
        squared = measured(loss="squared_error", targets=[4.0], **common)
        assert (squared["loss"], squared["state_gradient"]) == (9, [[24], [12], [6]])
        half = measured(loss="half_squared_error", loss_at="every", targets=[1, 1, 1], **common)
        assert (half["loss"], half["state_gradient"]) == (20, [[28], [14], [6]])


STEPS: list[tuple[dict[str, Any], int]] = [
    ({"units": 3, "features": 2, "biases": -0.25}, 14),
    ({"loss": "squared_error", "loss_at": "every", "time_steps": 3, "activation": "sigmoid"}, 10),
    ({"cell": "lstm", "units": 2, "initial_cell": 0.5, "loss": "half_squared_error", "truncation": 2}, 53),
    ({"cell": "lstm", "gate_order": "fiog", "time_steps": 2, "layout": "out_in", "forget_bias": 1.0}, 29),
    ({"cell": "gru", "initial_state": 0.5, "biases": 0.1, "recurrent_biases": [0.5, -0.5, 0.25]}, 36),
    ({"cell": "gru", "reset": "before", "update_gate": "replace", "time_steps": 3, "units": 3}, 25),
]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("parameters", "at_least"), STEPS)
def test_the_numbers_put_in_give_the_number_that_comes_out(
    parameters: dict[str, Any], at_least: int, seed: int
) -> None:
    steps = run("recurrent", parameters, seed=seed).steps
    assert judge_steps(steps) >= at_least
    judge_honesty(steps)


@pytest.mark.parametrize(
    "parameters", [*(p for p, _ in STEPS), {"time_steps": 9}, {"time_steps": 100, "cell": "gru"}]
)
def test_steps_are_well_formed_and_run_forward_then_back(parameters: dict[str, Any]) -> None:
    steps = run("recurrent", parameters).steps
    directions = [step.direction for step in steps]
    assert directions == sorted(directions, reverse=True)
    assert len(steps) <= 150
    for step in steps:
        assert step.title[0].isupper()
        for latex in (step.formula, step.substituted):
            assert latex.count("{") == latex.count("}")
            assert "nan" not in latex
    backward = [
        int(found[1]) for step in steps if (found := re.search(r"hidden state of step (\d+)", step.title))
    ]
    assert backward == sorted(backward, reverse=True)


def test_a_long_sequence_says_what_it_leaves_out() -> None:
    steps = run("recurrent", {"time_steps": 100, "units": 3}).steps
    assert len(steps) == 21
    assert steps[0].shown == "the norm of all 3 entries; steps 6 to 95 are left out"
    assert steps[-1].title == "Gradient at the hidden state of step 1"
    assert len(run("recurrent", {"time_steps": 9}).steps) == 19


def test_series_put_the_compared_cells_into_one_chart() -> None:
    series = run("recurrent", {"compare": ["lstm", "gru"], "time_steps": 12}).series
    assert {s.name for s in series if s.group == "state_gradient_norm"} == {"rnn", "lstm", "gru"}
    assert all(len(s.x) == len(s.y) == 12 for s in series)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"cell": "elman"}, "cell must be 'rnn', 'lstm' or 'gru'"),
    ({"time_steps": 1001}, "time_steps must be less than or equal to 1000, got 1001"),
    ({"inputs": [0.0] * 1001}, "inputs must have at most 1000 items"),
    ({"units": 65}, "units must be less than or equal to 64"),
    ({"time_steps": 1000, "units": 64}, "units must keep time steps x units at or below"),
    ({"inputs": [[1.0, 2.0], [1.0]]}, "inputs must have 2 numbers per time step, one per input, got 1"),
    ({"inputs": [float("nan")]}, "inputs[0]"),
    ({"inputs": [1.0], "time_steps": 2}, "time_steps must be left out or agree with inputs (1), got 2"),
    (
        {"cell": "lstm", "input_weights": [1.0]},
        "input_weights must have 4 items, one per gate of lstm, got 1",
    ),
    ({"recurrent_weights": [[[1.0, 2.0]]]}, "recurrent_weights[0] must be a matrix of 2 by 2, got 1 by 2"),
    (
        {"recurrent_weights": [[[1.0, 2.0], [1.0]]]},
        "recurrent_weights[0] must be a matrix of 2 by 2, got rows of",
    ),
    ({"input_weights": [1.0], "units": 3}, "input_weights[0] must be a matrix of 1 by 3, got 1 by 1"),
    ({"cell": "gru", "biases": [1.0]}, "biases must be one number or 3 items, one per gate of gru, got 1"),
    ({"biases": [[1.0]]}, "biases[0] must be a number or 2 numbers, one per unit, got 1"),
    ({"initial_state": [1.0]}, "initial_state must be one number or 2, one per unit, got 1"),
    ({"gate_order": "ifgo"}, "gate_order must have each letter of h once for rnn, got ifgo"),
    (
        {"cell": "lstm", "gate_order": "iffo"},
        "gate_order must have each letter of ifgo once for lstm, got iffo",
    ),
    ({"targets": [1.0]}, "targets must have 2 numbers per time step, one per unit, got 1"),
    ({"targets": [[1.0, 2.0]], "loss_at": "every"}, "targets must have one item per judged step (4), got 1"),
    ({"compare": ["rnn"]}, "compare must name other cells than rnn, each once, got rnn"),
    ({"truncation": 0}, "truncation must be greater than or equal to 1, got 0"),
    ({"spectral_radius": -1.0}, "spectral_radius must be greater than or equal to 0"),
]


@pytest.mark.parametrize(("parameters", "told"), REFUSED)
def test_what_is_not_allowed_is_refused_in_one_line(parameters: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        run("recurrent", parameters)
    message = str(refusal.value)
    assert told in message
    assert message.startswith("recurrent: ")
    assert "\n" not in message
    assert len(message) < 400
