"""Writes tests/data/torch_activations.npz: PyTorch's float64 values of the activations beside ReLU and its elders.

Run by hand with PyTorch installed (the suite does not need it): python tests/simulator/make_torch_activations.py
`pointwise/...` holds values and derivatives at `pointwise/z`, 0 among them; `softmax/...` a batch of logits with
the gradient that goes in and the one that comes out; `name.depth/...` whole networks under half the squared error,
mean over the batch, with their stacks of weights and gradients (and for PReLU the gradients of its slopes).
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

SLOPE = 0.25
ACTIVATIONS = {
    "prelu": lambda z: F.prelu(z, torch.tensor(SLOPE, dtype=torch.float64)),
    "elu": F.elu,
    "selu": F.selu,
    "softplus": lambda z: F.softplus(z, threshold=700.0),  # the default gives z itself above 20
    "silu": F.silu,
    "gelu": F.gelu,
    "gelu_tanh": lambda z: F.gelu(z, approximate="tanh"),
}


def network(rng: np.random.Generator, name: str, depth: int) -> dict[str, Any]:
    width, batch = 6, 4
    weights = 1.4 * rng.standard_normal((depth, width, width)) / np.sqrt(width)
    biases = 0.1 * rng.standard_normal((depth, width))
    x, target = rng.standard_normal((2, batch, width))
    ws, bs, tx = (torch.tensor(a, requires_grad=True) for a in (weights, biases, x))
    slopes = torch.full((depth - 1,), SLOPE, dtype=torch.float64, requires_grad=True)
    y = tx
    for k in range(depth):
        y = y @ ws[k] + bs[k]
        if k < depth - 1:
            y = F.prelu(y, slopes[k]) if name == "prelu" else ACTIVATIONS[name](y)
    loss = 0.5 * F.mse_loss(y, torch.tensor(target), reduction="sum") / batch
    loss.backward()
    arrays = {"w": weights, "b": biases, "x": x, "target": target, "loss": loss.item()}
    arrays |= {"dw": ws.grad.numpy(), "db": bs.grad.numpy(), "dx": tx.grad.numpy()}
    return arrays | ({"dslope": slopes.grad.numpy()} if name == "prelu" else {})


def main() -> None:
    rng = np.random.default_rng(20160627)
    arrays: dict[str, Any] = {"pointwise/z": np.linspace(-30.0, 30.0, 241)}
    for name, f in ACTIVATIONS.items():
        z = torch.tensor(arrays["pointwise/z"], requires_grad=True)
        a = f(z)
        a.sum().backward()
        arrays[f"pointwise/{name}/a"], arrays[f"pointwise/{name}/da"] = a.detach().numpy(), z.grad.numpy()
        for depth in (3, 20):
            case = network(rng, name, depth)
            arrays |= {f"{name}.{depth}/{key}": value for key, value in case.items()}
    logits, upstream = 5.0 * rng.standard_normal((4, 7)), rng.standard_normal((4, 7))
    z = torch.tensor(logits, requires_grad=True)
    p = torch.softmax(z, dim=-1)
    p.backward(torch.tensor(upstream))
    softmax = {"z": logits, "dp": upstream, "p": p.detach().numpy(), "dz": z.grad.numpy()}
    arrays |= {f"softmax/{key}": value for key, value in softmax.items()}
    np.savez_compressed(Path(__file__).parents[1] / "data" / "torch_activations.npz", **arrays)


if __name__ == "__main__":
    main()
