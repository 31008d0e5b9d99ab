"""The circuits of `circuit`: given gate by gate, or layers of rotations and entangling gates."""

from math import pi

import numpy as np

from simulator.arrays import Array
from simulator.experiments.circuit_parameters import MOST_QUBITS, Ansatz, CircuitParameters, Cost
from simulator.experiments.circuit_pass import Circuit, Gate
from simulator.ops.circuits import bits
from simulator.streams import stream

AXES = {"RX": np.array(0), "RY": np.array(1), "RZ": np.array(2)}


def observable(cost: Cost, qubits: int) -> Array:
    """The diagonal of what is measured. -> (2^qubits,)."""
    z = np.stack([1.0 - 2.0 * bits(qubits, qubit) for qubit in range(1, qubits + 1)])  # (qubits, states)
    if cost == "z_first":
        return np.asarray(z[0])
    if cost == "zz_first":
        return np.asarray(z[0] * z[1])
    if cost == "z_mean":
        return np.asarray(z.mean(axis=0))
    if cost == "z_all":
        return np.asarray(z.prod(axis=0))
    if cost == "zero_mean":
        return np.asarray((1.0 - z.mean(axis=0)) / 2.0)
    return (np.arange(2**qubits) > 0).astype(float)


def layered(ansatz: Ansatz, qubits: int, layers: int, axes: Array) -> tuple[Gate, ...]:
    """Layers of rotations and entangling gates. axes, for `random`: (layers, qubits) or (layers, qubits, draws)."""
    gates: list[Gate] = []
    count = 0
    if ansatz == "random":
        gates += [Gate("R", q, axis=AXES["RY"], angle=pi / 4) for q in range(1, qubits + 1)]
    for layer in range(layers):
        for qubit in range(1, qubits + 1):
            turns = (
                [axes[layer, qubit - 1]] if ansatz == "random" else [AXES["RY"], AXES["RZ"]]
            )  # one rotation a qubit, or two
            for axis in turns:
                gates.append(Gate("R", qubit, axis=np.asarray(axis), parameter=count))
                count += 1
        kind = "CZ" if ansatz == "random" else "CNOT"
        gates += [Gate(kind, qubit + 1, control=qubit) for qubit in range(1, qubits)]  # type: ignore[arg-type]
    return tuple(gates)


def drawn_layer(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Uniform on (-1, 1), for all 12 qubits, so that fewer qubits have the same numbers. -> (..., 12, 2)."""
    return np.asarray(2.0 * rng.random((*shape, MOST_QUBITS, 2)) - 1.0)


def drawn_axes(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """X, Y or Z with the same chance, for all 12 qubits. -> (..., 12) of 0, 1, 2."""
    return rng.integers(3, size=(*shape, MOST_QUBITS), dtype=np.int8)


def build(p: CircuitParameters, seed: int) -> tuple[Circuit, Array]:
    """The circuit, and its angles (parameters,), drawn where they are not given."""
    rng, axis_rng = stream(seed, "weights"), stream(seed, "inputs")
    measured = observable(p.cost, p.qubits)
    if p.gates is not None:
        return _given(p, rng, measured)
    axes = np.stack([drawn_axes(axis_rng, ()) for _ in range(p.layers)])  # (layers, 12)
    gates = layered(p.ansatz, p.qubits, p.layers, axes)
    if p.angles is not None:
        return Circuit(p.qubits, gates, measured), np.array(p.angles, dtype=float)
    turns = 2 if p.ansatz == "hardware_efficient" else 1
    drawn = np.stack([drawn_layer(rng, ())[: p.qubits, :turns] for _ in range(p.layers)])
    return Circuit(p.qubits, gates, measured), p.angle_range * drawn.ravel()


def _given(p: CircuitParameters, rng: np.random.Generator, measured: Array) -> tuple[Circuit, Array]:
    gates: list[Gate] = []
    angles: list[float] = []
    for one in p.gates or ():
        if one.gate in AXES:
            drawn = p.angle_range * (2.0 * rng.random() - 1.0)
            gates.append(Gate("R", one.qubit, axis=AXES[one.gate], parameter=len(angles)))
            angles.append(drawn if one.angle is None else one.angle)
        elif one.gate == "H":
            gates.append(Gate("H", one.qubit))
        else:
            gates.append(Gate(one.gate, one.qubit, control=one.control or 0))  # type: ignore[arg-type]
    return Circuit(p.qubits, tuple(gates), measured), np.array(angles, dtype=float)
