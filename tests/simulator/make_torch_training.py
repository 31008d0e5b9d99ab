"""Writes tests/data/torch_training.npz: PyTorch's float64 weights over six updates of a small perceptron, by each
optimizer, on mini-batches.

Run by hand with PyTorch installed (the suite does not need it): python tests/simulator/make_torch_training.py
`x`, `label` and `number` are the samples, `w0`, `b0`, … the first weights as (in, out); `order` (updates, batch)
holds the samples of each update. `case/losses` (updates,) are the losses before each update, `case/w0`, `case/b0`,
… the weights after the last one, `case/g0`, … the first gradients. The case `regression` fits `number` by squared
error, the others `label`; `norm` normalizes after the first product, `skip` has a skip around the second layer.
"""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch

UPDATES, SAMPLES, BATCH, SIZES = 6, 12, 4, (2, 5, 5, 3)
OPTIMIZERS: dict[str, Any] = {
    "sgd": lambda w: torch.optim.SGD(w, lr=0.3),
    "momentum": lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9, weight_decay=0.05),
    "nesterov": lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9, nesterov=True),
    "adagrad": lambda w: torch.optim.Adagrad(w, lr=0.1, eps=1e-8),
    "rmsprop": lambda w: torch.optim.RMSprop(w, lr=0.02, alpha=0.99, eps=1e-8),
    "adam": lambda w: torch.optim.Adam(w, lr=0.05),
    "adamw": lambda w: torch.optim.AdamW(w, lr=0.05, weight_decay=0.1),
    "regression": lambda w: torch.optim.SGD(w, lr=0.05),
    "norm": lambda w: torch.optim.SGD(w, lr=0.3),
    "skip": lambda w: torch.optim.SGD(w, lr=0.3),
}


def output(case: str, x: Any, weights: list[Any]) -> Any:
    """The logits, or the one number of the regression."""
    (w0, b0), (w1, b1), (w2, b2), *rest = weights
    z = x @ w0 + b0
    if case == "norm":
        z = torch.nn.functional.layer_norm(z, (SIZES[1],), *rest[0], eps=1e-5)
    a = torch.tanh(z)
    h = torch.tanh(a + a @ w1 + b1 if case == "skip" else a @ w1 + b1)
    y = h @ w2 + b2
    return y[:, :1] if case == "regression" else y


def main() -> None:
    torch.manual_seed(1986)
    draw = {"dtype": torch.float64}
    x, number = torch.randn(SAMPLES, 2, **draw), torch.randn(SAMPLES, 1, **draw)
    label = torch.arange(SAMPLES) % SIZES[-1]
    first = [[torch.randn(n, m, **draw) / n**0.5, 0.1 * torch.randn(m, **draw)] for n, m in pairwise(SIZES)]
    order = torch.stack([torch.randperm(SAMPLES)[:BATCH] for _ in range(UPDATES)])
    arrays: dict[str, Any] = {"x": x, "number": number, "label": label, "order": order}
    for k, (w, b) in enumerate(first):
        arrays |= {f"w{k}": w, f"b{k}": b}
    for case, make in OPTIMIZERS.items():
        weights = [[part.clone().requires_grad_() for part in layer] for layer in first]
        if case == "norm":
            scale, shift = torch.ones(SIZES[1], **draw), torch.zeros(SIZES[1], **draw)
            weights.append([scale.requires_grad_(), shift.requires_grad_()])
        flat = [part for layer in weights for part in layer]
        optimizer = make(flat)
        losses: list[float] = []
        for batch in order:
            y = output(case, x[batch], weights)
            if case == "regression":
                loss = ((y - number[batch]) ** 2).mean()
            else:
                loss = torch.nn.functional.cross_entropy(y, label[batch])
            optimizer.zero_grad()
            loss.backward()
            if not losses:
                arrays |= {f"{case}/g{k}": w.grad.clone() for k, (w, _) in enumerate(weights[:3])}
            optimizer.step()
            losses.append(loss.item())
        arrays[f"{case}/losses"] = torch.tensor(losses, **draw)
        for k, (w, b) in enumerate(weights):
            arrays |= {f"{case}/w{k}": w.detach(), f"{case}/b{k}": b.detach()}
    plain = {name: array.numpy() for name, array in arrays.items()}
    np.savez_compressed(Path(__file__).parents[1] / "data" / "torch_training.npz", **plain)


if __name__ == "__main__":
    main()
