"""`circuit`: a quantum circuit as a state vector, its gradient in two ways, and the barren plateau."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from simulator.arrays import Array, plain
from simulator.experiment import Experiment, Outcome
from simulator.experiments.circuit_build import build
from simulator.experiments.circuit_mistakes import SAYS, mutants
from simulator.experiments.circuit_parameters import CURVE_POINTS, CircuitParameters
from simulator.experiments.circuit_pass import Circuit, Rules, adjoint, expectations, shifted_pairs
from simulator.experiments.circuit_steps import Told, steps
from simulator.experiments.circuit_variance import Costs, shifted_costs, study, two_design_variance
from simulator.ops.circuits import bits
from simulator.trace import Measurements, Series

MOST_CHANCES = 64
"""The chances of this many basis states are measured at most."""


class Problem(NamedTuple):
    """A circuit with its angles, and the study that is asked for."""

    circuit: Circuit
    angles: Array  # (parameters,)
    p: CircuitParameters
    seed: int


class AllCosts(NamedTuple):
    """What the shift rule is applied to."""

    own: tuple[Array, Array]  # (parameters,) with each angle moved up, and moved down
    drawn: Costs  # of the study


def all_costs(problem: Problem, rules: Rules) -> AllCosts:
    """Forward passes of the circuit and of those of the study."""
    circuit, angles, p, seed = problem
    return AllCosts(shifted_pairs(circuit, angles, p.shift, rules), shifted_costs(p, seed, rules))


def measure(problem: Problem, rules: Rules, costs: AllCosts) -> Measurements:
    """The circuit once, its gradients in both ways, and the study of the costs, under the rules."""
    circuit, angles, p, _ = problem
    done = adjoint(circuit, angles[None], rules)
    up, down = costs.own
    by_shift, gradient = rules.shift(up, down, p.shift), done.gradient[0]
    chances = np.abs(done.state[0]) ** 2
    ones = [float(chances @ bits(circuit.qubits, qubit)) for qubit in range(1, circuit.qubits + 1)]
    found = study(p, costs.drawn, rules)
    theory = [two_design_variance(p, qubits) for qubits in p.study_qubits] if p.draws else []
    return {
        "angle": plain(angles),
        "expectation": float(done.expectation[0]),
        "gradient": plain(gradient),
        "gradient_shift": plain(by_shift),
        "largest_difference": float(np.max(np.abs(gradient - by_shift))) if angles.size else 0.0,
        "cost_up": plain(up),
        "cost_down": plain(down),
        "probability": plain(chances[:MOST_CHANCES]),
        "z": plain([1.0 - 2.0 * one for one in ones]),
        "gradient_mean": plain(found.mean),
        "gradient_variance": plain(found.variance),
        "gradient_variance_error": plain(found.error),
        "two_design_variance": plain(theory),
        "factor_per_qubit": _factor(p, found.variance),
    }


def _factor(p: CircuitParameters, variance: Array) -> float:
    """By what factor the variance at the largest depth changes with each further qubit: a line through its logs."""
    if not p.draws or len(p.study_qubits) < 2 or not np.all(variance[:, -1] > 0):
        return float("nan")
    return float(np.exp(np.polyfit(np.array(p.study_qubits, dtype=float), np.log(variance[:, -1]), 1)[0]))


def _mutate(problem: Problem, rules: Rules, costs: AllCosts) -> dict[str, Measurements]:
    """A mistake in the shift rule or on the way back leaves the costs as they are: they are not run again."""
    found = {}
    for name, wrong in mutants(rules, problem.circuit).items():
        same = wrong._replace(shift=rules.shift, rotation_backward=rules.rotation_backward) == rules
        known = costs if same else all_costs(problem, wrong)
        found[name] = measure(problem, wrong, known)
    return found


def _series(problem: Problem, rules: Rules, measured: dict[str, Any]) -> tuple[Series, ...]:
    p = problem.p
    series = []
    if p.draws:
        variance = np.array(measured["gradient_variance"])
        qubits, depths = tuple(map(float, p.study_qubits)), tuple(map(float, p.study_depths))
        label = "variance of the gradient"
        for column, depth in enumerate(p.study_depths):
            y = tuple(variance[:, column].tolist())
            series.append(
                Series(_counted(depth, "layer"), "qubits", label, qubits, y, "log", "variance_by_qubits")
            )
        theory = tuple(measured["two_design_variance"])
        series.append(Series("two_design", "qubits", label, qubits, theory, "log", "variance_by_qubits"))
        for row, count in enumerate(p.study_qubits):
            y = tuple(variance[row].tolist())
            series.append(
                Series(_counted(count, "qubit"), "layers", label, depths, y, "log", "variance_by_depth")
            )
    if problem.angles.size:
        series.append(_landscape(problem, rules))
    return tuple(series)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" + ("s" if count > 1 else "")


def _landscape(problem: Problem, rules: Rules) -> Series:
    """The cost as the first angle goes once around, the others as they are."""
    turn = np.linspace(-np.pi, np.pi, CURVE_POINTS)
    moved = np.repeat(problem.angles[None], CURVE_POINTS, axis=0)
    moved[:, 0] = turn
    cost = expectations(problem.circuit, moved, rules)
    return Series(
        "cost", "first angle", "E", tuple(turn.tolist()), tuple(cost.tolist()), "linear", "landscape"
    )


def experiment(p: CircuitParameters, seed: int) -> Outcome:
    """Run a circuit."""
    circuit, angles = build(p, seed)
    problem, rules = Problem(circuit, angles, p, seed), Rules()
    costs = all_costs(problem, rules)
    measured = measure(problem, rules, costs)
    done = adjoint(circuit, angles[None], rules)
    told = Told(
        circuit,
        angles,
        done.state[0],
        np.array(measured["cost_up"]),
        np.array(measured["cost_down"]),
        p,
        measured,
    )
    return Outcome(
        steps(told), _series(problem, rules, measured), measured, partial(_mutate, problem, rules, costs)
    )


EXPERIMENT = Experiment(
    name="circuit",
    title="A quantum circuit and its barren plateau",
    summary="A state vector gate by gate, its gradient by parameter shift and backwards, and how that vanishes.",
    parameters=CircuitParameters,
    measurements={
        "angle": "angle of each rotation that is a parameter, given or drawn (parameters,)",
        "expectation": "the cost E, the expectation of the observable",
        "gradient": "dE/d angle by the adjoint backward pass (parameters,)",
        "gradient_shift": "dE/d angle by parameter shift (parameters,)",
        "largest_difference": "largest difference between the two, in size",
        "cost_up": "E with each angle moved up by `shift` (parameters,)",
        "cost_down": "E with each angle moved down by `shift` (parameters,)",
        "probability": "chance of each basis state, |00...0> first; of more than 64 the first 64 (states,)",
        "z": "expectation of Z of each qubit (qubits,)",
        "gradient_mean": "mean of one gradient over the drawn circuits (study_qubits, study_depths)",
        "gradient_variance": "variance of one gradient over the drawn circuits (study_qubits, study_depths)",
        "gradient_variance_error": "standard error of gradient_variance (study_qubits, study_depths)",
        "two_design_variance": "the variance if the circuit were random enough: a 2-design (study_qubits,)",
        "factor_per_qubit": "factor by which the variance at the largest depth changes with each further qubit",
    },
    mistakes=dict(SAYS),
    function=experiment,
)
