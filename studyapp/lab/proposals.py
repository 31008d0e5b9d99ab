"""Runs of the simulator that show what a topic says; their claims hold on every seed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple


class Proposal(NamedTuple):
    """An experiment with parameters, and claims that its run holds."""

    words: tuple[str, ...]
    """Patterns of words, all of which a text about this topic uses."""
    experiment: str
    with_: Mapping[str, object]
    claims: tuple[str, ...]

    @property
    def example(self) -> dict[str, object]:
        """As the field `example` of a question."""
        return {"experiment": self.experiment, "with": dict(self.with_), "claims": list(self.claims)}


PROPOSALS: tuple[Proposal, ...] = (
    Proposal(
        ("sigmoid|logistic", "derivative|slope|saturat", "0\\.25|1/4|largest|quarter|saturat"),
        "activation",
        {"activation": "sigmoid"},
        ("derivative_maximum == 1 / 4", "derivative_maximum_at == 0", "saturated_share > 0.4"),
    ),
    Proposal(
        ("tanh|hyperbolic tangent", "derivative|slope|gradient|scaled"),
        "activation",
        {"activation": "tanh"},
        ("derivative_maximum == 1", "derivative_maximum_at == 0"),
    ),
    Proposal(
        ("dying relu|dead relu|dead unit",),
        "activation",
        {"activation": "relu", "depth": 3, "bias": -10},
        ("dead_share[first] > 0.9",),
    ),
    Proposal(
        ("leaky relu",),
        "activation",
        {"activation": "leaky_relu", "slope": 0.01},
        ("derivative_minimum == 0.01", "derivative_maximum == 1", "flat_share == 0"),
    ),
    Proposal(
        ("\\bhe init",),
        "initialization",
        {"initialization": "he_normal", "activation": "relu", "layers": 8},
        ("0.3 < forward_variance[last] / forward_variance[first] < 3",),
    ),
    Proposal(
        ("xavier|glorot",),
        "initialization",
        {"initialization": "xavier_normal", "activation": "identity", "layers": 8},
        ("0.3 < forward_variance[last] / forward_variance[first] < 3",),
    ),
    Proposal(
        ("relu|rectified linear", "derivative|positive|zero|slope|negative|saturat"),
        "activation",
        {"activation": "relu"},
        ("derivative_maximum == 1", "derivative_minimum == 0", "range_low == 0"),
    ),
    Proposal(
        ("vanish", "gradient", "recurrent|time"),
        "recurrent",
        {"cell": "rnn", "time_steps": 20, "spectral_radius": 0.5},
        ("state_gradient_norm[first] < state_gradient_norm[last] / 100",),
    ),
    Proposal(
        ("vanish", "gradient"),
        "gradient_flow",
        {"depth": 20, "activation": "sigmoid"},
        ("first_to_last < 0.00001",),
    ),
    Proposal(
        ("explod", "gradient"),
        "gradient_flow",
        {"depth": 20, "activation": "identity", "initialization": "normal", "weight_scale": 0.25},
        ("activation_gradient_norm[first] > 1000 * activation_gradient_norm[last]",),
    ),
    Proposal(
        ("symmetry|same value", "same (?:output|gradient)|weights"),
        "initialization",
        {"initialization": "constant", "weight_scale": 0.5, "layers": 3},
        ("max(unit_spread) < 0.000001",),
    ),
    Proposal(
        ("batch norm", "standardiz|\\bmean\\b|\\bvariance|statistics|example"),
        "normalization",
        {"kind": "batch", "batch": 8, "features": 3, "epsilon": 0},
        ("abs(sum(normalized)) < 0.000001", "abs(mean(normalized ** 2) - 1) < 0.000001"),
    ),
    Proposal(
        ("layer norm", "standardiz|\\bmean\\b|\\bvariance|statistics|example"),
        "normalization",
        {"kind": "layer", "batch": 2, "features": 8, "epsilon": 0},
        ("abs(sum(normalized[1])) < 0.000001", "abs(sum(normalized[2])) < 0.000001"),
    ),
    Proposal(
        ("residual|skip connection", "gradient|identity|block|adds|input"),
        "residual",
        {"depth": 12, "activation": "tanh", "initialization": "xavier_normal"},
        ("plain_first_to_last < 0.5", "preactivation_first_to_last > 1"),
    ),
    Proposal(
        ("clip", "norm|direction|threshold|length"),
        "clipping",
        {"mode": "global", "layers": 6, "units": 8, "growth": 3, "limit": 1},
        ("clipped_global_norm == 1", "cosine == 1"),
    ),
    Proposal(
        ("scor|dot product|dot-product", "square root|\\bvariance|dimension|divid|scaled"),
        "attention",
        {"study_dimensions": [4, 64]},
        ("score_variance[2] > 10 * score_variance[1]", "0.7 < scaled_score_variance[2] < 1.3"),
    ),
    Proposal(
        ("causal mask",),
        "attention",
        {"query_count": 3, "key_count": 3, "mask": "causal"},
        ("weight[1][2] == 0", "weight[1][3] == 0", "weight[2][3] == 0"),
    ),
    Proposal(
        ("key-value cache|kv cache",),
        "attention",
        {"inputs": [[1, 0], [0, 1], [1, 1]], "mask": "causal"},
        ("cache_difference < 0.000000001", "scores_cached < scores_anew"),
    ),
    Proposal(
        ("softmax|attention", "sum to one|sums to one|weighted average|positive numbers"),
        "attention",
        {},
        ("weight_sum == 1", "min(weight) > 0"),
    ),
    Proposal(
        ("forget gate|\\blstm|long short-term", "cell state|forget|gradient"),
        "recurrent",
        {"cell": "lstm", "time_steps": 20, "weight_scale": 0.1, "forget_bias": 3},
        ("min(forget_gate) > 0.9", "min(carry_product) > 0.2"),
    ),
    Proposal(
        ("adam\\b", "average|moment|adapt|squared"),
        "optimizer",
        {"optimizer": "adam", "updates": 1, "learning_rate": 0.1, "epsilon": 0, "gradients": [[0.001, 100]]},
        (
            "abs(weight[1][1] - weight[2][1] - 0.1) < 0.000001",
            "abs(weight[1][2] - weight[2][2] - 0.1) < 0.000001",
        ),
    ),
    Proposal(
        ("label smoothing",),
        "loss",
        {"loss": "softmax_cross_entropy", "outputs": [0, 0, 0, 0], "targets": [1, 0, 0, 0], "smoothing": 0.1},
        ("sum(smoothed_target) == 1", "max(smoothed_target) < 1"),
    ),
    Proposal(
        ("barren plateau",),
        "circuit",
        {"study_qubits": [2, 4, 6], "study_depths": [20], "draws": 200},
        ("gradient_variance[3][1] < gradient_variance[1][1]",),
    ),
    Proposal(
        ("stride", "number of pixels|halve|resolution|skip"),
        "convolution",
        {"operation": "convolution", "size": 8, "kernel_size": 2, "stride": 2},
        ("output_size == 4",),
    ),
)
"""The first whose words a text uses is proposed; special ones stand before general ones."""

_COMPILED = tuple(tuple(re.compile(word, re.IGNORECASE) for word in one.words) for one in PROPOSALS)


def proposed(text: str) -> Proposal | None:
    """The run that shows what a text speaks of, or None for an unknown topic."""
    for proposal, words in zip(PROPOSALS, _COMPILED, strict=True):
        if all(word.search(text) for word in words):
            return proposal
    return None
