"""The parameters of `circuit`: gates given or a layered circuit drawn, a cost, and the study of its gradient."""

from math import pi
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from simulator.parameters import Parameters, Real, Whole

MOST_QUBITS, MOST_GATES, MOST_LAYERS, LONGEST_STUDY = 12, 200, 100, 200
MOST_WORK = 2 * 10**8
"""Updates of an amplitude that a run may take: about a second."""

GATE_COST, MATRIX_COST = 1_500, 50
"""What a gate, and the matrix of one rotation, cost beside the amplitudes, counted in updates (measured)."""

CURVE_POINTS = 61

Ansatz: TypeAlias = Literal["hardware_efficient", "random"]
Cost: TypeAlias = Literal["z_first", "zz_first", "z_mean", "z_all", "zero_mean", "zero_all"]
Qubit = Annotated[int, Field(strict=True, ge=1, le=MOST_QUBITS)]
Angle = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-100, le=100)]
Depth = Annotated[int, Field(strict=True, ge=1, le=LONGEST_STUDY)]


class GateParameters(Parameters):
    """One gate of an explicit circuit."""

    gate: Literal["RX", "RY", "RZ", "H", "CNOT", "CZ"] = Field(description="Which gate.")
    qubit: Qubit = Field(description="The qubit it acts on, from 1; the target of CNOT and CZ.")
    control: Qubit | None = Field(None, description="The control of CNOT and CZ.")
    angle: Angle | None = Field(None, description="Angle of a rotation in radians. Left out: drawn.")


class CircuitParameters(Parameters):
    """A circuit, its cost, and how its gradient is studied."""

    qubits: Qubit = Field(3, description="Number of qubits, 1 to 12. They start as |00...0>.")
    gates: Annotated[tuple[GateParameters, ...], Field(min_length=1, max_length=MOST_GATES)] | None = Field(
        None,
        description="Gates in order, {gate, qubit, control, angle}; rotations are parameters. Left out: layers.",
    )
    ansatz: Ansatz = Field(
        "hardware_efficient",
        description="Layers where gates are left out: RY and RZ on each qubit, then CNOT from each to the next; "
        "or `random`, as McClean et al. (2018): RY(pi/4) on each once, then layers of a rotation about a drawn "
        "axis on each and CZ between neighbors.",
    )
    layers: Whole = Field(2, ge=1, le=MOST_LAYERS, description="Number of layers where gates are left out.")
    angles: Annotated[tuple[Angle, ...], Field(min_length=1, max_length=MOST_LAYERS * 24)] | None = Field(
        None,
        description="Angles of the layered circuit in order, layer by layer, qubit by qubit. Left out: drawn.",
    )
    angle_range: Real = Field(
        pi,
        gt=0,
        le=pi,
        description="Drawn angles are uniform on (-angle_range, angle_range). Default pi. A small one starts near "
        "the identity, one of the ways around a barren plateau.",
    )
    cost: Cost = Field(
        "z_first",
        description="What is measured: Z of qubit 1; Z1 Z2; the mean of all Z (local); the product of all Z "
        "(global); 1 - the mean chance of a 0 (local); 1 - the chance of all zeros (global).",
    )
    shift: Real = Field(
        pi / 2,
        gt=0,
        lt=pi,
        description="Shift s of (E(t + s) - E(t - s)) / (2 sin s). Default pi/2, where the divisor is 2.",
    )
    draws: Whole = Field(
        200,
        ge=0,
        le=20_000,
        description="Drawn circuits for the variance of one gradient. 0: no such study. It always draws layers.",
    )
    study_qubits: Annotated[tuple[Qubit, ...], Field(min_length=1, max_length=11)] = Field(
        (2, 3, 4, 5, 6), description="Numbers of qubits in the study of the variance."
    )
    study_depths: Annotated[tuple[Depth, ...], Field(min_length=1, max_length=12)] = Field(
        (1, 5, 20), description="Numbers of layers in the study of the variance."
    )
    gradient_of: Literal["first", "middle"] = Field(
        "middle", description="Angle of the study: that of qubit 1 in the first or in the middle layer."
    )

    @model_validator(mode="after")
    def _agree(self) -> "CircuitParameters":
        for number, gate in enumerate(self.gates or ()):
            self._check_gate(number, gate)
        if self.gates is not None and self.angles is not None:
            raise ValueError("angles must be left out where gates are given: these have their own")
        if self.angles is not None and len(self.angles) != self.parameters:
            raise ValueError(
                f"angles must be {self.parameters} numbers for this circuit, got {len(self.angles)}"
            )
        if self.cost == "zz_first" and self.qubits < 2:
            raise ValueError("cost must not be zz_first for a single qubit, got qubits 1")
        if self.draws and self.cost == "zz_first" and min(self.study_qubits) < 2:
            raise ValueError("study_qubits must be at least 2 for the cost zz_first, got 1")
        for name, listed in (("study_qubits", self.study_qubits), ("study_depths", self.study_depths)):
            if list(listed) != sorted(set(listed)):
                raise ValueError(f"{name} must be in increasing order without repeats, got {list(listed)}")
        if self.draws == 1:
            raise ValueError("draws must be 0 or at least 2, since one gradient has no variance, got 1")
        if self.work > MOST_WORK:
            raise ValueError(
                f"layers must keep the work on the circuit and its study at or below {MOST_WORK} updates of an "
                f"amplitude, got {self.work}; take fewer qubits, layers, gates or draws"
            )
        return self

    def _check_gate(self, number: int, gate: GateParameters) -> None:
        where, two = f"gates[{number}]", gate.gate in {"CNOT", "CZ"}
        if max(gate.qubit, gate.control or 0) > self.qubits:
            got = max(gate.qubit, gate.control or 0)
            raise ValueError(f"{where} must act on qubits from 1 to {self.qubits}, got {got}")
        if two and gate.control is None:
            raise ValueError(f"{where} must have a control, as {gate.gate} does")
        if two and gate.control == gate.qubit:
            raise ValueError(f"{where} must have a control that is not its target, got {gate.qubit} for both")
        if not two and gate.control is not None:
            raise ValueError(f"{where} must not have a control, as {gate.gate} has none, got {gate.control}")
        if gate.angle is not None and not gate.gate.startswith("R"):
            raise ValueError(f"{where} must not have an angle, as {gate.gate} has none, got {gate.angle:g}")

    @property
    def parameters(self) -> int:
        """The number of angles of the circuit."""
        if self.gates is not None:
            return sum(gate.gate.startswith("R") for gate in self.gates)
        return self.layers * self.qubits * (2 if self.ansatz == "hardware_efficient" else 1)

    @property
    def work(self) -> int:
        """Updates of an amplitude, roughly: by shift of every angle, along a curve, and in the study."""
        gates = len(self.gates) if self.gates is not None else self.parameters + self.layers + self.qubits
        states: int = 1 << self.qubits
        own: int = (2 * self.parameters + CURVE_POINTS + 8) * gates * states + 10 * gates * GATE_COST
        each = 2 if self.ansatz == "hardware_efficient" else 1
        study: int = sum(
            depth * (each * n + 1) * (2 * self.draws * ((1 << n) + MATRIX_COST) + GATE_COST)
            for n in self.study_qubits
            for depth in self.study_depths
        )
        return own + (study if self.draws else 0)
