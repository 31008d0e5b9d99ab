"""How the gradient of a drawn circuit spreads, against the number of qubits and the depth: the barren plateau."""

from typing import NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array, safe_variance
from simulator.experiments.circuit_build import drawn_axes, drawn_layer, layered, observable
from simulator.experiments.circuit_parameters import CircuitParameters
from simulator.experiments.circuit_pass import Circuit, Rules, expectations
from simulator.streams import stream


class Study(NamedTuple):
    """Mean, variance and standard error of the variance of one gradient, over many drawn circuits."""

    mean: Array  # (qubits, depths)
    variance: Array  # (qubits, depths)
    error: Array  # (qubits, depths)


Costs: TypeAlias = dict[tuple[int, int], tuple[Array, Array]]
"""For each number of qubits and of layers the costs (draws,) with the angle moved up, and moved down."""


def shifted_costs(p: CircuitParameters, seed: int, rules: Rules) -> Costs:
    """Draw circuits of each size and run them. Smaller ones are cut from the same draws; none where draws is 0."""
    if not p.draws:
        return {}
    rng, axis_rng = stream(seed, "targets"), stream(seed, "biases")
    deepest = max(p.study_depths)
    widest, turns = max(p.study_qubits), 2 if p.ansatz == "hardware_efficient" else 1
    # angles (layers, draws, widest, turns), axes (layers, draws, widest)
    angles = np.stack([drawn_layer(rng, (p.draws,))[:, :widest, :turns] for _ in range(deepest)])
    axes = np.stack([drawn_axes(axis_rng, (p.draws,))[:, :widest] for _ in range(deepest)])
    return {
        (qubits, depth): _pair(p, qubits, angles[:depth], axes[:depth], rules)
        for qubits in p.study_qubits
        for depth in p.study_depths
    }


def study(p: CircuitParameters, costs: Costs, rules: Rules) -> Study:
    """The gradients of the drawn circuits by parameter shift, and how they spread; empty where draws is 0."""
    shape = (len(p.study_qubits), len(p.study_depths)) if p.draws else (0, 0)
    found = Study(np.empty(shape), np.empty(shape), np.empty(shape))
    for row, qubits in enumerate(p.study_qubits if p.draws else ()):
        for column, depth in enumerate(p.study_depths):
            gradients = rules.shift(*costs[qubits, depth], p.shift)
            variance = safe_variance(gradients)
            fourth = float(np.mean((gradients - gradients.mean()) ** 4))
            found.mean[row, column] = gradients.mean()
            found.variance[row, column] = variance
            found.error[row, column] = np.sqrt(max(fourth - variance * variance, 0.0) / p.draws)
    return found


def _pair(p: CircuitParameters, qubits: int, drawn: Array, axes: Array, rules: Rules) -> tuple[Array, Array]:
    """One size, the angle moved up and down. drawn (layers, draws, widest, turns) -> costs (draws,) twice."""
    depth, turns = drawn.shape[0], drawn.shape[3]
    twice = np.concatenate([axes, axes], axis=1)  # (layers, 2 draws, widest)
    gates = layered(p.ansatz, qubits, depth, np.moveaxis(twice, 2, 1))
    circuit = Circuit(qubits, gates, observable(p.cost, qubits))
    flat = np.moveaxis(drawn[:, :, :qubits], 1, 0).reshape(p.draws, -1)  # (draws, parameters)
    moved = np.concatenate([p.angle_range * flat, p.angle_range * flat])
    at = (0 if p.gradient_of == "first" else depth // 2) * qubits * turns
    moved[: p.draws, at] += p.shift
    moved[p.draws :, at] -= p.shift
    values = expectations(circuit, moved, rules)
    return values[: p.draws], values[p.draws :]


def two_design_variance(p: CircuitParameters, qubits: int) -> float:
    """The variance if the circuit around the angle were random enough: a unitary 2-design.

    With d = 2^qubits and O the observable less its mean, it is
        Tr(O^2) d / (2 (d + 1) (d^2 - 1))        in a middle layer: both what comes before and after is a 2-design
        Tr(O^2) (1 - <P>^2) / (2 (d^2 - 1))      in the first layer: only what comes after is one
    where <P>^2 is that of the state before the rotation: 0 for RY on |0>, and on average 1/3 for a drawn axis
    after RY(pi/4).
    Source: integrals of McClean et al., Nature Communications 9, 4812 (2018), worked out for exp(-i t P / 2).
    """
    d = 2.0**qubits
    o = observable(p.cost, qubits)
    squares = float(np.sum((o - o.mean()) ** 2))
    if p.gradient_of == "middle":
        return squares * d / (2.0 * (d + 1.0) * (d * d - 1.0))
    known = 0.0 if p.ansatz == "hardware_efficient" else 1.0 / 3.0
    return squares * (1.0 - known) / (2.0 * (d * d - 1.0))
