"""What the options of `network` did: normalization, dropout, and the network in evaluation."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from simulator.arrays import Array, plain
from simulator.experiments.network_problem import Problem
from simulator.layers import LayerGradient, LayerTape, Normalizer
from simulator.network import Network, Pass, Rules, evaluating, forward, loss_of
from simulator.normalization import NormTape
from simulator.ops.activations import sigmoid
from simulator.ops.losses import softmax
from simulator.trace import Measurements

DESCRIPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "normalized": "x_hat of each hidden layer's normalization (hidden layers, [batch,] units), else empty",
        "norm_mean": "mean of each set that is normalized, 0 for rms (hidden layers, sets); a set is a unit for "
        "batch, a sample for layer and rms, a group of a sample for group",
        "norm_variance": "variance of each set, for rms its mean square (hidden layers, sets)",
        "norm_spread": "what each set is divided by, the root of variance + epsilon (hidden layers, sets)",
        "norm_scale": "gamma of each normalized unit (hidden layers, units)",
        "norm_shift": "beta of each normalized unit (hidden layers, units)",
        "scale_gradient": "dC/dgamma (hidden layers, units)",
        "shift_gradient": "dC/dbeta (hidden layers, units)",
        "new_scale": "gamma after the first update (hidden layers, units)",
        "new_shift": "beta after the first update (hidden layers, units)",
        "dropout_mask": "1 for each unit that training keeps in the first pass, 0 for each left out (hidden "
        "layers, [batch,] units); without dropout empty",
        "dropout_factor": "what f(z) was multiplied by in the first pass, laid out as dropout_mask",
        "undropped_activation": "f(z) before dropout, laid out as dropout_mask",
        "undropped_gradient": "dC/df(z) before dropout, laid out as dropout_mask",
        "evaluation_output": "output before any update with dropout in evaluation mode ([batch,] out)",
        "evaluation_loss": "loss before any update with dropout in evaluation mode",
        "evaluation_loss_after": "loss after all updates with dropout in evaluation mode",
    }
)


def measure_options(
    problem: Problem, rules: Rules, done: Pass, once: Network, trained: Network
) -> Measurements:
    """The first pass, the network after the first update, and the one after all of them, as measurements."""
    network, x, target, p, _ = problem

    def samples(a: Array) -> Array:
        return a[0] if p.vector else a

    norms = [e.norm for e in done.tape if e.norm is not None]
    old, new = (
        [layer.normalizer for layer in net.layers if layer.normalizer is not None] for net in (network, once)
    )
    dropped = [
        (layer.dropout.mask, e, g)
        for layer, e, g in zip(network.layers, done.tape, done.gradients.layers, strict=True)
        if layer.dropout is not None
    ]
    evaluated = evaluating(network)
    return {
        **_normalizations(norms, old, new),
        "normalized": plain([samples(tape.affine.x_hat) for tape in norms]),
        "scale_gradient": plain([g.dscale for g in done.gradients.layers if g.dscale is not None]),
        "shift_gradient": plain([g.dshift for g in done.gradients.layers if g.dshift is not None]),
        "dropout_mask": plain([samples(mask) for mask, _, _ in dropped]),
        "dropout_factor": plain([samples(_factor(e)) for _, e, _ in dropped]),
        "undropped_activation": plain([samples(e.activation.a) for _, e, _ in dropped]),
        "undropped_gradient": plain([samples(_undropped(g)) for _, _, g in dropped]),
        "evaluation_output": plain(samples(output_of(forward(evaluated, x, rules)[-1].a, p.loss))),
        "evaluation_loss": float(loss_of(evaluated, x, target, rules)),
        "evaluation_loss_after": float(loss_of(evaluating(trained), x, target, rules)),
    }


def _normalizations(norms: list[NormTape], old: list[Normalizer], new: list[Normalizer]) -> Measurements:
    return {
        "norm_mean": plain([tape.sets.mean[:, 0] for tape in norms]),
        "norm_variance": plain([tape.sets.variance[:, 0] for tape in norms]),
        "norm_spread": plain([tape.sets.spread[:, 0] for tape in norms]),
        "norm_scale": plain([n.scale for n in old]),
        "norm_shift": plain([n.shift for n in old]),
        "new_scale": plain([n.scale for n in new]),
        "new_shift": plain([n.shift for n in new]),
    }


def _factor(entry: LayerTape) -> Array:
    assert entry.dropout is not None
    return np.broadcast_to(entry.dropout.factor, entry.activation.a.shape)


def _undropped(gradient: LayerGradient) -> Array:
    assert gradient.dh is not None
    return gradient.dh


def output_of(a: Array, loss_name: str) -> Array:
    """The last activation, or for a cross-entropy the sigmoid or softmax of these logits. a (batch, out)."""
    if loss_name == "binary_cross_entropy":
        return sigmoid(a)
    return softmax(a) if loss_name == "softmax_cross_entropy" else a
