"""`clipping`: the gradients of a network's layers before and after they are clipped, and the update they give."""

from functools import partial
from typing import Any

import numpy as np

from simulator.arrays import Array, first_layer, plain, ratio, safe_norm
from simulator.conventions import CLIPPING_EPSILON, NORM
from simulator.experiment import Experiment, Outcome
from simulator.experiments.clipping_mistakes import SAYS, Gradients, Rules, clip, factors, mutants, true_rules
from simulator.experiments.clipping_parameters import ClippingParameters
from simulator.experiments.clipping_steps import steps
from simulator.network import saw_infinity, saw_nan
from simulator.streams import stream
from simulator.trace import Measurements, Series


def build(p: ClippingParameters, seed: int) -> list[Array]:
    """The gradients by layer, drawn where they are not given: each layer's grow by `growth` over the next one's."""
    if p.gradients is not None:
        return [np.array(g, dtype=float) for g in p.gradients]
    rng, shape = stream(seed, "weights"), (p.units, p.units)
    drawn = [rng.standard_normal(shape) for _ in range(p.layers)]  # the last layer first
    sizes = [p.gradient_scale * np.float64(p.growth) ** k for k in range(p.layers)]
    return [g * size for g, size in zip(drawn, sizes, strict=True)][::-1]


def measure(gradients: Gradients, p: ClippingParameters, rules: Rules) -> Measurements:
    """Norms before and after clipping under the rules, by layer and in all, and the update."""
    if rules.clip_steps:
        steps = clip([p.learning_rate * g for g in gradients], p.limit, rules)
        clipped = [np.asarray(s / p.learning_rate) if p.learning_rate else np.zeros_like(s) for s in steps]
    else:
        clipped = clip(gradients, p.limit, rules)
        steps = [p.learning_rate * g for g in clipped]
    true = true_rules(p)
    norms, after = [true.norm(g) for g in gradients], [true.norm(g) for g in clipped]
    changed = [np.asarray(before != now) for before, now in zip(gradients, clipped, strict=True)]
    return {
        "gradient": plain(list(gradients)),
        "clipped": plain(clipped),
        "norm": plain(norms),
        "clipped_norm": plain(after),
        "global_norm": true.common(gradients),
        "clipped_global_norm": true.common(clipped),
        "factor": plain(factors(gradients, p.limit, rules)),
        "norm_ratio": [ratio(now, before) for before, now in zip(norms, after, strict=True)],
        "layer_cosine": [cosine(a, b) for a, b in zip(gradients, clipped, strict=True)],
        "cosine": cosine(_all(gradients), _all(clipped)),
        "changed_share": [float(c.mean()) for c in changed],
        "update": plain([-s for s in steps]),
        "update_norm": safe_norm(_all(steps)),
        "unclipped_update_norm": p.learning_rate * safe_norm(_all(gradients)),
        "first_to_last": ratio(norms[0], norms[-1]) if norms[-1] else float("nan"),
        "clipped_first_to_last": ratio(after[0], after[-1]) if after[-1] else float("nan"),
        "first_infinite_layer": first_layer([saw_infinity((g,)) for g in gradients]),
        "first_nan_layer": first_layer([saw_nan((g,)) for g in clipped]),
    }


def _all(gradients: Gradients) -> Array:
    """All layers as one vector."""
    return np.concatenate([g.ravel() for g in gradients])


def cosine(a: Array, b: Array) -> float:
    """Cosine of the angle between two gradients: 1 where the direction is kept; NaN where one of them is 0."""
    long, short = safe_norm(a), safe_norm(b)
    if long == 0.0 or short == 0.0:
        return float("nan")
    return float(np.sum((a / long) * (b / short)))


def _mutate(gradients: Gradients, p: ClippingParameters, rules: Rules) -> dict[str, Measurements]:
    return {name: measure(gradients, p, wrong) for name, wrong in mutants(rules, p, len(gradients)).items()}


def _series(measured: dict[str, Any]) -> tuple[Series, ...]:
    x = tuple(float(k) for k in range(1, len(measured["norm"]) + 1))
    return (
        Series("before", "layer", "norm of the gradient", x, tuple(measured["norm"]), "log", "norm"),
        Series("after", "layer", "norm of the gradient", x, tuple(measured["clipped_norm"]), "log", "norm"),
    )


def experiment(p: ClippingParameters, seed: int) -> Outcome:
    """Clip the gradients of a network."""
    gradients, rules = build(p, seed), true_rules(p)
    measured = measure(gradients, p, rules)
    told = tuple(steps(gradients, p, measured))
    return Outcome(told, _series(measured), measured, partial(_mutate, gradients, p, rules))


EXPERIMENT = Experiment(
    name="clipping",
    title="Gradient clipping",
    summary="Gradients by layer before and after clipping: by global norm, by each layer's norm, or by value.",
    parameters=ClippingParameters,
    measurements={
        "gradient": "gradient of each layer, given or drawn (layers, ...)",
        "clipped": "gradient of each layer after clipping (layers, ...)",
        "norm": "norm of each layer's gradient (layers,)",
        "clipped_norm": "norm of each layer's gradient after clipping (layers,)",
        "global_norm": "norm of all layers together",
        "clipped_global_norm": "norm of all layers together after clipping",
        "factor": "what each layer is multiplied by; 1 where entries are cut off instead (layers,)",
        "norm_ratio": "norm after clipping over norm before (layers,)",
        "layer_cosine": "cosine of the angle that clipping turns each layer's gradient by; NaN for 0 (layers,)",
        "cosine": "cosine of the angle that clipping turns the whole gradient by; NaN for 0",
        "changed_share": "share of the entries that clipping changed (layers,)",
        "update": "what gradient descent adds to the weights, minus lr times the clipped gradient (layers, ...)",
        "update_norm": "Euclidean norm of the whole update",
        "unclipped_update_norm": "Euclidean norm of the whole update without clipping",
        "first_to_last": "norm of the first layer's gradient over that of the last; NaN where the last is 0",
        "clipped_first_to_last": "the same after clipping",
        "first_infinite_layer": "number of the first layer whose gradient overflowed, 0 if none",
        "first_nan_layer": "number of the first layer whose clipped gradient is NaN, 0 if none",
    },
    mistakes=dict(SAYS),
    function=experiment,
    conventions={"norm": NORM, "epsilon": CLIPPING_EPSILON},
    explicit={"gradients": "gradient"},
)
