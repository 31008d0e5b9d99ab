"""Gates on the state vectors of quantum circuits, many states at once.

A state of n qubits is 2^n complex amplitudes. Qubit 1 is the leftmost of |q1 q2 ... qn>: the most significant bit
of the index. Rotations are R_P(t) = exp(-i t P / 2) = cos(t/2) - i sin(t/2) P with P one of X, Y, Z.

The cost is <state| O |state>. Its gradient by the conjugate of the state is the bra vector, O |state> at the end.
Each backward pass takes it, and the state, from behind a gate to before it, so that no state has to be kept (the
adjoint method: Jones and Gacon, arXiv:2009.02823).
Source: Nielsen and Chuang, Quantum Computation and Quantum Information (2000), sections 1.3 and 4.2.
"""

from typing import Final, NamedTuple

import numpy as np

from simulator.arrays import Array

PAULI: Final[Array] = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]], dtype=complex)
"""X, Y and Z (3, 2, 2)."""

HADAMARD: Final[Array] = np.array([[1, 1], [1, -1]], dtype=complex) / np.sqrt(2.0)


def zero_state(draws: int, qubits: int) -> Array:
    """|00...0> for each draw. -> (draws, 2^qubits)."""
    state = np.zeros((draws, 2**qubits), dtype=complex)
    state[:, 0] = 1.0
    return state


def bits(qubits: int, qubit: int) -> Array:
    """The value of a qubit, from 1, in each basis state. -> (2^qubits,) of 0 and 1."""
    return (np.arange(2**qubits) >> (qubits - qubit)) & 1


def apply_matrix(state: Array, matrix: Array, qubit: int) -> Array:
    """A 2 by 2 matrix on one qubit. state (draws, states), matrix (2, 2) or (draws, 2, 2) -> (draws, states)."""
    draws, states = state.shape
    pair = state.reshape(draws, 2 ** (qubit - 1), 2, states >> qubit)  # (draws, before, 2, behind)
    zero, one = pair[:, :, 0], pair[:, :, 1]
    m = matrix[..., None, None]  # (2, 2, 1, 1) or (draws, 2, 2, 1, 1)
    out = np.empty_like(pair)
    out[:, :, 0] = m[..., 0, 0, :, :] * zero + m[..., 0, 1, :, :] * one
    out[:, :, 1] = m[..., 1, 0, :, :] * zero + m[..., 1, 1, :, :] * one
    return out.reshape(draws, states)


def rotation_matrix(axis: Array, angle: Array) -> Array:
    """cos(t/2) - i sin(t/2) P. axis 0, 1, 2 for X, Y, Z and angle t in radians, (draws,) each -> (draws, 2, 2)."""
    half = 0.5 * angle[:, None, None]
    return np.asarray(np.cos(half) * np.eye(2) - 1j * np.sin(half) * PAULI[axis])


class RotationCache(NamedTuple):
    """What the backward pass needs of the forward pass, beside the state behind the gate."""

    axis: Array  # (draws,)
    matrix: Array  # (draws, 2, 2)
    qubit: int


def rotation_forward(state: Array, axis: Array, matrix: Array, qubit: int) -> tuple[Array, RotationCache]:
    """The rotation of one qubit.   state (draws, states), matrix (draws, 2, 2) -> (draws, states)."""
    return apply_matrix(state, matrix, qubit), RotationCache(axis, matrix, qubit)


def rotation_backward(bra: Array, state: Array, cache: RotationCache) -> tuple[Array, Array, Array]:
    """bra and state (draws, states) behind the gate -> both before it, and dangle (draws,).

    d<O>/dt = 2 Re <bra| dR/dt R^-1 |state> = Im <bra| P |state>, since dR/dt R^-1 = -i P / 2.
    """
    turned = apply_matrix(state, PAULI[cache.axis], cache.qubit)
    dangle = np.einsum("ds,ds->d", bra.conj(), turned).imag
    undo = cache.matrix.conj().swapaxes(-1, -2)
    return apply_matrix(bra, undo, cache.qubit), apply_matrix(state, undo, cache.qubit), dangle


def hadamard_forward(state: Array, qubit: int) -> Array:
    """H on one qubit.   state (draws, states) -> (draws, states)."""
    return apply_matrix(state, HADAMARD, qubit)


def hadamard_backward(bra: Array, state: Array, qubit: int) -> tuple[Array, Array]:
    """bra and state (draws, states) behind the gate -> both before it: H undoes itself."""
    return apply_matrix(bra, HADAMARD, qubit), apply_matrix(state, HADAMARD, qubit)


class BasisGate(NamedTuple):
    """A gate that sends each basis state to one, perhaps with its sign turned: y[k] = sign[k] x[source[k]]."""

    source: Array  # (states,)
    sign: Array  # (states,) of 1 and -1


def controlled_not(qubits: int, control: int, target: int) -> BasisGate:
    """CNOT: turns the target over where the control is 1."""
    flipped = np.arange(2**qubits) ^ (bits(qubits, control) << (qubits - target))
    return BasisGate(flipped, np.ones(2**qubits))


def controlled_z(qubits: int, control: int, target: int) -> BasisGate:
    """CZ: turns the sign where both are 1; which is the control makes no difference."""
    return BasisGate(np.arange(2**qubits), 1.0 - 2.0 * (bits(qubits, control) & bits(qubits, target)))


def followed_by(first: BasisGate, then: BasisGate) -> BasisGate:
    """Two such gates as one."""
    return BasisGate(first.source[then.source], then.sign * first.sign[then.source])


def basis_forward(state: Array, gate: BasisGate) -> Array:
    """The gate on each state.   state (draws, states) -> (draws, states)."""
    return np.asarray(state[:, gate.source] * gate.sign)


def basis_backward(bra: Array, state: Array, gate: BasisGate) -> tuple[Array, Array]:
    """bra and state (draws, states) behind the gate -> both before it."""
    back = np.argsort(gate.source)
    return (bra * gate.sign)[:, back], (state * gate.sign)[:, back]


def expectation(state: Array, observable: Array) -> Array:
    """<state| O |state> of a diagonal O. state (draws, states), observable (states,) -> (draws,)."""
    return np.asarray((state.real**2 + state.imag**2) @ observable)


def expectation_backward(state: Array, observable: Array) -> Array:
    """The bra vector O |state>. state (draws, states), observable (states,) -> (draws, states)."""
    return state * observable
