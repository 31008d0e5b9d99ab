"""A circuit run forwards, its gradient by the adjoint backward pass and by parameter shift.

Every operation is looked up in a table of `Rules`; a mistake (see `circuit_mistakes`) replaces one of them.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array
from simulator.fast import circuits as fast
from simulator.fast.circuits import Adjoint
from simulator.ops import circuits
from simulator.ops.circuits import BasisGate, RotationCache

CHUNK = 2**15
"""Amplitudes worked on at once: they stay in the cache of the processor."""

COLUMNS_FROM = 6
"""Qubits from which on many draws are faster by columns than gate by gate (measured)."""


class Gate(NamedTuple):
    """A gate. A rotation turns by an angle of the circuit, or by one of its own."""

    kind: Literal["R", "H", "CNOT", "CZ"]
    qubit: int  # from 1
    control: int = 0  # from 1; 0 for none
    axis: Array = np.array(0)  # () or (draws,): 0, 1, 2 for X, Y, Z
    parameter: int | None = None  # which angle, from 0
    angle: float = 0.0  # where there is no parameter


Gates: TypeAlias = tuple[Gate, ...]
Undo: TypeAlias = Callable[[Array, Array, RotationCache], tuple[Array, Array, Array]]


class Circuit(NamedTuple):
    """Gates on a number of qubits, and a diagonal observable."""

    qubits: int
    gates: Gates
    observable: Array  # (states,)


def _shifted(up: Array, down: Array, shift: float) -> Array:
    return np.asarray((up - down) / (2.0 * np.sin(shift)))


def _as_they_are(gates: Gates) -> Gates:
    return gates


class Rules(NamedTuple):
    """The operations of a pass, each replaceable."""

    rotation_matrix: Callable[[Array, Array], Array] = circuits.rotation_matrix
    expectation: Callable[[Array, Array], Array] = circuits.expectation
    rotation_backward: Undo = circuits.rotation_backward
    shift: Callable[[Array, Array, float], Array] = _shifted
    read: Callable[[Gates], Gates] = _as_they_are  # what is understood of the gates that were given


Part: TypeAlias = "Gate | BasisGate"


def compiled(circuit: Circuit, rules: Rules) -> tuple[Part, ...]:
    """The gates as they are run: all CNOT and CZ that follow one another as one gate."""
    parts: list[Part] = []
    for gate in rules.read(circuit.gates):
        if gate.kind in {"R", "H"}:
            parts.append(gate)
            continue
        made = circuits.controlled_not if gate.kind == "CNOT" else circuits.controlled_z
        basis = made(circuit.qubits, gate.control, gate.qubit)
        if parts and isinstance(parts[-1], BasisGate):
            basis = circuits.followed_by(parts.pop(), basis)  # type: ignore[arg-type]
        parts.append(basis)
    return tuple(parts)


def _matrix(gate: Gate, angles: Array, rules: Rules) -> tuple[Array, Array]:
    """The axis (draws,) and the matrix (draws, 2, 2) of a rotation. angles (draws, parameters)."""
    draws = angles.shape[0]
    angle = np.full(draws, gate.angle) if gate.parameter is None else angles[:, gate.parameter]
    axis = np.broadcast_to(gate.axis, draws)
    return axis, rules.rotation_matrix(axis, angle)


def apply(state: Array, part: Part, angles: Array, rules: Rules) -> tuple[Array, RotationCache | None]:
    """One part of a circuit. state (draws, states), angles (draws, parameters) -> (draws, states)."""
    if isinstance(part, BasisGate):
        return circuits.basis_forward(state, part), None
    if part.kind == "H":
        return circuits.hadamard_forward(state, part.qubit), None
    axis, matrix = _matrix(part, angles, rules)
    return circuits.rotation_forward(state, axis, matrix, part.qubit)


def forward(
    parts: Sequence[Part], qubits: int, angles: Array, rules: Rules
) -> tuple[Array, list[RotationCache | None]]:
    """Forward pass from |00...0>. angles (draws, parameters) -> state (draws, states) and caches by part."""
    state, caches = circuits.zero_state(angles.shape[0], qubits), []
    for part in parts:
        state, cache = apply(state, part, angles, rules)
        caches.append(cache)
    return state, caches


def backward(
    parts: Sequence[Part],
    state: Array,
    bra: Array,
    caches: Sequence[RotationCache | None],
    angles: Array,
    rules: Rules,
) -> Array:
    """Adjoint backward pass. state and bra (draws, states) at the end -> gradient (draws, parameters)."""
    gradient = np.zeros(angles.shape)
    for part, cache in zip(reversed(parts), reversed(caches), strict=True):
        if isinstance(part, BasisGate):
            bra, state = circuits.basis_backward(bra, state, part)
        elif cache is None:
            bra, state = circuits.hadamard_backward(bra, state, part.qubit)
        else:
            bra, state, dangle = rules.rotation_backward(bra, state, cache)
            if part.parameter is not None:
                gradient[:, part.parameter] += dangle
    return gradient


def adjoint(circuit: Circuit, angles: Array, rules: Rules) -> Adjoint:
    """Cost and gradient of each draw. angles (draws, parameters).

    By columns, which is many times as fast, unless the way back through a rotation is mistaken.
    """
    if rules.rotation_backward is not circuits.rotation_backward:
        return gate_by_gate(circuit, angles, rules)
    found = fast.plan(circuit.qubits, rules.read(circuit.gates))
    done = fast.adjoint(found, circuit.observable, angles, rules.rotation_matrix)
    return done._replace(expectation=rules.expectation(done.state, circuit.observable))


def gate_by_gate(circuit: Circuit, angles: Array, rules: Rules) -> Adjoint:
    """Cost and gradient of each draw, every gate on its own. angles (draws, parameters)."""
    parts = compiled(circuit, rules)
    state, caches = forward(parts, circuit.qubits, angles, rules)
    value = rules.expectation(state, circuit.observable)
    bra = circuits.expectation_backward(state, circuit.observable)
    return Adjoint(state, value, backward(parts, state, bra, caches, angles, rules))


def expectations(circuit: Circuit, angles: Array, rules: Rules) -> Array:
    """The cost of each draw, a chunk of them at a time. angles (draws, parameters) -> (draws,)."""
    states = _states_by_columns if circuit.qubits >= COLUMNS_FROM else _states_by_gates
    run, found = states(circuit, rules), np.empty(angles.shape[0])
    for draws in _chunks(angles.shape[0], 2**circuit.qubits):
        found[draws] = rules.expectation(run(angles[draws], draws), circuit.observable)
    return found


States: TypeAlias = Callable[[Array, slice], Array]
"""(angles (draws, parameters), which of all draws they are) -> the states at the end (draws, states)."""


def _states_by_gates(circuit: Circuit, rules: Rules) -> States:
    parts = compiled(circuit, rules)

    def run(angles: Array, draws: slice) -> Array:
        of_chunk = [_of_draws(one, draws) for one in parts]
        return forward(of_chunk, circuit.qubits, angles, rules)[0]

    return run


def _states_by_columns(circuit: Circuit, rules: Rules) -> States:
    found = fast.plan(circuit.qubits, rules.read(circuit.gates))
    drawn = found.axes.shape[1] > 1  # an axis for each draw

    def run(angles: Array, draws: slice) -> Array:
        of_chunk = found._replace(axes=found.axes[:, draws]) if drawn else found
        return fast.final_state(of_chunk, angles, rules.rotation_matrix)

    return run


def _of_draws(part: Part, draws: slice) -> Part:
    """A part for some of the draws only: a drawn axis is one a draw."""
    if isinstance(part, Gate) and part.axis.ndim:
        return part._replace(axis=part.axis[draws])
    return part


def _chunks(draws: int, states: int) -> Iterator[slice]:
    size = max(1, CHUNK // states)
    return (slice(start, start + size) for start in range(0, draws, size))


def shifted_pairs(circuit: Circuit, angles: Array, shift: float, rules: Rules) -> tuple[Array, Array]:
    """The cost with each angle moved up and down. angles (parameters,) -> two arrays (parameters,)."""
    count = angles.size
    moved = np.repeat(angles[None], 2 * count, axis=0)  # (2 parameters, parameters)
    place = np.arange(count)
    moved[place, place] += shift
    moved[count + place, place] -= shift
    found = expectations(circuit, moved, rules)
    return found[:count], found[count:]
