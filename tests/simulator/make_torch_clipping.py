"""Writes tests/data/torch_clipping.npz: gradients before and after PyTorch's clip_grad_norm_ and clip_grad_value_.

Run by hand with PyTorch installed (the suite does not need it): python tests/simulator/make_torch_clipping.py
Each case is named `kind.limit`, `kind` being the norm or `value`. It holds `before0` and so on by layer, `after0`
and so on, and for the norms PyTorch's global `norm`. PyTorch adds 1e-6 to the norm that the limit is divided by.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch

SHAPES = [(3, 4), (4,), (4, 2), (2,)]
KINDS = {"l2": 2.0, "l1": 1.0, "max": float("inf")}


def main() -> None:
    torch.manual_seed(2013)
    arrays: dict[str, Any] = {}
    for kind in [*KINDS, "value"]:
        for limit in (0.05, 1.0, 100.0):
            layers = [torch.nn.Parameter(torch.zeros(*shape, dtype=torch.float64)) for shape in SHAPES]
            for k, layer in enumerate(layers):
                layer.grad = torch.randn_like(layer)
                arrays[f"{kind}.{limit}/before{k}"] = layer.grad.numpy().copy()
            if kind == "value":
                torch.nn.utils.clip_grad_value_(layers, limit)
            else:
                norm = torch.nn.utils.clip_grad_norm_(layers, limit, norm_type=KINDS[kind])
                arrays[f"{kind}.{limit}/norm"] = norm.numpy()
            arrays |= {f"{kind}.{limit}/after{k}": layer.grad.numpy() for k, layer in enumerate(layers)}
    np.savez_compressed(Path(__file__).parents[1] / "data" / "torch_clipping.npz", **arrays)


if __name__ == "__main__":
    main()
