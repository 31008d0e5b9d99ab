"""Quantum circuits with the gates of a layer taken together.

The teaching form, `simulator.experiments.circuit_pass`, applies gate after gate to the whole state. Gates on
different qubits between two entangling ones commute, so here all that happens to one qubit in such a column is one
2 by 2 matrix, and those of up to four qubits are one matrix of up to 16 by 16, their Kronecker product: a column is
two or three small products, whatever the number of its gates. All columns' matrices are made at once.

The gradient needs the states only once a column: with bra and ket behind it, the derivative by an angle of qubit q
is Im <bra| V P V^-1 |ket>, V what follows the rotation on q in the column, and depends on q's transition matrix
alone, sum over the other qubits of conj(bra) ket (2, 2).
Source: the adjoint method of Jones and Gacon, arXiv:2009.02823, here a column at a time.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import prod
from typing import Final, Literal, NamedTuple, Protocol

import numpy as np

from simulator.arrays import Array
from simulator.ops.circuits import HADAMARD, PAULI, BasisGate, controlled_not, controlled_z, followed_by

GROUP: Final = 4
"""Qubits whose matrices are put together: 16 by 16 is where the product costs no more than the call."""

IDENTITY_AT, HADAMARD_AT, ROTATIONS_FROM = 0, 1, 2
"""Places in the array of all 2 by 2 matrices of a circuit."""


class Gate(Protocol):
    """A gate, as `simulator.experiments.circuit_pass` has it."""

    @property
    def kind(self) -> Literal["R", "H", "CNOT", "CZ"]: ...
    @property
    def qubit(self) -> int: ...
    @property
    def control(self) -> int: ...
    @property
    def axis(self) -> Array: ...
    @property
    def parameter(self) -> int | None: ...
    @property
    def angle(self) -> float: ...


class Exchange(NamedTuple):
    """All entangling gates behind a column: y[k] = sign[k] x[source[k]]."""

    source: Array  # (states,)
    back: Array  # (states,) its inverse
    sign: Array | None  # (states,) of 1 and -1; None where all are 1


class Plan(NamedTuple):
    """A circuit as columns; between them the states are exchanged by basis gates."""

    qubits: int
    axes: Array  # (rotations, draws or 1): 0, 1, 2 for X, Y, Z
    parameters: Array  # (rotations,) which angle, -1 for none
    fixed: Array  # (rotations,) the angle where it is no parameter
    order: Array  # (columns, qubits, deepest) places of the matrices, first gate first, then identities
    exchange: tuple[Exchange | None, ...]  # behind each column
    sizes: tuple[int, ...]  # of the groups' matrices
    learned: tuple[Array, ...]  # column, qubit, place and number of each rotation by a parameter
    distinct: int  # how many parameters there are


def plan(qubits: int, gates: Sequence[Gate]) -> Plan:
    """Sort the gates into columns."""
    columns: list[list[list[int]]] = [[[] for _ in range(qubits)]]
    exchange: list[BasisGate | None] = [None]
    rotations: list[Gate] = []
    for gate in gates:
        if gate.kind in {"CNOT", "CZ"}:
            basis, last = _entangling(gate.kind, qubits, gate.control, gate.qubit), exchange[-1]
            exchange[-1] = basis if last is None else followed_by(last, basis)
            continue
        if exchange[-1] is not None:
            columns.append([[] for _ in range(qubits)])
            exchange.append(None)
        place = HADAMARD_AT
        if gate.kind == "R":
            place = ROTATIONS_FROM + len(rotations)
            rotations.append(gate)
        columns[-1][gate.qubit - 1].append(place)
    deepest = max(1, *(len(run) for column in columns for run in column))
    order = np.full((len(columns), qubits, deepest), IDENTITY_AT)
    for at, column in enumerate(columns):
        for qubit, run in enumerate(column):
            order[at, qubit, : len(run)] = run
    parameters = np.array([-1 if r.parameter is None else r.parameter for r in rotations], dtype=int)
    c, q, j = np.nonzero(order >= ROTATIONS_FROM)
    which = order[c, q, j] - ROTATIONS_FROM
    by_parameter = parameters[which] >= 0
    return Plan(
        qubits,
        np.stack(np.broadcast_arrays(*(np.atleast_1d(r.axis) for r in rotations)))
        if rotations
        else np.empty((0, 1), dtype=int),
        parameters,
        np.array([r.angle for r in rotations]),
        order,
        tuple(None if basis is None else _exchange(basis) for basis in exchange),
        tuple(2 ** (stop - start) for start, stop in pairwise([*range(0, qubits, GROUP), qubits])),
        (c[by_parameter], q[by_parameter], j[by_parameter], which[by_parameter]),
        np.unique(parameters[parameters >= 0]).size,
    )


@lru_cache(maxsize=256)
def _entangling(kind: str, qubits: int, control: int, target: int) -> BasisGate:
    return (controlled_not if kind == "CNOT" else controlled_z)(qubits, control, target)


def _exchange(basis: BasisGate) -> Exchange:
    sign = None if (basis.sign == 1).all() else basis.sign
    return Exchange(basis.source, np.argsort(basis.source), sign)


def exchanged(state: Array, gates: Exchange | None) -> Array:
    """state (draws, states) -> the same behind the entangling gates."""
    if gates is None:
        return state
    moved = state.take(gates.source, axis=1)
    return moved if gates.sign is None else moved * gates.sign


def exchanged_back(state: Array, gates: Exchange | None) -> Array:
    """state (draws, states) -> the same before the entangling gates."""
    if gates is None:
        return state
    return (state if gates.sign is None else state * gates.sign).take(gates.back, axis=1)


Rotation = Callable[[Array, Array], Array]
"""axis and angle (draws,) -> matrices (draws, 2, 2), as `simulator.ops.circuits.rotation_matrix`."""


def matrices(found: Plan, angles: Array, rotation: Rotation) -> Array:
    """All 2 by 2 matrices: identity, Hadamard, rotations. angles (draws, parameters) -> (places, draws, 2, 2)."""
    draws, rotations = angles.shape[0], found.fixed.size
    every = np.empty((ROTATIONS_FROM + rotations, draws, 2, 2), dtype=complex)
    every[IDENTITY_AT], every[HADAMARD_AT] = np.eye(2), HADAMARD
    if rotations:
        turns = np.repeat(found.fixed[:, None], draws, axis=1)  # (rotations, draws)
        learned = found.parameters >= 0
        turns[learned] = angles.T[found.parameters[learned]]
        axes = np.broadcast_to(found.axes, turns.shape)
        every[ROTATIONS_FROM:] = rotation(axes.ravel(), turns.ravel()).reshape(rotations, draws, 2, 2)
    return every


def behind(found: Plan, every: Array) -> Array:
    """What follows each gate on its qubit in its column. -> (deepest + 1, columns, qubits, draws, 2, 2).

    Entry 0 is the whole column of a qubit, entry j + 1 what follows gate j; the last is the identity.
    """
    chosen = np.moveaxis(every[found.order], 2, 0)  # (deepest, columns, qubits, draws, 2, 2)
    after = np.empty((chosen.shape[0] + 1, *chosen.shape[1:]), dtype=complex)
    after[-1], after[-2] = np.eye(2), chosen[-1]
    for j in range(chosen.shape[0] - 2, -1, -1):
        np.matmul(after[j + 1], chosen[j], out=after[j])
    return after


def grouped(found: Plan, columns: Array) -> list[Array]:
    """Kronecker products of each group. columns (columns, qubits, draws, 2, 2) -> (columns, draws, size, size)."""
    whole = found.qubits // GROUP
    products: list[Array] = []
    if whole:
        together = columns[:, : whole * GROUP].reshape(-1, GROUP, *columns.shape[2:])
        product = _kronecker(together)
        products += list(np.moveaxis(product.reshape(-1, whole, *product.shape[1:]), 1, 0))
    if found.qubits % GROUP:
        products.append(_kronecker(columns[:, whole * GROUP :]))
    return products


def _kronecker(columns: Array) -> Array:
    """The product of all qubits. columns (columns, qubits, draws, 2, 2) -> (columns, draws, size, size)."""
    qubits = columns.shape[1]
    if qubits == 1:
        return columns[:, 0]
    left, right = _kronecker(columns[:, : qubits // 2]), _kronecker(columns[:, qubits // 2 :])
    size = left.shape[-1] * right.shape[-1]
    product = left[..., :, None, :, None] * right[..., None, :, None, :]
    return np.asarray(product.reshape(*left.shape[:2], size, size))


def turned(state: Array, products: Sequence[Array]) -> Array:
    """A column on each state. state (draws, states), products (draws, size, size) each -> (draws, states)."""
    draws, states = state.shape
    if draws == 1 and len(products) == 2:  # `dot` of two matrices takes two thirds of the time of `matmul`
        (left, right), size = products, products[0].shape[-1]
        both = np.dot(np.dot(left[0], state.reshape(size, -1)), right[0].T)
        return np.asarray(both.reshape(1, states))
    before, rest = 1, states
    for product in products:
        size = product.shape[-1]
        rest //= size
        if before == 1:
            state = np.matmul(product, state.reshape(draws, size, rest))
        elif rest == 1:
            state = np.matmul(state.reshape(draws, before, size), product.swapaxes(-1, -2))
        else:
            state = np.matmul(product[:, None], state.reshape(draws, before, size, rest))
        before *= size
    return state.reshape(draws, states)


def states(found: Plan, products: Sequence[Array], draws: int) -> tuple[Array, Array]:
    """From |00...0> on. -> the states behind each column (columns, draws, states), and the last (draws, states)."""
    columns = len(found.exchange)
    kept = np.empty((columns, draws, 2**found.qubits), dtype=complex)
    state = np.zeros((draws, 2**found.qubits), dtype=complex)
    state[:, 0] = 1.0
    for after, exchange, *column in zip(kept, found.exchange, *products, strict=True):
        after[...] = turned(state, column)
        state = exchanged(after, exchange)
    return kept, state


def final_state(found: Plan, angles: Array, rotation: Rotation) -> Array:
    """The state at the end. angles (draws, parameters) -> (draws, states)."""
    products = grouped(found, behind(found, matrices(found, angles, rotation))[0])
    state = np.zeros((angles.shape[0], 2**found.qubits), dtype=complex)
    state[:, 0] = 1.0
    for exchange, *column in zip(found.exchange, *products, strict=True):
        state = exchanged(turned(state, column), exchange)
    return state


class Adjoint(NamedTuple):
    """What a forward and a backward pass found."""

    state: Array  # (draws, states)
    expectation: Array  # (draws,)
    gradient: Array  # (draws, parameters)


def adjoint(found: Plan, observable: Array, angles: Array, rotation: Rotation) -> Adjoint:
    """Cost and gradient of each draw. observable (states,) diagonal, angles (draws, parameters)."""
    after = behind(found, matrices(found, angles, rotation))
    products = grouped(found, after[0])
    kets, state = states(found, products, angles.shape[0])
    value = (state.real**2 + state.imag**2) @ observable
    bras = _back(found, products, state * observable)
    gradient = np.zeros(angles.shape)
    _add_gradients(found, after, transitions(found, bras, kets), gradient)
    return Adjoint(state, value, gradient)


def _back(found: Plan, products: Sequence[Array], bra: Array) -> Array:
    """The bra vectors behind each column. bra (draws, states) at the end -> (columns, draws, states)."""
    undo = [product.conj().swapaxes(-1, -2) for product in products]
    kept = np.empty((len(found.exchange), *bra.shape), dtype=complex)
    for c in range(len(found.exchange) - 1, -1, -1):
        kept[c] = exchanged_back(bra, found.exchange[c])
        if c:
            bra = turned(kept[c], [one[c] for one in undo])
    return kept


def transitions(found: Plan, bras: Array, kets: Array) -> Array:
    """Each qubit's transition matrix, of conj(bra_i) ket_j over the others. -> (columns, draws, qubits, 2, 2)."""
    lead, sizes = bras.shape[:2], found.sizes
    matrices_of, conjugated = [], bras.conj()
    for g, size in enumerate(sizes):
        before, rest = prod(sizes[:g]), prod(sizes[g + 1 :])
        left, right = (v.reshape(*lead, before, size, rest) for v in (conjugated, kets))
        if rest == 1:
            pair = np.matmul(left[..., 0].swapaxes(-1, -2), right[..., 0])
        else:
            pair = np.matmul(left, right.swapaxes(-1, -2)).sum(axis=-3)  # (columns, draws, size, size)
        matrices_of.append(np.dot(pair.reshape(-1, size * size), _partial_traces(size)))
    return np.concatenate(matrices_of, axis=1).reshape(*lead, found.qubits, 2, 2)


@lru_cache(maxsize=GROUP)
def _partial_traces(size: int) -> Array:
    """What takes a matrix of some qubits, row by row, to the 2 by 2 matrix of each. -> (size^2, qubits 4)."""
    qubits, place = size.bit_length() - 1, np.arange(size)
    select = np.zeros((size, size, qubits, 2, 2), dtype=complex)
    for q in range(qubits):
        bit = (place >> (qubits - 1 - q)) & 1
        others = place & ~(1 << (qubits - 1 - q))
        row, column = np.nonzero(others[:, None] == others[None, :])
        select[row, column, q, bit[row], bit[column]] = 1.0
    return select.reshape(size * size, qubits * 4)


def _add_gradients(found: Plan, after: Array, transition: Array, gradient: Array) -> None:
    """Im of the sum over i, j of (V P V^-1)_ij times the transition matrix, for each angle that is a parameter."""
    c, q, j, which = found.learned
    v = after[j + 1, c, q]  # (rotations, draws, 2, 2)
    turned_pauli = v @ PAULI[found.axes[which]] @ v.conj().swapaxes(-1, -2)
    each = (turned_pauli * transition[c, :, q]).imag.sum(axis=(-2, -1))  # (rotations, draws)
    at = found.parameters[which]
    if at.size == found.distinct:
        gradient[:, at] = each.T
    else:
        np.add.at(gradient.T, at, each)  # an angle turns several gates
