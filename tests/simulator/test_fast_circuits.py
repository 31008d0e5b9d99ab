"""Circuits by columns against the gates one by one: states, costs, gradients, and parameter shift."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.arrays import Array
from simulator.experiments import circuit_pass
from simulator.experiments.circuit_build import layered, observable
from simulator.experiments.circuit_pass import Circuit, Gate, Rules
from simulator.fast import circuits as fast
from simulator.gradcheck import layer_error
from simulator.ops.circuits import rotation_matrix
from tests.examples import examples

TOLERANCE = 1e-12


@st.composite
def circuits(draw: st.DrawFn) -> tuple[Circuit, Array]:
    qubits, draws = draw(st.integers(1, 9)), draw(st.integers(1, 3))
    gates: list[Gate] = []
    count = 0
    for _ in range(draw(st.integers(0, 25))):
        kind = draw(st.sampled_from(["R", "R", "R", "H", "CNOT", "CZ"] if qubits > 1 else ["R", "R", "H"]))
        qubit = draw(st.integers(1, qubits))
        if kind in {"CNOT", "CZ"}:
            control = draw(st.sampled_from([q for q in range(1, qubits + 1) if q != qubit]))
            gates.append(Gate(kind, qubit, control=control))  # type: ignore[arg-type]
        elif kind == "H":
            gates.append(Gate("H", qubit))
        else:
            several = st.lists(st.integers(0, 2), min_size=draws, max_size=draws)
            axis = np.array(draw(st.one_of(st.integers(0, 2), several)))
            if draw(st.booleans()):
                gates.append(Gate("R", qubit, axis=axis, angle=draw(st.floats(-3, 3))))
            else:
                gates.append(Gate("R", qubit, axis=axis, parameter=count))
                count += 1
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    return Circuit(qubits, tuple(gates), rng.standard_normal(2**qubits)), rng.uniform(-3, 3, (draws, count))


@settings(deadline=None, max_examples=examples(150))
@given(given=circuits())
def test_columns_give_what_gates_one_by_one_give(given: tuple[Circuit, Array]) -> None:
    circuit, angles = given
    true = circuit_pass.gate_by_gate(circuit, angles, Rules())
    found = fast.plan(circuit.qubits, circuit.gates)
    done = fast.adjoint(found, circuit.observable, angles, rotation_matrix)
    assert np.abs(done.state - true.state).max() < TOLERANCE
    assert np.abs(fast.final_state(found, angles, rotation_matrix) - true.state).max() < TOLERANCE
    scale = np.abs(circuit.observable).max()
    assert np.abs(done.expectation - true.expectation).max() < TOLERANCE * scale
    assert done.gradient.shape == true.gradient.shape
    if angles.size:
        assert np.abs(done.gradient - true.gradient).max() < TOLERANCE * scale


@pytest.mark.parametrize("qubits", [2, 5, 8, 11])
def test_the_gradient_is_that_of_parameter_shift(qubits: int) -> None:
    gates = layered("hardware_efficient", qubits, 3, np.zeros((3, qubits)))
    circuit = Circuit(qubits, gates, observable("z_all", qubits))
    angles = np.random.default_rng(0).uniform(-3, 3, 6 * qubits)
    done = fast.adjoint(fast.plan(qubits, gates), circuit.observable, angles[None], rotation_matrix)
    up, down = circuit_pass.shifted_pairs(circuit, angles, np.pi / 2, Rules())
    assert layer_error((up - down) / 2.0, done.gradient[0]) < TOLERANCE


def test_a_gradient_on_a_plateau_is_right_to_the_last_digits() -> None:
    """Angles of 1e-7 under a global cost of 10 qubits: gradients of 1e-7 and below."""
    gates = layered("hardware_efficient", 10, 1, np.zeros((1, 10)))
    circuit = Circuit(10, gates, observable("z_all", 10))
    angles = np.full(20, 1e-7)
    true = circuit_pass.gate_by_gate(circuit, angles[None], Rules())
    done = fast.adjoint(fast.plan(10, gates), circuit.observable, angles[None], rotation_matrix)
    assert 0 < np.abs(true.gradient).max() < 1e-6
    assert np.abs(done.gradient - true.gradient).max() < 1e-15


def test_one_angle_may_turn_several_gates() -> None:
    gates = tuple(Gate("R", qubit, axis=np.array(1), parameter=0) for qubit in (1, 2))
    measured = observable("z_all", 2)  # <ZZ> = cos^2, so the derivative is -2 cos sin
    done = fast.adjoint(fast.plan(2, gates), measured, np.array([[0.3]]), rotation_matrix)
    assert done.expectation[0] == pytest.approx(np.cos(0.3) ** 2, rel=1e-14)
    assert done.gradient[0, 0] == pytest.approx(-np.sin(0.6), rel=1e-14)


def test_the_rotation_is_an_argument_so_that_a_mutated_one_runs_too() -> None:
    gates = (Gate("R", 1, axis=np.array(1), parameter=0),)

    def whole_angle(axis: Array, angle: Array) -> Array:
        return rotation_matrix(axis, 2.0 * angle)

    state = fast.final_state(fast.plan(1, gates), np.array([[0.4]]), whole_angle)
    assert state[0].real == pytest.approx([np.cos(0.4), np.sin(0.4)], rel=1e-14)
