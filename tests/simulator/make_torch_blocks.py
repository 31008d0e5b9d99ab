"""Writes tests/data/torch_blocks.npz: PyTorch's float64 gradients of deep networks with normalization and skips.

Run by hand with PyTorch installed (the suite does not need it): python tests/simulator/make_torch_blocks.py
Each case is named `normalization.residual`. Its arrays are the stacks `case/w`, `case/b`, `case/scale` and
`case/shift`, the batch `case/x` and `case/target`, and PyTorch's `case/loss` and gradients `case/dw` and so on.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

DEPTH, WIDTH, BATCH, GROUPS, EPSILON = 12, 6, 5, 2, 1e-5
NORMS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "none": lambda z, scale, shift: z,
    "batch": lambda z, scale, shift: F.batch_norm(z, None, None, scale, shift, training=True, eps=EPSILON),
    "layer": lambda z, scale, shift: F.layer_norm(z, (WIDTH,), scale, shift, EPSILON),
    "rms": lambda z, scale, shift: F.rms_norm(z, (WIDTH,), scale, EPSILON) + shift,
    "group": lambda z, scale, shift: F.group_norm(z, GROUPS, scale, shift, EPSILON),
}


def network(rng: np.random.Generator, normalization: str, residual: str) -> dict[str, Any]:
    given = {
        "w": 0.9 * rng.standard_normal((DEPTH, WIDTH, WIDTH)) / np.sqrt(WIDTH),
        "b": 0.1 * rng.standard_normal((DEPTH, WIDTH)),
        "scale": 1 + 0.3 * rng.standard_normal((DEPTH - 1, WIDTH)),
        "shift": 0.3 * rng.standard_normal((DEPTH - 1, WIDTH)),
        "x": rng.standard_normal((BATCH, WIDTH)),
    }
    target = rng.standard_normal((BATCH, WIDTH))
    t = {name: torch.tensor(a, requires_grad=True) for name, a in given.items()}
    h = t["x"]
    for k in range(DEPTH - 1):
        normalized = NORMS[normalization]
        if residual == "preactivation":
            h = h + torch.tanh(normalized(h, t["scale"][k], t["shift"][k])) @ t["w"][k] + t["b"][k]
            continue
        z = normalized(h @ t["w"][k] + t["b"][k], t["scale"][k], t["shift"][k])
        h = torch.tanh(h + z if residual == "original" else z)
    y = h @ t["w"][-1] + t["b"][-1]
    loss = 0.5 * F.mse_loss(y, torch.tensor(target), reduction="sum") / BATCH
    loss.backward()
    gradients = {f"d{name}": a.grad.numpy() for name, a in t.items() if a.grad is not None}
    return given | {"target": target, "loss": loss.item()} | gradients


def main() -> None:
    rng = np.random.default_rng(20151210)
    arrays = {
        f"{normalization}.{residual}/{key}": value
        for normalization in NORMS
        for residual in ("none", "original", "preactivation")
        for key, value in network(rng, normalization, residual).items()
    }
    np.savez_compressed(Path(__file__).parents[1] / "data" / "torch_blocks.npz", **arrays)


if __name__ == "__main__":
    main()
