"""Writes tests/data/torch_normalization.npz: PyTorch's float64 values of the four normalizations, forward and back.

Run by hand with PyTorch installed (the suite does not need it): python tests/simulator/make_torch_normalization.py
Each case is named `kind.mode`; its arrays are `case/x`, `case/scale`, `case/shift`, `case/dy` and what PyTorch made
of them: `case/y`, `case/dx`, `case/dscale`, `case/dshift`, and for batch normalization the running statistics.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

SAMPLES, FEATURES, GROUPS, EPSILON, MOMENTUM = 5, 6, 3, 1e-3, 0.3
LAYERS = {
    "batch.train": nn.BatchNorm1d(FEATURES, EPSILON, MOMENTUM),
    "batch.eval": nn.BatchNorm1d(FEATURES, EPSILON, MOMENTUM).eval(),
    "layer.train": nn.LayerNorm(FEATURES, EPSILON),
    "rms.train": nn.RMSNorm(FEATURES, EPSILON),
    "group.train": nn.GroupNorm(GROUPS, FEATURES, EPSILON),
}


def case(rng: np.random.Generator, layer: Any) -> dict[str, Any]:
    x, dy = 2.0 + 3.0 * rng.standard_normal((2, SAMPLES, FEATURES))
    scale, shift = rng.standard_normal((2, FEATURES))
    arrays = {"x": x, "dy": dy, "scale": scale, "shift": shift}
    layer.double()
    layer.weight.data = torch.tensor(scale)
    if getattr(layer, "bias", None) is not None:
        layer.bias.data = torch.tensor(shift)
    if isinstance(layer, nn.BatchNorm1d):
        layer.running_mean = torch.tensor(rng.standard_normal(FEATURES))
        layer.running_var = torch.tensor(rng.uniform(0.5, 2.0, FEATURES))
        arrays |= {"running_mean": layer.running_mean.numpy().copy()}
        arrays |= {"running_variance": layer.running_var.numpy().copy()}
    tx = torch.tensor(x, requires_grad=True)
    y = layer(tx)
    y.backward(torch.tensor(dy))
    arrays |= {"y": y.detach().numpy(), "dx": tx.grad.numpy(), "dscale": layer.weight.grad.numpy()}
    if getattr(layer, "bias", None) is not None:
        arrays |= {"dshift": layer.bias.grad.numpy()}
    if isinstance(layer, nn.BatchNorm1d):
        arrays |= {"new_running_mean": layer.running_mean.numpy()}
        arrays |= {"new_running_variance": layer.running_var.numpy()}
    return arrays


def main() -> None:
    rng = np.random.default_rng(20150211)
    arrays = {
        f"{name}/{key}": value for name, layer in LAYERS.items() for key, value in case(rng, layer).items()
    }
    np.savez_compressed(Path(__file__).parents[1] / "data" / "torch_normalization.npz", **arrays)


if __name__ == "__main__":
    main()
