"""Writes tests/data/torch_dropout.npz: PyTorch's float64 gradients of networks with masks, normalization and skips.

Run by hand with PyTorch installed (the suite does not need it): python tests/simulator/make_torch_dropout.py
Each case is named `normalization.residual`. Its arrays are the stacks `case/w`, `case/b`, `case/scale`,
`case/shift` and `case/mask`, the batch `case/x` and `case/target`, PyTorch's `case/loss` and gradients `case/dw`
and so on, and the weights `case/trained` after three updates of its SGD with momentum under a cosine schedule with
a warm-up. `functional` holds PyTorch's own dropout of a row of ones and its gradient, which tell mask and scale.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

DEPTH, WIDTH, BATCH, GROUPS, EPSILON, P = 4, 6, 5, 2, 1e-5, 0.3
LEARNING_RATE, MOMENTUM, UPDATES, WARMUP = 0.2, 0.9, 3, 2
NORMS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "none": lambda z, scale, shift: z,
    "batch": lambda z, scale, shift: F.batch_norm(z, None, None, scale, shift, training=True, eps=EPSILON),
    "layer": lambda z, scale, shift: F.layer_norm(z, (WIDTH,), scale, shift, EPSILON),
    "rms": lambda z, scale, shift: F.rms_norm(z, (WIDTH,), scale, EPSILON) + shift,
    "group": lambda z, scale, shift: F.group_norm(z, GROUPS, scale, shift, EPSILON),
}
SKIPS = ("none", "original", "preactivation", "around")


def output(t: dict[str, Any], mask: Any, normalization: str, residual: str) -> Any:
    h, normalized = t["x"], NORMS[normalization]
    for k in range(DEPTH - 1):
        w, b, scale, shift, kept = t["w"][k], t["b"][k], t["scale"][k], t["shift"][k], mask[k] / (1 - P)
        if residual == "preactivation":
            h = h + (torch.tanh(normalized(h, scale, shift)) * kept) @ w + b
            continue
        z = normalized(h @ w + b, scale, shift)
        a = torch.tanh(h + z if residual == "original" else z) * kept
        h = h + a if residual == "around" else a
    return h @ t["w"][-1] + t["b"][-1]


def network(rng: np.random.Generator, normalization: str, residual: str) -> dict[str, Any]:
    given = {
        "w": 0.9 * rng.standard_normal((DEPTH, WIDTH, WIDTH)) / np.sqrt(WIDTH),
        "b": 0.1 * rng.standard_normal((DEPTH, WIDTH)),
        "scale": 1 + 0.3 * rng.standard_normal((DEPTH - 1, WIDTH)),
        "shift": 0.3 * rng.standard_normal((DEPTH - 1, WIDTH)),
        "x": rng.standard_normal((BATCH, WIDTH)),
    }
    target = rng.standard_normal((BATCH, WIDTH))
    mask = (rng.random((DEPTH - 1, BATCH, WIDTH)) >= P).astype(float)
    t = {name: torch.tensor(a, requires_grad=True) for name, a in given.items()}

    def loss() -> Any:
        y = output(t, torch.tensor(mask), normalization, residual)
        return 0.5 * F.mse_loss(y, torch.tensor(target), reduction="sum") / BATCH

    first = loss()
    first.backward()
    gradients = {f"d{name}": a.grad.numpy().copy() for name, a in t.items() if a.grad is not None}
    learned = [t[name] for name in ("w", "b", "scale", "shift") if t[name].grad is not None]
    optimizer = torch.optim.SGD(learned, lr=LEARNING_RATE, momentum=MOMENTUM)
    factors = [0.5, 1.0, 0.5]  # t / 2 up to the peak at 2, then (1 + cos(pi / 2)) / 2
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: factors[min(k, UPDATES - 1)])
    for _ in range(UPDATES):
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()
        schedule.step()
    trained = t["w"].detach().numpy()
    return given | gradients | {"target": target, "mask": mask, "loss": first.item(), "trained": trained}


def functional() -> dict[str, Any]:
    torch.manual_seed(0)
    x = torch.ones(20, dtype=torch.float64, requires_grad=True)
    y = F.dropout(x, P, training=True)
    y.backward(torch.arange(1.0, 21.0, dtype=torch.float64))
    evaluated = F.dropout(x, P, training=False).detach().numpy()
    assert x.grad is not None
    return {"y": y.detach().numpy(), "dx": x.grad.numpy(), "evaluated": evaluated}


def main() -> None:
    rng = np.random.default_rng(20140615)
    arrays = {
        f"{normalization}.{residual}/{key}": value
        for normalization in NORMS
        for residual in SKIPS
        for key, value in network(rng, normalization, residual).items()
    }
    arrays |= {f"functional/{key}": value for key, value in functional().items()}
    np.savez_compressed(Path(__file__).parents[1] / "data" / "torch_dropout.npz", **arrays)


if __name__ == "__main__":
    main()
