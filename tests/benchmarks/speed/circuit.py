"""A circuit of 8 qubits and 20 layers of RY, RZ and a chain of CNOT: cost, and the gradient of all 320 angles."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.experiments.circuit_build import layered, observable
from simulator.fast import circuits as fast
from simulator.ops.circuits import controlled_not, followed_by, rotation_matrix
from tests.benchmarks.speed.workload import OURS, Job, Workload, installed

QUBITS, LAYERS = 8, 20


def workloads() -> list[Workload]:
    """The job of the bars; the norms are those of each layer's angles."""
    angles = np.random.default_rng(0).uniform(-np.pi, np.pi, (LAYERS, QUBITS, 2))
    gates = layered("hardware_efficient", QUBITS, LAYERS, np.zeros((LAYERS, QUBITS)))
    measured = observable("z_mean", QUBITS)
    found = fast.plan(QUBITS, gates)

    def ours() -> tuple[float, Any]:
        done = fast.adjoint(found, measured, angles.reshape(1, -1), rotation_matrix)
        return float(done.expectation[0]), _norms(done.gradient)

    jobs: dict[str, Job] = {OURS: ours}
    if installed("torch"):
        jobs["torch"] = _torch(angles, measured)
    if installed("jax"):
        jobs["jax"] = _jax(angles, measured)
    if installed("pennylane", "pennylane_lightning"):
        jobs["pennylane"] = _pennylane(angles)
        jobs["pennylane, device alone"] = _pennylane_device(angles)
    name = f"circuit of {QUBITS} qubits, depth {LAYERS}"
    return [Workload(name, jobs, {"torch": 15.0, "jax": 1.0, "pennylane": 50.0}, 0.0, 0.0, 20)]


def _norms(gradient: Any) -> Any:
    return np.linalg.norm(np.asarray(gradient).reshape(LAYERS, -1), axis=1)


def _chain() -> Any:
    """Where each basis state comes from behind the chain of CNOT."""
    gate = controlled_not(QUBITS, 1, 2)
    for qubit in range(2, QUBITS):
        gate = followed_by(gate, controlled_not(QUBITS, qubit, qubit + 1))
    return gate.source


def _torch(angles: Any, measured: Any) -> Job:
    """RY and RZ of a qubit as one matrix, qubit by qubit; the chain of CNOT as one exchange of amplitudes."""
    import torch

    learned = torch.tensor(angles, requires_grad=True)
    diagonal, source = torch.tensor(measured), torch.tensor(_chain())

    def job() -> tuple[float, Any]:
        state = torch.zeros(2**QUBITS, dtype=torch.complex128)
        state[0] = 1.0
        cos, sin = torch.cos(0.5 * learned[..., 0]), torch.sin(0.5 * learned[..., 0])
        phase = torch.exp(-0.5j * learned[..., 1])
        upper = torch.stack([phase * cos, -phase * sin], -1)
        lower = torch.stack([phase.conj() * sin, phase.conj() * cos], -1)
        matrices = torch.stack([upper, lower], -2)
        for layer in range(LAYERS):
            for qubit in range(QUBITS):
                state = torch.matmul(matrices[layer, qubit], state.view(2**qubit, 2, -1)).reshape(-1)
            state = state[source]
        cost = (state.abs() ** 2 * diagonal).sum()
        return cost.item(), _norms(torch.autograd.grad(cost, learned)[0].numpy())

    return job


def _jax(angles: Any, measured: Any) -> Job:
    import jax
    import jax.numpy as jnp

    learned, diagonal, source = map(jnp.asarray, (angles, measured, _chain()))

    def cost(angles: Any) -> Any:
        cos, sin = jnp.cos(0.5 * angles[..., 0]), jnp.sin(0.5 * angles[..., 0])
        phase = jnp.exp(-0.5j * angles[..., 1])
        upper = jnp.stack([phase * cos, -phase * sin], -1)
        lower = jnp.stack([phase.conj() * sin, phase.conj() * cos], -1)

        def layer(state: Any, matrices: Any) -> Any:
            for qubit in range(QUBITS):
                state = jnp.matmul(matrices[qubit], state.reshape(2**qubit, 2, -1)).reshape(-1)
            return state[source], None

        start = jnp.zeros(2**QUBITS, dtype=complex).at[0].set(1.0)
        state, _ = jax.lax.scan(layer, start, jnp.stack([upper, lower], -2))
        return (jnp.abs(state) ** 2 * diagonal).sum()

    compiled = jax.jit(jax.value_and_grad(cost))

    def job() -> tuple[float, Any]:
        value, gradient = compiled(learned)
        return float(value), _norms(gradient)

    return job


def _mean_z() -> Any:
    import pennylane as qml

    return qml.Hamiltonian([1.0 / QUBITS] * QUBITS, [qml.PauliZ(qubit) for qubit in range(QUBITS)])


def _pennylane(angles: Any) -> Job:
    """Its fastest simulator and method, as its users call it."""
    import pennylane as qml
    from pennylane import numpy as learned_numbers

    mean, learned = _mean_z(), learned_numbers.array(angles, requires_grad=True)

    @qml.qnode(qml.device("lightning.qubit", wires=QUBITS), diff_method="adjoint")  # type: ignore[untyped-decorator,unused-ignore]
    def cost(angles: Any) -> Any:
        for layer in range(LAYERS):
            for qubit in range(QUBITS):
                qml.RY(angles[layer, qubit, 0], wires=qubit)
                qml.RZ(angles[layer, qubit, 1], wires=qubit)
            for qubit in range(QUBITS - 1):
                qml.CNOT(wires=[qubit, qubit + 1])
        return qml.expval(mean)

    gradient = qml.grad(cost)

    def job() -> tuple[float, Any]:
        found = gradient(learned)
        return float(gradient.forward), _norms(found)

    return job


def _pennylane_device(angles: Any) -> Job:
    """The same simulator asked directly with a finished circuit: no tracing of the circuit is timed."""
    import pennylane as qml
    from pennylane.devices import ExecutionConfig

    device, mean = qml.device("lightning.qubit", wires=QUBITS), _mean_z()
    config = ExecutionConfig(gradient_method="adjoint", use_device_gradient=True)
    gates = []
    for layer in angles:
        for qubit, (y, z) in enumerate(layer):
            gates += [qml.RY(y, wires=qubit), qml.RZ(z, wires=qubit)]
        gates += [qml.CNOT(wires=[qubit, qubit + 1]) for qubit in range(QUBITS - 1)]
    tape = qml.tape.QuantumScript(gates, [qml.expval(mean)], trainable_params=range(angles.size))

    def job() -> tuple[float, Any]:
        (value,), (gradient,) = device.execute_and_compute_derivatives([tape], config)
        return float(value), _norms(gradient)

    return job
