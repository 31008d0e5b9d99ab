"""Writes tests/data/torch_reference.npz: PyTorch's float64 gradients of networks, with the networks themselves.

Run by hand with PyTorch installed (the suite does not need it): python tests/simulator/make_torch_reference.py
Each case is named `activation.loss.reduction.depth`. Its arrays are `case/x`, `case/target`, the layers' weights,
biases and PyTorch's gradients: `case/w0`, `case/b0`, `case/dw0`, `case/db0` and so on, or one stack `case/w` and so
on for deep networks; and PyTorch's `case/loss` and `case/dx`. `pointwise/...` holds activations by themselves.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, 0.01),
    "identity": lambda z: z,
}
SLOPES = {"sigmoid": 1.0, "tanh": 1.0, "relu": 2.0**0.5, "leaky_relu": 2.0**0.5, "identity": 1.0}


def squared(y: Any, target: Any, reduction: str) -> Any:
    if reduction == "batch_mean":
        return F.mse_loss(y, target, reduction="sum") / y.shape[0]
    return F.mse_loss(y, target, reduction=reduction)


def binary(y: Any, target: Any, reduction: str) -> Any:
    if reduction == "batch_mean":
        return F.binary_cross_entropy_with_logits(y, target, reduction="sum") / y.shape[0]
    return F.binary_cross_entropy_with_logits(y, target, reduction=reduction)


def softmax(y: Any, target: Any, reduction: str) -> Any:
    if reduction == "mean":  # over all entries; PyTorch's own mean is over the samples
        return F.cross_entropy(y, target, reduction="sum") / y.numel()
    return F.cross_entropy(y, target, reduction={"batch_mean": "mean"}.get(reduction, reduction))


LOSSES = {
    "squared_error": squared,
    "half_squared_error": lambda y, t, r: 0.5 * squared(y, t, r),
    "binary_cross_entropy": binary,
    "softmax_cross_entropy": softmax,
}
CASES = [
    *((a, "squared_error", "mean", 3) for a in ACTIVATIONS),
    *(("tanh", loss, reduction, 3) for loss in LOSSES for reduction in ("sum", "mean", "batch_mean")),
    *((a, "half_squared_error", "batch_mean", 20) for a in ACTIVATIONS),
]


def network(
    rng: np.random.Generator, name: str, loss: str, reduction: str, depth: int
) -> Iterator[tuple[str, Any]]:
    sizes = [5, 7, 4, 3] if depth == 3 else [6] * (depth + 1)
    weights = [SLOPES[name] * rng.standard_normal((i, o)) / np.sqrt(i) for i, o in pairwise(sizes)]
    biases = [0.1 * rng.standard_normal(o) for o in sizes[1:]]
    x, target = rng.standard_normal((4, sizes[0])), rng.standard_normal((4, sizes[-1]))
    if loss == "binary_cross_entropy":
        target = rng.integers(2, size=target.shape).astype(float)
    if loss == "softmax_cross_entropy":
        target = np.eye(sizes[-1])[rng.integers(sizes[-1], size=4)]
    tx, ws, bs = (
        torch.tensor(x, requires_grad=True),
        [torch.tensor(w, requires_grad=True) for w in weights],
        [torch.tensor(b, requires_grad=True) for b in biases],
    )
    y = tx
    for k, (w, b) in enumerate(zip(ws, bs, strict=True)):
        z = y @ w + b
        y = ACTIVATIONS[name](z) if k < depth - 1 else z
    value = LOSSES[loss](y, torch.tensor(target), reduction)
    value.backward()
    yield from {"x": x, "target": target, "loss": value.item(), "dx": tx.grad.numpy()}.items()
    layers = {
        "w": weights,
        "b": biases,
        "dw": [w.grad.numpy() for w in ws],
        "db": [b.grad.numpy() for b in bs],
    }
    for key, arrays in layers.items():
        yield from (
            [(key, np.stack(arrays))] if depth > 3 else ((f"{key}{k}", a) for k, a in enumerate(arrays))
        )


def main() -> None:
    rng = np.random.default_rng(20150317)
    arrays: dict[str, Any] = {}
    for name, loss, reduction, depth in dict.fromkeys(CASES):
        case = f"{name}.{loss}.{reduction}.{depth}"
        arrays |= {f"{case}/{key}": value for key, value in network(rng, name, loss, reduction, depth)}
    z = np.linspace(-30.0, 30.0, 241)  # 0 is among them: PyTorch's choice at a kink is ours
    arrays["pointwise/z"] = z
    for name, f in ACTIVATIONS.items():
        tz = torch.tensor(z, requires_grad=True)
        a = f(tz)
        a.sum().backward()
        arrays[f"pointwise/{name}/a"], arrays[f"pointwise/{name}/da"] = a.detach().numpy(), tz.grad.numpy()
    path = Path(__file__).parents[1] / "data" / "torch_reference.npz"
    np.savez_compressed(path, **arrays)


if __name__ == "__main__":
    main()
