"""The largest runs that are allowed: seconds and megabytes, each in a process of its own, on one thread.

A corner fixes some parameters and names one that is then made as large as the bounds allow. The run alone must take
at most 2 seconds of the processor. What `--json` adds, every mutant and its text, is timed too; 1 GB holds it all.
"""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from simulator import catalog
from simulator.parameters import checked

SECONDS, MEGABYTES = 2.0, 1000

Corner = tuple[str, dict[str, Any], str | None]

CORNERS: list[Corner] = [
    ("chain", {"length": 200, "loss": "squared_error"}, None),
    ("chain", {"length": 200, "activation": "gelu"}, None),
    ("chain", {"length": 200, "activation": "gelu", "residual": True}, "updates"),
    ("chain", {"length": 10, "residual": True}, "updates"),
    ("network", {"sizes": [16] * 9, "batch": 32}, "updates"),
    ("network", {"sizes": [1] * 9, "batch": 1}, "updates"),
    ("network", {"sizes": [16] * 9, "batch": 32, "activation": "gelu"}, "updates"),
    ("network", {"sizes": [16, 16], "batch": 32, "loss": "softmax_cross_entropy"}, "updates"),
    (
        "network",
        {"sizes": [2] * 9, "normalization": "group", "residual": "around", "dropout": 0.5}
        | {"momentum": 0.9, "schedule": "cosine"},
        "updates",
    ),
    (
        "network",
        {"sizes": [16] * 9, "batch": 32, "normalization": "batch", "residual": "preactivation"}
        | {"dropout": 0.5, "momentum": 0.9, "activation": "gelu"},
        "updates",
    ),
    ("gradient_flow", {"depth": 200, "activation": "tanh"}, None),
    ("gradient_flow", {"width": 64, "depth": 200, "dropout": 0.5, "normalization": "layer"}, "updates"),
    ("gradient_flow", {"width": 1, "batch": 1, "depth": 200, "dropout": 0.5}, "updates"),
    ("gradient_flow", {"width": 512, "batch": 256}, "depth"),
    ("gradient_flow", {"width": 512, "batch": 1}, "depth"),
    ("gradient_flow", {"width": 64, "batch": 32, "depth": 200}, "updates"),
    ("gradient_flow", {"width": 1, "batch": 1, "depth": 200}, "updates"),
    (
        "gradient_flow",
        {"width": 64, "batch": 32, "depth": 200, "variants": [{"name": f"v{k}"} for k in range(6)]},
        None,
    ),
    ("gradient_flow", {"width": 128, "batch": 64, "activation": "gelu"}, "depth"),
    ("gradient_flow", {"width": 64, "batch": 64, "normalization": "group", "residual": "original"}, "depth"),
    ("gradient_flow", {"width": 64, "depth": 200, "normalization": "batch"}, "updates"),
    ("gradient_flow", {"width": 256, "initialization": "orthogonal"}, "depth"),
    (
        "gradient_flow",
        {"width": 4, "batch": 4, "depth": 200, "normalization": "group", "residual": "preactivation"},
        "updates",
    ),
    ("activation", {"samples": 10_001, "points": [0.5] * 200, "activation": "gelu"}, None),
    ("activation", {"samples": 10_001, "points": [-0.5] * 200, "activation": "prelu"}, None),
    ("activation", {"width": 256, "batch": 256, "activation": "gelu"}, "depth"),
    ("activation", {"depth": 100, "width": 1, "activation": "relu"}, "batch"),
    ("activation", {"width": 256, "batch": 1, "initialization": "orthogonal"}, "depth"),
    (
        "expression",
        {"expression": "+".join("abcdefghijklmnop") + "".join(f"*sin({c})" for c in "abcdefghijklmnop")},
        None,
    ),
    ("expression", {"expression": "sigmoid(" * 11 + "x" + ")" * 11}, None),
    ("recurrent", {"cell": "rnn", "time_steps": 1000}, "units"),
    ("recurrent", {"cell": "lstm", "time_steps": 1000, "features": 64}, "units"),
    ("recurrent", {"cell": "gru", "time_steps": 1000, "features": 64}, "units"),
    ("recurrent", {"cell": "lstm", "units": 64, "features": 64}, "time_steps"),
    ("recurrent", {"cell": "gru", "units": 64, "features": 64, "reset": "before"}, "time_steps"),
    (
        "recurrent",
        {"cell": "lstm", "time_steps": 1000, "compare": ["rnn", "gru"], "loss_at": "every"},
        "units",
    ),
    ("recurrent", {"cell": "gru", "units": 64, "features": 64, "compare": ["rnn", "lstm"]}, "time_steps"),
    ("normalization", {"batch": 32, "features": 32, "kind": "batch"}, None),
    ("normalization", {"batch": 32, "features": 32, "kind": "group", "groups": 16}, None),
    ("circuit", {"qubits": 12, "draws": 0}, "layers"),
    ("circuit", {"qubits": 8, "draws": 0}, "layers"),
    ("circuit", {"qubits": 1, "draws": 0, "layers": 100}, None),
    ("circuit", {"study_qubits": [12], "study_depths": [20]}, "draws"),
    ("circuit", {"study_qubits": [2], "study_depths": [200]}, "draws"),
    ("circuit", {"qubits": 2, "study_qubits": [2, 3, 4, 5], "study_depths": [40]}, "draws"),
    ("circuit", {"study_qubits": [2, 4, 6, 8], "study_depths": [1, 10, 50], "ansatz": "random"}, "draws"),
    ("clipping", {"layers": 100, "units": 32}, None),
    ("clipping", {"layers": 100, "units": 32, "mode": "by_norm"}, None),
    ("clipping", {"layers": 100, "units": 32, "mode": "by_value"}, None),
    (
        "optimizer",
        {
            "updates": 1000,
            "curvature": [1.0] * 8,
            "race": ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adamw"],
        },
        None,
    ),
    (
        "optimizer",
        {
            "updates": 1000,
            "curvature": [0.5],
            "race": ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adamw"],
            "schedule": "cosine",
            "warmup": 100,
        },
        None,
    ),
    (
        "optimizer",
        {"optimizer": "adamw", "updates": 1000, "curvature": [1.0] * 8}
        | {"race": ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]},
        None,
    ),
    ("loss", {"batch": 32, "classes": 16, "weights": [0.5] * 64, "l1": 0.1, "l2": 0.1}, None),
    ("loss", {"batch": 32, "classes": 16, "loss": "hinge"}, None),
    (
        "attention",
        {
            "query_count": 32,
            "key_count": 32,
            "features": 64,
            "value_features": 64,
            "heads": 8,
            "project": True,
            "study_dimensions": [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
        },
        "draws",
    ),
    (
        "attention",
        {
            "query_count": 32,
            "key_count": 32,
            "features": 64,
            "value_features": 64,
            "heads": 8,
            "project": True,
            "mask": "causal",
        },
        None,
    ),
    (
        "attention",
        {"query_count": 32, "key_count": 32, "features": 64, "value_features": 64, "score": "additive"},
        None,
    ),
    (
        "attention",
        {"query_count": 32, "key_count": 32, "features": 64, "value_features": 64, "heads": 8}
        | {"project": True, "score": "additive", "study_dimensions": [64, 128, 256, 512]},
        "draws",
    ),
    ("residual", {"depth": 200, "width": 16}, "networks"),
    ("residual", {"depth": 200, "width": 1, "batch": 1}, "networks"),
    ("residual", {"depth": 1, "width": 16, "networks": 2000}, "batch"),
    ("residual", {"networks": 1, "depth": 200, "batch": 1}, "width"),
    ("residual", {"depth": 50, "width": 8, "activation": "gelu"}, "networks"),
    ("initialization", {"layers": 200}, "networks"),
    ("initialization", {"layers": 200, "width": 8, "batch": 1}, "networks"),
    ("initialization", {"layers": 200, "width": 4, "batch": 1}, "networks"),
    ("initialization", {"networks": 1, "width": 512, "batch": 1}, "layers"),
    ("initialization", {"networks": 2000, "width": 64}, "layers"),
    ("initialization", {"networks": 1, "layers": 200, "batch": 64}, "width"),
    ("initialization", {"networks": 1, "width": 512, "batch": 64}, "layers"),
    (
        "initialization",
        {
            "layers": 20,
            "initialization": "orthogonal",
            "compare": ["he_normal", "he_uniform", "lecun_normal", "xavier_normal"],
        },
        "networks",
    ),
    ("initialization", {"layers": 10, "activation": "gelu"}, "networks"),
    ("convolution", {"size": 64, "channels_in": 8, "channels_out": 8}, "kernel_size"),
    ("convolution", {"size": 64, "channels_in": 8, "channels_out": 8, "padding": 32}, "kernel_size"),
    ("convolution", {"operation": "max_pool", "size": 64, "channels_in": 8, "stride": 1}, "kernel_size"),
    (
        "convolution",
        {"operation": "average_pool", "size": 64, "channels_in": 8, "stride": 1, "padding": 32},
        "kernel_size",
    ),
    ("convolution", {"stack": [{"kernel": 3, "padding": 1, "channels": 8}] * 200}, None),
    (
        "convolution",
        {"operation": "max_pool", "kernel_size": 32, "padding": 16, "channels_in": 8, "stride": 1},
        "size",
    ),
    ("transformer_block", {"time": 1, "width": 1, "heads": 1, "depth": 200}, "networks"),
    ("transformer_block", {"time": 4, "width": 8, "depth": 200}, "networks"),
    ("transformer_block", {"time": 4, "width": 8, "depth": 6}, "networks"),
    ("transformer_block", {"time": 64, "width": 256, "heads": 16, "depth": 2}, "networks"),
    ("transformer_block", {"time": 64, "width": 1, "heads": 1, "depth": 12}, "networks"),
    ("transformer_block", {"time": 16, "width": 32, "heads": 4, "activation": "gelu"}, "networks"),
    ("transformer_block", {"time": 16, "width": 64, "heads": 4, "initialization": "orthogonal"}, "networks"),
    ("transformer_block", {"networks": 1, "time": 64, "width": 256, "heads": 16}, "depth"),
    ("training", {"depth": 50, "width": 64, "samples": 512, "batch_size": 16}, "steps"),
    (
        "training",
        {"depth": 10, "normalization": "group", "activation": "gelu_tanh"}
        | {"optimizer": "adamw", "clip": "norm"},
        "steps",
    ),
    (
        "training",
        {"depth": 50, "width": 4, "activation": "prelu", "normalization": "rms", "optimizer": "adam"},
        "steps",
    ),
    ("training", {"variants": [{"name": f"v{k}"} for k in range(4)], "residual": "original"}, "steps"),
]

MEASURE = """
import json, resource, sys, time
from simulator import run
name, parameters = json.loads(sys.argv[1])
began = time.process_time()
done = run(name, parameters)
ran = time.process_time() - began
text = json.dumps(done.to_dict(), allow_nan=False)
told = time.process_time() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([ran, told, peak, len(text) / 1e6]))
"""


def largest(name: str, parameters: dict[str, Any], free: str) -> int:
    """The largest value of a parameter that is not refused, by bisection."""
    allowed, refused = 1, 20_000
    while refused - allowed > 1:
        middle = (allowed + refused) // 2
        try:
            checked(catalog()[name].parameters, name, {**parameters, free: middle})
            allowed = middle
        except ValueError:
            refused = middle
    return allowed


def measured(name: str, parameters: dict[str, Any]) -> tuple[float, float, float, float]:
    """Seconds of the run, seconds with all mutants as JSON, megabytes at the peak, megabytes of JSON."""
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", MEASURE, json.dumps([name, parameters])]
    done = subprocess.run(command, env=os.environ | threads, capture_output=True, text=True, check=True)
    ran, told, peak, text = json.loads(done.stdout)
    return ran, told, peak, text


@pytest.mark.benchmark
@pytest.mark.parametrize(("name", "parameters", "free"), CORNERS)
def test_the_largest_runs(name: str, parameters: dict[str, Any], free: str | None) -> None:
    settled = parameters if free is None else {**parameters, free: largest(name, parameters, free)}
    runs = [measured(name, settled) for _ in range(3)]
    ran, told = (min(run[k] for run in runs) for k in (0, 1))
    peak = max(run[2] for run in runs)
    short = {key: value for key, value in settled.items() if not isinstance(value, list)}
    print(f"\n{name:14} {ran:6.2f} s, {told:6.2f} s with mutants, {peak:5.0f} MB  {short}")
    assert ran < SECONDS
    assert peak < MEGABYTES


def test_every_experiment_has_a_corner() -> None:
    assert {name for name, _, _ in CORNERS} == set(catalog())
