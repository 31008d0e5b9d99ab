"""Settings of every experiment, for the tests of what all experiments promise.

Beside them: how many steps can be worked out in each at least, and which mistakes make no difference by default.
"""

from typing import Any

IMAGE: dict[str, Any] = {
    "channels_in": 2,
    "channels_out": 2,
    "padding": 1,
    "dilation": 2,
    "bias": 0.5,
    "size": 6,
}
HIDDEN: dict[str, Any] = {"sizes": [4, 4, 4, 2], "biases": -0.25}
BLOCKS: dict[str, Any] = {"networks": 2, "depth": 2, "time": 3, "width": 4}
TRAINED: dict[str, Any] = {"steps": 6, "samples": 8, "held_out": 4}
STACK = [{"kernel": 3, "padding": 1, "stride": 2, "channels": 4}, {"kernel": 2, "stride": 3, "dilation": 2}]

SETTINGS: dict[str, list[dict[str, Any]]] = {
    "chain": [
        {"length": 5, "biases": -0.5, "loss": "squared_error", "target": -0.25, "activation": "tanh"},
        {"length": 5, "pre_activations": 1.0, "loss": "half_squared_error", "learning_rate": 1e-6},
        {"length": 5, "residual": True, "biases": 0.5, "loss": "half_squared_error", "updates": 3},
    ],
    "network": [
        {"sizes": [3, 4, 2], "biases": -0.25},
        {
            "sizes": [3, 3],
            "loss": "half_squared_error",
            "reduction": "sum",
            "layout": "out_in",
            "biases": 0.1,
        },
        {"sizes": [3, 4, 3], "batch": 3, "loss": "softmax_cross_entropy", "layout": "out_in"},
        {"sizes": [3, 2], "loss": "binary_cross_entropy", "activation": "relu"},
        {"sizes": [3, 3, 3], "batch": 2, "activation": "tanh", "biases": 0.5},
        *[
            HIDDEN | option
            for option in (
                {"dropout": 0.4},
                {"dropout": 0.4, "batch": 3},
                {"dropout": 0.4, "dropout_convention": "classic", "dropout_mode": "eval"},
                {"dropout": 0.4, "dropout_convention": "classic", "updates": 3, "momentum": 0.5},
                {"normalization": "layer", "residual": "original", "scale": -1.5, "shift": 0.25},
                {"normalization": "batch", "residual": "around", "dropout": 0.25, "batch": 4},
                {
                    "normalization": "rms",
                    "residual": "preactivation",
                    "dropout": 0.25,
                    "batch": 2,
                    "layout": "out_in",
                },
                {"normalization": "group", "residual": ["around", "original"]},
                {"residual": "original", "layout": "out_in", "batch": 3},
                {"schedule": "exponential", "warmup": 3, "updates": 12},
            )
        ],
    ],
    "gradient_flow": [
        {"depth": 4, "width": 5, "updates": 1},
        {"depth": 4, "width": 4, "updates": 2, "normalization": "batch", "residual": "original"},
        {
            "depth": 4,
            "width": 8,
            "batch": 4,
            "updates": 4,
            "dropout": 0.5,
            "residual": "preactivation",
            "warmup": 2,
            "schedule": "cosine",
        },
        {
            "depth": 3,
            "width": 6,
            "updates": 2,
            "variants": [
                {"name": "plain"},
                {"dropout": 0.5, "normalization": "layer"},
                {"activation": "relu"},
            ],
        },
        {"depth": 30, "width": 17, "batch": 5, "normalization": "rms", "dropout": 0.25},
    ],
    "activation": [
        {"layers": 12},
        {"activation": "prelu", "slope": 0.25, "layers": 3},
        {"activation": "relu", "depth": 4, "width": 8, "batch": 3, "bias": -0.5},
        {"activation": "tanh", "depth": 20, "width": 5, "batch": 20},
    ],
    "expression": [
        {},
        {"expression": "q = x/y; max(q, x) - q*exp(q)**2", "low": 0.5},
        {"expression": "x**2*x0**den - -y/1e-9", "low": 0.5},
    ],
    "recurrent": [
        {"units": 3, "features": 2, "biases": -0.25, "truncation": 2, "loss": "squared_error"},
        {"cell": "lstm", "units": 2, "initial_cell": 0.5, "forget_bias": 1.0, "truncation": 2},
        {"cell": "gru", "initial_state": 0.5, "biases": 0.1, "recurrent_biases": [0.5, -0.5, 0.25]},
        {"cell": "gru", "reset": "before", "update_gate": "replace", "time_steps": 3, "units": 3},
        {"cell": "lstm", "time_steps": 30, "units": 9, "compare": ["rnn"]},
    ],
    "normalization": [
        {"scale": -1.5, "shift": 0.25},
        {"kind": "layer", "epsilon_place": "outside", "epsilon": 0.5, "scale": 2.0, "shift": 1.0},
        {"kind": "layer", "epsilon_place": "outside", "epsilon": 0.5},
        {"kind": "rms"},
        {"kind": "rms", "batch": 20, "features": 9},
        {"kind": "group", "variance_divisor": "unbiased"},
        {"mode": "eval", "running_mean": 0.5, "running_variance": 2.0},
    ],
    "circuit": [
        {"draws": 20, "study_qubits": [2, 3]},
        {"draws": 20, "study_depths": [3], "ansatz": "random", "cost": "zero_all", "shift": 0.5},
        {"draws": 0, "qubits": 7, "layers": 3, "cost": "z_mean"},
    ],
    "clipping": [
        {"epsilon": 1e-6},
        {"mode": "by_norm", "epsilon": 1e-6, "layers": 5},
        {"mode": "by_value", "limit": 0.25},
        {"norm": "max", "layers": 40, "gradient_scale": 1e-3},
        {"layers": 40, "units": 20, "limit": 1e9, "growth": 1.0},
    ],
    "optimizer": [
        *[
            {"optimizer": name, "start": [3.0, -1.0], "weight_decay": 0.1, "race": race}
            for name, race in (
                ("sgd", []),
                ("nesterov", []),
                ("adagrad", ["sgd"]),
                ("adamw", ["adam", "sgd"]),
            )
        ],
        {"optimizer": "momentum", "momentum_form": "mean", "schedule": "cosine", "warmup": 2},
        {"optimizer": "momentum", "momentum_form": "sum", "updates": 40},
        {"optimizer": "adam", "epsilon": 0.1, "weight_decay": 0.1},
        {"optimizer": "rmsprop", "epsilon_place": "inside", "epsilon": 0.1, "gradients": [[1, 2], [3, 4]]},
    ],
    "loss": [
        {"smoothing": 0.1, "l1": 0.5, "l2": 0.25, "batch": 2},
        {"l1": 0.5, "l2": 0.25, "weights": [1.0, -2.0, 0.5, 3.0, -0.25]},
        {"loss": "squared_error", "batch": 2, "output_activation": "sigmoid"},
        {"loss": "half_squared_error", "classes": 8, "reduction": "sum", "l2": 0.1, "l2_half": False},
        {"loss": "binary_cross_entropy", "classes": 2, "smoothing": 0.2},
        {"loss": "hinge", "outputs": [[2.0, -0.5], [-2.0, 0.5]], "targets": [[1.0, 1.0], [-1.0, 1.0]]},
    ],
    "attention": [
        {"heads": 2, "mask": "causal", "project": True, "draws": 20},
        {"score": "additive", "project": True, "draws": 20},
        {"query_count": 9, "features": 32, "key_count": 9, "value_features": 6, "draws": 0, "scale": 0.25},
    ],
    "residual": [
        {"depth": 4, "networks": 3, "branch_scale": 0.5, "activation": "tanh"},
        {"width": 1, "batch": 1, "networks": 1, "depth": 4, "branch_scale": -0.5},
        {"depth": 30, "networks": 2},
    ],
    "initialization": [
        {"layers": 5, "activation": "sigmoid", "networks": 4},
        {"initialization": "he_normal", "layers": 3, "networks": 4, "compare": ["fan_in_uniform"]},
        {"initialization": "he_uniform", "sizes": [3, 5, 2], "networks": 4},
    ],
    "convolution": [
        {**IMAGE, "stack": STACK},
        {"channels_in": 2, "channels_out": 2, "padding": 1, "stride": 2, "kernel_size": 2, "bias": -0.5},
        {"dimensions": 1, "size": 7, "dilation": 2},
        {"operation": "average_pool", "kernel_size": 2, "size": 5},
        {"operation": "max_pool", "kernel_size": 3, "stride": 2, "size": 6},
        {"size": 20, "channels_in": 3},
    ],
    "transformer_block": [
        BLOCKS,
        BLOCKS | {"norm_placement": "post", "mask": "causal", "activation": "gelu"},
        BLOCKS | {"norm_placement": "none", "heads": 1, "branch_scale": -0.5},
        BLOCKS | {"norm": "rms", "activation": "tanh", "layout": "out_in"},
        {
            "networks": 1,
            "time": 3,
            "norm_placement": "post",
            "norm": "rms",
            "blocks": [{"bq": [1.0, -2.0, 0.5, 3.0]}],
        },
        BLOCKS | {"width": 17, "heads": 1, "depth": 30, "residual_weights": "gpt2"},
    ],
    "training": [
        TRAINED | {"activation": "tanh", "batch_size": 3, "normalization": "batch"},
        TRAINED | {"data": "regression", "optimizer": "momentum", "weight_decay": 0.1},
        TRAINED | {"optimizer": "nesterov", "residual": "original", "activation": "sigmoid"},
        TRAINED | {"depth": 30, "activation": "sigmoid", "clip": "norm", "clip_limit": 0.01},
        TRAINED | {"data": "spirals", "arms": 3, "optimizer": "adamw", "clip": "value", "clip_limit": 1e-3},
        TRAINED | {"optimizer": "adagrad", "schedule": "linear", "warmup": 2, "residual": "preactivation"},
        TRAINED | {"learning_rate": 1e6, "optimizer": "rmsprop", "variants": [{"name": "a"}, {"depth": 1}]},
    ],
}
"""Every mistake of an experiment can be made in one of its settings, and shows there."""

WORKED_OUT: dict[str, list[int]] = {
    "chain": [31, 31, 31],
    "network": [71, 34, 13, 20, 15, 26, 26, 26, 26, 46, 49, 48, 46, 24, 141],
    "gradient_flow": [0, 0, 0, 0, 0],
    "activation": [15, 1, 1, 15],
    "expression": [19, 16, 17],
    "recurrent": [18, 69, 48, 37, 0],
    "normalization": [76, 65, 65, 62, 5, 74, 60],
    "circuit": [13, 7, 12],
    "clipping": [11, 20, 6, 37, 25],
    "optimizer": [15, 20, 20, 30, 20, 24, 35, 4],
    "loss": [13, 9, 6, 15, 7, 5],
    "attention": [22, 20, 16],
    "residual": [0, 16, 0],
    "initialization": [9, 5, 3],
    "convolution": [16, 34, 24, 11, 15, 20],
    "transformer_block": [49, 49, 37, 48, 47, 32],
    "training": [6, 8, 6, 7, 6, 6, 6],
}
"""How many steps of each of those settings can be worked out at least: what is not plain arithmetic can't."""

INHERENT: dict[str, set[str]] = {
    "gradient_flow": {"wrong_update_sign"},  # no update is made, and the sizes of a step have no sign
    "activation": {"sum_not_product"},  # of one layer
    "normalization": {"forgotten_scale", "forgotten_shift"},  # they are 1 and 0
    "clipping": {"always_scaled"},  # the gradient is longer than the limit
    "residual": {
        "forgotten_branch_scale",
        "derivative_at_activation",
    },  # 1, and that of ReLU is the same there
    "training": {"derivative_at_activation"},  # that of ReLU
}
"""Mistakes that make no difference on the default parameters, by what they are."""
