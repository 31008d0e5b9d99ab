"""Learners' mistakes with circuits, each as one rule that is wrong."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from simulator.arrays import Array
from simulator.experiments.circuit_pass import Circuit, Gates, Rules
from simulator.ops import circuits
from simulator.ops.circuits import RotationCache

SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "forgotten_half": "The shift rule is used without its divisor: the whole difference, not half of it.",
        "divided_by_distance": "The shift is taken for a small step: the difference is divided by its length 2s.",
        "whole_angle": "The rotation turns by the whole angle t where it is exp(-i t P/2), by half of it.",
        "reversed_gates": "The gates are applied from the last to the first.",
        "swapped_control": "Control and target of CNOT are exchanged.",
        "forgotten_entanglers": "CNOT and CZ are left out: the qubits stay independent.",
        "amplitude_not_squared": "The size of an amplitude is taken for its probability, without the square.",
        "not_conjugated": "The backward pass undoes a rotation with R itself, not with its conjugate transpose.",
    }
)


def _whole_angle(axis: Array, angle: Array) -> Array:
    return circuits.rotation_matrix(axis, 2.0 * angle)


def _not_squared(state: Array, observable: Array) -> Array:
    return np.asarray(np.abs(state) @ observable)


def _not_conjugated(bra: Array, state: Array, cache: RotationCache) -> tuple[Array, Array, Array]:
    _, _, dangle = circuits.rotation_backward(bra, state, cache)
    again = cache.matrix
    return (
        circuits.apply_matrix(bra, again, cache.qubit),
        circuits.apply_matrix(state, again, cache.qubit),
        dangle,
    )


def _swapped(gates: Gates) -> Gates:
    return tuple(
        gate._replace(qubit=gate.control, control=gate.qubit) if gate.kind == "CNOT" else gate
        for gate in gates
    )


def _alone(gates: Gates) -> Gates:
    return tuple(gate for gate in gates if gate.kind in {"R", "H"})


RULES: Final[Mapping[str, Callable[[Rules], Rules]]] = MappingProxyType(
    {
        "forgotten_half": lambda rules: rules._replace(shift=lambda up, down, s: (up - down) / np.sin(s)),
        "divided_by_distance": lambda rules: rules._replace(shift=lambda up, down, s: (up - down) / (2 * s)),
        "whole_angle": lambda rules: rules._replace(rotation_matrix=_whole_angle),
        "reversed_gates": lambda rules: rules._replace(read=lambda gates: gates[::-1]),
        "swapped_control": lambda rules: rules._replace(read=_swapped),
        "forgotten_entanglers": lambda rules: rules._replace(read=_alone),
        "amplitude_not_squared": lambda rules: rules._replace(expectation=_not_squared),
        "not_conjugated": lambda rules: rules._replace(rotation_backward=_not_conjugated),
    }
)


def mutants(rules: Rules, circuit: Circuit) -> dict[str, Rules]:
    """The mutated rules for each mistake that fits."""
    kinds = {gate.kind for gate in circuit.gates}
    needs = {
        "swapped_control": "CNOT" in kinds,
        "forgotten_entanglers": bool(kinds & {"CNOT", "CZ"}),
        "reversed_gates": len(circuit.gates) > 1,
    }
    turned = any(gate.parameter is not None for gate in circuit.gates)
    for name in ("forgotten_half", "divided_by_distance", "whole_angle", "not_conjugated"):
        needs[name] = turned
    return {name: change(rules) for name, change in RULES.items() if needs.get(name, True)}
