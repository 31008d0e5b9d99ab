"""`initialization`: the variances of many drawn networks, layer by layer both ways, beside their theory."""

from functools import partial
from typing import Any

import numpy as np

from simulator.arrays import Array, first_layer, plain
from simulator.experiment import Experiment, Outcome
from simulator.experiments.initialization_mistakes import RULES, SAYS, fits
from simulator.experiments.initialization_parameters import InitializationParameters
from simulator.experiments.initialization_pass import Rules, Seen, run_networks, theory
from simulator.experiments.initialization_steps import steps
from simulator.network import saw_infinity, saw_nan
from simulator.ops.initializers import Initialization
from simulator.trace import Measurements, Series


def _over_networks(name: str, each: Array) -> Measurements:
    """Mean over the networks, their standard deviation, and the mean's standard error. each (networks, layers)."""
    count = each.shape[0]
    spread = each.std(axis=0, ddof=1) if count > 1 else np.zeros(each.shape[1])
    return {
        name: plain(each.mean(axis=0)),
        f"{name}_spread": plain(spread),
        f"{name}_error": plain(spread / np.sqrt(count)),
    }


def _factors(squares: Array, before: Array) -> Array:
    """Each mean square over the one before it on the way; 0/0 is NaN. both (networks, layers)."""
    return np.asarray(squares / before)


def measure(p: InitializationParameters, scheme: Initialization, seen: Seen) -> Measurements:
    """What was seen in the networks of one scheme, and what theory says."""
    expected = theory(p, scheme)
    from_before = _factors(seen.forward, np.column_stack([seen.start, seen.forward[:, :-1]]))
    from_behind = _factors(seen.backward[:, :-1], seen.backward[:, 1:])
    mean = seen.mean.mean(axis=0)
    return {
        **_over_networks("forward_variance", seen.forward),
        "forward_theory": plain(list(expected.forward)),
        **_over_networks("forward_factor", from_before),
        **_over_networks("backward_variance", seen.backward),
        "backward_theory": plain(list(expected.backward)),
        **_over_networks("backward_factor", from_behind),
        "activation_mean": plain(mean),
        "activation_variance": plain(np.maximum(seen.square.mean(axis=0) - mean * mean, 0.0)),
        "unit_spread": plain(np.sqrt(seen.unlike.mean(axis=0))),
        "input_variance": float(seen.start.mean()),
        "first_infinite_layer": first_layer([saw_infinity((layer,)) for layer in seen.forward.T]),
        "first_nan_layer": first_layer([saw_nan((layer,)) for layer in seen.forward.T]),
    }


def _measure_all(p: InitializationParameters, seed: int, rules: Rules) -> Measurements:
    """The first scheme under plain names, and where several are compared each under `scheme.name` too."""
    each = {scheme: measure(p, scheme, run_networks(p, scheme, seed, rules)) for scheme in p.schemes}
    measured = dict(each[p.initialization])
    if p.compare:
        measured |= {f"{scheme}.{key}": value for scheme, one in each.items() for key, value in one.items()}
    return measured


def _mutate(p: InitializationParameters, seed: int) -> dict[str, Measurements]:
    return {name: _measure_all(p, seed, wrong) for name, wrong in RULES.items() if fits(name, p)}


LABELS = {"forward": "mean square of z", "backward": "mean square of dC/dz"}


def _series(p: InitializationParameters, measured: dict[str, Any]) -> tuple[Series, ...]:
    series = []
    for scheme in p.schemes:
        prefix = f"{scheme}." if p.compare else ""
        for direction, label in LABELS.items():
            for key, name in (("variance", scheme), ("theory", f"{scheme}, theory")):
                y = np.array(measured[f"{prefix}{direction}_{key}"], dtype=float)
                x = tuple(float(k) for k in range(1, y.size + 1))
                if not np.isnan(y).all():
                    series.append(Series(name, "layer", label, x, tuple(y.tolist()), "log", direction))
    return tuple(series)


def experiment(p: InitializationParameters, seed: int) -> Outcome:
    """Draw the networks and run them forward and back."""
    measured = _measure_all(p, seed, Rules())
    return Outcome(steps(p, measured), _series(p, measured), measured, partial(_mutate, p, seed))


EXPERIMENT = Experiment(
    name="initialization",
    title="Variance by layer, over many drawn networks",
    summary="How each scheme keeps, shrinks or grows the variance forwards and backwards, beside what theory says.",
    parameters=InitializationParameters,
    measurements={
        "forward_variance": "mean square of z over batch and units, mean over the networks: its variance over the "
        "draws where weights have mean 0 (layers,)",
        "forward_variance_spread": "standard deviation of that over the networks, 0 for one (layers,)",
        "forward_variance_error": "standard error of that mean: spread over the root of networks (layers,)",
        "forward_theory": "fan_in E[w^2] E[a^2] from the input on; NaN for constant, which is not drawn (layers,)",
        "forward_factor": "mean square of z over that of the layer before, or the input; mean again (layers,)",
        "forward_factor_spread": "standard deviation of forward_factor over the networks (layers,)",
        "forward_factor_error": "standard error of forward_factor (layers,)",
        "backward_variance": "mean square of dC/dz, drawn N(0, 1) at the last layer; mean over networks (layers,)",
        "backward_variance_spread": "standard deviation of that over the networks, 0 for one (layers,)",
        "backward_variance_error": "standard error of that mean (layers,)",
        "backward_theory": "fan_out E[w^2] E[f'^2] from the last layer back; NaN for constant (layers,)",
        "backward_factor": "mean square of dC/dz over that of the layer behind; mean over networks (layers - 1,)",
        "backward_factor_spread": "standard deviation of backward_factor over the networks (layers - 1,)",
        "backward_factor_error": "standard error of backward_factor (layers - 1,)",
        "activation_mean": "mean of a over units, batch and networks (layers,)",
        "activation_variance": "variance of a over units, batch and networks (layers,)",
        "unit_spread": "root mean square distance of a from the mean of the layer's units; 0: all alike (layers,)",
        "input_variance": "mean square of the input",
        "first_infinite_layer": "number of the first layer whose mean square overflowed in a network, 0 if none",
        "first_nan_layer": "number of the first layer whose mean square is NaN in a network, 0 if none",
    },
    mistakes=SAYS,
    function=experiment,
)
