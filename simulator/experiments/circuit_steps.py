"""The steps of a circuit: the state after each gate, the cost, each gradient, and how it spreads."""

from collections.abc import Iterator
from math import pi
from typing import Any, NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.circuit_parameters import CircuitParameters
from simulator.experiments.circuit_pass import Circuit, Gate, Rules, apply, compiled
from simulator.latex import dot, factor, left_out, number, signed
from simulator.ops.circuits import zero_state
from simulator.trace import Measurements, Step, value_of

MOST_QUBITS_TOLD, MOST_GATES_TOLD, MOST_ANGLES_TOLD, MOST_TERMS = 3, 40, 12, 8
NAMES = ("RX", "RY", "RZ")
SYMBOLS = (r"R_X", r"R_Y", r"R_Z")
OBSERVABLES = {
    "z_first": "Z_1",
    "zz_first": "Z_1 Z_2",
    "z_mean": r"\frac{1}{n} \sum_j Z_j",
    "z_all": r"Z_1 Z_2 \cdots Z_n",
    "zero_mean": r"1 - \frac{1}{n} \sum_j |0\rangle\langle 0|_j",
    "zero_all": r"1 - |0 \cdots 0\rangle\langle 0 \cdots 0|",
}


class Told(NamedTuple):
    """What the steps are told from."""

    circuit: Circuit
    angles: Array  # (parameters,)
    state: Array  # (states,) at the end
    up: Array  # (parameters,) the cost with each angle moved up
    down: Array  # (parameters,) and down
    p: CircuitParameters
    measured: dict[str, Any]


def steps(told: Told) -> tuple[Step, ...]:
    """Gates, cost, gradients from the last angle to the first, then the study."""
    short = told.circuit.qubits <= MOST_QUBITS_TOLD and len(told.circuit.gates) <= MOST_GATES_TOLD
    return (
        *(_gates(told) if short else [_whole_state(told)]),
        _cost(told),
        *_gradients(told),
        *_study(told.p, told.measured),
    )


def ket(state: Array) -> str:
    r"""A state in LaTeX, its terms in the order of the basis: `0.9638\,|0\rangle - 0.2667i\,|1\rangle`."""
    qubits = int(state.size).bit_length() - 1
    shown = [k for k in range(state.size) if abs(state[k]) > 1e-12]
    text = ""
    for k in shown[:MOST_TERMS]:
        amplitude = complex(state[k])
        a, b = (0.0 if abs(part) <= 1e-12 else part for part in (amplitude.real, amplitude.imag))
        if a and b:
            written = f"+ ({number(a)} {signed(b)}i)"
        else:
            written = f"{signed(a or b)}{'i' if b else ''}"
        text += rf" {written}\,|{k:0{qubits}b}\rangle"
    return text.strip().removeprefix("+ ") + (r" + \cdots" if len(shown) > MOST_TERMS else "")


def _gates(told: Told) -> Iterator[Step]:
    rules, angles = Rules(), told.angles[None]
    state = zero_state(1, told.circuit.qubits)
    for number_, gate in enumerate(told.circuit.gates, start=1):
        part = compiled(told.circuit._replace(gates=(gate,)), rules)[0]
        state, _ = apply(state, part, angles, rules)
        before, after = rf"|\psi_{{{number_ - 1}}}\rangle", rf"|\psi_{{{number_}}}\rangle"
        value, left_out = value_of(np.abs(state[0]) ** 2)
        yield Step(
            _title(gate),
            "forward",
            rf"{after} = {_symbol(gate)} \, {before}",
            f"{after} = {ket(state[0])}",
            value,
            (state.shape[1],),
            None,
            "the value is the chance of each basis state" + (f"; {left_out}" if left_out else ""),
        )


def _title(gate: Gate) -> str:
    if gate.kind == "R":
        return f"{NAMES[int(gate.axis)]} on qubit {gate.qubit}"
    if gate.kind == "H":
        return f"H on qubit {gate.qubit}"
    return f"{gate.kind} from qubit {gate.control} to qubit {gate.qubit}"


def _symbol(gate: Gate) -> str:
    if gate.kind == "R":
        angle = number(gate.angle) if gate.parameter is None else rf"\theta_{{{gate.parameter + 1}}}"
        return f"{SYMBOLS[int(gate.axis)]}({angle})"
    if gate.kind == "H":
        return f"H_{{{gate.qubit}}}"
    return rf"\mathrm{{{gate.kind}}}_{{{gate.control}{gate.qubit}}}"


def _whole_state(told: Told) -> Step:
    value, left_out = value_of(np.abs(told.state) ** 2)
    count = len(told.circuit.gates)
    return Step(
        f"State after all {count} gates",
        "forward",
        rf"|\psi\rangle = U_{{{count}}} \cdots U_2 U_1 |0 \cdots 0\rangle",
        rf"|\psi\rangle = {ket(told.state)}",
        value,
        told.state.shape,
        None,
        "the value is the chance of each basis state" + (f"; {left_out}" if left_out else ""),
    )


def _cost(told: Told) -> Step:
    chances = np.abs(told.state) ** 2
    there = np.flatnonzero(chances > 1e-12)
    o, p = told.circuit.observable[there], chances[there]
    value = float(told.measured["expectation"])
    return Step(
        "Expectation of the cost",
        "forward",
        rf"E = \langle \psi | O | \psi \rangle = \sum_k o_k |\psi_k|^2, \quad O = {OBSERVABLES[told.p.cost]}",
        f"E = {dot(o, p, MOST_TERMS)} = {number(value)}",
        value,
        (),
        None,
        left_out(there.size, MOST_TERMS),
    )


def _gradients(told: Told) -> Iterator[Step]:
    count, s = told.angles.size, told.p.shift
    half = abs(s - pi / 2) < 1e-15
    by_shift = told.measured["gradient_shift"]
    for k in range(min(count, MOST_ANGLES_TOLD), 0, -1):
        left = rf"\frac{{\partial E}}{{\partial \theta_{{{k}}}}}"
        up, down, value = float(told.up[k - 1]), float(told.down[k - 1]), float(by_shift[k - 1])
        divisor = "2" if half else rf"(2 \cdot {number(np.sin(s))})"
        yield Step(
            f"Gradient by angle {k}, by parameter shift",
            "backward",
            rf"{left} = \frac{{E(\theta_{{{k}}} + s) - E(\theta_{{{k}}} - s)}}{{2 \sin s}}",
            f"{left} = ({number(up)} - {factor(down)}) / {divisor} = {number(value)}",
            value,
            (),
            None,
            f"{MOST_ANGLES_TOLD} of {count} angles told" if count > MOST_ANGLES_TOLD else None,
        )
    if count:
        gradient = np.array(told.measured["gradient"])
        value_, left_out = value_of(gradient)
        yield Step(
            "All gradients, by the adjoint backward pass",
            "backward",
            r"\frac{\partial E}{\partial \theta_k} = \operatorname{Im} \langle \lambda_k | P_k | \psi_k \rangle, "
            r"\quad \langle \lambda_{k-1} | = \langle \lambda_k | U_k",
            rf"\frac{{\partial E}}{{\partial \theta_1}} = {number(float(gradient[0]))}",
            value_,
            gradient.shape,
            None,
            left_out,
        )


def _study(p: CircuitParameters, m: Measurements) -> Iterator[Step]:
    """The variance at the largest depth for each number of qubits, then what a 2-design would give."""
    measured: dict[str, Any] = m
    depth = p.study_depths[-1]
    for row, qubits in enumerate(p.study_qubits if p.draws else ()):
        variance, error = measured["gradient_variance"][row][-1], measured["gradient_variance_error"][row][-1]
        left = r"\operatorname{Var}\left[\frac{\partial E}{\partial \theta}\right]"
        yield Step(
            f"Variance of a gradient: {qubits} qubit{'s' if qubits > 1 else ''}, {depth} layers",
            "backward",
            rf"{left} = \frac{{1}}{{N}} \sum_i \left(g_i - \bar g\right)^2",
            rf"{left} = {number(variance)}",
            float(variance),
            (),
            None,
            f"standard error {error:.2g}, over {p.draws} drawn circuits; a 2-design would have "
            f"{measured['two_design_variance'][row]:.4g}",
        )
