"""Writes tests/data/torch_loss.npz: PyTorch's float64 losses and their gradients at the outputs.

Run by hand with PyTorch installed (the suite does not need it): python tests/simulator/make_torch_loss.py
`z`, `one_hot`, `zero_one` and `sign` are common to all; each case is `name/loss` and `name/dz`, with `batch_mean`;
`w`, `l1`, `l2` and their gradients are the penalties of strength 0.3.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

SMOOTHING, STRENGTH = 0.1, 0.3


def main() -> None:
    torch.manual_seed(1995)
    batch, out = 5, 4
    z = 3.0 * torch.randn(batch, out, dtype=torch.float64)
    classes = torch.randint(out, (batch,))
    zero_one = torch.randint(2, (batch, out)).double()
    sign = 2.0 * zero_one - 1.0
    smooth = (1 - SMOOTHING) * zero_one + SMOOTHING / 2
    cases: dict[str, Any] = {
        "softmax": lambda z: F.cross_entropy(z, classes),
        "softmax_smoothed": lambda z: F.cross_entropy(z, classes, label_smoothing=SMOOTHING),
        "binary": lambda z: F.binary_cross_entropy_with_logits(z, zero_one, reduction="sum") / batch,
        "binary_smoothed": lambda z: F.binary_cross_entropy_with_logits(z, smooth, reduction="sum") / batch,
        "squared_sigmoid": lambda z: F.mse_loss(torch.sigmoid(z), zero_one, reduction="sum") / batch,
        "squared_tanh": lambda z: F.mse_loss(torch.tanh(z), zero_one, reduction="sum") / batch,
        "hinge": lambda z: torch.clamp(1 - sign * z, min=0).sum() / batch,
    }
    arrays: dict[str, Any] = {
        "z": z.numpy(),
        "one_hot": F.one_hot(classes, out).double().numpy(),
        "zero_one": zero_one.numpy(),
        "sign": sign.numpy(),
    }
    for name, loss in cases.items():
        leaf = z.clone().requires_grad_()
        value = loss(leaf)
        value.backward()
        arrays[f"{name}/loss"], arrays[f"{name}/dz"] = value.item(), leaf.grad.numpy()
    w = torch.randn(6, dtype=torch.float64)
    w[2] = 0.0  # PyTorch's choice at the kink is ours
    arrays["w"] = w.numpy()
    norms: dict[str, Any] = {"l1": lambda w: w.abs().sum(), "l2": lambda w: 0.5 * (w * w).sum()}
    for name, penalty in norms.items():
        leaf = w.clone().requires_grad_()
        value = STRENGTH * penalty(leaf)
        value.backward()
        arrays[f"{name}/penalty"], arrays[f"{name}/dw"] = value.item(), leaf.grad.numpy()
    np.savez_compressed(Path(__file__).parents[1] / "data" / "torch_loss.npz", **arrays)


if __name__ == "__main__":
    main()
