"""`circuit`: states by hand, gradients in three ways, a published run to its printed digits, two-designs.

Published: PennyLane's tutorial on qubit rotation (https://pennylane.ai/qml/demos/tutorial_qubit_rotation.html),
RX(0.54) then RY(0.12) on one qubit: <Z> is printed 0.8515405859048367, in some versions ending in 66 or 68, and its
gradient [-0.510438652516502, -0.10267819945693203].
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import gradcheck, run
from simulator.arrays import Array
from simulator.experiments.circuit_build import build
from simulator.experiments.circuit_parameters import CircuitParameters
from simulator.experiments.circuit_pass import Rules, adjoint, expectations, shifted_pairs
from simulator.ops import circuits
from tests.examples import examples
from tests.simulator.checks import judge_honesty, judge_steps, refusal_before_any_work

COSTS = ["z_first", "zz_first", "z_mean", "z_all", "zero_mean", "zero_all"]


def gate(name: str, qubit: int, other: float | None = None) -> dict[str, Any]:
    if name in {"CNOT", "CZ"}:
        return {"gate": name, "control": qubit, "qubit": other}
    return {"gate": name, "qubit": qubit} | ({} if other is None else {"angle": other})


def measured(seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run("circuit", {"draws": 0, **parameters}, seed=seed).measurements)


class TestByHand:
    def test_bits_count_from_the_left(self) -> None:
        assert circuits.bits(3, 1).tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
        assert circuits.bits(3, 3).tolist() == [0, 1, 0, 1, 0, 1, 0, 1]

    @pytest.mark.parametrize(
        ("control", "target", "sent"),
        [(1, 2, [0, 1, 3, 2]), (2, 1, [0, 3, 2, 1])],
    )
    def test_controlled_not_on_the_basis(self, control: int, target: int, sent: list[int]) -> None:
        made = circuits.controlled_not(2, control, target)
        found = circuits.basis_forward(np.eye(4, dtype=complex), made)
        assert np.argmax(np.abs(found), axis=1).tolist() == sent

    def test_controlled_z_and_gates_joined(self) -> None:
        z, x = circuits.controlled_z(2, 1, 2), circuits.controlled_not(2, 1, 2)
        state = np.array([[1, 2, 3, 4]], dtype=complex)
        assert circuits.basis_forward(state, z).tolist() == [[1, 2, 3, -4]]
        assert circuits.basis_forward(state, x).tolist() == [[1, 2, 4, 3]]
        for first, then in ((x, z), (z, x)):
            one = circuits.basis_forward(circuits.basis_forward(state, first), then)
            assert np.array_equal(one, circuits.basis_forward(state, circuits.followed_by(first, then)))

    def test_a_bell_state(self) -> None:
        m = measured(qubits=2, gates=[gate("H", 1), gate("CNOT", 1, 2)], cost="zz_first")
        assert m["probability"] == pytest.approx([0.5, 0, 0, 0.5], abs=1e-15)
        assert (m["expectation"], m["z"]) == (pytest.approx(1), pytest.approx([0, 0], abs=1e-15))
        assert m["gradient"] == m["gradient_shift"] == m["angle"] == []

    @pytest.mark.parametrize("name", ["RX", "RY"])
    def test_a_rotation_of_zero_is_the_cosine(self, name: str) -> None:
        m = measured(qubits=1, gates=[gate(name, 1, 0.7)])
        assert m["expectation"] == pytest.approx(np.cos(0.7), rel=1e-15)
        assert m["gradient"] == pytest.approx([-np.sin(0.7)], rel=1e-14)
        assert m["z"] == [pytest.approx(np.cos(0.7))]

    def test_a_phase_needs_a_superposition_to_show(self) -> None:
        assert measured(qubits=1, gates=[gate("RZ", 1, 1.0)])["expectation"] == pytest.approx(1)
        seen = measured(qubits=1, gates=[gate("H", 1), gate("RZ", 1, 1.0), gate("H", 1)])
        assert seen["expectation"] == pytest.approx(np.cos(1.0), rel=1e-14)
        assert seen["gradient"] == pytest.approx([-np.sin(1.0)], rel=1e-14)

    @pytest.mark.parametrize(
        ("cost", "value"),
        [
            ("z_first", -1),
            ("zz_first", -1),
            ("z_mean", 1 / 3),
            ("z_all", -1),
            ("zero_mean", 1 / 3),
            ("zero_all", 1),
        ],
    )
    def test_costs_of_the_state_100(self, cost: str, value: float) -> None:
        m = measured(qubits=3, gates=[gate("RX", 1, np.pi)], cost=cost)
        assert m["expectation"] == pytest.approx(value, rel=1e-14)
        assert m["probability"] == pytest.approx([0, 0, 0, 0, 1, 0, 0, 0], abs=1e-15)


def test_pennylanes_qubit_rotation_to_its_printed_digits() -> None:
    m = measured(qubits=1, gates=[gate("RX", 1, 0.54), gate("RY", 1, 0.12)])
    assert m["expectation"] == pytest.approx(0.8515405859048367, rel=1e-15)
    for name in ("gradient", "gradient_shift"):
        assert m[name] == pytest.approx([-0.510438652516502, -0.10267819945693203], rel=2e-15)


def dense(p: CircuitParameters, angles: Array) -> Array:
    """The state by Kronecker products of whole matrices, sharing nothing with the package."""
    x, y, z = np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1, -1])
    zero, one, eye = np.diag([1, 0]), np.diag([0, 1]), np.eye(2)

    def on(matrices: dict[int, Array]) -> Array:
        whole = np.eye(1, dtype=complex)
        for qubit in range(1, p.qubits + 1):
            whole = np.kron(whole, matrices.get(qubit, eye))
        return whole

    state = np.eye(2**p.qubits, dtype=complex)[0]
    left = list(angles)
    for g in p.gates or ():
        if g.gate in {"RX", "RY", "RZ"}:
            pauli, t = {"RX": x, "RY": y, "RZ": z}[g.gate], left.pop(0)
            matrix = on({g.qubit: np.cos(t / 2) * eye - 1j * np.sin(t / 2) * pauli})
        elif g.gate == "H":
            matrix = on({g.qubit: (x + z) / np.sqrt(2)})
        else:
            assert g.control is not None
            matrix = on({g.control: zero}) + on({g.control: one, g.qubit: x if g.gate == "CNOT" else z})
        state = matrix @ state
    return np.asarray(state)


@st.composite
def circuits_given(draw: st.DrawFn) -> dict[str, Any]:
    qubits = draw(st.integers(1, 4))
    names = ["RX", "RY", "RZ", "H"] + (["CNOT", "CZ"] if qubits > 1 else [])
    gates = []
    for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=12)):
        qubit = draw(st.integers(1, qubits))
        if name in {"CNOT", "CZ"}:
            other = draw(st.sampled_from([k for k in range(1, qubits + 1) if k != qubit]))
            gates.append(gate(name, qubit, other))
        else:
            gates.append(gate(name, qubit))
    cost = draw(st.sampled_from(COSTS if qubits > 1 else ["z_first", "zero_all"]))
    return {
        "qubits": qubits,
        "gates": gates,
        "cost": cost,
        "draws": 0,
        "shift": draw(st.sampled_from([0.3, np.pi / 2])),
    }


@settings(deadline=None, max_examples=examples(80))
@given(given_=circuits_given(), seed=st.integers(0, 2**32 - 1))
def test_any_circuit_agrees_with_whole_matrices_and_its_gradients_with_one_another(
    given_: dict[str, Any], seed: int
) -> None:
    p = CircuitParameters.model_validate(given_)
    circuit, angles = build(p, seed)
    m = measured(seed, **given_)
    state = dense(p, angles)
    assert np.abs(np.abs(state) ** 2 - m["probability"]).max() <= 1e-14
    assert m["expectation"] == pytest.approx(float(np.abs(state) ** 2 @ circuit.observable), abs=1e-14)
    assert np.shape(m["gradient"]) == np.shape(m["gradient_shift"]) == (p.parameters,)
    # what is 0 in theory is rounding of numbers of size 1, so that size 1 is the measure here
    assert m["largest_difference"] <= 1e-14 / np.sin(p.shift)
    if angles.size:
        numeric = gradcheck.central_difference(
            lambda v: np.asarray(expectations(circuit, v[None], Rules())[0]), angles
        )
        judged = ~np.isnan(numeric) & (np.abs(numeric) > 1e-4)
        assert np.array(m["gradient"])[judged] == pytest.approx(numeric[judged], rel=1e-5)


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("ansatz", ["hardware_efficient", "random"])
@pytest.mark.parametrize("qubits", [2, 5, 8])
def test_parameter_shift_agrees_with_the_adjoint_pass(cost: str, ansatz: str, qubits: int) -> None:
    m = measured(qubits=qubits, layers=4, cost=cost, ansatz=ansatz)
    gradient, by_shift = np.array(m["gradient"]), np.array(m["gradient_shift"])
    assert gradcheck.layer_error(by_shift, gradient) <= 1e-12


@pytest.mark.parametrize("layer", [0, 1, 3])
def test_a_fault_in_any_layer_of_a_barren_circuit_is_caught(layer: int) -> None:
    """Ten qubits and a global cost: all gradients are small, and each layer's are judged by their own largest."""
    p = CircuitParameters.model_validate({"qubits": 10, "layers": 4, "cost": "zero_all", "draws": 0})
    circuit, angles = build(p, 3)
    up, down = shifted_pairs(circuit, angles, np.pi / 2, Rules())
    expected = list(((up - down) / 2).reshape(4, -1))
    found = list(adjoint(circuit, angles[None], Rules()).gradient[0].reshape(4, -1))
    assert max(float(np.abs(g).max()) for g in expected) < 0.05
    assert max(gradcheck.compare_layers(expected, found)) <= 1e-12
    faults: list[Callable[[Array], Array]] = [lambda g: 0 * g, lambda g: g * (1 + 1e-10), lambda g: g[None]]
    for fault in faults:
        wrong = [fault(g) if k == layer else g for k, g in enumerate(found)]
        errors = gradcheck.compare_layers(expected, wrong)
        assert [k for k, error in enumerate(errors) if error > 1e-12] == [layer]


def test_draws_stand_side_by_side() -> None:
    p = CircuitParameters.model_validate({"qubits": 3, "layers": 3})
    circuit, angles = build(p, 4)
    both = adjoint(circuit, np.stack([angles, 2 * angles]), Rules())
    for row, one in enumerate((angles, 2 * angles)):
        alone = adjoint(circuit, one[None], Rules())
        assert np.array_equal(both.gradient[row], alone.gradient[0])
        assert both.expectation[row] == pytest.approx(alone.expectation[0], rel=1e-15)
    assert both.state.shape == (2, 8)
    assert both.gradient.shape == (2, 18)


def test_a_planted_fault_is_caught() -> None:
    p = CircuitParameters.model_validate({"qubits": 4, "layers": 5})
    circuit, angles = build(p, 1)
    up, down = shifted_pairs(circuit, angles, np.pi / 2, Rules())
    expected = (up - down) / 2

    def off(bra: Array, state: Array, cache: Any) -> tuple[Array, Array, Array]:
        b, s, dangle = circuits.rotation_backward(bra, state, cache)
        return b, s, dangle * (1 + 1e-10)

    found = adjoint(circuit, angles[None], Rules(rotation_backward=off)).gradient[0]
    assert gradcheck.layer_error(expected, found) > 1e-12
    assert gradcheck.layer_error(expected, adjoint(circuit, angles[None], Rules()).gradient[0]) <= 1e-12


class TestBarrenPlateau:
    @pytest.mark.parametrize("gradient_of", ["first", "middle"])
    @pytest.mark.parametrize(
        ("ansatz", "cost"),
        [
            ("random", "zz_first"),
            ("random", "zero_all"),
            ("hardware_efficient", "z_first"),
            ("hardware_efficient", "z_mean"),
        ],
    )
    def test_deep_circuits_have_the_variance_of_a_two_design(
        self, ansatz: str, cost: str, gradient_of: str
    ) -> None:
        m = measured(
            seed=11,
            qubits=2,
            layers=1,
            draws=1200,
            study_qubits=[2, 3, 4],
            study_depths=[50],
            ansatz=ansatz,
            cost=cost,
            gradient_of=gradient_of,
        )
        variance, error = (np.array(m[k])[:, 0] for k in ("gradient_variance", "gradient_variance_error"))
        assert np.all(np.abs(variance - m["two_design_variance"]) <= 4 * error)
        assert np.all(error < 0.1 * variance)
        assert np.all(np.abs(np.array(m["gradient_mean"])[:, 0]) <= 4.5 * np.sqrt(variance / 1200))

    def test_the_formula_by_hand(self) -> None:
        # one qubit: (i/2)[V, A] is half a cross product: 2/3 on average, and 1/3 of that for a random state
        common: dict[str, Any] = {"qubits": 2, "draws": 2, "study_qubits": [1, 2], "study_depths": [1]}
        assert measured(**common)["two_design_variance"] == pytest.approx([2 / 9, 16 / (2 * 25 * 3)])
        first = measured(**common, ansatz="random", gradient_of="first")["two_design_variance"]
        assert first == pytest.approx([2 / 9, 4 / (3 * 15)])

    def test_the_gradient_vanishes_by_about_a_half_with_each_qubit(self) -> None:
        m = measured(qubits=2, layers=1, draws=400, study_qubits=[2, 3, 4, 5, 6], study_depths=[25])
        assert m["factor_per_qubit"] == pytest.approx(0.5, abs=0.06)

    def test_a_local_cost_of_a_shallow_circuit_does_not_vanish_and_a_global_one_does(self) -> None:
        common: dict[str, Any] = {
            "qubits": 2,
            "layers": 1,
            "draws": 400,
            "study_qubits": [2, 4, 6, 8],
            "study_depths": [1],
            "gradient_of": "first",
        }
        local, whole = (measured(**common, cost=c) for c in ("z_first", "zero_all"))
        assert local["gradient_variance"][-1][0] > 0.8 * local["gradient_variance"][0][0]
        assert whole["gradient_variance"][-1][0] < 0.1 * whole["gradient_variance"][0][0]

    def test_small_angles_keep_the_gradient_of_a_global_cost(self) -> None:
        common: dict[str, Any] = {
            "draws": 200,
            "study_qubits": [6],
            "study_depths": [20],
            "cost": "zero_all",
            "ansatz": "random",
        }
        wide, narrow = (measured(**common, angle_range=r)["gradient_variance"][0][0] for r in (np.pi, 0.05))
        assert narrow > 20 * wide

    def test_sizes_are_cut_from_the_same_draws(self) -> None:
        more = measured(draws=50, study_qubits=[2, 3], study_depths=[1, 4])
        less = measured(draws=50, study_qubits=[3], study_depths=[4])
        assert less["gradient_variance"][0][0] == more["gradient_variance"][1][1]


@pytest.mark.parametrize(
    "parameters",
    [
        {"qubits": 12, "layers": 100},
        {"qubits": 2, "draws": 1500, "study_qubits": [2, 3, 4, 5], "study_depths": [40]},
        {"qubits": 2, "draws": 20_000, "study_qubits": [12], "study_depths": [200]},
    ],
)
def test_what_would_take_more_than_two_seconds_is_refused(parameters: dict[str, Any]) -> None:
    assert "layers must keep the work" in refusal_before_any_work("circuit", parameters)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"qubits": 13}, "qubits must be less than or equal to 12, got 13"),
    ({"gates": []}, "gates must have at least 1 item"),
    ({"gates": [gate("RX", 4, 0.1)]}, "gates[0] must act on qubits from 1 to 3, got 4"),
    ({"gates": [gate("H", 1), {"gate": "CNOT", "qubit": 2}]}, "gates[1] must have a control"),
    ({"gates": [gate("CZ", 2, 2)]}, "gates[0] must have a control that is not its target"),
    ({"gates": [{"gate": "H", "qubit": 1, "control": 2}]}, "gates[0] must not have a control"),
    ({"gates": [{"gate": "H", "qubit": 1, "angle": 2}]}, "gates[0] must not have an angle"),
    ({"gates": [{"gate": "RX", "qubit": 1, "angle": float("inf")}]}, "gates[0][angle] must be"),
    ({"gates": [{"gate": "T", "qubit": 1}]}, "gates[0][gate] must be 'RX', 'RY'"),
    ({"gates": [{"gate": "H", "wire": 1}]}, "gates[0]"),
    ({"gates": [gate("H", 1)] * 201}, "gates must have at most 200 items"),
    ({"gates": [gate("H", 1)], "angles": [1.0]}, "angles must be left out where gates are given"),
    ({"angles": [1.0]}, "angles must be 12 numbers for this circuit, got 1"),
    ({"qubits": 1, "cost": "zz_first"}, "cost must not be zz_first for a single qubit"),
    ({"study_qubits": [3, 2]}, "study_qubits must be in increasing order"),
    ({"draws": 1}, "draws must be 0 or at least 2"),
    ({"shift": np.pi}, "shift must be less than"),
    ({"angle_range": 0.0}, "angle_range must be greater than 0"),
]


@pytest.mark.parametrize(("parameters", "told"), REFUSED)
def test_what_is_not_allowed_is_refused_in_one_line(parameters: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=r"^circuit: ") as refusal:
        run("circuit", parameters)
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)


class TestMistakes:
    gates = (
        gate("RX", 1, 0.5),
        gate("CNOT", 1, 2),
        gate("RY", 2, -0.8),
        gate("CZ", 2, 1),
        gate("RX", 2, 1.1),
    )
    setting: dict[str, Any] = {"qubits": 2, "gates": list(gates), "cost": "z_all", "draws": 0}  # noqa: RUF012

    def wrong(self, name: str, **changed: Any) -> dict[str, Any]:
        return dict(run("circuit", self.setting | changed).mutants[name])

    def test_the_divisor(self) -> None:
        true = measured(**self.setting)
        halved = np.array(true["gradient_shift"])
        assert self.wrong("forgotten_half")["gradient_shift"] == pytest.approx(2 * halved, rel=1e-14)
        stretched = self.wrong("divided_by_distance")
        assert stretched["gradient_shift"] == pytest.approx(halved * 2 / np.pi, rel=1e-14)
        assert stretched["gradient"] == true["gradient"]

    @pytest.mark.parametrize(
        ("mistake", "gates"),
        [
            ("whole_angle", [g | ({"angle": 2 * g["angle"]} if "angle" in g else {}) for g in gates]),
            ("reversed_gates", list(gates[::-1])),
            ("swapped_control", [gates[0], gate("CNOT", 2, 1), *gates[2:]]),
            ("forgotten_entanglers", [g for g in gates if "angle" in g]),
        ],
    )
    def test_a_misread_circuit_is_that_circuit(self, mistake: str, gates: list[dict[str, Any]]) -> None:
        by = measured(**self.setting | {"gates": gates})
        wrong = self.wrong(mistake)
        assert wrong["expectation"] == pytest.approx(by["expectation"], rel=1e-13)
        order = slice(None, None, -1) if mistake == "reversed_gates" else slice(None)
        assert wrong["gradient"] == pytest.approx(by["gradient"][order], rel=1e-13, abs=1e-16)

    def test_amplitudes_and_conjugates(self) -> None:
        p = CircuitParameters.model_validate(self.setting)
        state = dense(p, np.array([0.5, -0.8, 1.1]))
        z = np.array([1, -1, -1, 1])
        assert self.wrong("amplitude_not_squared")["expectation"] == pytest.approx(float(np.abs(state) @ z))
        layers: dict[str, Any] = {"qubits": 2, "draws": 0}
        wrong, true = run("circuit", layers).mutants["not_conjugated"], measured(**layers)
        assert gradcheck.layer_error(np.array(true["gradient"]), np.array(wrong["gradient"])) > 1e-3
        assert wrong["gradient_shift"] == true["gradient_shift"]

    def test_what_does_not_fit_is_absent(self) -> None:
        only = run("circuit", {"qubits": 1, "gates": [gate("H", 1)], "draws": 0}).mutants
        assert set(only) == {"amplitude_not_squared"}


class TestContract:
    @pytest.mark.parametrize(
        "parameters",
        [
            TestMistakes.setting,
            {"qubits": 3, "layers": 1, "ansatz": "random", "cost": "zero_all", "shift": 0.5},
            {"qubits": 7, "layers": 3, "cost": "z_mean"},
        ],
    )
    def test_the_numbers_put_in_give_the_number_that_comes_out(self, parameters: dict[str, Any]) -> None:
        steps = run("circuit", {"draws": 20, "study_qubits": [2, 3], **parameters}).steps
        assert judge_steps(steps) >= 1
        judge_honesty(steps)

    def test_series_are_there_where_they_can_be(self) -> None:
        groups = {s.group for s in run("circuit", {"draws": 20}).series}
        assert groups == {"variance_by_qubits", "variance_by_depth", "landscape"}
        assert run("circuit", {"qubits": 1, "gates": [gate("H", 1)], "draws": 0}).series == ()
