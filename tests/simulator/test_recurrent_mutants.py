"""Each mistake of `recurrent` against an independent computation of it, on cells of one unit spelled out."""

from dataclasses import dataclass, field
from math import exp, tanh
from typing import Any

import numpy as np
import pytest

from simulator import catalog, run

X = [0.7, -1.2, 0.4]
W_X, W_H, B_X, B_H = (
    [0.5, -0.8, 1.1, 0.3],
    [0.9, 0.4, -0.6, 1.2],
    [0.1, 0.2, -0.3, 0.4],
    [-0.2, 0.3, 0.5, 0.1],
)
H0, C0 = 0.3, -0.4
GATES = {"rnn": 1, "lstm": 4, "gru": 3}


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


@dataclass
class By:
    """What one pass found, spelled out without the package."""

    mistake: str
    h: list[float] = field(default_factory=list)
    dw_h: list[float] = field(default_factory=list)
    db: list[float] = field(default_factory=list)
    dx: list[float] = field(default_factory=list)
    dh0: float = 0.0

    def gate_slope(self, a: float) -> float:
        """The sigmoid's derivative from its value, as the mistake has it."""
        if self.mistake == "no_gate_derivative":
            return 1.0
        return sigmoid(a) * (1 - sigmoid(a)) if self.mistake == "derivative_at_activation" else a * (1 - a)

    def tanh_slope(self, a: float) -> float:
        """The derivative of tanh from its value, as the mistake has it."""
        if self.mistake == "no_activation_derivative":
            return 1.0
        return 1 - (tanh(a) if self.mistake == "derivative_at_activation" else a) ** 2


def weights(cell: str, mistake: str) -> list[list[float]]:
    lists = [list(values[: GATES[cell]]) for values in (W_X, W_H, B_X, B_H)]
    if mistake == "forgotten_bias":
        lists[2:] = [[0.0] * GATES[cell]] * 2
    if mistake == "swapped_gates":
        lists = [[v[1], v[0], *v[2:]] for v in lists]
    return lists


def spelled_out(cell: str, mistake: str = "", truncation: int | None = None) -> By:
    by, (w_x, w_h, b_x, b_h) = By(mistake), weights(cell, mistake)
    h, c, tape = H0, C0, []
    for x in X:
        z = [w * x + b + v * h + d for w, b, v, d in zip(w_x, b_x, w_h, b_h, strict=True)]
        was = (h, c)
        gates: list[float] = []
        if cell == "rnn":
            h = tanh(z[0])
        elif cell == "lstm":
            gates = [sigmoid(z[0]), sigmoid(z[1]), tanh(z[2]), sigmoid(z[3])]
            c = gates[1] * c + gates[0] * gates[2]
            h = gates[3] * (c if mistake == "no_output_tanh" else tanh(c))
        else:
            r, u = sigmoid(z[0]), sigmoid(z[1])
            inner = w_h[2] * r * h + b_h[2] if mistake == "other_reset" else r * (w_h[2] * h + b_h[2])
            n = tanh(w_x[2] * x + b_x[2] + inner)
            gates = [r, u, n]
            h = u * n + (1 - u) * h if mistake == "other_update_gate" else u * h + (1 - u) * n
        tape.append((x, was, gates, h, c))
        by.h.append(h)
    by.dw_h, by.db = [0.0] * GATES[cell], [0.0] * GATES[cell]
    dh, dc = 1.0, 0.0
    for done, (_, (h_was, c_was), gates, h, c) in enumerate(reversed(tape), start=1):
        if mistake == "off_by_one_step":
            h_was = h
        at_h: list[float]
        if cell == "rnn":
            dz = at_h = [dh * by.tanh_slope(h)]
            dh_was, dc_was = dz[0] * w_h[0], 0.0
            seen = [h_was]
        elif cell == "lstm":
            i, f, g, o = gates
            squashed = c if mistake == "no_output_tanh" else tanh(c)
            whole = dc + dh * o * (1.0 if mistake == "no_output_tanh" else by.tanh_slope(squashed))
            dz = at_h = [
                whole * g * by.gate_slope(i),
                whole * c_was * by.gate_slope(f),
                whole * i * by.tanh_slope(g),
                dh * squashed * by.gate_slope(o),
            ]
            dh_was, dc_was = sum(d * w for d, w in zip(dz, w_h, strict=True)), whole * f
            seen = [h_was] * 4
        else:
            r, u, n = gates
            new, old, spread = (
                (u, 1 - u, n - h_was) if mistake == "other_update_gate" else (1 - u, u, h_was - n)
            )
            dn = dh * new * by.tanh_slope(n)
            heard = w_h[2] * h_was + (0 if mistake == "other_reset" else b_h[2])
            if mistake == "off_by_one_step":  # what was heard was kept going forward
                heard = w_h[2] * tape[-done][1][0] + b_h[2]
            dz = [dn * heard * by.gate_slope(r), dh * spread * by.gate_slope(u), dn]
            at_h = [dz[0], dz[1], dn * r]
            dh_was, dc_was = dh * old + sum(d * w for d, w in zip(at_h, w_h, strict=True)), 0.0
            seen = [h_was] * 3
        share = {"mean_not_sum": 1 / 3, "last_step_only": float(done == 1)}.get(mistake, 1.0)
        for k in range(GATES[cell]):
            by.dw_h[k] += share * at_h[k] * seen[k]
            by.db[k] += share * dz[k]
        by.dx.insert(0, sum(d * w for d, w in zip(dz, w_x, strict=True)))
        dh, dc = dh_was, dc_was
        if mistake == "each_step_alone" or (
            truncation and done % truncation == 0 and mistake != "no_truncation"
        ):
            dh = dc = 0.0
        dh, dc = (0.0 if mistake == "no_hidden_path" else dh), (0.0 if mistake == "no_cell_path" else dc)
    by.dh0 = dh
    return by


def setting(cell: str, **more: Any) -> dict[str, Any]:
    names = ("input_weights", "recurrent_weights", "biases", "recurrent_biases")
    given = {name: values[: GATES[cell]] for name, values in zip(names, (W_X, W_H, B_X, B_H), strict=True)}
    return {"cell": cell, "inputs": X, "initial_state": H0, "initial_cell": C0, **given, **more}


def agrees(measured: Any, by: By) -> bool:
    pairs = [
        (np.ravel(measured["hidden_state"]), by.h),
        (np.ravel(measured["recurrent_weight_gradient"]), by.dw_h),
        (np.ravel(measured["bias_gradient"]), by.db),
        (np.ravel(measured["input_gradient"]), by.dx),
        (np.ravel(measured["initial_state_gradient"]), [by.dh0]),
    ]
    return all(np.allclose(found, expected, rtol=1e-12, atol=0) for found, expected in pairs)


@pytest.mark.parametrize("truncation", [None, 2])
@pytest.mark.parametrize("cell", GATES)
def test_the_spelled_out_pass_is_the_true_one_without_a_mistake(cell: str, truncation: int | None) -> None:
    assert agrees(
        run("recurrent", setting(cell, truncation=truncation)).measurements, spelled_out(cell, "", truncation)
    )


@pytest.mark.parametrize("truncation", [None, 2])
@pytest.mark.parametrize("cell", GATES)
def test_each_mutant_is_the_pass_with_that_mistake(cell: str, truncation: int | None) -> None:
    done = run("recurrent", setting(cell, truncation=truncation))
    assert {"off_by_one_step", "each_step_alone", "last_step_only", "no_activation_derivative"} <= set(
        done.mutants
    )
    for mistake, mutant in done.mutants.items():
        by = spelled_out(cell, mistake, truncation)
        assert agrees(mutant, by), mistake
        assert not agrees(done.measurements, by), mistake


def test_every_mistake_of_the_catalog_is_checked_here_or_below() -> None:
    made = {name for cell in GATES for name in run("recurrent", setting(cell, truncation=2)).mutants}
    assert made | {"transposed"} == set(catalog()["recurrent"].mistakes)


@pytest.mark.parametrize("cell", GATES)
def test_transposed_hands_back_through_the_weights_themselves(cell: str) -> None:
    done = run("recurrent", {"cell": cell, "units": 3, "time_steps": 3}, seed=2)
    turned: Any = done.mutants["transposed"]
    true: Any = done.measurements
    for key, value in true.items():
        assert np.shape(turned[key]) == np.shape(value)
    assert turned["hidden_state"] == true["hidden_state"]
    assert turned["state_gradient"][-1] == true["state_gradient"][-1]
    assert turned["state_gradient"][-2] != true["state_gradient"][-2]
    if cell != "gru":
        w, dz = np.array(true["recurrent_weight"]), np.array(true["net_input_gradient"][-1])
        handed = sum(d @ block for d, block in zip(dz, w, strict=True))
        assert turned["state_gradient"][-2] == pytest.approx(handed.tolist(), rel=1e-13)


def test_a_mistake_that_cannot_be_made_is_absent() -> None:
    plain = run("recurrent", {"units": 1, "time_steps": 1}).mutants
    absent = {
        "transposed",
        "last_step_only",
        "mean_not_sum",
        "no_truncation",
        "forgotten_bias",
        "swapped_gates",
    }
    assert not absent & set(plain)
    assert "no_cell_path" not in run("recurrent", {"cell": "gru"}).mutants
    assert "other_reset" not in run("recurrent", {"cell": "lstm"}).mutants


@pytest.mark.parametrize("cell", GATES)
def test_mutants_have_the_names_and_shapes_of_the_true_run(cell: str) -> None:
    done = run(
        "recurrent", {"cell": cell, "biases": 0.1, "compare": [c for c in GATES if c != cell], "units": 3}
    )
    for measured in done.mutants.values():
        assert measured != done.measurements
        assert {key: np.shape(value) for key, value in measured.items()} == {
            key: np.shape(value) for key, value in done.measurements.items()
        }
